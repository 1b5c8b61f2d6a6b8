package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/store/driver"
)

// AddGap records an unanswered question once.
func (t shelves) AddGap(ctx context.Context, g knowledge.Gap) error {
	return t.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		_, err := exec(ctx, tx, `INSERT INTO gap (conversation, seq, at, locale, text) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
			string(g.ConversationID), g.Seq, g.At.Truncate(time.Millisecond), g.Locale, g.Text)
		return err
	})
}

type gapPosition struct {
	At           time.Time `json:"a"`
	Conversation string    `json:"c"`
	Seq          int64     `json:"s"`
}

// Gaps returns unanswered questions, newest first.
func (t shelves) Gaps(ctx context.Context, cursor string, limit int) ([]knowledge.Gap, string, error) {
	limit = driver.PageSize(limit)
	query, args := `SELECT conversation, seq, at, locale, text FROM gap`, []any{limit + 1}
	if cursor != "" {
		var p gapPosition
		if err := driver.DecodeCursor(cursor, &p); err != nil {
			return nil, "", err
		}
		query += ` WHERE (at, conversation, seq) < ($2, $3, $4)`
		args = append(args, p.At, p.Conversation, p.Seq)
	}
	gaps, err := all(ctx, t.read(), scanGap, query+` ORDER BY at DESC, conversation DESC, seq DESC LIMIT $1`, args...)
	if err != nil || len(gaps) <= limit {
		return gaps, "", err
	}
	last := gaps[limit-1]
	return gaps[:limit], driver.EncodeCursor(gapPosition{last.At, string(last.ConversationID), last.Seq}), nil
}

func scanGap(row pgx.CollectableRow) (g knowledge.Gap, err error) {
	err = row.Scan(&g.ConversationID, &g.Seq, &g.At, &g.Locale, &g.Text)
	return g, err
}
