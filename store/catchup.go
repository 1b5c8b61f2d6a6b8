package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
)

// How old a commit may look when it appears: an append is stamped before it waits for the database, and other servers have
// clocks of their own.
const (
	lockSlack  = 40 * time.Second // for SQLite's write lock
	groupSlack = 15 * time.Second
)

const (
	listenAgain     = 100 * time.Millisecond // after the connection was lost; doubles
	listenAgainMost = 2 * time.Second
)

// listen hears what other servers announce, until ctx ends.
func (s *Store) listen(ctx context.Context, wakes driver.Wakes) {
	pause := listenAgain
	for ctx.Err() == nil {
		ready := func() { pause = listenAgain; s.catchUpSoon() }
		_ = wakes.Listen(ctx, s.opts.Owner, ready, func(moved []driver.Moved) { s.heard.add(moved...) })
		// Why it was lost does not matter: if the database is away, Watch says so.
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
		pause = min(2*pause, listenAgainMost)
	}
}

func (s *Store) catchUpSoon() {
	select {
	case s.missed <- struct{}{}:
	default:
	}
}

// keepUp brings memory and feed up to date with what was heard; every so often, and when something may not have been
// heard, with what has moved since it last looked.
func (s *Store) keepUp(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	looked := s.now()
	for {
		look := true
		select {
		case <-ctx.Done():
			return
		case <-s.heard.some:
			look = false
		case <-s.missed:
		case <-tick.C:
		}
		if s.health.check() != nil {
			continue
		}
		moved, lost := s.heard.take()
		switch {
		case lost:
			s.forget()
		case look:
			looking := s.now()
			if s.catchUp(ctx, looked.Add(-groupSlack)) == nil {
				looked = looking
			}
		default:
			_ = s.follow(ctx, moved, s.now().Add(-groupSlack)) // what fails is found by looking
		}
	}
}

// forget makes nobody rely on what may have been missed: nothing is remembered, and all readers look at the record.
func (s *Store) forget() {
	s.recent.clear()
	s.feed.missAll()
}

// catchUp brings memory and feed up to date with what others wrote since then.
func (s *Store) catchUp(ctx context.Context, since time.Time) error {
	moved, err := s.db.Moved(ctx, since, mostMoved+1)
	if err != nil {
		return err
	}
	if len(moved) > mostMoved {
		s.forget()
		return nil
	}
	return s.follow(ctx, moved, since)
}

// follow tells the feed what conversations have come to that somebody here follows, and forgets what is behind of others.
func (s *Store) follow(ctx context.Context, moved []driver.Moved, since time.Time) error {
	for _, to := range moved {
		if s.recent.reaches(to.ID, to.Seq) {
			continue
		}
		if !s.feed.follows(to.ID) {
			s.recent.dropBehind(to.ID, to.Seq)
			continue
		}
		if err := s.followOne(ctx, to, since); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) followOne(ctx context.Context, to driver.Moved, since time.Time) error {
	unlock, err := s.locks.lock(to.ID)
	if err != nil {
		return err
	}
	defer unlock()
	known, ok := s.recent.get(to.ID)
	switch {
	case ok && known.state.Seq >= to.Seq:
		return nil
	case ok:
		return s.advance(ctx, known)
	}
	now, _, err := s.load(ctx, to.ID)
	if err != nil {
		return err
	}
	// Not in memory: tell what happened since then. A reader who has seen some of it knows by the numbers.
	first, err := s.firstSince(ctx, now.state, since)
	return errors.Join(err, s.tellMissed(ctx, now.state, first-1))
}

// advance folds into a remembered State what others have appended to it, and tells that. Reading only the news is what
// makes following another server cheap.
func (s *Store) advance(ctx context.Context, known standing) error {
	id := known.state.ID
	stored, err := s.db.After(ctx, id, known.state.Seq, page)
	if err != nil || len(stored) == 0 {
		return err
	}
	if len(stored) == page || stored[0].Seq != known.state.Seq+1 || redacts(stored) {
		return s.reload(ctx, id)
	}
	events, err := decodeEvents(stored)
	if err != nil {
		return fmt.Errorf("conversation %s: %w", id, err)
	}
	next, _, err := fold(known, events)
	if err != nil {
		return fmt.Errorf("conversation %s: %w", id, err)
	}
	for _, e := range stored {
		next.bytes += len(e.Payload)
	}
	s.recent.put(id, next)
	s.feed.tell(conversation.Commit{State: next.state, Events: events}, false)
	return nil
}

func redacts(events []driver.Event) bool {
	for _, e := range events {
		if e.Kind == conversation.KindRedacted {
			return true
		}
	}
	return false
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
