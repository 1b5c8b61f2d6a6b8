package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
)

// maxGroup bounds a transaction, so that nobody waits long for others.
const maxGroup = 128

// grouper puts changes that arrive while all lanes of the database are busy into the next commit. There is no delay and
// no goroutine of its own: whoever finds a free lane commits, and then passes the lane to the first of those who came
// meanwhile. The stripes see to it that one conversation is never in two commits at once.
type grouper struct {
	db     driver.Driver
	health *health

	mu      sync.Mutex
	free    int // lanes; while there is one, nobody waits
	waiting []*request
}

type request struct {
	change *driver.Change
	turn   chan []*request // the group to commit, as the first of it; nil: err is set
	err    error
}

func newGrouper(db driver.Driver, h *health) *grouper {
	return &grouper{db: db, health: h, free: max(1, db.Lanes())}
}

// commit returns when the change is committed or refused. Somebody who no longer wants to wait leaves; but once the change
// is on its way to the database its outcome is awaited.
func (g *grouper) commit(ctx context.Context, c *driver.Change) error {
	up := g.health.context()
	if up.Err() != nil {
		return g.health.check()
	}
	r := &request{change: c, turn: make(chan []*request, 1)}
	g.mu.Lock()
	if g.free > 0 {
		g.free--
		g.mu.Unlock()
		g.lead([]*request{r})
		return r.err
	}
	g.waiting = append(g.waiting, r)
	g.mu.Unlock()

	var group []*request
	select {
	case group = <-r.turn:
	case <-ctx.Done():
		if g.leave(r) {
			return ctx.Err()
		}
		group = <-r.turn
	case <-up.Done():
		if g.leave(r) {
			return g.health.check()
		}
		group = <-r.turn
	}
	if group != nil {
		g.lead(group)
	}
	return r.err
}

// leave reports whether the request was still waiting.
func (g *grouper) leave(r *request) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	at := slices.Index(g.waiting, r)
	if at < 0 {
		return false
	}
	g.waiting = slices.Delete(g.waiting, at, at+1)
	return true
}

// lead commits a group and passes the lane on.
func (g *grouper) lead(group []*request) {
	changes := make([]*driver.Change, len(group))
	for i, r := range group {
		changes[i] = r.change
	}
	for i, err := range g.db.Commit(g.health.context(), changes) {
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
			err = fmt.Errorf("%w: %w", conversation.ErrUnavailable, err)
		}
		group[i].err = err
	}

	g.mu.Lock()
	if n := min(len(g.waiting), maxGroup); n > 0 {
		next := slices.Clone(g.waiting[:n])
		g.waiting = slices.Delete(g.waiting, 0, n)
		next[0].turn <- next
	} else {
		g.free++
	}
	g.mu.Unlock()
	for _, r := range group[1:] {
		r.turn <- nil
	}
}
