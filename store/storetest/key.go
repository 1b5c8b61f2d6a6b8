package storetest

import (
	"errors"
	"sync"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store"
)

var keyTests = []test{
	{"the same again gives the first events", sameAgain},
	{"the same key for something else is an error", keyReused},
	{"a key belongs to its conversation", keyPerConversation},
	{"a repeat is known even where Compose would refuse now", repeatBeatsRefusal},
	{"a repeat of what another process appended comes with the state after it", repeatOfAnother},
	{"an opening may be repeated", openingRepeated},
	{"of many at once one is first", oneIsFirst},
}

func keyed(key, digest string, e ...conversation.Entry) conversation.Write {
	return conversation.Write{Key: key, Digest: digest, Compose: entries(e...)}
}

func sameAgain(w *world) {
	w.begin("c")
	first := w.do(w.Store, "c", keyed("k", "d", says("one"), note("two")))
	w.add("c", note("three"))
	for _, s := range []*store.Store{w.Store, w.open()} {
		again := w.do(s, "c", keyed("k", "d", says("one"), note("two")))
		w.same("receipt", conversation.Receipt{State: w.state("c"), Events: first.Events, Repeat: true}, again)
	}
	if n := len(w.events("c")); n != 4 {
		w.Errorf("%d events", n)
	}
}

func keyReused(w *world) {
	w.begin("c")
	w.do(w.Store, "c", keyed("k", "d", says("one")))
	_, err := w.Append(w.ctx, "c", keyed("k", "other", says("two")))
	if !errors.Is(err, conversation.ErrKeyReused) {
		w.Errorf("got %v", err)
	}
	if n := len(w.events("c")); n != 2 {
		w.Errorf("%d events", n)
	}
}

func keyPerConversation(w *world) {
	for _, id := range []conversation.ID{"a", "b"} {
		w.begin(id)
		if w.do(w.Store, id, keyed("k", "d", says("hello"))).Repeat {
			w.Errorf("the key was taken in %s", id)
		}
	}
}

func repeatBeatsRefusal(w *world) {
	w.begin("c")
	first := w.do(w.Store, "c", keyed("k", "d", says("one")))
	for name, compose := range map[string]conversation.Compose{
		"refused":       func(conversation.State) ([]conversation.Entry, error) { return nil, errors.New("too late") },
		"nothing to do": entries(),
	} {
		again, err := w.Append(w.ctx, "c", conversation.Write{Key: "k", Digest: "d", Compose: compose})
		if err != nil || !again.Repeat {
			w.Errorf("%s: repeat %v, error %v", name, again.Repeat, err)
		}
		w.same(name, first.Events, again.Events)
	}
}

func repeatOfAnother(w *world) {
	w.begin("c") // and remembered here
	first := w.do(w.open(), "c", keyed("k", "d", says("one")))
	again := w.do(w.Store, "c", conversation.Write{Key: "k", Digest: "d", Compose: entries()})
	w.same("again", conversation.Receipt{State: first.State, Events: first.Events, Repeat: true}, again)
}

func openingRepeated(w *world) {
	open := conversation.Write{Key: "open", Digest: "d", Compose: func(now conversation.State) ([]conversation.Entry, error) {
		if now.Exists() {
			return nil, errors.New("exists")
		}
		return []conversation.Entry{opening(conversation.Opening{Channel: "web"}), by(system, conversation.Tag{Add: []string{"x"}})}, nil
	}}
	first := w.do(w.Store, "c", open)
	again := w.do(w.open(), "c", open)
	w.same("again", conversation.Receipt{State: first.State, Events: first.Events, Repeat: true}, again)
}

func oneIsFirst(w *world) {
	w.begin("c")
	stores := []*store.Store{w.Store, w.open()}
	receipts := make([]conversation.Receipt, 16)
	var wg sync.WaitGroup
	for i := range receipts {
		wg.Go(func() {
			var err error
			if receipts[i], err = stores[i%2].Append(w.ctx, "c", keyed("k", "d", says("once"))); err != nil {
				w.Error(err)
			}
		})
	}
	wg.Wait()
	firsts := 0
	for _, r := range receipts {
		if !r.Repeat {
			firsts++
		}
		w.same("events", receipts[0].Events, r.Events)
	}
	if firsts != 1 {
		w.Errorf("%d were first", firsts)
	}
}
