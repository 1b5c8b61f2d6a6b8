package sqlite

import (
	"context"

	"github.com/batondesk/baton/store/driver"
)

// Pulse reads the counters on the writer's connection: what SQLite calls data_version differs there exactly when another
// connection, and so another process, has written.
func (db *DB) Pulse(ctx context.Context) (p driver.Pulse, err error) {
	ctx = context.WithoutCancel(ctx)
	db.writer.mu.Lock()
	defer db.writer.mu.Unlock()
	if err := db.writer.row(ctx, `PRAGMA data_version`, nil, &p.Foreign); err != nil {
		return p, err
	}
	for name, value := range map[string]*int64{"knowledge": &p.Knowledge, "people": &p.People, "config": &p.Config, "outbox": &p.Outbox} {
		if *value, err = revision(ctx, db.writer.statements, name); err != nil {
			return p, err
		}
	}
	return p, nil
}

// raise counts one more change of a kind of thing.
func raise(ctx context.Context, s *statements, name string) error {
	_, err := s.exec(ctx, `UPDATE revision SET value = value + 1 WHERE name = ?`, name)
	return err
}

func revision(ctx context.Context, s *statements, name string) (value int64, err error) {
	err = s.row(ctx, `SELECT value FROM revision WHERE name = ?`, []any{name}, &value)
	return value, err
}
