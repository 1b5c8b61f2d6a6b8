package store

import (
	"context"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
)

// Lease gives this process up to n conversations in which something is due (an answer owed, a deadline passed) and that
// no other process is working on. A lease ends when an append leaves nothing owed, by Release, or by itself; a turn that
// failed is thus tried again when its lease has run out. It saves work; only fences give safety.
func (s *Store) Lease(ctx context.Context, n int) ([]conversation.ID, error) {
	return s.db.Lease(ctx, driver.Lease{Grant: driver.Grant{Owner: s.opts.Owner, Now: s.now(), For: s.opts.LeaseFor}, Limit: n})
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
	return s.db.Overdue(ctx, s.now().Add(-grace))
}
