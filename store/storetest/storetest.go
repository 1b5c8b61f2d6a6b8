// Package storetest says what a database must do for package store. It is the only specification of a driver: whatever
// passes Run can be put under a Store.
//
// Every test runs through the Store, as the rest of Baton does, and ends by folding all events again: the rows must be
// what the events say.
package storetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store"
	"github.com/batondesk/baton/store/driver"
)

// Database is one empty database.
type Database struct {
	// Open opens it once more, as another process would.
	Open func(t testing.TB) driver.Driver
	// SetClock sets what the database takes for now when it compares and grants leases. It is nil where that is the clock of
	// the caller.
	SetClock func(t testing.TB, now time.Time)
}

// Run tests a driver; fresh makes a new empty database.
func Run(t *testing.T, fresh func(t testing.TB) Database) {
	for _, group := range []struct {
		name  string
		tests []test
	}{
		{"commit", commitTests}, {"append", appendTests}, {"key", keyTests}, {"writers", writerTests}, {"sources", sourceTests},
		{"feed", feedTests}, {"lease", leaseTests}, {"list", listTests}, {"watch", watchTests}, {"replica", replicaTests}, {"race", raceTests}, {"doubt", doubtTests},
		{"away", awayTests}, {"case", caseTests},
		{"knowledge", knowledgeTests}, {"people", peopleTests}, {"config", configTests}, {"seed", seedTests}, {"redact", redactTests}, {"erase", eraseTests}, {"outbox", outboxTests}, {"spend", spendTests}, {"vectors", vectorTests}, {"model", modelTests},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, test := range group.tests {
				t.Run(test.name, func(t *testing.T) {
					t.Parallel()
					w := &world{T: t, ctx: context.Background(), database: fresh(t)}
					w.clock = newClock(func(now time.Time) {
						if w.database.SetClock != nil {
							w.database.SetClock(t, now)
						}
					})
					w.Store = w.open()
					test.run(w)
					if !t.Failed() {
						w.check()
					}
				})
			}
		})
	}
}

type test struct {
	name string
	run  func(w *world)
}

// world is an open store over a database of its own, with a clock that tests move.
type world struct {
	*testing.T
	*store.Store
	ctx      context.Context
	database Database
	clock    *clock
}

// open opens the database once more, as another process would.
func (w *world) open() *store.Store {
	w.Helper()
	return w.over(w.database.Open(w.T))
}

// over makes a store over a database that is open.
func (w *world) over(d driver.Driver) *store.Store {
	w.Helper()
	s := store.New(d, store.Options{Now: w.clock.now, Cached: 8})
	w.Cleanup(func() {
		if err := s.Close(); err != nil {
			w.Errorf("close: %v", err)
		}
	})
	return s
}

func (w *world) check() {
	w.Helper()
	differ, err := w.Check(w.ctx)
	if err != nil || len(differ) > 0 {
		w.Errorf("rows that are not the fold of their events: %v, error %v", differ, err)
	}
}

// clock is the time of the servers and of their database.
type clock struct {
	mu  sync.Mutex
	at  time.Time
	set func(time.Time) // in the database
}

func newClock(set func(time.Time)) *clock {
	c := &clock{at: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), set: set}
	set(c.at)
	return c
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	c.set(c.at)
}

// The actors of the tests.
var (
	bot      = conversation.Actor{Kind: conversation.Bot}
	customer = conversation.Actor{Kind: conversation.Customer}
	mei      = conversation.Actor{Kind: conversation.Agent, ID: "mei", Name: "Mei"}
	system   = conversation.Actor{Kind: conversation.System}
)

func by(a conversation.Actor, p conversation.Payload) conversation.Entry {
	return conversation.Entry{Actor: a, Payload: p}
}

func says(text string) conversation.Entry {
	return conversation.Entry{Actor: customer, Visibility: conversation.Public, Payload: conversation.Message{Text: text}}
}

func note(text string) conversation.Entry { return by(mei, conversation.Note{Text: text}) }

func opening(o conversation.Opening) conversation.Entry {
	return by(system, conversation.HolderChanged{To: conversation.HeldByBot, Reason: "opened", Opening: &o})
}

func entries(e ...conversation.Entry) conversation.Compose {
	return func(conversation.State) ([]conversation.Entry, error) { return e, nil }
}

func write(e ...conversation.Entry) conversation.Write {
	return conversation.Write{Compose: entries(e...)}
}

// add appends entries that must go through.
func (w *world) add(id conversation.ID, e ...conversation.Entry) conversation.Receipt {
	w.Helper()
	return w.do(w.Store, id, write(e...))
}

func (w *world) do(s *store.Store, id conversation.ID, wr conversation.Write) conversation.Receipt {
	w.Helper()
	receipt, err := s.Append(w.ctx, id, wr)
	if err != nil {
		w.Fatalf("append to %s: %v", id, err)
	}
	return receipt
}

// begin opens a conversation.
func (w *world) begin(id conversation.ID) conversation.State {
	w.Helper()
	return w.add(id, opening(conversation.Opening{Channel: "web", Locale: "en"})).State
}

func (w *world) events(id conversation.ID) []conversation.Event {
	w.Helper()
	events, err := w.After(w.ctx, id, 0, 10000)
	if err != nil {
		w.Fatal(err)
	}
	return events
}

func (w *world) state(id conversation.ID) conversation.State {
	w.Helper()
	state, err := w.State(w.ctx, id)
	if err != nil {
		w.Fatal(err)
	}
	return state
}

// same fails unless both are equal; of times only the moment counts.
func (w *world) same(what string, want, got any) {
	w.Helper()
	if diff := cmp.Diff(want, got, moments); diff != "" {
		w.Errorf("%s: (-want +got)\n%s", what, diff)
	}
}

var moments = cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
