package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
)

// attempts is how often an append is composed again because another process was faster. Writers in this process queue
// and need only one.
const attempts = 8

// Append commits one write durably and tells the feed. Compose is called while other writers of the conversation wait:
// it must be quick and must not append itself. See conversation.Ledger.
func (s *Store) Append(ctx context.Context, id conversation.ID, w conversation.Write) (conversation.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return conversation.Receipt{}, err
	}
	unlock, err := s.locks.lock(id)
	if err != nil {
		return conversation.Receipt{}, err
	}
	defer unlock()
	for range attempts {
		receipt, err := s.try(ctx, id, w)
		if !errors.Is(err, errStale) {
			return receipt, err
		}
	}
	return conversation.Receipt{}, fmt.Errorf("conversation %s: %w", id, conversation.ErrBusy)
}

// errStale says that the State an append was composed from is not the newest: compose again.
var errStale = errors.New("composed from a stale state")

func (s *Store) try(ctx context.Context, id conversation.ID, w conversation.Write) (conversation.Receipt, error) {
	before, cached, err := s.load(ctx, id)
	if err != nil {
		return conversation.Receipt{}, err
	}
	entries, refused := w.Compose(before.state)
	if refused != nil || len(entries) == 0 {
		if receipt, repeat, err := s.repeated(ctx, id, w); repeat || err != nil {
			return receipt, err
		}
		if cached { // what Compose saw is not proved by a commit
			if moved, err := s.moved(ctx, id, before); moved || err != nil {
				return conversation.Receipt{}, errors.Join(err, staleIf(moved))
			}
		}
		return conversation.Receipt{State: before.state}, refused
	}
	next, err := s.compose(ctx, id, before, w, entries)
	if err != nil {
		return conversation.Receipt{}, err
	}
	switch err := s.group.commit(ctx, next.change); {
	case err == nil:
	case errors.Is(err, driver.ErrKeyTaken):
		receipt, repeat, err := s.repeated(ctx, id, w)
		if err == nil && !repeat {
			err = errStale
		}
		return receipt, err
	case errors.Is(err, conversation.ErrConflict):
		return conversation.Receipt{}, errors.Join(s.reload(ctx, id), errStale)
	default:
		s.recent.drop(id)
		return conversation.Receipt{}, err
	}
	next.standing.ref = next.change.Row.Ref
	s.recent.put(id, next.standing)
	s.feed.tell(conversation.Commit{State: next.standing.state, Events: next.events})
	return conversation.Receipt{State: next.standing.state, Events: next.events}, nil
}

func staleIf(moved bool) error {
	if moved {
		return errStale
	}
	return nil
}

// repeated answers a write whose key was used before.
func (s *Store) repeated(ctx context.Context, id conversation.ID, w conversation.Write) (conversation.Receipt, bool, error) {
	if w.Key == "" {
		return conversation.Receipt{}, false, nil
	}
	digest, stored, taken, err := s.db.ByKey(ctx, id, w.Key)
	if err != nil || !taken {
		return conversation.Receipt{}, false, err
	}
	if digest != w.Digest {
		return conversation.Receipt{}, false, fmt.Errorf("conversation %s: %w", id, conversation.ErrKeyReused)
	}
	events, err := decodeEvents(stored)
	if err != nil {
		return conversation.Receipt{}, false, err
	}
	if now, _, err := s.load(ctx, id); err != nil {
		return conversation.Receipt{}, false, err
	} else if now.state.Seq < events[len(events)-1].Seq { // written by another process since it was cached
		if err := s.reload(ctx, id); err != nil {
			return conversation.Receipt{}, false, err
		}
	}
	now, _, err := s.load(ctx, id)
	return conversation.Receipt{State: now.state, Events: events, Repeat: true}, err == nil, err
}

// State is the current State; conversation.ErrNotFound if there is no such conversation. It waits for no writer.
func (s *Store) State(ctx context.Context, id conversation.ID) (conversation.State, error) {
	if now, ok := s.recent.get(id); ok {
		return now.state, nil
	}
	now, err := s.stored(ctx, id) // not remembered: without the stripe it might replace what is newer
	if err == nil && !now.state.Exists() {
		err = fmt.Errorf("conversation %s: %w", id, conversation.ErrNotFound)
	}
	return now.state, err
}

// After are the events with a higher seq, at most limit, in order.
func (s *Store) After(ctx context.Context, id conversation.ID, seq int64, limit int) ([]conversation.Event, error) {
	if now, ok := s.recent.get(id); ok && seq >= now.state.Seq {
		return nil, nil
	}
	stored, err := s.db.After(ctx, id, seq, limit)
	if err != nil {
		return nil, fmt.Errorf("conversation %s: %w", id, err)
	}
	return decodeEvents(stored)
}

// Subscribe tells what is committed from now on; see conversation.Feed.
func (s *Store) Subscribe(id conversation.ID) conversation.Subscription { return s.feed.subscribe(id) }
