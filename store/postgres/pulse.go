package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/store/driver"
)

// Pulse reads the counters, on the connections for commits, where no slow read is in its way. What others write in
// conversations is told by Listen and found by Moved.
func (db *DB) Pulse(ctx context.Context) (p driver.Pulse, err error) {
	err = row(ctx, patient{db.commits, db.wait}, `SELECT max(value) FILTER (WHERE name = 'knowledge'), max(value) FILTER (WHERE name = 'people'),
		max(value) FILTER (WHERE name = 'config'), COALESCE(max(value) FILTER (WHERE name = 'outbox'), 0) FROM revision`, nil, &p.Knowledge, &p.People, &p.Config, &p.Outbox)
	return p, err
}

// raise counts one more change of a kind of thing.
func raise(ctx context.Context, tx pgx.Tx, name string) error {
	_, err := exec(ctx, tx, `UPDATE revision SET value = value + 1 WHERE name = $1`, name)
	return err
}

func revision(ctx context.Context, s statements, name string) (value int64, err error) {
	err = row(ctx, s, `SELECT value FROM revision WHERE name = $1`, []any{name}, &value)
	return value, err
}
