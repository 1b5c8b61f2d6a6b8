package storetest

import (
	"context"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/store"
)

var watchTests = []test{
	{"what another process changes is noticed", changesNoticed},
	{"what another process appends is told and read", appendsNoticed},
	{"own appends are told once", ownToldOnce},
}

// watch runs Watch until the test ends; the pulses it tells come out of the channel.
func (w *world) watch() <-chan store.Pulse {
	w.Helper()
	return w.watchOf(w.Store, func(err error) { w.Errorf("the database went away or came back: %v", err) })
}

func (w *world) watchOf(s *store.Store, health func(error)) <-chan store.Pulse {
	w.Helper()
	ctx, stop := context.WithCancel(w.ctx)
	pulses, done := make(chan store.Pulse, 100), make(chan struct{})
	go func() {
		defer close(done)
		s.Watch(ctx, 5*time.Millisecond, func(p store.Pulse) { pulses <- p }, health)
	}()
	w.Cleanup(func() { stop(); <-done })
	return pulses
}

func changesNoticed(w *world) {
	pulses := w.watch()
	last := <-pulses
	other := w.open()
	wait := func(what string, grown func(store.Pulse) bool) {
		w.Helper()
		select {
		case p := <-pulses:
			if !grown(p) {
				w.Errorf("%s: pulse %+v after %+v", what, p, last)
			}
			last = p
		case <-time.After(10 * time.Second):
			w.Fatalf("%s: not noticed", what)
		}
	}
	w.apply(other, knowledge.Change{Kind: knowledge.KindTerm, ID: "t", Add: &knowledge.Version{Body: []byte("{}")}})
	wait("knowledge", func(p store.Pulse) bool { return p.Knowledge > last.Knowledge && p.People == last.People })
	if err := other.People().AddUser(w.ctx, people.User{ID: "mei", Version: 1}, "hash", people.AuditEntry{}); err != nil {
		w.Fatal(err)
	}
	wait("people", func(p store.Pulse) bool { return p.People > last.People && p.Config == last.Config })
	if _, err := w.Handoff().SaveConfig(w.ctx, handoff.Config{Rules: []handoff.Rule{{}}}, "mei", w.clock.now()); err != nil {
		w.Fatal(err)
	}
	wait("config, written by this process", func(p store.Pulse) bool { return p.Config > last.Config })
}

func appendsNoticed(w *world) {
	w.begin("known")
	<-w.watch()
	sub := w.Subscribe("")
	defer sub.Close()
	other := w.open()
	w.clock.pass(time.Minute)
	w.do(other, "known", write(says("one"), note("two")))
	w.do(other, "new", write(opening(conversation.Opening{Channel: "web"})))
	seen := map[conversation.ID]int64{"known": 1}
	for seen["known"] < 3 || seen["new"] < 1 {
		select {
		case c := <-sub.Commits():
			for _, e := range c.Events {
				if e.Seq > seen[c.State.ID]+1 {
					w.Fatalf("%s: told %d after %d", c.State.ID, e.Seq, seen[c.State.ID])
				}
				seen[c.State.ID] = e.Seq
			}
		case <-time.After(10 * time.Second):
			w.Fatalf("not told: seen %v", seen)
		}
	}
	if s := w.state("known"); s.Seq != 3 {
		w.Errorf("state at %d", s.Seq)
	}
	if n := len(w.events("known")); n != 3 {
		w.Errorf("%d events", n)
	}
}

func ownToldOnce(w *world) {
	<-w.watch()
	sub := w.Subscribe("")
	defer sub.Close()
	other := w.open()
	w.begin("c")
	w.do(other, "d", write(opening(conversation.Opening{Channel: "web"}))) // makes Watch look
	told := map[conversation.ID]int{}
	for told["d"] == 0 {
		select {
		case c := <-sub.Commits():
			told[c.State.ID]++
		case <-time.After(10 * time.Second):
			w.Fatal("not told")
		}
	}
	if told["c"] != 1 {
		w.Errorf("told %d times", told["c"])
	}
}
