package postgres

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/people"
)

// register are users, keys, customers and the audit.
type register struct{ tables }

var _ people.Repository = register{}

// Revision grows with every change of users and keys by any process.
func (t register) Revision(ctx context.Context) (int64, error) {
	return revision(ctx, t.read(), "people")
}

// noted runs a change of users or keys, which leaves an audit entry. They go one after the other.
func (t register) noted(ctx context.Context, a people.AuditEntry, fn func(ctx context.Context, tx pgx.Tx) error) error {
	return t.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		if err := raise(ctx, tx, "people"); err != nil {
			return err
		}
		if err := fn(ctx, tx); err != nil {
			return err
		}
		return record(ctx, tx, a)
	})
}

// AddUser stores a new user.
func (t register) AddUser(ctx context.Context, u people.User, hash string, a people.AuditEntry) error {
	data, err := json.Marshal(u)
	if err != nil {
		return err
	}
	return t.noted(ctx, a, func(ctx context.Context, tx pgx.Tx) error {
		n, err := exec(ctx, tx, `INSERT INTO "user" (id, version, hash, data) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, u.ID, u.Version, hash, string(data))
		if err == nil && n == 0 {
			err = &people.ExistsError{What: "user", ID: u.ID}
		}
		return err
	})
}

// UpdateUser replaces a user.
func (t register) UpdateUser(ctx context.Context, u people.User, hash string, a people.AuditEntry) error {
	data, err := json.Marshal(u)
	if err != nil {
		return err
	}
	return t.noted(ctx, a, func(ctx context.Context, tx pgx.Tx) error {
		n, err := exec(ctx, tx, `UPDATE "user" SET version = $1, hash = coalesce(nullif($2, ''), hash), data = $3 WHERE id = $4 AND version = $5`,
			u.Version, hash, string(data), u.ID, u.Version-1)
		if err != nil || n == 1 {
			return err
		}
		if _, _, err := userSecret(ctx, tx, u.ID); err != nil {
			return err
		}
		return people.ErrConflict
	})
}

// User returns one user.
func (t register) User(ctx context.Context, id string) (people.User, error) {
	u, _, err := userSecret(ctx, t.read(), id)
	return u, err
}

// UserSecret is User with the hash of the login secret.
func (t register) UserSecret(ctx context.Context, id string) (people.User, string, error) {
	return userSecret(ctx, t.read(), id)
}

func userSecret(ctx context.Context, s statements, id string) (u people.User, hash string, err error) {
	var data []byte
	found, err := exists(row(ctx, s, `SELECT hash, data FROM "user" WHERE id = $1`, []any{id}, &hash, &data))
	if err == nil && !found {
		err = &people.NotFoundError{What: "user", ID: id}
	}
	if err == nil {
		err = json.Unmarshal(data, &u)
	}
	return u, hash, err
}

// Users lists users by id.
func (t register) Users(ctx context.Context, after string, limit int) ([]people.User, error) {
	return all(ctx, t.read(), scanJSON[people.User], `SELECT data FROM "user" WHERE id > $1 ORDER BY id LIMIT $2`, after, limit)
}

func scanJSON[T any](row pgx.CollectableRow) (item T, err error) {
	var data []byte
	if err = row.Scan(&data); err == nil {
		err = json.Unmarshal(data, &item)
	}
	return item, err
}
