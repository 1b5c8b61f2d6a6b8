package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/people"
)

// EndSession remembers that a session was ended.
func (t register) EndSession(ctx context.Context, id string, until time.Time, a people.AuditEntry) error {
	return t.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		if err := lock(ctx, tx, "people"); err != nil {
			return err
		}
		if _, err := exec(ctx, tx, `DELETE FROM ended_session WHERE until <= $1`, stamp(a.At)); err != nil {
			return err
		}
		n, err := exec(ctx, tx, `INSERT INTO ended_session (id, until) VALUES ($1, $2) ON CONFLICT DO NOTHING`, id, stamp(until))
		if err != nil || n == 0 {
			return err
		}
		if err := raise(ctx, tx, "people"); err != nil {
			return err
		}
		return record(ctx, tx, a)
	})
}

// SessionEnded reports whether a session was ended.
func (t register) SessionEnded(ctx context.Context, id string) (ended bool, err error) {
	err = row(ctx, t.read(), `SELECT EXISTS (SELECT 1 FROM ended_session WHERE id = $1)`, []any{id}, &ended)
	return ended, err
}
