package sqlite

import "context"

// secrets are keys that the installation makes for itself.
type secrets struct{ tables }

// Secret returns the stored secret, or stores the fresh one.
func (t secrets) Secret(ctx context.Context, name string, fresh []byte) (value []byte, err error) {
	err = t.change(ctx, func(ctx context.Context, s *statements) error {
		if _, err := s.exec(ctx, `INSERT INTO secret (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING`, name, append([]byte{}, fresh...)); err != nil {
			return err
		}
		return s.row(ctx, `SELECT value FROM secret WHERE name = ?`, []any{name}, &value)
	})
	return value, err
}
