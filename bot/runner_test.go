package bot_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
)

// shift records when which conversation was worked on. Inside a synctest bubble time passes by itself.
type shift struct {
	*bot.Runner
	mu    sync.Mutex
	began time.Time
	turns map[conversation.ID][]time.Duration
	due   []conversation.ID // what the next sweep finds
	work  func(id conversation.ID) error
	held  map[conversation.ID][]time.Duration // when which lease was renewed
}

func (s *shift) Lease(_ context.Context, n int) ([]conversation.ID, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n = min(n, len(s.due))
	due := s.due[:n]
	s.due = s.due[n:]
	return due, nil
}

func (s *shift) Renew(_ context.Context, ids ...conversation.ID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		s.held[id] = append(s.held[id], time.Since(s.began))
	}
	return nil
}

func startShift(workers int, settle time.Duration) *shift {
	s := &shift{began: time.Now(), turns: map[conversation.ID][]time.Duration{}, held: map[conversation.ID][]time.Duration{}}
	s.Runner = &bot.Runner{
		Leases: s, Workers: workers, Settle: settle, Now: time.Now, Log: slog.New(slog.DiscardHandler),
		Turn: func(_ context.Context, id conversation.ID) error {
			s.mu.Lock()
			s.turns[id] = append(s.turns[id], time.Since(s.began))
			work := s.work
			s.mu.Unlock()
			if work != nil {
				return work(id)
			}
			return nil
		},
	}
	s.Start()
	return s
}

func (s *shift) expect(t *testing.T, id conversation.ID, at ...time.Duration) {
	t.Helper()
	synctest.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	if diff := cmp.Diff(at, s.turns[id]); diff != "" {
		t.Errorf("turns of %s (-want +got):\n%s", id, diff)
	}
}

func TestAMessageIsWorkedOnAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := startShift(2, 0)
		defer s.Stop(t.Context())
		s.Wake("c")
		s.expect(t, "c", 0)
	})
}

func TestATurnWaitsWhileTheCustomerIsTypingButNotForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := startShift(2, 0)
		defer s.Stop(t.Context())
		s.Typing("once")
		s.Wake("once")
		s.Typing("on and on")
		s.Wake("on and on")
		for range 10 {
			time.Sleep(500 * time.Millisecond)
			s.Typing("on and on")
		}
		s.expect(t, "once", 1500*time.Millisecond)
		s.expect(t, "on and on", 3*time.Second)
	})
}

func TestABurstThatSettlesIsOneTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := startShift(2, time.Second)
		defer s.Stop(t.Context())
		s.Wake("c")
		time.Sleep(300 * time.Millisecond)
		s.Wake("c")
		time.Sleep(5 * time.Second)
		// The second message is read by the turn at one second; it wakes one more, which finds nothing owed.
		s.expect(t, "c", time.Second, 2*time.Second)
	})
}

func TestAMessageDuringATurnIsTakenUpAfterIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := startShift(2, 0)
		defer s.Stop(t.Context())
		s.work = func(conversation.ID) error { time.Sleep(time.Second); return nil }
		s.Wake("c")
		time.Sleep(500 * time.Millisecond)
		s.Wake("c")
		time.Sleep(5 * time.Second)
		s.expect(t, "c", 0, time.Second)
	})
}

func TestTheSweepTakesUpWhatWasLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := startShift(2, 0)
		defer s.Stop(t.Context())
		s.work = func(conversation.ID) error { return errors.New("the database is gone") }
		s.mu.Lock()
		s.due = []conversation.ID{"a", "b"}
		s.mu.Unlock()
		time.Sleep(1100 * time.Millisecond)
		s.expect(t, "a", time.Second)
		s.mu.Lock()
		s.due = []conversation.ID{"a"} // its lease has run out
		s.mu.Unlock()
		time.Sleep(time.Second)
		s.expect(t, "a", time.Second, 2*time.Second)
		s.expect(t, "b", time.Second)
	})
}

func TestTurnsThatWaitHoldNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := startShift(1, 0)
		defer s.Stop(t.Context())
		s.work = func(conversation.ID) error { time.Sleep(300 * time.Millisecond); return nil }
		for i := range 100 {
			s.Wake(conversation.ID(fmt.Sprint(i)))
		}
		synctest.Wait()
		if busy := s.Busy(); busy != 100 {
			t.Errorf("%d conversations in work, want 100", busy)
		}
		time.Sleep(300 * time.Millisecond)
		synctest.Wait()
		if busy := s.Busy(); busy != 0 {
			t.Errorf("%d conversations still in work", busy)
		}
	})
}

func TestTheSweepTakesUpNoMoreAtATimeThanWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := startShift(2, 0)
		defer s.Stop(t.Context())
		s.work = func(conversation.ID) error { time.Sleep(100 * time.Millisecond); return nil }
		s.mu.Lock()
		s.due = []conversation.ID{"a", "b", "c", "d", "e"}
		s.mu.Unlock()
		time.Sleep(time.Second + 50*time.Millisecond)
		if busy := s.Busy(); busy != 2 {
			t.Errorf("%d conversations in work, want 2", busy)
		}
		time.Sleep(time.Second) // as soon as there is room it goes on, without waiting for its next time
		s.expect(t, "a", time.Second)
		s.expect(t, "c", 1100*time.Millisecond)
		s.expect(t, "e", 1200*time.Millisecond)
	})
}

func TestATurnGoesOnWhenTheStoreIsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := startShift(2, 0)
		defer s.Stop(t.Context())
		s.work = func(conversation.ID) error {
			if time.Since(s.began) < 2500*time.Millisecond {
				return fmt.Errorf("answering: %w", conversation.ErrUnavailable)
			}
			return nil
		}
		s.Wake("c")
		time.Sleep(10 * time.Second)
		s.expect(t, "c", 0, time.Second, 2*time.Second, 3*time.Second)
	})
}

func TestALongTurnKeepsItsLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := startShift(2, 0)
		defer s.Stop(t.Context())
		s.work = func(id conversation.ID) error {
			if id == "long" {
				time.Sleep(10 * time.Second)
			}
			return nil
		}
		s.Wake("long")
		s.Wake("short")
		time.Sleep(15 * time.Second)
		s.mu.Lock()
		defer s.mu.Unlock()
		want := map[conversation.ID][]time.Duration{"long": {4 * time.Second, 8 * time.Second}}
		if diff := cmp.Diff(want, s.held); diff != "" {
			t.Errorf("leases renewed (-want +got):\n%s", diff)
		}
	})
}

func TestStoppingFinishesTheTurnsThatRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := startShift(2, 0)
		finished := false
		s.work = func(conversation.ID) error { time.Sleep(time.Second); finished = true; return nil }
		s.Wake("c")
		synctest.Wait()
		if err := s.Stop(t.Context()); err != nil || !finished {
			t.Errorf("stopped with %v, turn finished: %v", err, finished)
		}
		s.Wake("d") // too late: it stays a debt on record
		s.expect(t, "d")
	})
}

func TestStoppingDoesNotWaitLongerThanAllowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := startShift(2, 0)
		s.work = func(conversation.ID) error { time.Sleep(time.Minute); return nil }
		s.Wake("c")
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := s.Stop(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("stopped with %v", err)
		}
		time.Sleep(time.Minute)
	})
}
