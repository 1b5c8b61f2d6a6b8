package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// secrets are keys that the installation makes for itself.
type secrets struct{ tables }

// Secret returns the stored secret, or stores the fresh one.
func (t secrets) Secret(ctx context.Context, name string, fresh []byte) (value []byte, err error) {
	err = t.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := exec(ctx, tx, `INSERT INTO secret (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING`, name, append([]byte{}, fresh...)); err != nil {
			return err
		}
		return row(ctx, tx, `SELECT value FROM secret WHERE name = $1`, []any{name}, &value)
	})
	return value, err
}
