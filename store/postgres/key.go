package postgres

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/people"
)

// AddKey stores a new key.
func (t register) AddKey(ctx context.Context, k people.Key, hash string, a people.AuditEntry) error {
	data, err := json.Marshal(k)
	if err != nil {
		return err
	}
	return t.noted(ctx, a, func(ctx context.Context, tx pgx.Tx) error {
		if k.UserID != "" {
			if _, _, err := userSecret(ctx, tx, k.UserID); err != nil {
				return err
			}
		}
		n, err := exec(ctx, tx, `INSERT INTO key (id, revoked_at, hash, data) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, k.ID, stamp(k.RevokedAt), hash, string(data))
		if err == nil && n == 0 {
			err = &people.ExistsError{What: "key", ID: k.ID}
		}
		return err
	})
}

// RevokeKey revokes a key once.
func (t register) RevokeKey(ctx context.Context, id string, at time.Time, a people.AuditEntry) error {
	return t.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		if err := lock(ctx, tx, "people"); err != nil {
			return err
		}
		n, err := exec(ctx, tx, `UPDATE key SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL`, stamp(at), id)
		if err != nil {
			return err
		}
		if n == 0 {
			_, _, err := keySecret(ctx, tx, id)
			return err
		}
		if err := raise(ctx, tx, "people"); err != nil {
			return err
		}
		return record(ctx, tx, a)
	})
}

// KeySecret returns a key, revoked or not, with the hash of its secret.
func (t register) KeySecret(ctx context.Context, id string) (people.Key, string, error) {
	return keySecret(ctx, t.read(), id)
}

func keySecret(ctx context.Context, s statements, id string) (k people.Key, hash string, err error) {
	var (
		data    []byte
		revoked *time.Time
	)
	found, err := exists(row(ctx, s, `SELECT revoked_at, hash, data FROM key WHERE id = $1`, []any{id}, &revoked, &hash, &data))
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
	return all(ctx, t.read(), scanKey, `SELECT revoked_at, data FROM key WHERE id > $1 ORDER BY id LIMIT $2`, after, limit)
}

func scanKey(row pgx.CollectableRow) (k people.Key, err error) {
	var (
		revoked *time.Time
		data    []byte
	)
	if err = row.Scan(&revoked, &data); err == nil {
		err = json.Unmarshal(data, &k)
		k.RevokedAt = moment(revoked)
	}
	return k, err
}
