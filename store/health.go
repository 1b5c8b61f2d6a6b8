package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/batondesk/baton/conversation"
)

// health is whether the database answers, as Watch has last found it. While it does not, what would need it fails at once
// instead of piling up. Without Watch it is taken to answer.
type health struct {
	mu  sync.Mutex
	err error           // why it does not answer; nil: it does
	up  context.Context // ends when it goes away
	end context.CancelFunc
}

func newHealth() *health {
	h := &health{}
	h.up, h.end = context.WithCancel(context.Background())
	return h
}

// context ends when the database goes away: for commits that would wait for it.
func (h *health) context() context.Context {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.up
}

// check is conversation.ErrUnavailable while the database is away.
func (h *health) check() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.err
}

// found notes what a look has found, nil if it was answered, and reports whether that is new.
func (h *health) found(err error) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case err != nil && h.err == nil:
		if h.err = err; !errors.Is(err, conversation.ErrUnavailable) {
			h.err = fmt.Errorf("%w (%w)", conversation.ErrUnavailable, err)
		}
		h.end()
	case err == nil && h.err != nil:
		h.err = nil
		h.up, h.end = context.WithCancel(context.Background())
	default:
		return false
	}
	return true
}

// ask reads from the database as long as it is there: a read that has begun does not wait for one that goes away.
func (h *health) ask(ctx context.Context, read func(ctx context.Context) error) error {
	if err := h.check(); err != nil {
		return err
	}
	up := h.context()
	asking, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(up, cancel)()
	err := read(asking)
	if err != nil && up.Err() != nil && ctx.Err() == nil {
		return fmt.Errorf("%w (%w)", conversation.ErrUnavailable, err)
	}
	return err
}

// readyWithin is how soon the database must answer for this process to count as ready.
const readyWithin = time.Second

// Available is conversation.ErrUnavailable while the database is known to be away. It asks nobody.
func (s *Store) Available() error { return s.health.check() }

// Ping reports whether the database answers, within a second. It does not wait for writers.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.health.check(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	_, err := s.db.People().Revision(ctx)
	return err
}
