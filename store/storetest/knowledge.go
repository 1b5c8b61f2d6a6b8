package storetest

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/people"
)

var knowledgeTests = []test{
	{"versions come back as they were", versionsBack},
	{"a change from an old version or state is a conflict, and writes nothing", changeConflicts},
	{"a later change may build on an earlier one of the same call", changesBuild},
	{"items are listed by state, in pages", itemsListed},
	{"items are listed by label", itemsListedByLabel},
	{"what is published is read with its revision", publishedRead},
	{"of many editors one is first", oneEditor},
	{"a change leaves an audit entry", changeAudited},
	{"gaps are kept once and listed newest first", gapsListed},
}

func draft(id string, number int) knowledge.Change {
	return knowledge.Change{Kind: knowledge.KindArticle, ID: id, Newest: number - 1, Add: &knowledge.Version{
		Kind: knowledge.KindArticle, ID: id, Number: number, State: knowledge.Draft, Body: []byte(fmt.Sprintf(`"%s %d"`, id, number)),
	}}
}

func moved(id string, newest, number int, from, to knowledge.State) knowledge.Change {
	return knowledge.Change{Kind: knowledge.KindArticle, ID: id, Newest: newest, Moves: []knowledge.Move{{Number: number, From: from, To: to}}}
}

func versionsBack(w *world) {
	at := w.clock.now()
	full := knowledge.Version{
		Kind: knowledge.KindPhrase, ID: "问候", Number: 1, State: knowledge.Draft, Author: "mei", At: at,
		ValidFrom: at.Add(time.Hour), ValidUntil: at.Add(2 * time.Hour), Label: knowledge.LabelStandard, Body: []byte("{\"text\": \"你好\x00\"}"),
	}
	w.apply(w.Store, knowledge.Change{Kind: full.Kind, ID: full.ID, Add: &full, At: at})
	w.apply(w.Store, draft("问候", 1)) // an article of the same id is another item
	later := at.Add(time.Minute)
	w.apply(w.Store, knowledge.Change{Kind: full.Kind, ID: full.ID, Newest: 1, At: later, Moves: []knowledge.Move{
		{Number: 1, From: knowledge.Draft, To: knowledge.InReview},
	}})
	w.apply(w.Store, knowledge.Change{Kind: full.Kind, ID: full.ID, Newest: 1, At: later, Moves: []knowledge.Move{
		{Number: 1, From: knowledge.InReview, To: knowledge.Published, Reviewer: "jo"},
	}})
	full.State, full.Reviewer, full.At = knowledge.Published, "jo", later
	versions, err := w.Knowledge().Versions(w.ctx, full.Kind, full.ID)
	if err != nil {
		w.Fatal(err)
	}
	w.same("versions", []knowledge.Version{full}, versions)
	histories, err := w.Knowledge().Histories(w.ctx, full.Kind, []string{"none", full.ID})
	if err != nil {
		w.Fatal(err)
	}
	w.same("histories", map[string][]knowledge.Version{full.ID: {full}}, histories)
	var missing *knowledge.NotFoundError
	if _, err := w.Knowledge().Versions(w.ctx, knowledge.KindTerm, full.ID); !errors.As(err, &missing) {
		w.Errorf("versions of nothing: %v", err)
	}
}

func changeConflicts(w *world) {
	repo := w.Knowledge()
	w.apply(w.Store, draft("a", 1), draft("a", 2))
	before, err := repo.Revision(w.ctx)
	if err != nil {
		w.Fatal(err)
	}
	for name, bad := range map[string]knowledge.Change{
		"exists already": draft("a", 1), "not the newest": draft("a", 2), "skips one": draft("a", 4),
		"another state": moved("a", 2, 1, knowledge.Published, knowledge.Archived), "no such version": moved("a", 2, 3, knowledge.Draft, knowledge.Archived),
		"moves of an old reading": moved("a", 1, 1, knowledge.Draft, knowledge.Archived), "no such item": moved("none", 1, 1, knowledge.Draft, knowledge.Archived),
	} {
		err := repo.Apply(w.ctx, []knowledge.Change{draft("b", 1), bad})
		var conflict *knowledge.ConflictError
		current := 2
		if bad.ID == "none" {
			current = 0
		}
		if !errors.As(err, &conflict) || conflict.ID != bad.ID || conflict.Base != bad.Newest || conflict.Current != current {
			w.Errorf("%s: %+v (%v)", name, conflict, err)
		}
		if _, err := repo.Versions(w.ctx, knowledge.KindArticle, "b"); err == nil {
			w.Fatalf("%s: the change before it was kept", name)
		}
	}
	if after, err := repo.Revision(w.ctx); after != before || err != nil {
		w.Errorf("revision %d after %d, error %v", after, before, err)
	}
	if err := repo.Apply(w.ctx, nil); err != nil {
		w.Errorf("no changes: %v", err)
	}
}

func changesBuild(w *world) {
	w.apply(w.Store, draft("a", 1), moved("a", 1, 1, knowledge.Draft, knowledge.Published), draft("a", 2),
		knowledge.Change{Kind: knowledge.KindArticle, ID: "a", Newest: 2, Moves: []knowledge.Move{
			{Number: 1, From: knowledge.Published, To: knowledge.Archived}, {Number: 2, From: knowledge.Draft, To: knowledge.Published},
		}})
	versions, err := w.Knowledge().Versions(w.ctx, knowledge.KindArticle, "a")
	if err != nil || len(versions) != 2 || versions[0].State != knowledge.Archived || versions[1].State != knowledge.Published {
		w.Errorf("versions %+v, error %v", versions, err)
	}
}

func itemsListed(w *world) {
	w.shelve("draft", knowledge.Draft)
	w.shelve("Live", knowledge.Archived, knowledge.Published)
	w.shelve("both", knowledge.Published, knowledge.InReview)
	w.shelve("gone", knowledge.Archived, knowledge.Archived)
	w.shelve("late", knowledge.Published, knowledge.Archived)
	w.apply(w.Store, knowledge.Change{Kind: knowledge.KindTerm, ID: "term", Add: &knowledge.Version{State: knowledge.Published, Body: []byte("{}")}})
	for state, want := range map[knowledge.State][]string{
		"": {"Live@2", "both@2", "draft@1", "gone@2", "late@1"}, knowledge.Draft: {"draft@1"}, knowledge.InReview: {"both@2"},
		knowledge.Published: {"Live@2", "both@1", "late@1"}, knowledge.Archived: {"gone@2"},
	} {
		for _, limit := range []int{0, 1, 2} {
			var got []string
			for q := (knowledge.Query{Kind: knowledge.KindArticle, State: state, Limit: limit}); ; {
				page, next, err := w.Knowledge().List(w.ctx, q)
				if err != nil || limit > 0 && len(page) > limit {
					w.Fatalf("page of %d, error %v", len(page), err)
				}
				for _, v := range page {
					got = append(got, fmt.Sprintf("%s@%d", v.ID, v.Number))
				}
				if q.After = next; next == "" {
					break
				}
			}
			w.same(fmt.Sprintf("state %q in pages of %d", state, limit), want, got)
		}
	}
}

func itemsListedByLabel(w *world) {
	labelled := func(id string, states ...knowledge.State) {
		for i, state := range states {
			w.apply(w.Store, knowledge.Change{Kind: knowledge.KindArticle, ID: id, Newest: i, Add: &knowledge.Version{State: state, Label: knowledge.LabelPassage, Body: []byte("{}")}})
		}
	}
	labelled("p1", knowledge.Published, knowledge.Draft)
	labelled("p2", knowledge.Archived)
	labelled("p3", knowledge.Published)
	w.shelve("a", knowledge.Published)
	w.apply(w.Store, knowledge.Change{Kind: knowledge.KindArticle, ID: "b", Add: &knowledge.Version{State: knowledge.Draft, Label: knowledge.LabelPractice, Body: []byte("{}")}})
	w.apply(w.Store, moved("b", 1, 1, knowledge.Draft, knowledge.Archived), knowledge.Change{Kind: knowledge.KindArticle, ID: "b", Newest: 1, Add: &knowledge.Version{State: knowledge.Draft, Body: []byte("{}")}})
	for _, c := range []struct {
		label knowledge.Label
		state knowledge.State
		want  []string
	}{
		{knowledge.LabelPassage, "", []string{"p1@2", "p2@1", "p3@1"}},
		{knowledge.LabelPassage, knowledge.Published, []string{"p1@1", "p3@1"}},
		{knowledge.LabelPassage, knowledge.Archived, []string{"p2@1"}},
		{knowledge.LabelStandard, "", []string{"a@1", "b@2"}},
		{knowledge.LabelStandard, knowledge.Draft, []string{"b@2"}},
		{knowledge.LabelPractice, "", nil},
		{"", knowledge.Published, []string{"a@1", "p1@1", "p3@1"}},
	} {
		for _, limit := range []int{0, 1} {
			var got []string
			for q := (knowledge.Query{Kind: knowledge.KindArticle, Label: c.label, State: c.state, Limit: limit}); ; {
				page, next, err := w.Knowledge().List(w.ctx, q)
				if err != nil {
					w.Fatal(err)
				}
				for _, v := range page {
					got = append(got, fmt.Sprintf("%s@%d", v.ID, v.Number))
					if c.label != "" && v.Label != c.label {
						w.Errorf("%s has the label %q", v.ID, v.Label)
					}
				}
				if q.After = next; next == "" {
					break
				}
			}
			w.same(fmt.Sprintf("label %q, state %q in pages of %d", c.label, c.state, limit), c.want, got)
		}
	}
}

func publishedRead(w *world) {
	repo := w.Knowledge()
	items, before, err := repo.Published(w.ctx, knowledge.KindArticle)
	if err != nil || len(items) != 0 {
		w.Fatalf("at first: %v, error %v", items, err)
	}
	w.shelve("b", knowledge.Published, knowledge.Draft)
	w.shelve("a", knowledge.Archived, knowledge.Published)
	w.shelve("c", knowledge.InReview)
	items, revision, err := repo.Published(w.ctx, knowledge.KindArticle)
	if err != nil || len(items) != 2 || items[0].ID != "a" || items[0].Number != 2 || items[1].ID != "b" || items[1].Number != 1 {
		w.Fatalf("published: %+v, error %v", items, err)
	}
	a, err := repo.Versions(w.ctx, knowledge.KindArticle, "a")
	if err != nil {
		w.Fatal(err)
	}
	w.same("version", a[1], items[0])
	now, err := w.open().Knowledge().Revision(w.ctx)
	if err != nil || revision != now || revision < before+3 {
		w.Errorf("revision %d then %d, read %d, error %v", before, revision, now, err)
	}
}

func oneEditor(w *world) {
	w.apply(w.Store, draft("a", 1))
	repos := []knowledge.Repository{w.Knowledge(), w.open().Knowledge()}
	var (
		mu  sync.Mutex
		won int
		wg  sync.WaitGroup
	)
	for i := range 10 {
		wg.Go(func() {
			err := repos[i%2].Apply(w.ctx, []knowledge.Change{draft("a", 2)})
			var conflict *knowledge.ConflictError
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			} else if !errors.As(err, &conflict) || conflict.Current != 2 {
				w.Errorf("got %v", err)
			}
		})
	}
	wg.Wait()
	if won != 1 {
		w.Errorf("%d were first", won)
	}
}

func changeAudited(w *world) {
	at := w.clock.now()
	c := draft("a", 1)
	c.Audit = knowledge.Audit{At: at, Actor: "mei", Action: "create", Kind: knowledge.KindArticle, ID: "a", Version: 1, Note: "first"}
	w.apply(w.Store, c)
	if err := w.Knowledge().Apply(w.ctx, []knowledge.Change{c}); err == nil {
		w.Fatal("twice")
	}
	entries, err := w.People().Audit(w.ctx, people.AuditQuery{Limit: 10})
	if err != nil || len(entries) != 1 {
		w.Fatalf("audit %+v, error %v", entries, err)
	}
	e := entries[0]
	if e.Actor != "mei" || e.Action != "article.create" || e.Object != "a" || !e.At.Equal(at) || e.Detail["version"] != 1.0 || e.Detail["note"] != "first" {
		w.Errorf("audit entry %+v", e)
	}
}

func gapsListed(w *world) {
	repo := w.Knowledge()
	var want []knowledge.Gap
	for i := range 7 {
		if i%2 == 0 {
			w.clock.pass(time.Second)
		}
		g := knowledge.Gap{ConversationID: conversation.ID(fmt.Sprint("c", i)), Seq: int64(i), Text: "谁?", Locale: "zh", At: w.clock.now()}
		for _, text := range []string{g.Text, "again"} { // the same message again changes nothing
			again := g
			again.Text = text
			if err := repo.AddGap(w.ctx, again); err != nil {
				w.Fatal(err)
			}
		}
		want = append([]knowledge.Gap{g}, want...)
	}
	for _, limit := range []int{0, 1, 3, 7} {
		var got []knowledge.Gap
		for cursor := ""; ; {
			page, next, err := repo.Gaps(w.ctx, cursor, limit)
			if err != nil {
				w.Fatal(err)
			}
			got = append(got, page...)
			if cursor = next; next == "" {
				break
			}
		}
		w.same(fmt.Sprint("pages of ", limit), want, got)
	}
}
