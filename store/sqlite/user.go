package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/batondesk/baton/people"
)

// register are users, keys, customers and the audit.
type register struct{ tables }

var _ people.Repository = register{}

// Revision grows with every change of users and keys by any process.
func (t register) Revision(ctx context.Context) (int64, error) {
	return revision(ctx, t.read(), "people")
}

// noted runs a change that leaves an audit entry.
func (t register) noted(ctx context.Context, a people.AuditEntry, fn func(ctx context.Context, s *statements) error) error {
	return t.change(ctx, func(ctx context.Context, s *statements) error {
		if err := fn(ctx, s); err != nil {
			return err
		}
		return record(ctx, s, a.At, a.Actor, a.Action, a.Object, a.Detail)
	})
}

// AddUser stores a new user.
func (t register) AddUser(ctx context.Context, u people.User, hash string, a people.AuditEntry) error {
	data, err := json.Marshal(u)
	if err != nil {
		return err
	}
	return t.noted(ctx, a, func(ctx context.Context, s *statements) error {
		n, err := s.exec(ctx, `INSERT INTO user (id, version, hash, data) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, u.ID, u.Version, hash, string(data))
		if err != nil {
			return err
		}
		if n == 0 {
			return &people.ExistsError{What: "user", ID: u.ID}
		}
		return raise(ctx, s, "people")
	})
}

// UpdateUser replaces a user.
func (t register) UpdateUser(ctx context.Context, u people.User, hash string, a people.AuditEntry) error {
	data, err := json.Marshal(u)
	if err != nil {
		return err
	}
	return t.noted(ctx, a, func(ctx context.Context, s *statements) error {
		n, err := s.exec(ctx, `UPDATE user SET version = ?, hash = iif(? = '', hash, ?), data = ? WHERE id = ? AND version = ?`,
			u.Version, hash, hash, string(data), u.ID, u.Version-1)
		if err != nil {
			return err
		}
		if n == 0 {
			if _, _, err := userSecret(ctx, s, u.ID); err != nil {
				return err
			}
			return people.ErrConflict
		}
		return raise(ctx, s, "people")
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

func userSecret(ctx context.Context, s *statements, id string) (u people.User, hash string, err error) {
	var data []byte
	found, err := exists(s.row(ctx, `SELECT hash, data FROM user WHERE id = ?`, []any{id}, &hash, &data))
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
	return all(ctx, t.read(), scanJSON[people.User], `SELECT data FROM user WHERE id > ? ORDER BY id LIMIT ?`, after, limit)
}

func scanJSON[T any](rows *sql.Rows) (item T, err error) {
	var data sql.RawBytes
	if err = rows.Scan(&data); err == nil {
		err = json.Unmarshal(data, &item)
	}
	return item, err
}
