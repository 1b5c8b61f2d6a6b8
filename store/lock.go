package store

import (
	"errors"
	"hash/maphash"
	"sync"

	"github.com/batondesk/baton/conversation"
)

// errClosed is what an append after Close gets.
var errClosed = errors.New("the store is closed")

// stripes lets the writers of one conversation queue up, so that they do not fight at the database's fence. Two
// conversations may share a stripe; they then wait for each other, no more.
type stripes struct {
	once   sync.Once
	seed   maphash.Seed
	locks  [1024]sync.Mutex
	closed bool // guarded by all locks together
}

func (s *stripes) lock(id conversation.ID) (unlock func(), err error) {
	s.once.Do(func() { s.seed = maphash.MakeSeed() })
	lock := &s.locks[maphash.String(s.seed, string(id))%uint64(len(s.locks))]
	lock.Lock()
	if s.closed {
		lock.Unlock()
		return nil, errClosed
	}
	return lock.Unlock, nil
}

func (s *stripes) closeAll() {
	for i := range s.locks {
		s.locks[i].Lock()
	}
	s.closed = true
	for i := range s.locks {
		s.locks[i].Unlock()
	}
}
