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
	if err := s.health.check(); err != nil {
		return conversation.Receipt{}, err
	}
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
			if behind, err := s.overtaken(ctx, id, before); err != nil {
				return conversation.Receipt{}, err
			} else if behind {
				return conversation.Receipt{}, errStale
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
	case errors.As(err, new(*conversation.SourceWithdrawnError)):
		if receipt, repeat, err := s.repeated(ctx, id, w); repeat || err != nil { // it was in force the first time
			return receipt, err
		}
		s.recent.drop(id)
		return conversation.Receipt{}, err
	case errors.Is(err, driver.ErrKeyTaken):
		receipt, repeat, err := s.repeated(ctx, id, w)
		if err == nil && !repeat {
			err = errStale
		}
		return receipt, err
	case errors.Is(err, conversation.ErrConflict):
		if err := s.reload(ctx, id); err != nil {
			return conversation.Receipt{}, err
		}
		return conversation.Receipt{}, errStale
	default:
		s.recent.drop(id)
		if errors.Is(err, conversation.ErrUnavailable) { // it may be on record
			s.feed.miss(id)
			s.announced(id, next.change.Row.Seq)
		}
		return conversation.Receipt{}, err
	}
	next.standing.ref = next.change.Row.Ref
	s.recent.put(id, next.standing)
	if len(next.change.Deliveries) > 0 {
		s.opts.Outbox.Wake()
	}
	s.feed.tell(conversation.Commit{State: next.standing.state, Events: next.events}, true)
	s.announced(id, next.change.Row.Seq)
	return conversation.Receipt{State: next.standing.state, Events: next.events}, nil
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

// announced lets other servers know, soon.
func (s *Store) announced(id conversation.ID, seq int64) {
	if s.shared {
		s.moved.add(driver.Moved{ID: id, Seq: seq})
	}
}
