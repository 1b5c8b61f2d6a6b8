package store

import (
	"context"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
)

// LeaseFor is how long a lease lasts by default: a server that dies is taken over after that. Whoever works longer renews.
const LeaseFor = 10 * time.Second

// Lease gives this process up to n conversations in which something is due (an answer owed, a deadline passed) and that
// no other process is working on. A lease ends when an append leaves nothing owed, by Release, or by itself; a turn that
// failed is thus tried again when its lease has run out. It saves work; only fences give safety.
func (s *Store) Lease(ctx context.Context, n int) ([]conversation.ID, error) {
	if err := s.health.check(); err != nil {
		return nil, err
	}
	return s.db.Lease(ctx, driver.Lease{Grant: s.grant(), Limit: n})
}

// Renew prolongs the leases that this process has on these conversations, as if they were given now. Those that it has no
// longer, because they ran out and another took them or because nothing is owed any more, are left alone.
func (s *Store) Renew(ctx context.Context, ids ...conversation.ID) error {
	if err := s.health.check(); err != nil || len(ids) == 0 {
		return err
	}
	return s.db.Renew(ctx, s.grant(), ids...)
}

func (s *Store) grant() driver.Grant {
	return driver.Grant{Owner: s.opts.Owner, Now: s.now(), For: s.opts.LeaseFor}
}

// Release gives back leases of this process: of the conversations named, or all if none is named (at shutdown).
func (s *Store) Release(ctx context.Context, ids ...conversation.ID) error {
	return s.db.Release(ctx, s.opts.Owner, ids...)
}

// VoidLeases ends the leases of all processes. A server calls it when it starts on a database that only one server can
// use at a time: the leases of the one before it would only make customers wait.
func (s *Store) VoidLeases(ctx context.Context) error { return s.db.VoidLeases(ctx) }

// Overdue counts the conversations whose next step should have happened more than that long ago, and those that are not
// closed and have no holder or no next step, of which there should be none.
func (s *Store) Overdue(ctx context.Context, grace time.Duration) (due, ownerless int, err error) {
	if err := s.health.check(); err != nil {
		return 0, 0, err
	}
	return s.db.Overdue(ctx, s.now().Add(-grace))
}
