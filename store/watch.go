package store

import (
	"context"
	"errors"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
)

// Pulse tells cheaply whether knowledge, people or the configuration changed, by whatever process.
type Pulse = driver.Pulse

// Pulse reads it.
func (s *Store) Pulse(ctx context.Context) (Pulse, error) { return s.db.Pulse(ctx) }

// Watch looks every so often for what was written, by other processes too, until ctx ends: conversations changed by
// others are forgotten or told to the feed, and changed is called when a counter of the Pulse has grown. It is called
// once at the start, and never twice at a time. A server runs it with half a second; a command has no need to.
func (s *Store) Watch(ctx context.Context, every time.Duration, changed func(Pulse), failed func(error)) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	var last Pulse
	looked := s.now()
	for first := true; ; first = false {
		looking := s.now()
		now, err := s.db.Pulse(ctx)
		if err == nil && !first && now.Foreign != last.Foreign {
			err = s.catchUp(ctx, looked.Add(-clockSlack))
		}
		switch {
		case err != nil && ctx.Err() == nil:
			failed(err)
		case err == nil:
			told := last
			last, looked = now, looking
			told.Foreign = now.Foreign
			if first || told != now {
				changed(now)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// clockSlack is how old a commit may look when it appears: an append is stamped before it waits for the database.
const clockSlack = 40 * time.Second

// catchUp brings memory and feed up to date with what others wrote since then.
func (s *Store) catchUp(ctx context.Context, since time.Time) error {
	for cursor := ""; ; {
		rows, next, err := s.db.Find(ctx, driver.Query{After: cursor, Limit: 500})
		if err != nil {
			return err
		}
		for _, row := range rows {
			if row.Updated.Before(since) {
				return nil
			}
			if err := s.catchUpWith(ctx, row, since); err != nil {
				return err
			}
		}
		if cursor = next; cursor == "" {
			return nil
		}
	}
}

func (s *Store) catchUpWith(ctx context.Context, row driver.Row, since time.Time) error {
	unlock, err := s.locks.lock(row.ID)
	if err != nil {
		return err
	}
	defer unlock()
	if known, ok := s.recent.get(row.ID); ok {
		if known.state.Seq >= row.Seq {
			return nil
		}
		return s.reload(ctx, row.ID)
	}
	now, _, err := s.load(ctx, row.ID)
	if err != nil {
		return err
	}
	// Not in memory: tell what happened since then. A reader who has seen some of it knows by the numbers.
	first, err := s.firstSince(ctx, now.state, since)
	return errors.Join(err, s.tellMissed(ctx, now.state, first-1))
}

// firstSince is the seq of the first of the last events that is not older.
func (s *Store) firstSince(ctx context.Context, now conversation.State, since time.Time) (int64, error) {
	const back = 100
	stored, err := s.db.After(ctx, now.ID, max(0, now.Seq-back), back)
	for _, e := range stored {
		if !e.At.Before(since) {
			return e.Seq, nil
		}
	}
	return now.Seq + 1, err
}
