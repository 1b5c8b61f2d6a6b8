package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
)

// State is the current State, whichever process wrote last; conversation.ErrNotFound if there is no such conversation. It
// waits for no writer. What is remembered only saves decoding the row.
func (s *Store) State(ctx context.Context, id conversation.ID) (state conversation.State, err error) {
	var row driver.Row
	err = s.health.ask(ctx, func(ctx context.Context) (err error) {
		row, err = s.db.Load(ctx, id)
		return err
	})
	if err != nil {
		return state, fmt.Errorf("conversation %s: %w", id, err)
	}
	if known, ok := s.recent.get(id); ok && known.state.Seq >= row.Seq {
		return known.state, nil
	}
	if err := json.Unmarshal(row.State, &state); err != nil {
		return state, fmt.Errorf("conversation %s: %w", id, err)
	}
	return state, nil
}

// Recent is the State as it is remembered, or else as it is on record. It may be behind another process.
func (s *Store) Recent(ctx context.Context, id conversation.ID) (conversation.State, error) {
	if known, ok := s.recent.get(id); ok {
		return known.state, nil
	}
	return s.State(ctx, id) // without the stripe it must not be remembered: it might replace what is newer
}

// After are the events with a higher seq, at most limit, in order, as on record now.
func (s *Store) After(ctx context.Context, id conversation.ID, seq int64, limit int) ([]conversation.Event, error) {
	var stored []driver.Event
	err := s.health.ask(ctx, func(ctx context.Context) (err error) {
		stored, err = s.db.After(ctx, id, seq, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("conversation %s: %w", id, err)
	}
	return decodeEvents(stored)
}

// Subscribe tells what is committed from now on; see conversation.Feed.
func (s *Store) Subscribe(id conversation.ID) conversation.Subscription { return s.feed.subscribe(id) }

// Own tells what this process commits from now on.
func (s *Store) Own() conversation.Subscription { return s.feed.subscribeOwn() }
