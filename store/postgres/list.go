package postgres

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
)

// scanned is how many rows one page may look at: a filter that no index serves then gives a short page with a cursor
// instead of walking through everything.
const scanned = 1000

// Find walks along the index that tells most, newest first, and filters what it finds. Only what passes is read whole.
func (db *DB) Find(ctx context.Context, q driver.Query) ([]driver.Row, string, error) {
	limit := driver.PageSize(q.Limit)
	var args []any
	with := func(condition string, values ...any) string {
		for _, value := range values {
			args = append(args, value)
			condition = strings.Replace(condition, "?", fmt.Sprint("$", len(args)), 1)
		}
		return condition
	}
	along, filters := []string{`TRUE`}, []string{`TRUE`}
	if q.After != "" {
		var after driver.Position
		if err := driver.DecodeCursor(q.After, &after); err != nil {
			return nil, "", err
		}
		along = append(along, with(`(updated_at, ref) < (?, ?)`, time.UnixMilli(after.At), after.Ref))
	}
	indexed := false
	for _, f := range []struct{ value, index, filter string }{
		{q.CustomerID, `customer = ? AND customer <> ''`, `customer = ?`},
		{string(q.Holder), `holder = ? AND holder <> 'bot'`, `holder = ?`},
		{string(q.Status), `status = ? AND status <> 'closed'`, `status = ?`},
		{q.Channel, ``, `channel = ?`},
		{q.Source, ``, `source = ?`},
		{q.Tag, ``, `? = ANY(tags)`},
	} {
		switch {
		case f.value == "":
		case !indexed && f.index != "" && f.value != string(conversation.HeldByBot) && f.value != string(conversation.StatusClosed):
			along, indexed = append(along, with(f.index, f.value)), true
		default:
			filters = append(filters, with(f.filter, f.value))
		}
	}
	walked := limit + 1
	if len(filters) > 1 {
		walked = scanned
	}
	type found struct {
		driver.Row
		last bool // of those looked at, when there may be more
	}
	looked, err := all(ctx, db.read(), func(from pgx.CollectableRow) (f found, err error) {
		f.Row, err = scanRow(from, &f.last)
		return f, err
	}, fmt.Sprintf(`WITH seen AS MATERIALIZED (
			SELECT ref AS r, updated_at AS at, %s AS fits FROM conversation WHERE %s ORDER BY updated_at DESC, ref DESC LIMIT %d)
		(SELECT %s, false FROM (SELECT r FROM seen WHERE fits ORDER BY at DESC, r DESC LIMIT %d) JOIN conversation ON ref = r ORDER BY updated_at DESC, ref DESC)
		UNION ALL (SELECT %[4]s, true FROM (SELECT r FROM seen OFFSET %[6]d) JOIN conversation ON ref = r)`,
		strings.Join(filters, ` AND `), strings.Join(along, ` AND `), walked, rowColumns, limit+1, scanned-1), args...)
	if err != nil {
		return nil, "", err
	}
	var rows []driver.Row
	end := ""
	for _, f := range looked {
		if f.last {
			end = driver.EncodeCursor(driver.Position{At: f.Updated.UnixMilli(), Ref: f.Ref})
		} else {
			rows = append(rows, f.Row)
		}
	}
	rows, next := page(rows, limit, end)
	return rows, next, nil
}

func page(rows []driver.Row, limit int, end string) ([]driver.Row, string) {
	if len(rows) <= limit {
		return rows, end
	}
	last := rows[limit-1]
	return rows[:limit], driver.EncodeCursor(driver.Position{At: last.Updated.UnixMilli(), Ref: last.Ref})
}

// Moved are the conversations updated since then.
func (db *DB) Moved(ctx context.Context, since time.Time, limit int) ([]driver.Moved, error) {
	return all(ctx, db.read(), func(from pgx.CollectableRow) (m driver.Moved, err error) { return m, from.Scan(&m.ID, &m.Seq) },
		`SELECT id, seq FROM conversation WHERE updated_at >= $1 ORDER BY updated_at DESC LIMIT $2`, since, limit)
}
