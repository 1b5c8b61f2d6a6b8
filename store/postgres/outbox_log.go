package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/outbox"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/store/driver"
)

// deliveryPosition is the place of a line in the log.
type deliveryPosition struct {
	At           int64           `json:"a"` // milliseconds since 1970
	Conversation conversation.ID `json:"c"`
	Seq          int64           `json:"s"`
}

// Log lists an endpoint's deliveries, newest first.
func (t deliveries) Log(ctx context.Context, q outbox.LogQuery) (entries []outbox.Entry, next string, err error) {
	limit := driver.PageSize(q.Limit)
	query, args := `SELECT `+entryColumns+` FROM delivery d WHERE endpoint = $1`, []any{q.Endpoint}
	switch q.State {
	case outbox.Pending, outbox.Delivered, outbox.Dead:
		query += fmt.Sprintf(` AND state = '%s'`, q.State) // in the text, so that the planner knows which
	}
	if q.Cursor != "" {
		var after deliveryPosition
		if err := driver.DecodeCursor(q.Cursor, &after); err != nil {
			return nil, "", err
		}
		query += ` AND (at, conversation, seq) < ($2, $3, $4)`
		args = append(args, time.UnixMilli(after.At), string(after.Conversation), after.Seq)
	}
	query += fmt.Sprintf(` ORDER BY at DESC, conversation DESC, seq DESC LIMIT %d`, limit+1)
	entries, err = all(ctx, t.read(), scanEntry, query, args...)
	if len(entries) > limit {
		last := entries[limit-1]
		entries, next = entries[:limit], driver.EncodeCursor(deliveryPosition{last.At.UnixMilli(), last.Conversation, last.Seq})
	}
	return entries, next, err
}

// Replay makes deliveries pending again.
func (t deliveries) Replay(ctx context.Context, r outbox.Replay, a people.AuditEntry) (n int, err error) {
	query, args := `UPDATE delivery SET state = 'pending', tries = 0, next_at = baton_now(), settled_at = NULL, lease_owner = '' WHERE endpoint = $1`, []any{r.Endpoint}
	if r.Seq != 0 {
		query += ` AND conversation = $2 AND seq = $3 AND state <> 'pending'`
		args = append(args, string(r.Conversation), r.Seq)
	} else if query += ` AND state = 'dead'`; r.Conversation != "" {
		query += ` AND conversation = $2`
		args = append(args, string(r.Conversation))
	}
	err = t.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		changed, err := exec(ctx, tx, query, args...)
		if n = int(changed); n == 0 || err != nil {
			return err
		}
		a.Detail["count"] = n
		return record(ctx, tx, a)
	})
	return n, err
}

// tidying is what Tidy does, each with the oldest time that is kept and how many at most. What another server is at is left
// to that.
var tidying = []string{
	`UPDATE delivery d SET state = 'dead', lease_owner = '', settled_at = baton_now() FROM (
		SELECT endpoint, conversation, seq FROM delivery WHERE state = 'pending' AND at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED) old
	WHERE d.endpoint = old.endpoint AND d.conversation = old.conversation AND d.seq = old.seq`,
	`DELETE FROM delivery d USING (
		SELECT endpoint, conversation, seq FROM delivery WHERE state = 'delivered' AND settled_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED) old
	WHERE d.endpoint = old.endpoint AND d.conversation = old.conversation AND d.seq = old.seq`,
	`DELETE FROM delivery d USING (
		SELECT endpoint, conversation, seq FROM delivery WHERE state = 'dead' AND settled_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED) old
	WHERE d.endpoint = old.endpoint AND d.conversation = old.conversation AND d.seq = old.seq`,
}

// Tidy gives up what is too old and deletes what is settled.
func (t deliveries) Tidy(ctx context.Context, old outbox.Tidy, limit int) (most int, err error) {
	for i, before := range []time.Time{old.Pending, old.Delivered, old.Dead} {
		n, err := exec(ctx, t.read(), tidying[i], before, limit)
		if most = max(most, int(n)); err != nil {
			return most, err
		}
	}
	return most, nil
}

// Backlog counts what is not delivered.
func (t deliveries) Backlog(ctx context.Context) (map[string]outbox.Backlog, error) {
	each := map[string]outbox.Backlog{}
	_, err := all(ctx, t.read(), func(row pgx.CollectableRow) (none struct{}, err error) {
		var (
			endpoint, state string
			n               int
			oldest          *time.Time
		)
		if err := row.Scan(&endpoint, &state, &n, &oldest); err != nil {
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
	}, `SELECT endpoint, state, count(*), min(at) FROM delivery WHERE state IN ('pending', 'dead') GROUP BY state, endpoint`)
	return each, err
}
