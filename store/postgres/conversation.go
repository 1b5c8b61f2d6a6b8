package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
)

const rowColumns = `ref, id, seq, status, holder, customer, channel, source, tags, owes, next_at, opened_at, updated_at, state`

// scanRow reads rowColumns, and what else was asked for after them.
func scanRow(from pgx.CollectableRow, more ...any) (r driver.Row, err error) {
	var next *time.Time
	err = from.Scan(append([]any{
		&r.Ref, &r.ID, &r.Seq, &r.Status, &r.Holder, &r.CustomerID, &r.Channel, &r.Source, &r.Tags, &r.Owes, &next, &r.Opened, &r.Updated, &r.State,
	}, more...)...)
	r.NextAt = moment(next)
	return r, err
}

func scanPlain(from pgx.CollectableRow) (driver.Row, error) { return scanRow(from) }

// Load reads a conversation's row.
func (db *DB) Load(ctx context.Context, id conversation.ID) (driver.Row, error) {
	rows, err := all(ctx, db.read(), scanPlain, `SELECT `+rowColumns+` FROM conversation WHERE id = $1`, string(id))
	if err != nil {
		return driver.Row{}, fmt.Errorf("load conversation %s: %w", id, err)
	}
	if len(rows) == 0 {
		return driver.Row{}, conversation.ErrNotFound
	}
	return rows[0], nil
}

const eventRead = `e.seq, e.at, e.actor_kind, e.actor_id, e.actor_name, e.visibility, e.kind, e.payload`

func scanEvent(from pgx.CollectableRow) (e driver.Event, err error) {
	err = from.Scan(&e.Seq, &e.At, &e.Actor.Kind, &e.Actor.ID, &e.Actor.Name, &e.Visibility, &e.Kind, &e.Payload)
	return e, err
}

// After are the events with a higher seq, in order.
func (db *DB) After(ctx context.Context, id conversation.ID, seq int64, limit int) ([]driver.Event, error) {
	return all(ctx, db.read(), scanEvent,
		`SELECT `+eventRead+` FROM event e WHERE e.conversation = (SELECT ref FROM conversation WHERE id = $1) AND e.seq > $2 ORDER BY e.seq LIMIT $3`,
		string(id), seq, limit)
}

// ByKey finds the write that used a key: its events are one range of numbers.
func (db *DB) ByKey(ctx context.Context, id conversation.ID, key string) (digest string, events []driver.Event, ok bool, err error) {
	events, err = all(ctx, db.read(), func(from pgx.CollectableRow) (e driver.Event, err error) {
		err = from.Scan(&e.Seq, &e.At, &e.Actor.Kind, &e.Actor.ID, &e.Actor.Name, &e.Visibility, &e.Kind, &e.Payload, &digest)
		return e, err
	}, `SELECT `+eventRead+`, k.digest
		FROM event k JOIN event e ON e.conversation = k.conversation AND e.seq >= k.seq AND e.seq < k.seq + k.span
		WHERE k.conversation = (SELECT ref FROM conversation WHERE id = $1) AND k.key = $2 ORDER BY e.seq`, string(id), key)
	return digest, events, err == nil && len(events) > 0, err
}
