package postgres_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
	"github.com/batondesk/baton/store/postgres"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

// shelf is a knowledge base with a catalogue, as one server has it.
type shelf struct {
	t         testing.TB
	knowledge *knowledge.Service
	catalogue retrieval.Catalogue
	indexer   *retrieval.Indexer
	lookup    *retrieval.Lookup
	models    map[string]retrieval.Embedder
}

var editor = knowledge.Actor{ID: "editor", Operator: true}

func newShelf(t testing.TB, url string, models ...retrieval.Embedder) *shelf {
	t.Helper()
	db, err := postgres.Open(context.Background(), url, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	catalogue := db.Catalogue()
	if len(models) == 0 {
		models = []retrieval.Embedder{retrieval.Local{}}
	}
	s := &shelf{t: t, knowledge: knowledge.New(db.Knowledge(), knowledge.Options{}), catalogue: catalogue, models: map[string]retrieval.Embedder{}}
	for _, m := range models {
		s.models[m.Model()] = m
	}
	log := slog.New(slog.DiscardHandler)
	s.indexer = &retrieval.Indexer{Catalogue: catalogue, Embedders: s.embedder, From: 1, Log: log}
	s.lookup = retrieval.NewLookup(catalogue, retrieval.LookupOptions{Embedders: s.embedder, Published: s.knowledge.Published, Log: log})
	s.must(catalogue.Want(t.Context(), models[0].Model()))
	return s
}

func (s *shelf) embedder(model string) (retrieval.Embedder, bool) {
	e, ok := s.models[model]
	return e, ok
}

func (s *shelf) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// put publishes articles.
func (s *shelf) put(articles ...knowledge.Article) {
	s.t.Helper()
	_, err := s.knowledge.Import(s.t.Context(), editor, rowsOf(articles), knowledge.ImportOptions{Publish: true, Each: func(r knowledge.Result) {
		if r.Outcome == knowledge.RowInvalid {
			s.t.Fatal(r.Message)
		}
	}})
	s.must(err)
}

// index does what the server does in the background.
func (s *shelf) index() {
	s.t.Helper()
	s.must(s.indexer.Update(s.t.Context()))
	s.must(s.indexer.Change(s.t.Context()))
	s.must(s.indexer.Update(s.t.Context()))
	_, err := s.lookup.Refresh(s.t.Context())
	s.must(err)
	s.lookup.Withdraw()
}

func (s *shelf) search(q retrieval.Query) retrieval.Result {
	s.t.Helper()
	if q.Now.IsZero() {
		q.Now = time.Now()
	}
	r, err := s.lookup.Search(s.t.Context(), q)
	s.must(err)
	return r
}

func found(r retrieval.Result) []string {
	var ids []string
	for _, h := range r.Hits {
		ids = append(ids, h.ArticleID)
	}
	return ids
}

func rowsOf(articles []knowledge.Article) knowledge.Rows {
	return func(yield func(knowledge.Row, error) bool) {
		for _, a := range articles {
			for locale, t := range a.Texts {
				if !yield(knowledge.Row{ID: a.ID, Locale: locale, Question: t.Question, Alternatives: t.Alternatives, Answer: t.Answer,
					Audience: a.Audience, ValidFrom: a.ValidFrom, ValidUntil: a.ValidUntil}, nil) {
					return
				}
			}
		}
	}
}

// library is the knowledge base of retrieval's own tests, as it is published.
func (s *shelf) library() []knowledge.Article {
	s.t.Helper()
	file, err := os.Open("../../retrieval/testdata/library.jsonl")
	s.must(err)
	defer file.Close()
	_, err = s.knowledge.Import(s.t.Context(), editor, knowledge.Read(knowledge.JSONL, "library.jsonl", file), knowledge.ImportOptions{Publish: true})
	s.must(err)
	articles, _, err := s.knowledge.Articles.Published(s.t.Context())
	s.must(err)
	return articles
}

func TestTheCatalogueAnswersAsMemoryDoes(t *testing.T) {
	t.Parallel()
	s := newShelf(t, pgtest.URL(t))
	articles := s.library()
	s.index()
	memory := retrieval.NewIndex(articles)
	questions, err := os.ReadFile("../../retrieval/testdata/questions.txt")
	s.must(err)
	now, asked := time.Now(), 0
	for line := range strings.Lines(string(questions)) {
		part := strings.Split(strings.TrimSpace(line), " | ")
		if len(part) != 3 {
			continue
		}
		asked++
		for _, q := range []retrieval.Query{
			{Text: part[1], Locale: part[0], Now: now},
			{Text: part[1], Locale: part[0] + "-XX", Fallback: "en", Now: now, Limit: 5},
			{Text: part[1], Now: now},
		} {
			want, got := memory.Search(q), s.search(q)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%+v (-memory +catalogue):\n%s", q, diff)
			}
		}
	}
	if asked < 20 {
		t.Fatalf("only %d questions were asked", asked)
	}
}

// crowd is a knowledge base of many articles on made-up things, in words that they share.
func crowd(n int) []knowledge.Article {
	things := strings.Fields("lamp chair table carpet curtain mirror kettle toaster bicycle helmet tent rope ladder hammer saw drill brush bucket mop broom")
	verbs := strings.Fields("clean repair return assemble store paint move fold wash oil")
	var articles []knowledge.Article
	for i := range n {
		thing, verb := things[i%len(things)], verbs[i/len(things)%len(verbs)]
		text := knowledge.Text{
			Question:     fmt.Sprintf("How do I %s my %s of series %d?", verb, thing, i),
			Alternatives: []string{fmt.Sprintf("I want to %s the %s, model %d", verb, thing, i)},
			Answer:       fmt.Sprintf("To %s a %s, follow page %d of the manual.", verb, thing, i),
		}
		articles = append(articles, knowledge.Article{ID: fmt.Sprintf("item-%04d", i), Texts: map[string]knowledge.Text{"en": text}})
	}
	return articles
}

func TestALargeBaseGivesTheSameFirstAnswerAsMemory(t *testing.T) {
	t.Parallel()
	s := newShelf(t, pgtest.URL(t))
	s.put(crowd(1000)...)
	s.index()
	articles, _, err := s.knowledge.Articles.Published(t.Context())
	s.must(err)
	memory := retrieval.NewIndex(articles)
	now := time.Now()
	for i := 0; i < 1000; i += 41 {
		for _, text := range []string{crowd(1000)[i].Texts["en"].Alternatives[0], fmt.Sprintf("my %d is broken, how to repair", i), "what does it cost"} {
			q := retrieval.Query{Text: text, Locale: "en", Now: now}
			want, got := memory.Search(q), s.search(q)
			verdict := retrieval.DefaultThresholds().Verdict
			if verdict(want) != verdict(got) || verdict(want) != retrieval.Abstain && found(want)[0] != found(got)[0] {
				t.Errorf("%q: memory says %s, %v; the catalogue %s, %v", text, verdict(want), found(want), verdict(got), found(got))
			}
		}
	}
}

func TestTheCatalogueFiltersByLanguageAudienceAndValidity(t *testing.T) {
	t.Parallel()
	s := newShelf(t, pgtest.URL(t))
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	say := func(id, locale string, change func(*knowledge.Article)) knowledge.Article {
		a := knowledge.Article{ID: id, Texts: map[string]knowledge.Text{locale: {Question: "Where is the lounge?", Answer: "Upstairs, lounge " + id + "."}}}
		change(&a)
		return a
	}
	s.put(
		say("everyone", "en", func(*knowledge.Article) {}),
		say("members", "en", func(a *knowledge.Article) { a.Audience = []string{"member", "staff"} }),
		say("next-year", "en", func(a *knowledge.Article) { a.ValidFrom = now.AddDate(1, 0, 0) }),
		say("last-year", "en", func(a *knowledge.Article) { a.ValidUntil = now }),
		say("german", "de", func(*knowledge.Article) {}),
		say("american", "en-US", func(a *knowledge.Article) {
			a.Texts["en"] = knowledge.Text{Question: "Where is the lounge?", Answer: "Up."}
		}),
	)
	s.index()
	for _, c := range []struct {
		q    retrieval.Query
		want []string
	}{
		{retrieval.Query{Locale: "en"}, []string{"american", "everyone"}},
		{retrieval.Query{Locale: "en", Tags: []string{"vip", "staff"}}, []string{"american", "everyone", "members"}},
		{retrieval.Query{Locale: "en", Now: now.AddDate(1, 0, 0)}, []string{"american", "everyone", "next-year"}},
		{retrieval.Query{Locale: "en", Now: now.Add(-time.Second)}, []string{"american", "everyone", "last-year"}},
		{retrieval.Query{Locale: "de"}, []string{"german"}},
		{retrieval.Query{Locale: "fr", Fallback: "de"}, []string{"german"}},
		{retrieval.Query{}, []string{"american", "everyone", "german"}},
	} {
		c.q.Text = "Where is the lounge?"
		if c.q.Now.IsZero() {
			c.q.Now = now
		}
		r := s.search(c.q)
		got := found(r)
		slices.Sort(got)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%+v:\n%s", c.q, diff)
		}
		for _, h := range r.Hits {
			if h.ArticleID == "american" && c.q.Locale == "en" && h.Locale != "en" {
				t.Errorf("the text in %s was compared", h.Locale)
			}
		}
	}
}

func TestWhatIsWithdrawnIsNotFoundThoughTheCatalogueHasIt(t *testing.T) {
	t.Parallel()
	s := newShelf(t, pgtest.URL(t))
	s.put(crowd(40)...)
	s.index()
	q := retrieval.Query{Text: "How do I clean my chair of series 1?", Locale: "en"}
	if r := s.search(q); r.Hits[0].ArticleID != "item-0001" {
		t.Fatalf("found %v", found(r))
	}
	if a, ok := s.lookup.Article("item-0001"); !ok || a.Version != 1 {
		t.Fatalf("article %+v, %v", a, ok)
	}
	_, err := s.knowledge.Articles.Archive(t.Context(), editor, "item-0001", 0)
	s.must(err)
	s.lookup.Withdraw("item-0001") // as the server does; the catalogue is not told
	if r := s.search(q); slices.Contains(found(r), "item-0001") {
		t.Error("the withdrawn article was found")
	}
	if _, ok := s.lookup.Article("item-0001"); ok {
		t.Error("the withdrawn article was given")
	}
	s.index()
	changed := crowd(3)[2]
	changed.Texts["en"] = knowledge.Text{Question: "Who may enter the greenhouse?", Answer: "Everybody."}
	s.put(changed)
	if r := s.search(retrieval.Query{Text: "How do I clean my table of series 2?", Locale: "en"}); slices.Contains(found(r), "item-0002") {
		t.Error("the version before was found")
	}
	s.index()
	if r := s.search(retrieval.Query{Text: "may I enter the greenhouse", Locale: "en"}); found(r)[0] != "item-0002" || r.Hits[0].Version != 2 {
		t.Errorf("found %+v instead of the new version", r.Hits)
	}
}

// After any changes the statistics are those of a catalogue that is made of the same articles anew.
func TestTheStatisticsKeepUp(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	s := newShelf(t, url)
	s.put(crowd(60)...)
	s.index()
	for i := range 20 {
		_, err := s.knowledge.Articles.Archive(t.Context(), editor, fmt.Sprintf("item-%04d", 3*i), 0)
		s.must(err)
	}
	s.index()
	s.put(crowd(90)[60:]...)
	s.index()
	before := s.dump()
	s.must(s.catalogue.Clear(t.Context()))
	_, seen, err := s.catalogue.Revisions(t.Context())
	s.must(err)
	s.must(s.catalogue.Saw(t.Context(), seen, -1))
	s.index()
	if diff := cmp.Diff(s.dump(), before); diff != "" {
		t.Errorf("(-anew +kept up):\n%s", diff)
	}
}

// dump is what the catalogue says of every word of the crowd.
func (s *shelf) dump() map[string]retrieval.Statistics {
	s.t.Helper()
	var features []int32
	for _, a := range crowd(90) {
		for _, p := range retrieval.Analyse(a) {
			features = append(features, p.Features()...)
		}
	}
	slices.Sort(features)
	r, err := s.catalogue.Find(s.t.Context(), retrieval.Probe{Languages: []string{"en"}, Features: slices.Compact(features), Now: time.Now()})
	s.must(err)
	for _, statistics := range r.Statistics {
		for f, n := range statistics.Containing {
			if n == 0 {
				delete(statistics.Containing, f)
			}
		}
	}
	return r.Statistics
}
