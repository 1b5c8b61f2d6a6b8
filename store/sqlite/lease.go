package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
)

// Lease hands out due conversations. The clock of the caller is the database's own here: both are on one machine.
func (db *DB) Lease(ctx context.Context, l driver.Lease) (ids []conversation.ID, err error) {
	now, until := millis(l.Now), millis(l.Now.Add(l.For))
	const due = `FROM conversation WHERE next_at <= ? AND lease_until <= ? ORDER BY next_at LIMIT ?`
	// Look first: a sweep that finds nothing, as nearly all do, must not take the write lock.
	if idle, err := exists(db.reader.row(ctx, `SELECT 1 `+due, []any{now, now, 1}, new(int))); !idle || err != nil {
		return nil, err
	}
	err = db.change(ctx, func(ctx context.Context, s *statements) error {
		if ids, err = all(ctx, s, scanID, `SELECT id `+due, now, now, l.Limit); err != nil {
			return err
		}
		for _, id := range ids {
			if _, err := s.exec(ctx, `UPDATE conversation SET lease_owner = ?, lease_until = ? WHERE id = ?`, l.Owner, until, string(id)); err != nil {
				return err
			}
		}
		return nil
	})
	return ids, err
}

func scanID(rows *sql.Rows) (id conversation.ID, err error) { return id, rows.Scan(&id) }

// Release gives back leases.
func (db *DB) Release(ctx context.Context, owner string, ids ...conversation.ID) error {
	const release = `UPDATE conversation SET lease_owner = '', lease_until = 0 WHERE lease_owner = ?1 AND lease_owner <> ''`
	return db.change(ctx, func(ctx context.Context, s *statements) error {
		if len(ids) == 0 {
			_, err := s.exec(ctx, release, owner)
			return err
		}
		named, err := json.Marshal(ids)
		if err == nil {
			_, err = s.exec(ctx, release+` AND id IN (SELECT value FROM json_each(?2))`, owner, string(named))
		}
		return err
	})
}

// VoidLeases ends all leases.
func (db *DB) VoidLeases(ctx context.Context) error {
	return db.change(ctx, func(ctx context.Context, s *statements) error {
		_, err := s.exec(ctx, `UPDATE conversation SET lease_owner = '', lease_until = 0 WHERE lease_owner <> ''`)
		return err
	})
}

// Overdue counts what a sweep should have done and what it can never do.
func (db *DB) Overdue(ctx context.Context, before time.Time) (due, ownerless int, err error) {
	if err := db.reader.row(ctx, `SELECT count(*) FROM conversation WHERE next_at < ?`, []any{millis(before)}, &due); err != nil {
		return 0, 0, err
	}
	err = db.reader.row(ctx, `SELECT count(*) FROM conversation WHERE status <> 'closed' AND (next_at IS NULL OR holder = '')`, nil, &ownerless)
	return due, ownerless, err
}

// Renew prolongs leases.
func (db *DB) Renew(ctx context.Context, g driver.Grant, ids ...conversation.ID) error {
	named, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	return db.change(ctx, func(ctx context.Context, s *statements) error {
		_, err := s.exec(ctx, `UPDATE conversation SET lease_until = ?1 WHERE lease_owner = ?2 AND lease_until > 0
			AND id IN (SELECT value FROM json_each(?3))`, millis(g.Now.Add(g.For)), g.Owner, string(named))
		return err
	})
}
