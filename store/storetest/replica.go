package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store"
	"github.com/batondesk/baton/store/driver"
)

var replicaTests = []test{
	{"what one server has acknowledged another reads at once", readsOthersWrites},
	{"a reader at one server hears of the other's commits in order and once", hearsOthers},
	{"what is announced to nobody is found by looking", foundByLooking},
	{"only the own commits are told as own", ownIsOwn},
	{"two servers fold the same from what they hear", foldsWhatItHears},
	{"conversations that moved are found, the last one first", movedFound},
	{"as many commits at once as there are lanes", lanesAtOnce},
}

func readsOthersWrites(w *world) {
	w.begin("c") // remembered here
	other := w.open()
	for i := range 5 {
		receipt := w.do(other, "c", write(note(fmt.Sprint(i))))
		w.same("state", receipt.State, w.state("c"))
		events, err := w.After(w.ctx, "c", receipt.State.Seq-1, 10)
		if err != nil {
			w.Fatal(err)
		}
		w.same("events", receipt.Events, events)
	}
	if recent, err := w.Recent(w.ctx, "c"); err != nil || recent.ID != "c" || recent.Seq > 6 {
		w.Errorf("remembered at %d, error %v", recent.Seq, err)
	}
	if _, err := w.Recent(w.ctx, "none"); !errors.Is(err, conversation.ErrNotFound) {
		w.Errorf("remembering nothing: %v", err)
	}
}

// next waits for the next commit with events.
func (w *world) next(sub conversation.Subscription) conversation.Commit {
	w.Helper()
	for {
		select {
		case c, ok := <-sub.Commits():
			if !ok {
				w.Fatal("the subscription has ended")
			}
			if len(c.Events) > 0 {
				return c
			}
		case <-time.After(10 * time.Second):
			w.Fatal("nothing was told")
		}
	}
}

func (w *world) healthy(s *store.Store) {
	<-w.watchOf(s, func(err error) { w.Errorf("the database went away or came back: %v", err) })
}

func hearsOthers(w *world) {
	w.begin("known")
	other := w.open()
	w.healthy(w.Store)
	w.healthy(other)
	one, all := w.Subscribe("known"), w.Subscribe("")
	defer one.Close()
	defer all.Close()
	const notes = 12 // fewer than a reader may be behind: one waits here while the other is read
	var wg sync.WaitGroup
	wg.Go(func() {
		for range notes {
			w.do(other, "known", write(note("x")))
		}
		w.do(other, "new", write(opening(conversation.Opening{Channel: "web"}), note("y")))
	})
	for what, sub := range map[string]conversation.Subscription{"one": one, "all": all} {
		seen := map[conversation.ID]int64{"known": 1}
		for seen["known"] < 1+notes || what == "all" && seen["new"] < 2 {
			c := w.next(sub)
			for _, e := range c.Events {
				if e.Seq != seen[c.State.ID]+1 {
					w.Fatalf("%s: %s: told %d after %d", what, c.State.ID, e.Seq, seen[c.State.ID])
				}
				seen[c.State.ID] = e.Seq
			}
			if c.State.Seq < seen[c.State.ID] {
				w.Errorf("%s: %s: state at %d, events up to %d", what, c.State.ID, c.State.Seq, seen[c.State.ID])
			}
		}
	}
	wg.Wait()
}

// mute is a database in which nobody hears what is announced, if it has announcements at all.
type mute struct {
	driver.Driver
	driver.Wakes
}

func (mute) Announce(context.Context, string, []driver.Moved) error { return nil }

func (w *world) mute() *store.Store {
	d := w.database.Open(w.T)
	if wakes, ok := d.(driver.Wakes); ok {
		d = mute{d, wakes}
	}
	return w.over(d)
}

func foundByLooking(w *world) {
	w.begin("c")
	other := w.mute()
	w.healthy(w.Store)
	w.healthy(other)
	sub := w.Subscribe("c")
	defer sub.Close()
	for i := range int64(3) {
		w.do(other, "c", write(note("x")))
		if c := w.next(sub); c.Events[0].Seq != i+2 {
			w.Fatalf("told %d, want %d", c.Events[0].Seq, i+2)
		}
	}
}

func ownIsOwn(w *world) {
	other := w.open()
	w.healthy(w.Store)
	w.healthy(other)
	own, all := w.Own(), w.Subscribe("")
	defer own.Close()
	defer all.Close()
	w.do(other, "theirs", write(opening(conversation.Opening{Channel: "web"})))
	if c := w.next(all); c.State.ID != "theirs" {
		w.Errorf("told of %s", c.State.ID)
	}
	w.begin("ours")
	if c := w.next(own); c.State.ID != "ours" || len(own.Commits()) != 0 {
		w.Errorf("told as own: %s, and %d more", c.State.ID, len(own.Commits()))
	}
}

func foldsWhatItHears(w *world) {
	s := w.openCase("c", conversation.Opening{Name: "Ann"}, "front", 2)
	other := w.open()
	w.healthy(w.Store)
	w.healthy(other)
	sub := w.Subscribe("c")
	defer sub.Close()
	asked := w.add("c", says("my number is 12345"))
	seq := w.next(sub).State.Seq
	for _, step := range [][]conversation.Entry{
		claimed(s, "mei"), {by(mei, conversation.Message{Text: "hello"})}, {by(mei, conversation.Redacted{Target: asked.State.Seq, Reason: "asked"})},
		{by(mei, conversation.HandoffResolved{HandoffID: "c.1", Outcome: "done"})},
	} {
		receipt := w.do(other, "c", write(step...))
		for seq < receipt.State.Seq {
			seq = w.next(sub).State.Seq
		}
		recent, err := w.Recent(w.ctx, "c")
		if err != nil {
			w.Fatal(err)
		}
		w.same("as remembered", receipt.State, recent)
		w.add("c", note("seen")) // composed from it; at the end everything is folded anew and compared
		seq = w.next(sub).State.Seq
	}
}

func movedFound(w *world) {
	d := w.driver()
	for _, id := range []conversation.ID{"a", "b", "c"} {
		w.begin(id)
		w.clock.pass(time.Minute)
	}
	since := w.clock.now()
	w.add("a", note("x"))
	w.clock.pass(time.Minute)
	w.add("c", note("x"), note("y"))
	for _, want := range []struct {
		since time.Time
		limit int
		moved []driver.Moved
	}{
		{since, 10, []driver.Moved{{ID: "c", Seq: 3}, {ID: "a", Seq: 2}}},
		{since, 1, []driver.Moved{{ID: "c", Seq: 3}}},
		{since.Add(time.Millisecond), 10, []driver.Moved{{ID: "c", Seq: 3}}},
		{w.clock.now(), 10, []driver.Moved{{ID: "c", Seq: 3}}},
		{w.clock.now().Add(time.Millisecond), 10, nil},
	} {
		moved, err := d.Moved(w.ctx, want.since, want.limit)
		if err != nil || !slices.Equal(moved, want.moved) {
			w.Errorf("since %v, at most %d: %v, error %v; want %v", want.since, want.limit, moved, err, want.moved)
		}
	}
}

func lanesAtOnce(w *world) {
	d := w.driver()
	lanes, groups, size := d.Lanes(), 10, 7
	if lanes < 1 {
		w.Fatalf("%d lanes", lanes)
	}
	var wg sync.WaitGroup
	for lane := range lanes {
		wg.Go(func() {
			for group := range groups {
				var changes []*driver.Change
				for i := range size {
					changes = append(changes, openingChange(w, conversation.ID(fmt.Sprint(lane, group, i))))
				}
				for i, err := range d.Commit(w.ctx, changes) {
					if err != nil || changes[i].Row.Ref == 0 {
						w.Errorf("%s: row %d, error %v", changes[i].Row.ID, changes[i].Row.Ref, err)
					}
				}
			}
		})
	}
	wg.Wait()
	rows, _, err := d.Find(w.ctx, driver.Query{Limit: 500})
	if err != nil || len(rows) != lanes*groups*size {
		w.Errorf("%d conversations, error %v", len(rows), err)
	}
	for _, row := range rows { // their States were made up
		if err := w.Rebuild(w.ctx, row.ID); err != nil {
			w.Error(err)
		}
	}
}
