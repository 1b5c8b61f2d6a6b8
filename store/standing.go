package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
)

// standing is where a conversation stands: what is folded from its events, and where that is stored.
type standing struct {
	ref      int64 // 0: not stored yet
	state    conversation.State
	handoff  handoff.Case // the open one, if there is one
	caseJSON []byte       // of handoff, as stored
	bytes    int          // size of what is stored: a measure of what it takes in memory
}

// load finds where a conversation stands, in memory or in the database. A conversation that does not exist has the zero
// State with its ID. The conversation's stripe must be locked.
func (s *Store) load(ctx context.Context, id conversation.ID) (now standing, cached bool, err error) {
	if now, ok := s.recent.get(id); ok {
		return now, true, nil
	}
	now, err = s.stored(ctx, id)
	if err == nil && now.state.Exists() {
		s.recent.put(id, now)
	}
	return now, false, err
}

func (s *Store) stored(ctx context.Context, id conversation.ID) (now standing, err error) {
	err = s.health.ask(ctx, func(ctx context.Context) error {
		now, err = s.fetch(ctx, id)
		return err
	})
	return now, err
}

func (s *Store) fetch(ctx context.Context, id conversation.ID) (standing, error) {
	row, err := s.db.Load(ctx, id)
	if errors.Is(err, conversation.ErrNotFound) {
		return standing{state: conversation.State{ID: id}}, nil
	}
	if err != nil {
		return standing{}, fmt.Errorf("load conversation %s: %w", id, err)
	}
	now := standing{ref: row.Ref, bytes: len(row.State)}
	if err := json.Unmarshal(row.State, &now.state); err != nil {
		return standing{}, fmt.Errorf("load conversation %s: %w", id, err)
	}
	if open := now.state.Handoff; open != nil {
		if now.handoff, err = s.db.Handoff().Case(ctx, open.ID); err == nil {
			now.caseJSON, err = json.Marshal(now.handoff)
		}
		if err != nil {
			return standing{}, fmt.Errorf("load conversation %s: case %s: %w", id, open.ID, err)
		}
		now.bytes += len(now.caseJSON)
	}
	return now, nil
}

// overtaken reports whether another process has written since a State was cached, and reads the new one if so.
func (s *Store) overtaken(ctx context.Context, id conversation.ID, cached standing) (bool, error) {
	row, err := s.db.Load(ctx, id)
	if err != nil || row.Seq == cached.state.Seq {
		return false, err
	}
	return true, s.reload(ctx, id)
}

// reload replaces a State that another process has left behind, and tells the feed what it missed. The conversation's
// stripe must be locked.
func (s *Store) reload(ctx context.Context, id conversation.ID) error {
	before, known := s.recent.get(id)
	s.recent.drop(id)
	now, _, err := s.load(ctx, id)
	if err != nil || !known {
		return err
	}
	return s.tellMissed(ctx, now.state, before.state.Seq)
}

// page is how many events are read at a time.
const page = 500

func (s *Store) tellMissed(ctx context.Context, now conversation.State, after int64) error {
	for after < now.Seq {
		stored, err := s.db.After(ctx, now.ID, after, page)
		if err != nil || len(stored) == 0 {
			return err
		}
		events, err := decodeEvents(stored)
		if err != nil {
			return err
		}
		s.feed.tell(conversation.Commit{State: now, Events: events}, false)
		after = events[len(events)-1].Seq
	}
	return nil
}
