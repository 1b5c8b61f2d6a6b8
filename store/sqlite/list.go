package sqlite

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"github.com/batondesk/baton/store/driver"
)

// scanned is how many rows one page may look at: a filter that no index serves (tag, channel, source) then gives a short
// page with a cursor instead of walking through everything.
const scanned = 1000

// Find finds the first of status, holder and customer in an index that is ordered by time, and filters the rest.
func (db *DB) Find(ctx context.Context, q driver.Query) ([]driver.Row, string, error) {
	limit := driver.PageSize(q.Limit)
	var where []string
	var args []any
	and := func(condition string, values ...any) {
		where = append(where, condition)
		args = append(args, values...)
	}
	var after driver.Position
	if q.After != "" {
		if err := driver.DecodeCursor(q.After, &after); err != nil {
			return nil, "", err
		}
		and(`(updated_at, ref) < (?, ?)`, after.At, after.Ref)
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
	where = append(where, `TRUE`)
	inner := `SELECT ` + rowColumns + ` FROM conversation WHERE ` + strings.Join(where, ` AND `) + ` ORDER BY updated_at DESC, ref DESC LIMIT ?`
	filtered := q.Channel != "" || q.Source != "" || q.Tag != ""
	if !filtered {
		rows, err := all(ctx, db.reader, scanListed, inner, append(args, limit+1)...)
		return page(rows, limit, err)
	}
	last, err := db.lastScanned(ctx, inner, args)
	if err != nil {
		return nil, "", err
	}
	rows, err := all(ctx, db.reader, scanListed, `SELECT * FROM (`+inner+`)
		WHERE (? = '' OR channel = ?) AND (? = '' OR source = ?) AND (? = '' OR EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)) LIMIT ?`,
		append(args, scanned, q.Channel, q.Channel, q.Source, q.Source, q.Tag, q.Tag, limit+1)...)
	rows, next, err := page(rows, limit, err)
	if next == "" {
		next = last
	}
	return rows, next, err
}

// lastScanned is the cursor behind the rows that one page looks at, or "" if they are the last ones.
func (db *DB) lastScanned(ctx context.Context, inner string, args []any) (string, error) {
	var p driver.Position
	found, err := exists(db.reader.row(ctx, `SELECT updated_at, ref FROM (`+inner+`) LIMIT 1 OFFSET ?`, append(args[:len(args):len(args)], scanned, scanned-1), &p.At, &p.Ref))
	if !found || err != nil {
		return "", err
	}
	return driver.EncodeCursor(p), nil
}

func scanListed(rows *sql.Rows) (driver.Row, error) { return scanRow(rows.Scan) }

func page(rows []driver.Row, limit int, err error) ([]driver.Row, string, error) {
	if err != nil || len(rows) <= limit {
		return rows, "", err
	}
	last := rows[limit-1]
	return rows[:limit], driver.EncodeCursor(driver.Position{At: millis(last.Updated), Ref: last.Ref}), nil
}

// Moved are the conversations updated since then.
func (db *DB) Moved(ctx context.Context, since time.Time, limit int) ([]driver.Moved, error) {
	return all(ctx, db.reader, func(rows *sql.Rows) (m driver.Moved, err error) { return m, rows.Scan(&m.ID, &m.Seq) },
		`SELECT id, seq FROM conversation WHERE updated_at >= ? ORDER BY updated_at DESC LIMIT ?`, millis(since), limit)
}
