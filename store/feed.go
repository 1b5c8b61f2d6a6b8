package store

import (
	"sync"
	"sync/atomic"

	"github.com/batondesk/baton/conversation"
)

// How many commits a reader may be behind before it loses some.
const (
	behindOne = 16
	behindAll = 256
)

// feed tells subscribers what was committed. Telling never waits for a reader.
type feed struct {
	mu     sync.RWMutex
	closed bool
	byID   map[conversation.ID]map[*subscription]struct{} // under "" those who follow all
}

func newFeed() *feed {
	return &feed{byID: map[conversation.ID]map[*subscription]struct{}{}}
}

type subscription struct {
	feed    *feed
	id      conversation.ID
	commits chan conversation.Commit
	lagged  atomic.Bool
	closed  bool // guarded by feed.mu
}

func (f *feed) subscribe(id conversation.ID) *subscription {
	size := behindOne
	if id == "" {
		size = behindAll
	}
	sub := &subscription{feed: f, id: id, commits: make(chan conversation.Commit, size)}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		sub.closed = true
		close(sub.commits)
		return sub
	}
	if f.byID[id] == nil {
		f.byID[id] = map[*subscription]struct{}{}
	}
	f.byID[id][sub] = struct{}{}
	return sub
}

// tell must be called in the order of the conversation's events: with its stripe locked.
func (f *feed) tell(c conversation.Commit) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	for sub := range f.byID[c.State.ID] {
		sub.tell(c)
	}
	for sub := range f.byID[""] {
		sub.tell(c)
	}
}

func (sub *subscription) tell(c conversation.Commit) {
	select {
	case sub.commits <- c:
		return
	default:
	}
	// Say so before trying again: if the reader has just emptied the channel it gets this commit and looks at Lagged
	// after it; if not, it still has one to read.
	sub.lagged.Store(true)
	select {
	case sub.commits <- c:
	default:
	}
}

func (f *feed) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	for _, subs := range f.byID {
		for sub := range subs {
			sub.end()
		}
	}
}

// Commits is closed by Close or when the store closes.
func (sub *subscription) Commits() <-chan conversation.Commit { return sub.commits }

// Lagged reports, once, whether commits were lost since the last call.
func (sub *subscription) Lagged() bool { return sub.lagged.Swap(false) }

// Close ends the subscription.
func (sub *subscription) Close() {
	sub.feed.mu.Lock()
	defer sub.feed.mu.Unlock()
	sub.end()
}

// end must be called with feed.mu held.
func (sub *subscription) end() {
	if sub.closed {
		return
	}
	sub.closed = true
	close(sub.commits)
	subs := sub.feed.byID[sub.id]
	delete(subs, sub)
	if len(subs) == 0 {
		delete(sub.feed.byID, sub.id)
	}
}
