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

func (s *shelf) embedder(model string) (retrieval.Embedder, bool) { e, ok := s.models[model]; return e, ok }

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
	_ = fmt.Sprint
	_ = slices.Sort[[]int]
}
