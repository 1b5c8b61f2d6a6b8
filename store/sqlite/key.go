package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/batondesk/baton/people"
)

// AddKey stores a new key.
func (t register) AddKey(ctx context.Context, k people.Key, hash string, a people.AuditEntry) error {
	data, err := json.Marshal(k)
	if err != nil {
		return err
	}
	return t.noted(ctx, a, func(ctx context.Context, s *statements) error {
		if k.UserID != "" {
			if _, _, err := userSecret(ctx, s, k.UserID); err != nil {
				return err
			}
		}
		n, err := s.exec(ctx, `INSERT INTO key (id, revoked_at, hash, data) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, k.ID, millis(k.RevokedAt), hash, string(data))
		if err != nil {
			return err
		}
		if n == 0 {
			return &people.ExistsError{What: "key", ID: k.ID}
		}
		return raise(ctx, s, "people")
	})
}

// RevokeKey revokes a key once.
func (t register) RevokeKey(ctx context.Context, id string, at time.Time, a people.AuditEntry) error {
	return t.change(ctx, func(ctx context.Context, s *statements) error {
		n, err := s.exec(ctx, `UPDATE key SET revoked_at = ? WHERE id = ? AND revoked_at = 0`, millis(at), id)
		if err != nil {
			return err
		}
		if n == 0 {
			_, _, err := keySecret(ctx, s, id)
			return err
		}
		if err := raise(ctx, s, "people"); err != nil {
			return err
		}
		return record(ctx, s, a.At, a.Actor, a.Action, a.Object, a.Detail)
	})
}

// KeySecret returns a key, revoked or not, with the hash of its secret.
func (t register) KeySecret(ctx context.Context, id string) (people.Key, string, error) {
	return keySecret(ctx, t.read(), id)
}

func keySecret(ctx context.Context, s *statements, id string) (people.Key, string, error) {
	var (
		k       people.Key
		data    []byte
		hash    string
		revoked int64
	)
	found, err := exists(s.row(ctx, `SELECT revoked_at, hash, data FROM key WHERE id = ?`, []any{id}, &revoked, &hash, &data))
	if err == nil && !found {
		err = &people.NotFoundError{What: "key", ID: id}
	}
	if err == nil {
		err = json.Unmarshal(data, &k)
		k.RevokedAt = moment(revoked)
	}
	return k, hash, err
}

// Keys lists keys by id.
func (t register) Keys(ctx context.Context, after string, limit int) ([]people.Key, error) {
	return all(ctx, t.read(), scanKey, `SELECT revoked_at, data FROM key WHERE id > ? ORDER BY id LIMIT ?`, after, limit)
}

func scanKey(rows *sql.Rows) (k people.Key, err error) {
	var (
		revoked int64
		data    sql.RawBytes
	)
	if err = rows.Scan(&revoked, &data); err == nil {
		err = json.Unmarshal(data, &k)
		k.RevokedAt = moment(revoked)
	}
	return k, err
}
