package storetest

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store"
)

var leaseTests = []test{
	{"a debt nobody works on is handed out, longest owed first", debtHandedOut},
	{"a message taken with a lease is handed out when the lease ran out", leaseRunsOut},
	{"an answer ends the lease, a note does not", answerEndsLease},
	{"what is due later is handed out then", dueLater},
	{"a closed conversation is never due", closedNeverDue},
	{"a lease is renewed by who has it, while something is owed", renewed},
	{"a lease can be given back and voided", givenBack},
	{"two processes never get the same", neverBoth},
	{"overdue conversations are counted", overdueCounted},
}

func (w *world) leased(s *store.Store, n int) []conversation.ID {
	w.Helper()
	ids, err := s.Lease(w.ctx, n)
	if err != nil {
		w.Fatal(err)
	}
	return ids
}

func (w *world) due(s *store.Store, want ...conversation.ID) {
	w.Helper()
	if got := w.leased(s, 100); !slices.Equal(got, want) {
		w.Errorf("due: %v, want %v", got, want)
	}
}

func decided(through int64) conversation.Entry {
	return by(bot, conversation.Decision{Through: through, Mode: "answer", Reasons: []string{"sure"}})
}

func debtHandedOut(w *world) {
	for _, id := range []conversation.ID{"a", "b", "c"} {
		w.begin(id)
	}
	w.due(w.Store) // nothing is owed yet
	for _, id := range []conversation.ID{"b", "c", "a"} {
		w.clock.pass(time.Second)
		w.add(id, says("hello"))
	}
	if first := w.leased(w.Store, 2); !slices.Equal(first, []conversation.ID{"b", "c"}) {
		w.Errorf("first two: %v", first)
	}
	w.due(w.open(), "a")
	w.due(w.Store)
}

func (w *world) receive(id conversation.ID, text string) conversation.Receipt {
	w.Helper()
	wr := write(says(text))
	wr.Lease = true
	return w.do(w.Store, id, wr)
}

func leaseRunsOut(w *world) {
	w.begin("c")
	w.receive("c", "hello")
	other := w.open()
	w.due(other)
	w.clock.pass(store.LeaseFor - time.Second)
	w.due(other)
	w.clock.pass(time.Second)
	w.due(other, "c")
	w.clock.pass(store.LeaseFor - time.Second)
	w.due(other)
	w.clock.pass(time.Second)
	w.due(other, "c")
}

func renewed(w *world) {
	w.begin("c")
	asked := w.receive("c", "hello")
	other := w.open()
	renew := func(s *store.Store) {
		w.Helper()
		if err := s.Renew(w.ctx, "c", "none"); err != nil {
			w.Fatal(err)
		}
	}
	w.clock.pass(store.LeaseFor - time.Second)
	renew(w.Store)
	renew(other) // has nothing to renew
	w.clock.pass(store.LeaseFor - time.Second)
	w.due(other)
	w.clock.pass(time.Second)
	w.due(other, "c")
	renew(w.Store) // too late: it is another's by now
	w.clock.pass(store.LeaseFor)
	w.due(w.Store, "c")
	w.add("c", decided(asked.State.Seq))
	renew(w.Store) // nothing is owed any more
	w.add("c", says("and?"))
	w.due(other, "c")
}

func answerEndsLease(w *world) {
	w.begin("c")
	asked := w.receive("c", "hello")
	other := w.open()
	w.add("c", note("still thinking"))
	w.due(other)
	w.add("c", decided(asked.State.Seq))
	w.add("c", says("and?")) // without a lease: anybody may take it
	w.due(other, "c")
}

func dueLater(w *world) {
	w.begin("c")
	w.add("c", decided(w.add("c", says("hello")).State.Seq), by(bot, conversation.Message{Text: "hi"}))
	w.clock.pass(conversation.DefaultTimers().Silence - time.Millisecond)
	w.due(w.Store)
	w.clock.pass(time.Millisecond)
	w.due(w.Store, "c")
}

func closedNeverDue(w *world) {
	w.begin("c")
	w.add("c", by(system, conversation.Closed{Outcome: "assumed"}))
	w.clock.pass(10000 * time.Hour)
	w.due(w.Store)
	w.add("c", says("hello again"))
	w.due(w.Store, "c")
}

func givenBack(w *world) {
	for i := range 3 {
		id := conversation.ID(fmt.Sprint(i))
		w.begin(id)
		w.receive(id, "hello")
	}
	other := w.open()
	release := func(ids ...conversation.ID) {
		if err := w.Release(w.ctx, ids...); err != nil {
			w.Fatal(err)
		}
	}
	if err := other.Release(w.ctx); err != nil { // not its leases
		w.Fatal(err)
	}
	w.due(other)
	release("1", "none")
	w.due(other, "1")
	release()
	w.due(other, "0", "2")
	if err := w.VoidLeases(w.ctx); err != nil {
		w.Fatal(err)
	}
	w.due(w.Store, "0", "1", "2")
}

func neverBoth(w *world) {
	const n = 60
	for i := range n {
		id := conversation.ID(fmt.Sprint(i))
		w.begin(id)
		w.add(id, says("hello"))
	}
	var (
		mu    sync.Mutex
		taken = map[conversation.ID]int{}
		wg    sync.WaitGroup
	)
	for _, s := range []*store.Store{w.Store, w.Store, w.open(), w.open()} {
		wg.Go(func() {
			for {
				ids, err := s.Lease(w.ctx, 4)
				if err != nil {
					w.Error(err)
				}
				if len(ids) == 0 {
					return
				}
				mu.Lock()
				for _, id := range ids {
					taken[id]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for id, times := range taken {
		if times != 1 {
			w.Errorf("%s was handed out %d times", id, times)
		}
	}
	if len(taken) != n {
		w.Errorf("%d of %d were handed out", len(taken), n)
	}
}

func overdueCounted(w *world) {
	for _, id := range []conversation.ID{"a", "b", "done"} {
		w.begin(id)
	}
	w.add("done", by(system, conversation.Closed{Outcome: "assumed"}))
	w.add("a", says("hello"))
	w.clock.pass(time.Minute)
	for _, want := range []struct {
		grace time.Duration
		due   int
	}{{2 * time.Minute, 0}, {30 * time.Second, 1}} {
		due, ownerless, err := w.Overdue(w.ctx, want.grace)
		if err != nil || due != want.due || ownerless != 0 {
			w.Errorf("late by %v: %d due, %d without owner, error %v", want.grace, due, ownerless, err)
		}
	}
}
