package postgres

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
)

// Lease hands out due conversations. It looks first: a sweep that finds nothing, as nearly all do, must not write. Of
// several servers each takes what no other has just taken.
func (db *DB) Lease(ctx context.Context, l driver.Lease) ([]conversation.ID, error) {
	const free = `greatest(next_at, lease_until)` // indexed: those that are leased are not even looked at
	const due = ` FROM conversation WHERE ` + free + ` <= greatest($1, (SELECT baton_now()))
		AND next_at <= $1 AND (lease_until IS NULL OR lease_until <= baton_now()) ORDER BY ` + free
	var idle bool
	if err := row(ctx, db.read(), `SELECT (SELECT ref`+due+` LIMIT 1) IS NULL`, []any{l.Now}, &idle); idle || err != nil {
		return nil, err
	}
	type leased struct {
		id   conversation.ID
		next time.Time
	}
	found, err := all(context.WithoutCancel(ctx), db.read(), func(from pgx.CollectableRow) (c leased, err error) { return c, from.Scan(&c.id, &c.next) },
		`UPDATE conversation SET lease_owner = $2, lease_until = baton_now() + $3
		WHERE ref IN (SELECT ref`+due+` LIMIT $4 FOR UPDATE SKIP LOCKED) RETURNING id, next_at`,
		l.Now, l.Owner, l.For, l.Limit)
	slices.SortFunc(found, func(a, b leased) int {
		if c := a.next.Compare(b.next); c != 0 {
			return c
		}
		return strings.Compare(string(a.id), string(b.id))
	})
	var ids []conversation.ID
	for _, c := range found {
		ids = append(ids, c.id)
	}
	return ids, err
}

// Renew prolongs leases.
func (db *DB) Renew(ctx context.Context, g driver.Grant, ids ...conversation.ID) error {
	_, err := exec(ctx, db.read(), `UPDATE conversation SET lease_until = baton_now() + $1 WHERE ref IN (
		SELECT ref FROM conversation WHERE lease_owner = $2 AND lease_owner <> '' AND id = ANY($3) ORDER BY ref FOR UPDATE)`, g.For, g.Owner, ids)
	return err
}

// Release gives back leases.
func (db *DB) Release(ctx context.Context, owner string, ids ...conversation.ID) error {
	const release = `UPDATE conversation SET lease_owner = '', lease_until = NULL WHERE ref IN (
		SELECT ref FROM conversation WHERE lease_owner = $1 AND lease_owner <> ''`
	if len(ids) == 0 {
		_, err := exec(ctx, db.read(), release+` ORDER BY ref FOR UPDATE)`, owner)
		return err
	}
	_, err := exec(ctx, db.read(), release+` AND id = ANY($2) ORDER BY ref FOR UPDATE)`, owner, ids)
	return err
}

// VoidLeases ends all leases.
func (db *DB) VoidLeases(ctx context.Context) error {
	_, err := exec(ctx, db.read(), `UPDATE conversation SET lease_owner = '', lease_until = NULL WHERE ref IN (
		SELECT ref FROM conversation WHERE lease_owner <> '' ORDER BY ref FOR UPDATE)`)
	return err
}

// Overdue counts what a sweep should have done and what it can never do.
func (db *DB) Overdue(ctx context.Context, before time.Time) (due, ownerless int, err error) {
	err = row(ctx, db.read(), `SELECT (SELECT count(*) FROM conversation WHERE next_at < $1 AND greatest(next_at, lease_until) < $1) +
			(SELECT count(*) FROM conversation WHERE next_at < $1 AND lease_until >= $1 AND lease_owner <> ''),
		(SELECT count(*) FROM conversation WHERE status <> 'closed' AND (next_at IS NULL OR holder = ''))`, []any{before}, &due, &ownerless)
	return due, ownerless, err
}
