package store

import (
	"context"
	"sync"

	"github.com/batondesk/baton/store/driver"
)

// maxGroup bounds a transaction, so that nobody waits long for others.
const maxGroup = 128

// grouper puts changes that arrive while a commit runs into the next one. There is no delay and no goroutine of its own:
// whoever finds nobody committing commits, and then passes the lead to the first of those who came meanwhile.
type grouper struct {
	db      driver.Driver
	mu      sync.Mutex
	busy    bool
	waiting []*request
}

type request struct {
	change *driver.Change
	turn   chan bool // true: lead; false: err is set
	err    error
}

func (g *grouper) commit(ctx context.Context, c *driver.Change) error {
	r := &request{change: c, turn: make(chan bool, 1)}
	g.mu.Lock()
	g.waiting = append(g.waiting, r)
	lead := !g.busy
	g.busy = true
	g.mu.Unlock()
	if !lead && !<-r.turn {
		return r.err
	}
	g.lead(ctx)
	return r.err
}

// lead commits the first of those who wait, among them the caller.
func (g *grouper) lead(ctx context.Context) {
	g.mu.Lock()
	n := min(len(g.waiting), maxGroup)
	requests := g.waiting[:n:n]
	g.waiting = g.waiting[n:]
	g.mu.Unlock()

	changes := make([]*driver.Change, n)
	for i, r := range requests {
		changes[i] = r.change
	}
	for i, err := range g.db.Commit(context.WithoutCancel(ctx), changes) {
		requests[i].err = err
	}

	g.mu.Lock()
	if len(g.waiting) > 0 {
		g.waiting[0].turn <- true
	} else {
		g.busy = false
	}
	g.mu.Unlock()
	for _, r := range requests[1:] {
		r.turn <- false
	}
}
