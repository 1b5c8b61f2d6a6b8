package sqlite

import (
	"context"
	"database/sql"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/store/driver"
)

// AddGap records an unanswered question once.
func (t shelves) AddGap(ctx context.Context, g knowledge.Gap) error {
	return t.change(ctx, func(ctx context.Context, s *statements) error {
		_, err := s.exec(ctx, `INSERT INTO gap (conversation, seq, at, locale, text) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			string(g.ConversationID), g.Seq, millis(g.At), g.Locale, g.Text)
		return err
	})
}

type gapPosition struct {
	At           int64  `json:"a"`
	Conversation string `json:"c"`
	Seq          int64  `json:"s"`
}

// Gaps returns unanswered questions, newest first.
func (t shelves) Gaps(ctx context.Context, cursor string, limit int) ([]knowledge.Gap, string, error) {
	limit = driver.PageSize(limit)
	query, args := `SELECT conversation, seq, at, locale, text FROM gap`, []any{}
	if cursor != "" {
		var p gapPosition
		if err := driver.DecodeCursor(cursor, &p); err != nil {
			return nil, "", err
		}
		query += ` WHERE (at, conversation, seq) < (?, ?, ?)`
		args = append(args, p.At, p.Conversation, p.Seq)
	}
	gaps, err := all(ctx, t.read(), scanGap, query+` ORDER BY at DESC, conversation DESC, seq DESC LIMIT ?`, append(args, limit+1)...)
	if err != nil || len(gaps) <= limit {
		return gaps, "", err
	}
	last := gaps[limit-1]
	return gaps[:limit], driver.EncodeCursor(gapPosition{millis(last.At), string(last.ConversationID), last.Seq}), nil
}

func scanGap(rows *sql.Rows) (g knowledge.Gap, err error) {
	var at int64
	err = rows.Scan(&g.ConversationID, &g.Seq, &at, &g.Locale, &g.Text)
	g.At = moment(at)
	return g, err
}
