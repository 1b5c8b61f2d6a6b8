package store

import (
	"context"
	"sync"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
)

const (
	announceEvery  = 25 * time.Millisecond
	announceWithin = 2 * time.Second
	mostMoved      = 10000 // conversations; of more than that at once nobody is told one by one
)

// moves collects how far conversations have come, the last of each, up to mostMoved of them.
type moves struct {
	mu   sync.Mutex
	last map[conversation.ID]int64
	lost bool          // there were more
	some chan struct{} // has something while there is something
}

func newMoves() *moves {
	return &moves{last: map[conversation.ID]int64{}, some: make(chan struct{}, 1)}
}

func (m *moves) add(moved ...driver.Moved) {
	m.mu.Lock()
	for _, to := range moved {
		if before, ok := m.last[to.ID]; !ok && len(m.last) >= mostMoved {
			m.lost = true
		} else {
			m.last[to.ID] = max(before, to.Seq)
		}
	}
	m.mu.Unlock()
	select {
	case m.some <- struct{}{}:
	default:
	}
}

// take empties it; lost says that there was more.
func (m *moves) take() (moved []driver.Moved, lost bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	moved, lost = make([]driver.Moved, 0, len(m.last)), m.lost
	for id, seq := range m.last {
		moved = append(moved, driver.Moved{ID: id, Seq: seq})
	}
	clear(m.last)
	m.lost = false
	return moved, lost
}

// announce tells the other servers what this one has committed, until ctx ends: at once when there was silence, and else
// many together. What gets lost they find by looking.
func (s *Store) announce(ctx context.Context, wakes driver.Wakes) {
	for more := true; more; {
		select {
		case <-s.moved.some:
		case <-ctx.Done():
			more = false // tells the last ones
		}
		if moved, _ := s.moved.take(); len(moved) > 0 && s.health.check() == nil {
			within, cancel := context.WithTimeout(context.WithoutCancel(ctx), announceWithin)
			if err := wakes.Announce(within, s.opts.Owner, moved); err != nil && more {
				s.moved.add(moved...)
			}
			cancel()
		}
		select {
		case <-time.After(announceEvery):
		case <-ctx.Done():
		}
	}
}
