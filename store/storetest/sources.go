package storetest

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/store"
)

var sourceTests = []test{
	{"what rests on an article in force is kept", inForceIsKept},
	{"what rests on anything else is refused", notInForce},
	{"validity follows the clock", validity},
	{"only the append that rests on a withdrawn article fails", onlyThatAppend},
	{"nothing rests on an article after its withdrawal", nothingAfterWithdrawal},
}

// shelve stores versions 1 to n of an article; the states are theirs in turn.
func (w *world) shelve(id string, states ...knowledge.State) {
	w.Helper()
	var changes []knowledge.Change
	for i, state := range states {
		changes = append(changes, knowledge.Change{Kind: knowledge.KindArticle, ID: id, Newest: i, At: w.clock.now(), Add: &knowledge.Version{
			Kind: knowledge.KindArticle, ID: id, Number: i + 1, State: state, Author: "mei", At: w.clock.now(), Body: []byte(fmt.Sprintf(`{"n":%d}`, i)),
		}})
	}
	w.apply(w.Store, changes...)
}

func (w *world) apply(s *store.Store, changes ...knowledge.Change) {
	w.Helper()
	if err := s.Knowledge().Apply(w.ctx, changes); err != nil {
		w.Fatal(err)
	}
}

func (w *world) archive(s *store.Store, id string, number int) {
	w.Helper()
	versions, err := s.Knowledge().Versions(w.ctx, knowledge.KindArticle, id)
	if err != nil {
		w.Fatal(err)
	}
	w.apply(s, knowledge.Change{
		Kind: knowledge.KindArticle, ID: id, Newest: len(versions), At: w.clock.now(),
		Moves: []knowledge.Move{{Number: number, From: knowledge.Published, To: knowledge.Archived}},
	})
}

func resting(on ...conversation.Source) conversation.Write {
	return conversation.Write{Sources: on, Compose: entries(by(bot, conversation.Message{Text: "so it is", Sources: on}))}
}

func inForceIsKept(w *world) {
	w.begin("c")
	w.shelve("a", knowledge.Archived, knowledge.Published, knowledge.Draft)
	w.shelve("b", knowledge.Published)
	w.do(w.Store, "c", resting(conversation.Source{ArticleID: "a", Version: 2}, conversation.Source{ArticleID: "b", Version: 1}))
}

func notInForce(w *world) {
	before := w.begin("c")
	w.shelve("a", knowledge.Archived, knowledge.Published, knowledge.InReview)
	good := conversation.Source{ArticleID: "a", Version: 2}
	for _, bad := range []conversation.Source{{ArticleID: "a", Version: 1}, {ArticleID: "a", Version: 3}, {ArticleID: "a", Version: 4}, {ArticleID: "none", Version: 1}, {}} {
		_, err := w.Append(w.ctx, "c", resting(good, bad))
		var withdrawn *conversation.SourceWithdrawnError
		if !errors.As(err, &withdrawn) || withdrawn.Source != bad {
			w.Errorf("%v: got %v", bad, err)
		}
		err = w.Knowledge().InForce(w.ctx, []conversation.Source{good, bad}, w.clock.now())
		if !errors.As(err, &withdrawn) || withdrawn.Source != bad {
			w.Errorf("InForce of %v: got %v", bad, err)
		}
	}
	w.same("state", before, w.state("c"))
}

func validity(w *world) {
	w.begin("c")
	source := conversation.Source{ArticleID: "a", Version: 1}
	from := w.clock.now().Add(time.Hour)
	w.apply(w.Store, knowledge.Change{Kind: knowledge.KindArticle, ID: "a", Add: &knowledge.Version{
		Kind: knowledge.KindArticle, ID: "a", Number: 1, State: knowledge.Published, ValidFrom: from, ValidUntil: from.Add(time.Hour), Body: []byte("{}"),
	}})
	for _, step := range []struct {
		pass time.Duration
		ok   bool
	}{{0, false}, {time.Hour - time.Millisecond, false}, {time.Millisecond, true}, {time.Hour - time.Millisecond, true}, {time.Millisecond, false}} {
		w.clock.pass(step.pass)
		_, err := w.Append(w.ctx, "c", resting(source))
		if (err == nil) != step.ok {
			w.Errorf("at %v: %v", w.clock.now(), err)
		}
		if err := w.Knowledge().InForce(w.ctx, []conversation.Source{source}, w.clock.now()); (err == nil) != step.ok {
			w.Errorf("InForce at %v: %v", w.clock.now(), err)
		}
	}
}

func onlyThatAppend(w *world) {
	w.shelve("a", knowledge.Published)
	var wg sync.WaitGroup
	for i := range 30 {
		id := conversation.ID(fmt.Sprint("c", i))
		w.begin(id)
		wg.Go(func() {
			source := conversation.Source{ArticleID: "a", Version: 1 + i%2}
			_, err := w.Append(w.ctx, id, resting(source))
			if (err == nil) != (i%2 == 0) {
				w.Errorf("conversation %d: %v", i, err)
			}
		})
	}
	wg.Wait()
}

func nothingAfterWithdrawal(w *world) {
	w.shelve("a", knowledge.Published)
	w.begin("c")
	other := w.open()
	var withdrawn sync.WaitGroup
	withdrawn.Go(func() { w.archive(other, "a", 1) })
	done := make(chan struct{})
	go func() { withdrawn.Wait(); close(done) }()
	for after := false; ; {
		select {
		case <-done:
			after = true
		default:
		}
		_, err := w.Append(w.ctx, "c", resting(conversation.Source{ArticleID: "a", Version: 1}))
		if after {
			if err == nil {
				w.Error("an answer was kept after its article was withdrawn")
			}
			return
		}
	}
}
