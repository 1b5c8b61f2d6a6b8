package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/outbox"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/store/driver"
)

// deliveries are the services outside and what they are told.
type deliveries struct{ tables }

// Outbox are the services outside and what they are told.
func (t tables) Outbox() outbox.Repository { return deliveries{t} }

// saveDeliveries stores what a change makes.
func saveDeliveries(ctx context.Context, s *statements, c *driver.Change) error {
	for _, d := range c.Deliveries {
		if _, err := s.exec(ctx, `INSERT INTO delivery (endpoint, conversation, seq, kind, at, next_at) VALUES (?, ?, ?, ?, ?, ?)`,
			d.Endpoint, string(d.Conversation), d.Seq, string(d.Kind), millis(d.At), millis(d.At)); err != nil {
			return err
		}
	}
	return nil
}

// Endpoints lists them all.
func (t deliveries) Endpoints(ctx context.Context) ([]outbox.Endpoint, error) {
	return all(ctx, t.read(), func(rows *sql.Rows) (e outbox.Endpoint, err error) {
		var data, secrets []byte
		if err = rows.Scan(&data, &secrets); err == nil {
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
	return t.save(ctx, e, a, `INSERT INTO webhook (id, version, secrets, data) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING`,
		&people.ExistsError{What: "webhook", ID: e.ID})
}

// UpdateEndpoint replaces the version before.
func (t deliveries) UpdateEndpoint(ctx context.Context, e outbox.Endpoint, a people.AuditEntry) error {
	return t.save(ctx, e, a, `UPDATE webhook SET version = ?2, secrets = ?3, data = ?4 WHERE id = ?1 AND version = ?2 - 1`, people.ErrConflict)
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
	return t.change(ctx, func(ctx context.Context, s *statements) error {
		n, err := s.exec(ctx, statement, e.ID, e.Version, string(secrets), string(data))
		if err != nil {
			return err
		}
		if n == 0 {
			if there, err := exists(s.row(ctx, `SELECT 1 FROM webhook WHERE id = ?`, []any{e.ID}, new(int))); err != nil {
				return err
			} else if !there {
				return &people.NotFoundError{What: "webhook", ID: e.ID}
			}
			return refused
		}
		if err := raise(ctx, s, "outbox"); err != nil {
			return err
		}
		return record(ctx, s, a.At, a.Actor, a.Action, a.Object, a.Detail)
	})
}

const (
	entryColumns = `endpoint, conversation, seq, kind, at, state, tries, attempts, next_at, settled_at`
	// due finds what may be taken up: nothing pending of the same conversation goes before it.
	due = ` FROM delivery d WHERE endpoint = ?1 AND state = 'pending' AND next_at <= ?2 AND seq = (SELECT min(seq) FROM delivery b
		WHERE b.endpoint = d.endpoint AND b.conversation = d.conversation AND b.state = 'pending') ORDER BY next_at LIMIT ?3`
	leaseOne = `UPDATE delivery SET lease_owner = ?, next_at = ? WHERE endpoint = ? AND conversation = ? AND seq = ?`
)

// Claim looks before it takes the write lock, which nearly always finds nothing.
func (t deliveries) Claim(ctx context.Context, l outbox.Lease, room map[string]int) (claimed []outbox.Entry, err error) {
	now := millis(l.Now)
	var waiting []string
	for endpoint := range room {
		if found, err := exists(t.read().row(ctx, `SELECT 1`+due, []any{endpoint, now, 1}, new(int))); err != nil {
			return nil, err
		} else if found {
			waiting = append(waiting, endpoint)
		}
	}
	if len(waiting) == 0 {
		return nil, nil
	}
	err = t.change(ctx, func(ctx context.Context, s *statements) error {
		claimed = nil
		for _, endpoint := range waiting {
			entries, err := all(ctx, s, scanEntry, `SELECT `+entryColumns+due, endpoint, now, room[endpoint])
			if err != nil {
				return err
			}
			claimed = append(claimed, entries...)
		}
		return lease(ctx, s, l, claimed)
	})
	return claimed, err
}

func lease(ctx context.Context, s *statements, l outbox.Lease, entries []outbox.Entry) error {
	for i := range entries {
		e := &entries[i]
		e.NextAt = l.Now.Add(l.For)
		if _, err := s.exec(ctx, leaseOne, l.Owner, millis(e.NextAt), e.Endpoint, string(e.Conversation), e.Seq); err != nil {
			return err
		}
	}
	return nil
}

// Settle writes results, and pushes what waits behind a failure away with it, so that nobody looks at it in vain.
func (t deliveries) Settle(ctx context.Context, l outbox.Lease, results []outbox.Result) (next []outbox.Entry, err error) {
	err = t.change(ctx, func(ctx context.Context, s *statements) error {
		next = nil
		for _, r := range results {
			attempts, err := json.Marshal(append([]outbox.Attempt{}, r.Attempts...))
			if err != nil {
				return err
			}
			again, settled := l.Now.Add(r.Retry), l.Now
			if r.State == outbox.Pending {
				settled = time.Time{}
			}
			if _, err := s.exec(ctx, `UPDATE delivery SET state = ?, tries = ?, attempts = ?, next_at = ?, settled_at = ?, lease_owner = ''
				WHERE endpoint = ? AND conversation = ? AND seq = ? AND state = 'pending' AND lease_owner = ?`,
				string(r.State), r.Tries, string(attempts), millis(again), millis(settled), r.Endpoint, string(r.Conversation), r.Seq, l.Owner); err != nil {
				return err
			}
			if r.State == outbox.Pending {
				if _, err := s.exec(ctx, `UPDATE delivery SET next_at = max(next_at, ?) WHERE endpoint = ? AND conversation = ? AND seq > ?
					AND state = 'pending' AND lease_owner = ''`, millis(again), r.Endpoint, string(r.Conversation), r.Seq); err != nil {
					return err
				}
			}
			if !r.More {
				continue
			}
			following, err := all(ctx, s, scanEntry, `SELECT `+entryColumns+` FROM delivery WHERE endpoint = ?1 AND conversation = ?2 AND state = 'pending'
				AND next_at <= ?3 AND seq = (SELECT min(seq) FROM delivery WHERE endpoint = ?1 AND conversation = ?2 AND state = 'pending')`,
				r.Endpoint, string(r.Conversation), millis(l.Now))
			if err != nil {
				return err
			}
			if err := lease(ctx, s, l, following); err != nil {
				return err
			}
			next = append(next, following...)
		}
		return nil
	})
	return next, err
}

func scanEntry(rows *sql.Rows) (e outbox.Entry, err error) {
	var (
		at, next, settled int64
		attempts          []byte
	)
	if err = rows.Scan(&e.Endpoint, &e.Conversation, &e.Seq, &e.Kind, &at, &e.State, &e.Tries, &attempts, &next, &settled); err == nil {
		err = json.Unmarshal(attempts, &e.Attempts)
	}
	e.At, e.Settled = moment(at), moment(settled)
	if e.State == outbox.Pending {
		e.NextAt = moment(next)
	}
	return e, err
}

// deliveryPosition is the place of a line in the log.
type deliveryPosition struct {
	At           int64           `json:"a"`
	Conversation conversation.ID `json:"c"`
	Seq          int64           `json:"s"`
}

// Log lists an endpoint's deliveries, newest first.
func (t deliveries) Log(ctx context.Context, q outbox.LogQuery) (entries []outbox.Entry, next string, err error) {
	limit := driver.PageSize(q.Limit)
	query, args := `SELECT `+entryColumns+` FROM delivery WHERE endpoint = ?`, []any{q.Endpoint}
	switch q.State {
	case outbox.Pending, outbox.Dead:
		query += fmt.Sprintf(` AND state = '%s' AND state <> 'delivered'`, q.State) // the condition of the index, word for word
	case outbox.Delivered:
		query += ` AND state = 'delivered'`
	}
	if q.Cursor != "" {
		var after deliveryPosition
		if err := driver.DecodeCursor(q.Cursor, &after); err != nil {
			return nil, "", err
		}
		query += ` AND (at, conversation, seq) < (?, ?, ?)`
		args = append(args, after.At, string(after.Conversation), after.Seq)
	}
	entries, err = all(ctx, t.read(), scanEntry, query+` ORDER BY at DESC, conversation DESC, seq DESC LIMIT ?`, append(args, limit+1)...)
	if len(entries) > limit {
		last := entries[limit-1]
		entries, next = entries[:limit], driver.EncodeCursor(deliveryPosition{millis(last.At), last.Conversation, last.Seq})
	}
	return entries, next, err
}

// Replay makes deliveries pending again.
func (t deliveries) Replay(ctx context.Context, r outbox.Replay, a people.AuditEntry) (n int, err error) {
	query, args := `UPDATE delivery SET state = 'pending', tries = 0, next_at = ?, settled_at = 0, lease_owner = '' WHERE endpoint = ?`, []any{millis(r.Now), r.Endpoint}
	if r.Seq != 0 {
		query += ` AND conversation = ? AND seq = ? AND state <> 'pending'`
		args = append(args, string(r.Conversation), r.Seq)
	} else if query += ` AND state = 'dead'`; r.Conversation != "" {
		query += ` AND conversation = ?`
		args = append(args, string(r.Conversation))
	}
	err = t.change(ctx, func(ctx context.Context, s *statements) error {
		changed, err := s.exec(ctx, query, args...)
		if n = int(changed); n == 0 || err != nil {
			return err
		}
		a.Detail["count"] = n
		return record(ctx, s, a.At, a.Actor, a.Action, a.Object, a.Detail)
	})
	return n, err
}

// Tidy looks before it takes the write lock. SQLite uses a partial index only where its condition stands in the query.
func (t deliveries) Tidy(ctx context.Context, old outbox.Tidy, limit int) (most int, err error) {
	for _, step := range []struct {
		which, do string
		before    time.Time
		args      []any
	}{
		{`state = 'pending' AND at < ?1`, `UPDATE delivery SET state = 'dead', lease_owner = '', settled_at = ?3`, old.Pending, []any{millis(old.Now)}},
		{`state = 'delivered' AND state <> 'pending' AND settled_at < ?1`, `DELETE FROM delivery`, old.Delivered, nil},
		{`state = 'dead' AND state <> 'pending' AND settled_at < ?1`, `DELETE FROM delivery`, old.Dead, nil},
	} {
		which := `SELECT endpoint, conversation, seq FROM delivery WHERE ` + step.which
		if found, err := exists(t.read().row(ctx, `SELECT 1 FROM (`+which+`) LIMIT 1`, []any{millis(step.before)}, new(int))); err != nil {
			return most, err
		} else if !found {
			continue
		}
		err := t.change(ctx, func(ctx context.Context, s *statements) error {
			n, err := s.exec(ctx, step.do+` WHERE (endpoint, conversation, seq) IN (`+which+` LIMIT ?2)`, append([]any{millis(step.before), limit}, step.args...)...)
			most = max(most, int(n))
			return err
		})
		if err != nil {
			return most, err
		}
	}
	return most, nil
}

// Backlog counts what is not delivered.
func (t deliveries) Backlog(ctx context.Context) (map[string]outbox.Backlog, error) {
	each := map[string]outbox.Backlog{}
	_, err := all(ctx, t.read(), func(rows *sql.Rows) (none struct{}, err error) {
		var (
			endpoint, state string
			n               int
			oldest          int64
		)
		if err := rows.Scan(&endpoint, &state, &n, &oldest); err != nil {
			return none, err
		}
		b := each[endpoint]
		if state == string(outbox.Pending) {
			b.Pending, b.Oldest = n, moment(oldest)
		} else {
			b.Dead = n
		}
		each[endpoint] = b
		return none, nil
	}, `SELECT endpoint, state, count(*), min(at) FROM delivery WHERE state <> 'delivered' GROUP BY state, endpoint`)
	return each, err
}
