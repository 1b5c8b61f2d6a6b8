package sqlite

import (
	"context"

	"github.com/batondesk/baton/store/driver"
)

// Seed fills an empty database once.
func (db *DB) Seed(ctx context.Context, fill func(context.Context, driver.Repositories) error) (seeded bool, err error) {
	err = db.change(ctx, func(ctx context.Context, s *statements) error {
		var used bool
		if err := s.row(ctx, `SELECT EXISTS (SELECT 1 FROM conversation) OR EXISTS (SELECT 1 FROM item) OR EXISTS (SELECT 1 FROM user)
			OR EXISTS (SELECT 1 FROM revision WHERE name = 'seeded' AND value > 0)`, nil, &used); err != nil || used {
			return err
		}
		if err := fill(ctx, db.within()); err != nil {
			return err
		}
		seeded = true
		return raise(ctx, s, "seeded")
	})
	return seeded && err == nil, err
}
