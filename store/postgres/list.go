package postgres

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/store/driver"
)

// scanned is how many rows one page may look at: a filter that no index serves (tag, channel, source) then gives a short
// page with a cursor instead of walking through everything.
const scanned = 1000

// Find finds status, holder and customer in indexes that are ordered by time, and filters the rest.
func (db *DB) Find(ctx context.Context, q driver.Query) ([]driver.Row, string, error) {
	limit := pageSize(q.Limit)
	where := []string{`TRUE`}
	var args []any
	and := func(condition string, values ...any) {
		for _, value := range values {
			args = append(args, value)
			condition = strings.Replace(condition, "?", fmt.Sprint("$", len(args)), 1)
		}
		where = append(where, condition)
	}
	if q.After != "" {
		var after rowPosition
		if err := decodeCursor(q.After, &after); err != nil {
			return nil, "", err
		}
		and(`(updated_at, ref) < (?, ?)`, time.UnixMilli(after.At), after.Ref)
	}
	if q.CustomerID != "" {
		and(`customer = ? AND customer <> ''`, q.CustomerID)
	}
	if q.Holder != "" {
		and(`holder = ?`, string(q.Holder))
	}
	if q.Status != "" {
		and(`status = ?`, string(q.Status))
	}
	seen := `SELECT ` + rowColumns + ` FROM conversation WHERE ` + strings.Join(where, ` AND `) + ` ORDER BY updated_at DESC, ref DESC LIMIT `
	if q.Channel == "" && q.Source == "" && q.Tag == "" {
		rows, err := all(ctx, db.read(), scanPlain, seen+fmt.Sprint(limit+1), args...)
		return page(rows, limit, "", err)
	}
	where = nil
	if q.Channel != "" {
		and(`channel = ?`, q.Channel)
	}
	if q.Source != "" {
		and(`source = ?`, q.Source)
	}
	if q.Tag != "" {
		and(`? = ANY(tags)`, q.Tag)
	}
	type found struct {
		driver.Row
		last bool // of those looked at, when there may be more
	}
	looked, err := all(ctx, db.read(), func(from pgx.CollectableRow) (f found, err error) {
		f.Row, err = scanRow(from, &f.last)
		return f, err
	}, fmt.Sprintf(`WITH seen AS MATERIALIZED (%s%d) (SELECT %s, false FROM seen WHERE %s LIMIT %d) UNION ALL (SELECT %s, true FROM seen OFFSET %d)`,
		seen, scanned, rowColumns, strings.Join(where, ` AND `), limit+1, rowColumns, scanned-1), args...)
	if err != nil {
		return nil, "", err
	}
	var rows []driver.Row
	end := ""
	for _, f := range looked {
		if f.last {
			end = encodeCursor(rowPosition{f.Updated.UnixMilli(), f.Ref})
		} else {
			rows = append(rows, f.Row)
		}
	}
	return page(rows, limit, end, err)
}

func page(rows []driver.Row, limit int, end string, err error) ([]driver.Row, string, error) {
	if err != nil || len(rows) <= limit {
		return rows, end, err
	}
	last := rows[limit-1]
	return rows[:limit], encodeCursor(rowPosition{last.Updated.UnixMilli(), last.Ref}), nil
}

// rowPosition is the place of a row in a list ordered by time.
type rowPosition struct {
	At  int64 `json:"a"`
	Ref int64 `json:"r"`
}

func pageSize(limit int) int {
	if limit <= 0 {
		return 50
	}
	return min(limit, 500)
}

// A cursor is opaque to callers: the JSON of a position in a list.
func encodeCursor(position any) string {
	data, err := json.Marshal(position)
	if err != nil {
		panic(err) // a struct of strings and numbers
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

func decodeCursor(cursor string, position any) error {
	data, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(data, position)
	}
	if err != nil {
		return fmt.Errorf("%w: %q", driver.ErrBadCursor, cursor)
	}
	return nil
}

// Moved are the conversations updated since then.
func (db *DB) Moved(ctx context.Context, since time.Time, limit int) ([]driver.Moved, error) {
	return all(ctx, db.read(), func(from pgx.CollectableRow) (m driver.Moved, err error) { return m, from.Scan(&m.ID, &m.Seq) },
		`SELECT id, seq FROM conversation WHERE updated_at >= $1 ORDER BY updated_at DESC LIMIT $2`, since, limit)
}
