package storetest

import (
	"fmt"
	"sync"

	"github.com/batondesk/baton/conversation"
)

var feedTests = []test{
	{"a commit is told before the append returns", toldFirst},
	{"commits of a conversation are told in order", toldInOrder},
	{"a refused append is not told", refusedNotTold},
	{"a slow reader learns that it missed something", slowReader},
	{"a subscription ends when it is closed", closed},
}

func toldFirst(w *world) {
	one, all, other := w.Subscribe("c"), w.Subscribe(""), w.Subscribe("d")
	w.begin("c")
	receipt := w.add("c", says("hello"))
	for _, sub := range []conversation.Subscription{one, all} {
		<-sub.Commits() // the opening
		select {
		case got := <-sub.Commits():
			w.same("commit", conversation.Commit{State: receipt.State, Events: receipt.Events}, got)
		default:
			w.Error("the append was not told")
		}
	}
	if n := len(other.Commits()); n != 0 {
		w.Errorf("%d commits of another conversation", n)
	}
}

func toldInOrder(w *world) {
	all := w.Subscribe("")
	var wg sync.WaitGroup
	for i := range 4 {
		id := conversation.ID(fmt.Sprint("c", i))
		w.begin(id)
		for range 3 {
			wg.Go(func() {
				for range 10 {
					w.add(id, note("x"), note("y"))
				}
			})
		}
	}
	wg.Wait()
	all.Close()
	seen := map[conversation.ID]int64{}
	for c := range all.Commits() {
		for _, e := range c.Events {
			if e.Seq != seen[c.State.ID]+1 {
				w.Fatalf("%s: %d after %d", c.State.ID, e.Seq, seen[c.State.ID])
			}
			seen[c.State.ID] = e.Seq
		}
		if c.State.Seq != seen[c.State.ID] {
			w.Fatalf("%s: state at %d, events up to %d", c.State.ID, c.State.Seq, seen[c.State.ID])
		}
	}
	for id, seq := range seen {
		if seq != 61 {
			w.Errorf("%s: told up to %d", id, seq)
		}
	}
	if all.Lagged() {
		w.Error("lagged")
	}
}

func refusedNotTold(w *world) {
	w.begin("c")
	sub := w.Subscribe("c")
	_, err := w.Append(w.ctx, "c", resting(conversation.Source{ArticleID: "none", Version: 1}))
	if err == nil || len(sub.Commits()) != 0 {
		w.Errorf("error %v, %d commits", err, len(sub.Commits()))
	}
	w.do(w.Store, "c", keyed("k", "d", note("x")))
	w.do(w.Store, "c", keyed("k", "d", note("x")))
	if n := len(sub.Commits()); n != 1 {
		w.Errorf("%d commits of one append and its repeat", n)
	}
}

func slowReader(w *world) {
	w.begin("c")
	sub := w.Subscribe("c")
	defer sub.Close()
	const wrote = 300
	for range wrote {
		w.add("c", note("x"))
	}
	seen, lagged := int64(1), false
	for len(sub.Commits()) > 0 {
		c := <-sub.Commits()
		if sub.Lagged() {
			lagged = true
			events, err := w.After(w.ctx, "c", seen, wrote)
			if err != nil {
				w.Fatal(err)
			}
			c.Events = events
		}
		for _, e := range c.Events {
			if e.Seq > seen+1 {
				w.Fatalf("event %d after %d", e.Seq, seen)
			}
			seen = max(seen, e.Seq)
		}
	}
	if !lagged || seen != wrote+1 {
		w.Errorf("lagged %v, seen up to %d", lagged, seen)
	}
	if sub.Lagged() {
		w.Error("said twice")
	}
}

func closed(w *world) {
	w.begin("c")
	sub, other := w.Subscribe("c"), w.Subscribe("c")
	sub.Close()
	sub.Close()
	w.add("c", note("x"))
	if _, open := <-sub.Commits(); open {
		w.Error("a closed subscription was told something")
	}
	second := w.open()
	late := second.Subscribe("")
	if err := second.Close(); err != nil {
		w.Fatal(err)
	}
	if _, open := <-late.Commits(); open {
		w.Error("the store is closed, its subscriptions are not")
	}
	if _, open := <-second.Subscribe("c").Commits(); open {
		w.Error("a subscription to a closed store is open")
	}
	if _, err := second.Append(w.ctx, "c", write(note("y"))); err == nil {
		w.Error("append to a closed store")
	}
	if n := len(other.Commits()); n != 1 {
		w.Errorf("the other subscription has %d commits", n)
	}
}
