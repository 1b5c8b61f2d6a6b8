package postgres

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/store/driver"
)

// cases are the handoffs; they are written by Commit.
type cases struct{ tables }

var _ handoff.Repository = cases{}

// saveCases inserts or replaces the cases of those changes of a group that the transaction has accepted. Where only data
// differs, as when a customer writes to a human, no index is touched.
const saveCases = `INSERT INTO handoff (id, conversation, customer, queue, status, holder, priority, waiting_since, opened_at, claimed_at, data)
	SELECT n.* FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::timestamptz[],
			$9::timestamptz[], $10::timestamptz[], $11::text[])
		AS n(id, conversation, customer, queue, status, holder, priority, waiting_since, opened_at, claimed_at, data)
	WHERE EXISTS (SELECT FROM conversation c WHERE c.id = n.conversation AND ` + justWritten + `)
	ON CONFLICT (id) DO UPDATE SET conversation = excluded.conversation, customer = excluded.customer, queue = excluded.queue,
		status = excluded.status, holder = excluded.holder, priority = excluded.priority, waiting_since = excluded.waiting_since,
		opened_at = excluded.opened_at, claimed_at = excluded.claimed_at, data = excluded.data`

// caseArgs are the arguments of saveCases; nil if the group has no case. Of a case that is there twice the last is kept.
func caseArgs(group []*driver.Change) []any {
	var (
		ids, conversations, customers, queues, statuses, holders, data []string
		priorities                                                     []int64
		waiting, opened                                                []time.Time
		claimed                                                        []*time.Time
	)
	for _, change := range group {
		for n, c := range change.Cases {
			if slices.ContainsFunc(change.Cases[n+1:], func(later driver.Case) bool { return later.ID == c.ID }) {
				continue
			}
			verified := ""
			if c.Verified {
				verified = c.CustomerID
			}
			ids, conversations, customers = append(ids, c.ID), append(conversations, string(c.ConversationID)), append(customers, verified)
			queues, statuses, holders = append(queues, c.Queue), append(statuses, string(c.Status)), append(holders, c.Holder)
			priorities, data = append(priorities, int64(c.Priority)), append(data, string(c.Data))
			waiting, opened = append(waiting, c.WaitingSince.Truncate(time.Millisecond)), append(opened, c.OpenedAt.Truncate(time.Millisecond))
			claimed = append(claimed, stamp(c.ClaimedAt))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return []any{ids, conversations, customers, queues, statuses, holders, priorities, waiting, opened, claimed, data}
}

// Case returns one case.
func (t cases) Case(ctx context.Context, id string) (c handoff.Case, err error) {
	var data []byte
	found, err := exists(row(ctx, t.read(), `SELECT data FROM handoff WHERE id = $1`, []any{id}, &data))
	if err == nil && !found {
		err = &handoff.NotFoundError{What: "handoff", Name: id}
	}
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	return c, err
}

// CasesOf lists the cases of a verified customer, newest first.
func (t cases) CasesOf(ctx context.Context, customerID string, limit int) ([]handoff.Case, error) {
	return all(ctx, t.read(), scanJSON[handoff.Case],
		`SELECT data FROM handoff WHERE customer = $1 AND customer <> '' ORDER BY opened_at DESC, id DESC LIMIT $2`, customerID, limit)
}

// Waiting counts the cases that wait in a queue.
func (t cases) Waiting(ctx context.Context, queue string) (n int, err error) {
	err = row(ctx, t.read(), `SELECT count(*) FROM handoff WHERE queue = $1 AND status = 'waiting'`, []any{queue}, &n)
	return n, err
}

// Claimed counts the open cases that a human holds.
func (t cases) Claimed(ctx context.Context, agent string) (n int, err error) {
	err = row(ctx, t.read(), `SELECT count(*) FROM handoff WHERE holder = $1 AND holder <> '' AND status = 'claimed'`, []any{agent}, &n)
	return n, err
}

// ClaimWaits are the last waits until a first claim.
func (t cases) ClaimWaits(ctx context.Context, queue string, limit int) ([]time.Duration, error) {
	return all(ctx, t.read(), func(row pgx.CollectableRow) (time.Duration, error) {
		var opened, claimed time.Time
		err := row.Scan(&opened, &claimed)
		return claimed.Sub(opened), err
	}, `SELECT opened_at, claimed_at FROM handoff WHERE queue = $1 AND claimed_at IS NOT NULL ORDER BY claimed_at DESC LIMIT $2`, queue, limit)
}
