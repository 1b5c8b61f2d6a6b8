package storetest

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/outbox"
)

// deliversInOrder lets workers of several processes claim, deliver, fail, die and come back in any order while events are
// appended, and watches what the endpoints receive.
func deliversInOrder(w *world) {
	run, router := 0, outbox.NewRouter(nil)
	s := w.routed(router)
	rapid.Check(w.T, func(t *rapid.T) {
		run++
		endpoints := []outbox.Endpoint{crm, notes}
		for i := range endpoints {
			endpoints[i].ID = fmt.Sprint(endpoints[i].ID, run)
		}
		router.Set(endpoints)
		m := &receivers{world: w, t: t, held: map[string][]outbox.Entry{}, heard: map[string]int64{}}
		for _, e := range endpoints {
			m.names = append(m.names, e.ID)
		}
		ids := []conversation.ID{conversation.ID(fmt.Sprint("a", run)), conversation.ID(fmt.Sprint("b", run))}
		for _, id := range ids {
			w.do(s, id, write(opening(conversation.Opening{})))
		}
		workers := []worker{{w, "one"}, {w, "two"}, {w, "three"}}
		for range rapid.IntRange(5, 40).Draw(t, "steps") {
			me := rapid.SampledFrom(workers).Draw(t, "worker")
			switch rapid.IntRange(0, 9).Draw(t, "step") {
			case 0, 1:
				w.do(s, rapid.SampledFrom(ids).Draw(t, "conversation"), write(note("x"), says("y")))
			case 2, 3, 4:
				m.take(me, me.claim(rapid.IntRange(1, 3).Draw(t, "room"), m.names...))
			case 5, 6, 7:
				m.deliver(me, rapid.SampledFrom([]outbox.State{outbox.Delivered, outbox.Delivered, outbox.Pending, outbox.Dead}).Draw(t, "outcome"))
			case 8:
				m.held[me.name] = nil // it dies; what it sent and did not note is sent again
			case 9:
				w.clock.pass(time.Duration(rapid.IntRange(1, 40).Draw(t, "seconds")) * time.Second)
			}
		}
		w.clock.pass(leaseTime) // in the end everything is delivered, many at a time
		m.held = map[string][]outbox.Entry{}
		for next := workers[0].claim(9, m.names...); len(next) > 0; {
			results := make([]outbox.Result, len(next))
			for i, e := range next {
				m.hear(e)
				e.State = outbox.Delivered
				results[i] = outbox.Result{Entry: e, More: true}
			}
			var err error
			if next, err = w.Outbox().Settle(w.ctx, workers[0].lease(), results); err != nil {
				t.Fatal(err)
			}
		}
		backlog, err := w.Outbox().Backlog(w.ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range m.names {
			if n := backlog[name].Pending; n > 0 {
				t.Errorf("%s: %d are left", name, n)
			}
		}
	})
}

// receivers are the endpoints, and what the workers have in hand for them.
type receivers struct {
	*world
	t     *rapid.T
	names []string
	held  map[string][]outbox.Entry // by worker
	heard map[string]int64          // last seq by endpoint and conversation
}

func (m *receivers) take(me worker, entries []outbox.Entry) {
	for _, e := range entries {
		for other, held := range m.held {
			for _, h := range held {
				if h.Endpoint == e.Endpoint && h.Conversation == e.Conversation && m.clock.now().Before(h.NextAt) {
					m.t.Errorf("%s gets %s %s %d, while %s has %d on lease", me.name, e.Endpoint, e.Conversation, e.Seq, other, h.Seq)
				}
			}
		}
		m.held[me.name] = append(m.held[me.name], e)
	}
}

// deliver sends what a worker has first in hand, unless its lease has ended, as a courier does, and notes the outcome.
func (m *receivers) deliver(me worker, outcome outbox.State) {
	held := m.held[me.name]
	if len(held) == 0 {
		return
	}
	e := held[0]
	m.held[me.name] = held[1:]
	if !m.clock.now().Before(e.NextAt) {
		return
	}
	if outcome == outbox.Delivered {
		m.hear(e)
	}
	m.take(me, me.settle(e, outcome, 5*time.Second, true))
}

func (m *receivers) hear(e outbox.Entry) {
	lane := fmt.Sprint(e.Endpoint, " ", e.Conversation)
	if e.Seq <= m.heard[lane] {
		m.t.Errorf("%s hears %d after %d", lane, e.Seq, m.heard[lane])
	}
	m.heard[lane] = e.Seq
}
