package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
)

// channel is where servers on one database tell each other what has moved.
const channel = "baton_moved"

const (
	wakeBytes = 7900             // of one notification; Postgres allows less than 8000
	silence   = 10 * time.Second // after which a listener asks whether its connection still stands
)

// wake is one notification, as JSON with short names: a busy server sends many.
type wake struct {
	Owner string  `json:"o"`
	Moved []moved `json:"m"`
}

type moved struct {
	ID  conversation.ID `json:"i"`
	Seq int64           `json:"s"`
}

// Announce tells the others, in one round trip. The disk need not keep it: what is lost is found by Moved.
func (db *DB) Announce(ctx context.Context, owner string, moved []driver.Moved) error {
	payloads, err := wakesOf(owner, moved)
	if err != nil || len(payloads) == 0 {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, db.wait)
	defer cancel()
	pipeline := &pgx.Batch{}
	pipeline.Queue(`SELECT set_config('synchronous_commit', 'off', true)`)
	pipeline.Queue(`SELECT pg_notify($1, p) FROM unnest($2::text[]) AS p`, channel, payloads)
	return failed(db.pool.SendBatch(ctx, pipeline).Close())
}

// wakesOf splits what moved into notifications that are not too long. An id so long that it fits in none is left out.
func wakesOf(owner string, all []driver.Moved) (payloads []string, err error) {
	empty, err := json.Marshal(wake{Owner: owner, Moved: []moved{}})
	if err != nil {
		return nil, err
	}
	var (
		w     = wake{Owner: owner}
		bytes = len(empty)
	)
	flush := func() {
		if len(w.Moved) > 0 && err == nil {
			var data []byte
			data, err = json.Marshal(w)
			payloads = append(payloads, string(data))
		}
		w.Moved, bytes = w.Moved[:0], len(empty)
	}
	for _, m := range all {
		one, failed := json.Marshal(moved(m))
		if failed != nil || len(empty)+len(one) > wakeBytes {
			continue
		}
		if bytes+len(one)+1 > wakeBytes {
			flush()
		}
		w.Moved = append(w.Moved, moved(m))
		bytes += len(one) + 1
	}
	flush()
	return payloads, err
}

// Listen hears what others announce, on a connection of its own.
func (db *DB) Listen(ctx context.Context, owner string, ready func(), heard func([]driver.Moved)) error {
	conn, err := pgx.ConnectConfig(ctx, db.config.Copy())
	if err != nil {
		return fmt.Errorf("listen: %w", failed(err))
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(ctx)
	}()
	asked := func(query string) error {
		ctx, cancel := context.WithTimeout(ctx, db.wait)
		defer cancel()
		_, err := conn.Exec(ctx, query)
		return err
	}
	if err := asked(`LISTEN ` + channel); err != nil {
		return fmt.Errorf("listen: %w", failed(err))
	}
	ready()
	for {
		note, err := hear(ctx, conn)
		if err == nil && note == nil {
			err = asked(`SELECT`)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return fmt.Errorf("listen: %w", failed(err))
		}
		if note == nil {
			continue
		}
		var w wake
		if json.Unmarshal([]byte(note.Payload), &w) != nil || w.Owner == owner {
			continue // anybody who may connect may write here
		}
		told := make([]driver.Moved, len(w.Moved))
		for i, m := range w.Moved {
			told[i] = driver.Moved(m)
		}
		heard(told)
	}
}

// hear waits for a notification; nil if there was none for long.
func hear(ctx context.Context, conn *pgx.Conn) (*pgconn.Notification, error) {
	quiet, cancel := context.WithTimeout(ctx, silence)
	defer cancel()
	note, err := conn.WaitForNotification(quiet)
	if err != nil && quiet.Err() != nil && !conn.IsClosed() {
		return nil, nil
	}
	return note, err
}
