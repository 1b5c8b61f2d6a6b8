package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
)

const rowColumns = `ref, id, seq, status, holder, customer, channel, source, tags, owes, next_at, opened_at, updated_at, state`

func scanRow(scan func(...any) error) (driver.Row, error) {
	var (
		r               driver.Row
		tags            []byte
		next            sql.NullInt64
		opened, updated int64
	)
	err := scan(&r.Ref, &r.ID, &r.Seq, &r.Status, &r.Holder, &r.CustomerID, &r.Channel, &r.Source, &tags, &r.Owes, &next, &opened, &updated, &r.State)
	if err != nil {
		return driver.Row{}, err
	}
	r.NextAt, r.Opened, r.Updated = moment(next.Int64), moment(opened), moment(updated)
	return r, json.Unmarshal(tags, &r.Tags)
}

// Load reads a conversation's row. It takes microseconds, so it does not watch ctx.
func (db *DB) Load(ctx context.Context, id conversation.ID) (driver.Row, error) {
	stmt, err := db.reader.prepare(ctx, `SELECT `+rowColumns+` FROM conversation WHERE id = ?`)
	if err != nil {
		return driver.Row{}, err
	}
	row, err := scanRow(stmt.QueryRowContext(context.WithoutCancel(ctx), string(id)).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return driver.Row{}, conversation.ErrNotFound
	}
	return row, err
}

const eventColumns = `seq, at, actor_kind, actor_id, actor_name, visibility, kind, payload`

func scanEvent(rows *sql.Rows) (driver.Event, error) {
	var (
		e  driver.Event
		at int64
	)
	err := rows.Scan(&e.Seq, &at, &e.Actor.Kind, &e.Actor.ID, &e.Actor.Name, &e.Visibility, &e.Kind, &e.Payload)
	e.At = moment(at)
	return e, err
}

// After are the events with a higher seq, in order.
func (db *DB) After(ctx context.Context, id conversation.ID, seq int64, limit int) ([]driver.Event, error) {
	return all(context.WithoutCancel(ctx), db.reader, scanEvent,
		`SELECT `+eventColumns+` FROM event WHERE conversation = (SELECT ref FROM conversation WHERE id = ?) AND seq > ? ORDER BY seq LIMIT ?`,
		string(id), seq, limit)
}

// ByKey finds the write that used a key.
func (db *DB) ByKey(ctx context.Context, id conversation.ID, key string) (string, []driver.Event, bool, error) {
	ctx = context.WithoutCancel(ctx)
	var (
		digest     string
		ref, first int64
		span       int
	)
	found, err := exists(db.reader.row(ctx, `SELECT conversation, seq, digest, span FROM event
		WHERE conversation = (SELECT ref FROM conversation WHERE id = ?) AND key = ?`,
		[]any{string(id), key}, &ref, &first, &digest, &span))
	if !found || err != nil {
		return "", nil, false, err
	}
	events, err := all(ctx, db.reader, scanEvent,
		`SELECT `+eventColumns+` FROM event WHERE conversation = ? AND seq >= ? ORDER BY seq LIMIT ?`, ref, first, span)
	return digest, events, err == nil, err
}
