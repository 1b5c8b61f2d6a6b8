package store

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/batondesk/baton/store/driver"
)

// slow is a database that commits when the test says so.
type slow struct {
	driver.Driver
	lanes   int
	groups  chan int      // sizes, as they begin
	release chan struct{} // one for each that may end
}

func (s *slow) Lanes() int { return s.lanes }

func (s *slow) Commit(_ context.Context, group []*driver.Change) []error {
	s.groups <- len(group)
	<-s.release
	return make([]error, len(group))
}

func groupOver(lanes int) (*grouper, *slow) {
	db := &slow{lanes: lanes, groups: make(chan int, 100), release: make(chan struct{}, 100)}
	return newGrouper(db, newHealth()), db
}

func TestEveryLaneCommitsAndTheRestSharesTheNextOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, db := groupOver(2)
		done := make(chan error, 10)
		for range 5 {
			go func() { done <- g.commit(t.Context(), &driver.Change{}) }()
			synctest.Wait()
		}
		if n := len(db.groups); n != 2 || <-db.groups != 1 || <-db.groups != 1 {
			t.Fatalf("%d commits under way, want 2 of one change each", n)
		}
		db.release <- struct{}{}
		synctest.Wait()
		if n := len(db.groups); n != 1 || <-db.groups != 3 || len(done) != 1 {
			t.Fatalf("%d commits began when a lane was free, %d are done", n, len(done))
		}
		db.release <- struct{}{}
		db.release <- struct{}{}
		for range 5 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if g.free != 2 {
			t.Errorf("%d lanes are free", g.free)
		}
	})
}

func TestWhoWaitsMayLeaveUntilTheCommitBegins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, db := groupOver(1)
		ctx, cancel := context.WithCancel(t.Context())
		under, waits := make(chan error, 1), make(chan error, 1)
		go func() { under <- g.commit(ctx, &driver.Change{}) }()
		synctest.Wait()
		go func() { waits <- g.commit(ctx, &driver.Change{}) }()
		synctest.Wait()
		cancel()
		synctest.Wait()
		if len(under) != 0 || len(waits) != 1 {
			t.Fatalf("%d of those under way and %d of those waiting have left", len(under), len(waits))
		}
		if err := <-waits; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		db.release <- struct{}{}
		if err := <-under; err != nil {
			t.Errorf("the change that was committed: %v", err)
		}
	})
}

func TestWhoWaitsLeavesWhenTheDatabaseGoesAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, db := groupOver(1)
		waits := make(chan error, 3)
		for range 3 {
			go func() { waits <- g.commit(t.Context(), &driver.Change{}) }()
			synctest.Wait()
		}
		g.health.found(errors.New("gone"))
		synctest.Wait()
		if len(waits) != 2 {
			t.Fatalf("%d have left", len(waits))
		}
		if err := g.commit(t.Context(), &driver.Change{}); !errors.Is(err, driver.ErrUnavailable) {
			t.Errorf("a change while it is away: %v", err)
		}
		db.release <- struct{}{}
		for range 2 {
			if err := <-waits; !errors.Is(err, driver.ErrUnavailable) {
				t.Error(err)
			}
		}
		if err := <-waits; err != nil {
			t.Errorf("what was under way: %v", err)
		}
	})
}
