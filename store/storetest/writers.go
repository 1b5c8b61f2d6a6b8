package storetest

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store"
)

var writerTests = []test{
	{"many writers of one conversation lose nothing", manyWriters},
	{"writers in two processes lose nothing", twoProcesses},
	{"a fence is asked again when another process was faster", staleFence},
	{"a refusal is not based on a stale state", staleRefusal},
	{"an append is whole or nothing for every reader", wholeOrNothing},
}

func manyWriters(w *world) {
	w.begin("c")
	countTogether(w, []*store.Store{w.Store}, 20, 15)
}

func twoProcesses(w *world) {
	w.begin("c")
	countTogether(w, []*store.Store{w.Store, w.open()}, 4, 25)
}

// countTogether lets writers count up a field, each from what it reads: a lost update would be a missing number.
func countTogether(w *world, stores []*store.Store, writers, times int) {
	w.Helper()
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			for range times {
				for {
					_, err := stores[i%len(stores)].Append(w.ctx, "c", conversation.Write{Compose: func(now conversation.State) ([]conversation.Entry, error) {
						var n int
						_, _ = fmt.Sscan(now.Value("count"), &n) // "" is 0
						return []conversation.Entry{by(bot, conversation.Field{Name: "count", Value: fmt.Sprint(n + 1), Origin: "agent"})}, nil
					}})
					if errors.Is(err, conversation.ErrBusy) { // allowed, and rare: the caller tries again
						continue
					}
					if err != nil {
						w.Error(err)
					}
					break
				}
			}
		})
	}
	wg.Wait()
	for i, e := range w.events("c")[1:] {
		if got := e.Payload.(conversation.Field).Value; got != fmt.Sprint(i+1) {
			w.Fatalf("event %d counts %s", e.Seq, got)
		}
	}
	if n := len(w.events("c")); n != writers*times+1 {
		w.Errorf("%d events", n)
	}
}

func staleFence(w *world) {
	w.begin("c")
	snapshot := w.add("c", says("hello")).State
	other := w.open()
	w.do(other, "c", write(by(mei, conversation.HolderChanged{From: "bot", To: conversation.AgentHolder("mei"), Name: "Mei", Reason: "takeover"})))
	seen := 0
	_, err := w.Append(w.ctx, "c", conversation.Write{Compose: func(now conversation.State) ([]conversation.Entry, error) {
		seen++
		if err := errors.Join(conversation.SameHolder(now, snapshot), conversation.ReadAll(now, snapshot)); err != nil {
			return nil, err
		}
		return []conversation.Entry{by(bot, conversation.Message{Text: "too late"})}, nil
	}})
	if !errors.Is(err, conversation.ErrConflict) {
		w.Errorf("the bot spoke after the takeover: %v", err)
	}
	if seen != 2 {
		w.Errorf("Compose was called %d times", seen)
	}
	if holder := w.state("c").Holder; holder != conversation.AgentHolder("mei") {
		w.Errorf("held by %s", holder)
	}
}

func staleRefusal(w *world) {
	w.begin("c")
	w.do(w.open(), "c", write(by(mei, conversation.Tag{Add: []string{"vip"}})))
	w.do(w.Store, "c", conversation.Write{Compose: func(now conversation.State) ([]conversation.Entry, error) {
		if !now.HasTag("vip") {
			return nil, errors.New("not a vip")
		}
		return []conversation.Entry{note("a vip")}, nil
	}})
}

func wholeOrNothing(w *world) {
	w.begin("c")
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range 40 {
			w.add("c", note(fmt.Sprint(i)), note(fmt.Sprint(i)), note(fmt.Sprint(i)))
		}
	})
	reader := w.open()
	for range 60 {
		events, err := reader.After(w.ctx, "c", 1, 1000)
		if err != nil {
			w.Fatal(err)
		}
		var texts []string
		for _, e := range events {
			texts = append(texts, e.Payload.(conversation.Note).Text)
		}
		if len(events)%3 != 0 {
			w.Fatalf("half an append is visible: %s", strings.Join(texts, " "))
		}
	}
	wg.Wait()
}
