package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store"
)

var listTests = []test{
	{"conversations are listed last updated first", listedByUpdate},
	{"every filter restricts", filters},
	{"pages meet without gap or overlap", pagesMeet},
	{"a rare tag is found behind many others", rareTag},
	{"a foreign cursor is refused", foreignCursor},
}

// listed reads all pages of a list.
func (w *world) listed(q store.ConversationQuery) (ids []conversation.ID) {
	w.Helper()
	for {
		states, next, err := w.Conversations(w.ctx, q)
		if err != nil {
			w.Fatal(err)
		}
		if q.Limit > 0 && len(states) > q.Limit {
			w.Fatalf("a page of %d", len(states))
		}
		for _, s := range states {
			ids = append(ids, s.ID)
		}
		if q.After = next; next == "" {
			return ids
		}
	}
}

func listedByUpdate(w *world) {
	for _, id := range []conversation.ID{"a", "b", "c"} {
		w.clock.pass(time.Second)
		w.begin(id)
	}
	w.clock.pass(time.Second)
	w.add("a", says("hello"))
	w.same("ids", []conversation.ID{"a", "c", "b"}, w.listed(store.ConversationQuery{}))
	states, _, err := w.Conversations(w.ctx, store.ConversationQuery{Limit: 1})
	if err != nil {
		w.Fatal(err)
	}
	w.same("state", []conversation.State{w.state("a")}, states)
}

func filters(w *world) {
	open := func(id conversation.ID, o conversation.Opening, more ...conversation.Entry) {
		w.clock.pass(time.Second)
		w.add(id, append([]conversation.Entry{opening(o)}, more...)...)
	}
	open("1", conversation.Opening{Channel: "web", Source: "cart", CustomerID: "ann"}, by(bot, conversation.Tag{Add: []string{"vip", "b2b"}}))
	open("2", conversation.Opening{Channel: "web", Source: "home", CustomerID: "bob"}, by(system, conversation.Resolved{Outcome: "confirmed"}))
	open("3", conversation.Opening{Channel: "mail", CustomerID: "ann"}, by(mei, conversation.HolderChanged{To: conversation.AgentHolder("mei")}), by(bot, conversation.Tag{Add: []string{"vi"}}))
	open("4", conversation.Opening{Channel: "mail", Source: "cart"}, by(mei, conversation.HolderChanged{To: conversation.QueueHolder("front")}), by(bot, conversation.Tag{Add: []string{"vip"}}))
	for _, c := range []struct {
		q    store.ConversationQuery
		want []conversation.ID
	}{
		{store.ConversationQuery{}, []conversation.ID{"4", "3", "2", "1"}},
		{store.ConversationQuery{Status: conversation.Open}, []conversation.ID{"4", "3", "1"}},
		{store.ConversationQuery{Status: conversation.StatusClosed}, nil},
		{store.ConversationQuery{Holder: conversation.HeldByBot}, []conversation.ID{"2", "1"}},
		{store.ConversationQuery{Holder: conversation.AgentHolder("mei"), Status: conversation.Open}, []conversation.ID{"3"}},
		{store.ConversationQuery{CustomerID: "ann"}, []conversation.ID{"3", "1"}},
		{store.ConversationQuery{CustomerID: "ann", Channel: "web"}, []conversation.ID{"1"}},
		{store.ConversationQuery{Channel: "mail"}, []conversation.ID{"4", "3"}},
		{store.ConversationQuery{Source: "cart"}, []conversation.ID{"4", "1"}},
		{store.ConversationQuery{Tag: "vip"}, []conversation.ID{"4", "1"}},
		{store.ConversationQuery{Tag: "vip", Status: conversation.Open, Holder: conversation.QueueHolder("front"), Source: "cart"}, []conversation.ID{"4"}},
		{store.ConversationQuery{Tag: "v%"}, nil},
	} {
		for _, limit := range []int{0, 1} {
			c.q.Limit = limit
			w.same(fmt.Sprintf("%+v", c.q), c.want, w.listed(c.q))
		}
	}
}

func pagesMeet(w *world) {
	var want []conversation.ID
	for i := range 23 {
		if i%3 == 0 { // others share their time
			w.clock.pass(time.Second)
		}
		id := conversation.ID(fmt.Sprint(i))
		w.begin(id)
		want = append(want, id)
	}
	slices.Reverse(want)
	for _, limit := range []int{1, 4, 23, 24} {
		w.same(fmt.Sprint("pages of ", limit), want, w.listed(store.ConversationQuery{Limit: limit}))
		w.same(fmt.Sprint("filtered pages of ", limit), want, w.listed(store.ConversationQuery{Limit: limit, Channel: "web"}))
	}
}

func rareTag(w *world) {
	w.add("rare", opening(conversation.Opening{Channel: "web"}), by(bot, conversation.Tag{Add: []string{"rare"}}))
	var opened sync.WaitGroup
	for i := range 1200 { // at once, so that they share commits
		opened.Go(func() {
			if _, err := w.Append(w.ctx, conversation.ID(fmt.Sprint(i)), write(opening(conversation.Opening{Channel: "web"}))); err != nil {
				w.Error(err)
			}
		})
	}
	opened.Wait()
	w.same("ids", []conversation.ID{"rare"}, w.listed(store.ConversationQuery{Tag: "rare", Limit: 5}))
}

func foreignCursor(w *world) {
	for _, cursor := range []string{"x", "!!", "e30x", "bnVsbA==", "W10"} {
		if _, _, err := w.Conversations(w.ctx, store.ConversationQuery{After: cursor}); !errors.Is(err, store.ErrBadCursor) {
			w.Errorf("cursor %q: %v", cursor, err)
		}
	}
}
