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
	byID   map[conversation.ID]subscriptions // under "" those who follow all
	own    subscriptions                     // those who follow what this process commits
}

type subscriptions map[*subscription]struct{}

func newFeed() *feed {
	return &feed{byID: map[conversation.ID]subscriptions{}, own: subscriptions{}}
}

type subscription struct {
	feed    *feed
	id      conversation.ID
	own     bool
	commits chan conversation.Commit
	lagged  atomic.Bool
	closed  bool // guarded by feed.mu
}

func (f *feed) subscribe(id conversation.ID) *subscription {
	size := behindOne
	if id == "" {
		size = behindAll
	}
	return f.enter(&subscription{feed: f, id: id, commits: make(chan conversation.Commit, size)})
}

func (f *feed) subscribeOwn() *subscription {
	return f.enter(&subscription{feed: f, own: true, commits: make(chan conversation.Commit, behindAll)})
}

func (f *feed) enter(sub *subscription) *subscription {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.closed:
		sub.closed = true
		close(sub.commits)
	case sub.own:
		f.own[sub] = struct{}{}
	case f.byID[sub.id] == nil:
		f.byID[sub.id] = subscriptions{sub: {}}
	default:
		f.byID[sub.id][sub] = struct{}{}
	}
	return sub
}

// follows reports whether anybody wants to hear of a conversation.
func (f *feed) follows(id conversation.ID) bool {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return len(f.byID[id]) > 0 || len(f.byID[""]) > 0
}

// tell must be called in the order of the conversation's events: with its stripe locked. own says that this process has
// committed them.
func (f *feed) tell(c conversation.Commit, own bool) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	for sub := range f.byID[c.State.ID] {
		sub.tell(c)
	}
	for sub := range f.byID[""] {
		sub.tell(c)
	}
	if own {
		for sub := range f.own {
			sub.tell(c)
		}
	}
}

// miss says to those who follow a conversation that something may have happened which they were not told.
func (f *feed) miss(id conversation.ID) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	for sub := range f.byID[id] {
		sub.miss()
	}
	for sub := range f.byID[""] {
		sub.miss()
	}
}

// missAll says so to all.
func (f *feed) missAll() {
	f.mu.RLock()
	defer f.mu.RUnlock()
	for _, subs := range f.byID {
		for sub := range subs {
			sub.miss()
		}
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

func (sub *subscription) miss() {
	sub.lagged.Store(true)
	select {
	case sub.commits <- conversation.Commit{}:
	default:
	}
}

func (f *feed) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	for sub := range f.own {
		sub.end()
	}
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
	if sub.own {
		delete(sub.feed.own, sub)
		return
	}
	subs := sub.feed.byID[sub.id]
	delete(subs, sub)
	if len(subs) == 0 {
		delete(sub.feed.byID, sub.id)
	}
}
