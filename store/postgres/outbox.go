package postgres

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/batondesk/baton/outbox"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/store/driver"
)

// deliveries are the services outside and what they are told.
type deliveries struct{ tables }

// Outbox are the services outside and what they are told.
func (t tables) Outbox() outbox.Repository { return deliveries{t} }

// addDeliveries stores what the changes of a group make, as far as they were written.
const addDeliveries = `INSERT INTO delivery (endpoint, conversation, seq, kind, at)
	SELECT n.endpoint, n.conversation, n.seq, n.kind, n.at
	FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::timestamptz[]) AS n(endpoint, conversation, seq, kind, at)
	WHERE EXISTS (SELECT FROM conversation c WHERE c.id = n.conversation AND ` + justWritten + `)`

// deliveryArgs are the arguments of addDeliveries; nil if there are none.
func deliveryArgs(group []*driver.Change) []any {
	var (
		endpoints, conversations, kinds []string
		seqs                            []int64
		times                           []pgtype.Timestamptz
	)
	for _, c := range group {
		for _, d := range c.Deliveries {
			endpoints, conversations, kinds = append(endpoints, d.Endpoint), append(conversations, string(d.Conversation)), append(kinds, string(d.Kind))
			seqs, times = append(seqs, d.Seq), append(times, exactly(d.At))
		}
	}
	if len(seqs) == 0 {
		return nil
	}
	return []any{endpoints, conversations, seqs, kinds, times}
}

// Endpoints lists them all.
func (t deliveries) Endpoints(ctx context.Context) ([]outbox.Endpoint, error) {
	return all(ctx, t.read(), func(row pgx.CollectableRow) (e outbox.Endpoint, err error) {
		var data, secrets []byte
		if err = row.Scan(&data, &secrets); err == nil {
			err = json.Unmarshal(data, &e)
		}
		if err == nil {
			err = json.Unmarshal(secrets, &e.Secrets)
		}
		return e, err
	}, `SELECT data, secrets FROM webhook ORDER BY id`)
}

// AddEndpoint stores a new one.
func (t deliveries) AddEndpoint(ctx context.Context, e outbox.Endpoint, a people.AuditEntry) error {
	return t.save(ctx, e, a, `INSERT INTO webhook (id, version, secrets, data) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		&people.ExistsError{What: "webhook", ID: e.ID})
}

// UpdateEndpoint replaces the version before.
func (t deliveries) UpdateEndpoint(ctx context.Context, e outbox.Endpoint, a people.AuditEntry) error {
	return t.save(ctx, e, a, `UPDATE webhook SET version = $2, secrets = $3, data = $4 WHERE id = $1 AND version = $2 - 1`, people.ErrConflict)
}

func (t deliveries) save(ctx context.Context, e outbox.Endpoint, a people.AuditEntry, statement string, refused error) error {
	data, err := json.Marshal(e)
	if err != nil {
		return err
	}
	secrets, err := json.Marshal(e.Secrets)
	if err != nil {
		return err
	}
	return t.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		n, err := exec(ctx, tx, statement, e.ID, e.Version, string(secrets), string(data))
		if err != nil {
			return err
		}
		if n == 0 {
			if there, err := exists(row(ctx, tx, `SELECT 1 FROM webhook WHERE id = $1`, []any{e.ID}, new(int))); err != nil {
				return err
			} else if !there {
				return &people.NotFoundError{What: "webhook", ID: e.ID}
			}
			return refused
		}
		if err := raise(ctx, tx, "outbox"); err != nil {
			return err
		}
		return record(ctx, tx, a)
	})
}

const entryColumns = `d.endpoint, d.conversation, d.seq, d.kind, d.at, d.state, d.tries, d.attempts, d.next_at, d.settled_at`

// claim takes, for each endpoint, what is due and has nothing pending of the same conversation before it; what another
// server is just taking is left to that. The scalar subqueries keep the planner at the indexes, one row after the other.
const claim = `WITH due AS (
	SELECT f.* FROM unnest($1::text[], $2::bigint[]) AS w(endpoint, room), LATERAL (
		SELECT d.endpoint, d.conversation, d.seq FROM delivery d
		WHERE d.endpoint = w.endpoint AND d.state = 'pending' AND d.next_at <= (SELECT baton_now()) AND d.seq = (
			SELECT min(b.seq) FROM delivery b WHERE b.endpoint = d.endpoint AND b.conversation = d.conversation AND b.state = 'pending')
		ORDER BY d.next_at LIMIT w.room FOR UPDATE SKIP LOCKED) f
)
UPDATE delivery d SET lease_owner = $3, next_at = baton_now() + $4 * interval '1 microsecond'
FROM due WHERE d.endpoint = due.endpoint AND d.conversation = due.conversation AND d.seq = due.seq
RETURNING ` + entryColumns

// What became of deliveries is not waited for until it is on disk: what is lost by that is delivered again.
const soon = `SET LOCAL synchronous_commit = off`

// Claim is one statement. It does not wait for anybody.
func (t deliveries) Claim(ctx context.Context, l outbox.Lease, room map[string]int) (claimed []outbox.Entry, err error) {
	var (
		endpoints []string
		rooms     []int64
	)
	for endpoint, n := range room {
		endpoints, rooms = append(endpoints, endpoint), append(rooms, int64(n))
	}
	claimed, err = all(ctx, t.read(), scanEntry, claim, endpoints, rooms, l.Owner, l.For.Microseconds())
	return claimed, err
}

// What Settle writes for each result: what became of it; of a failure, that what waits behind it waits too, so that nobody
// looks at it in vain; and of what is done, the lease of the next.
const (
	settleOne = `UPDATE delivery SET state = $1, tries = $2, attempts = $3, next_at = baton_now() + $4 * interval '1 microsecond',
		settled_at = CASE WHEN $1 <> 'pending' THEN baton_now() END, lease_owner = ''
		WHERE endpoint = $5 AND conversation = $6 AND seq = $7 AND state = 'pending' AND lease_owner = $8`
	pushBehind = `UPDATE delivery SET next_at = GREATEST(next_at, baton_now() + $1 * interval '1 microsecond')
		WHERE endpoint = $2 AND conversation = $3 AND seq > $4 AND state = 'pending' AND lease_owner = ''`
	claimNext = `UPDATE delivery d SET lease_owner = $1, next_at = baton_now() + $2 * interval '1 microsecond'
		WHERE endpoint = $3 AND conversation = $4 AND state = 'pending' AND next_at <= (SELECT baton_now())
		AND seq = (SELECT min(seq) FROM delivery WHERE endpoint = $3 AND conversation = $4 AND state = 'pending')
		RETURNING ` + entryColumns
)

// Settle is one round trip.
func (t deliveries) Settle(ctx context.Context, l outbox.Lease, results []outbox.Result) (next []outbox.Entry, err error) {
	attempts := make([]string, len(results))
	for i, r := range results {
		data, err := json.Marshal(append([]outbox.Attempt{}, r.Attempts...))
		if err != nil {
			return nil, err
		}
		attempts[i] = string(data)
	}
	err = t.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		next = nil
		pipeline := &pgx.Batch{}
		pipeline.Queue(soon)
		for i, r := range results {
			retry, conversation := r.Retry.Microseconds(), string(r.Conversation)
			pipeline.Queue(settleOne, string(r.State), r.Tries, attempts[i], retry, r.Endpoint, conversation, r.Seq, l.Owner)
			if r.State == outbox.Pending {
				pipeline.Queue(pushBehind, retry, r.Endpoint, conversation, r.Seq)
			}
			if r.More {
				pipeline.Queue(claimNext, l.Owner, l.For.Microseconds(), r.Endpoint, conversation).Query(func(rows pgx.Rows) error {
					entries, err := pgx.CollectRows(rows, scanEntry)
					next = append(next, entries...)
					return err
				})
			}
		}
		ctx, cancel := bounded(ctx, tx)
		defer cancel()
		return failed(tx.SendBatch(ctx, pipeline).Close())
	})
	return next, err
}

func scanEntry(row pgx.CollectableRow) (e outbox.Entry, err error) {
	var (
		at, next, settled *time.Time
		attempts          []byte
	)
	if err = row.Scan(&e.Endpoint, &e.Conversation, &e.Seq, &e.Kind, &at, &e.State, &e.Tries, &attempts, &next, &settled); err == nil {
		err = json.Unmarshal(attempts, &e.Attempts)
	}
	e.At, e.Settled = moment(at), moment(settled)
	if e.State == outbox.Pending {
		e.NextAt = moment(next)
	}
	return e, err
}
