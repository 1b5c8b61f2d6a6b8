package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/store/driver"
)

// Seed fills an empty database once. Of several that want to, the first has the row of its counter, and the others see
// what it did.
func (db *DB) Seed(ctx context.Context, fill func(context.Context, driver.Repositories) error) (seeded bool, err error) {
	err = db.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		var used bool
		if err := row(ctx, tx, `SELECT value > 0 FROM revision WHERE name = 'seeded' FOR UPDATE`, nil, &used); err != nil || used {
			return err
		}
		if err := row(ctx, tx, `SELECT EXISTS (SELECT FROM conversation) OR EXISTS (SELECT FROM item) OR EXISTS (SELECT FROM "user")`, nil, &used); err != nil || used {
			return err
		}
		if err := fill(ctx, db.within(tx)); err != nil {
			return err
		}
		seeded = true
		return raise(ctx, tx, "seeded")
	})
	return seeded && err == nil, err
}
