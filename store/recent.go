package store

import (
	"container/list"
	"sync"

	"github.com/batondesk/baton/conversation"
)

const cachedBytes = 8 << 20 // of stored JSON; in memory a State takes two to three times as much

// recent keeps where the conversations stand that were used last, bounded by number and by size. What it says may be
// stale when another process writes; the database's fence finds that out.
type recent struct {
	maxCount, maxBytes int

	mu    sync.Mutex
	bytes int
	order *list.List // of *remembered, last used first
	byID  map[conversation.ID]*list.Element
}

type remembered struct {
	id  conversation.ID
	now standing
}

func newRecent(maxCount, maxBytes int) *recent {
	return &recent{maxCount: maxCount, maxBytes: maxBytes, order: list.New(), byID: map[conversation.ID]*list.Element{}}
}

func (r *recent) get(id conversation.ID) (standing, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at, ok := r.byID[id]
	if !ok {
		return standing{}, false
	}
	r.order.MoveToFront(at)
	return at.Value.(*remembered).now, true
}

func (r *recent) put(id conversation.ID, now standing) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at, ok := r.byID[id]; ok {
		entry := at.Value.(*remembered)
		r.bytes += now.bytes - entry.now.bytes
		entry.now = now
		r.order.MoveToFront(at)
	} else {
		r.byID[id] = r.order.PushFront(&remembered{id, now})
		r.bytes += now.bytes
	}
	for r.order.Len() > 1 && (r.order.Len() > r.maxCount || r.bytes > r.maxBytes) {
		r.remove(r.order.Back())
	}
}

// reaches reports whether a conversation is remembered as it was at a seq or later.
func (r *recent) reaches(id conversation.ID, seq int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	at, ok := r.byID[id]
	return ok && at.Value.(*remembered).now.state.Seq >= seq
}

// dropBehind forgets a conversation that is remembered as it was before a seq.
func (r *recent) dropBehind(id conversation.ID, seq int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at, ok := r.byID[id]; ok && at.Value.(*remembered).now.state.Seq < seq {
		r.remove(at)
	}
}

func (r *recent) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.order.Init()
	clear(r.byID)
	r.bytes = 0
}

func (r *recent) drop(id conversation.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at, ok := r.byID[id]; ok {
		r.remove(at)
	}
}

func (r *recent) remove(at *list.Element) {
	entry := r.order.Remove(at).(*remembered)
	delete(r.byID, entry.id)
	r.bytes -= entry.now.bytes
}
