package store

import (
	"context"
	"sync"
	"time"

	"github.com/batondesk/baton/store/driver"
)

// Pulse tells cheaply whether knowledge, people or the configuration changed, by whatever process.
type Pulse = driver.Pulse

// Pulse reads it.
func (s *Store) Pulse(ctx context.Context) (Pulse, error) { return s.db.Pulse(ctx) }

const (
	answerWithin = 2 * time.Second // then the database counts as away
	looksToLook  = 16              // every so many looks at the Pulse comes one at the conversations, whatever was heard
)

// Watch looks every so often for what was written, by other processes too, until ctx ends: what others appended is told to
// the feed, and changed is called when a counter of the Pulse has grown. It is called once at the start, and never twice at
// a time. When the database goes away, health is called with the reason, and with nil when it is back. A server runs Watch
// with some tenths of a second; a command has no need to.
func (s *Store) Watch(ctx context.Context, every time.Duration, changed func(Pulse), health func(error)) {
	var others sync.WaitGroup
	defer others.Wait()
	if wakes, ok := s.db.(driver.Wakes); ok {
		others.Go(func() { s.announce(ctx, wakes) })
		others.Go(func() { s.listen(ctx, wakes) })
		others.Go(func() { s.keepUp(ctx, looksToLook*every) })
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	var last Pulse
	again := 0 // looks until everything is forgotten once more
	looked := s.now()
	for first := true; ; {
		looking := s.now()
		now, err := s.look(ctx)
		if ctx.Err() != nil {
			return
		}
		if s.health.found(err) {
			health(err)
			if err == nil {
				s.forget()
				again = looksToLook
			}
		}
		if again--; again == 0 {
			s.forget() // a commit that was cut off half-way may have come through since
		}
		if err == nil && !first && now.Foreign != last.Foreign {
			err = s.catchUp(ctx, looked.Add(-lockSlack))
		}
		if err == nil {
			told := last
			last, looked = now, looking
			told.Foreign = now.Foreign
			if first || told != now {
				changed(now)
			}
			first = false
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// look reads the Pulse. A failure that comes at once is looked at twice: a connection may just have been cut.
func (s *Store) look(ctx context.Context) (p Pulse, err error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	for range 2 {
		if p, err = s.db.Pulse(ctx); err == nil || ctx.Err() != nil {
			break
		}
	}
	return p, err
}
