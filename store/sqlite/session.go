package sqlite

import (
	"context"
	"time"

	"github.com/batondesk/baton/people"
)

// EndSession remembers that a session was ended.
func (t register) EndSession(ctx context.Context, id string, until time.Time, a people.AuditEntry) error {
	return t.change(ctx, func(ctx context.Context, s *statements) error {
		if _, err := s.exec(ctx, `DELETE FROM ended_session WHERE until <= ?`, millis(a.At)); err != nil {
			return err
		}
		n, err := s.exec(ctx, `INSERT INTO ended_session (id, until) VALUES (?, ?) ON CONFLICT DO NOTHING`, id, millis(until))
		if err != nil || n == 0 {
			return err
		}
		if err := raise(ctx, s, "people"); err != nil {
			return err
		}
		return record(ctx, s, a.At, a.Actor, a.Action, a.Object, a.Detail)
	})
}

// SessionEnded reports whether a session was ended.
func (t register) SessionEnded(ctx context.Context, id string) (ended bool, err error) {
	err = t.read().row(ctx, `SELECT EXISTS (SELECT 1 FROM ended_session WHERE id = ?)`, []any{id}, &ended)
	return ended, err
}
