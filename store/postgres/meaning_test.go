package postgres_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/batondesk/baton/retrieval"
	"github.com/batondesk/baton/store/postgres"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

// speaker is a model that knows some words of two languages for the same.
type speaker struct {
	made
	mu   sync.Mutex
	down bool
}

var translations = strings.NewReplacer("怎么", "how ", "清洗", "clean ", "地毯", "carpet ", "安装", "assemble ", "rug", "carpet", "wash", "clean")

func (m *speaker) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down {
		return nil, errBroken
	}
	plain := make([]string, len(texts))
	for i, text := range texts {
		plain[i] = translations.Replace(strings.ToLower(text))
	}
	return m.made.Embed(ctx, plain)
}

func (m *speaker) set(down bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.down = down
}

// semanticShelf is a shelf whose server has a model service beside the local model.
func semanticShelf(t *testing.T, url string, m *speaker) (*shelf, *retrieval.Meaning) {
	t.Helper()
	s := newShelf(t, url, retrieval.Local{}, m)
	db, err := postgres.Open(t.Context(), url, postgres.Options{})
	s.must(err)
	t.Cleanup(func() { _ = db.Close() })
	log := slog.New(slog.DiscardHandler)
	texts, err := retrieval.Remember(t.Context(), m, db.Vectors(), log)
	s.must(err)
	name, err := texts.Known(t.Context())
	s.must(err)
	s.models[name] = texts
	meaning := retrieval.NewMeaning(retrieval.MeaningOptions{Embedder: m, Texts: texts, Log: log})
	s.indexer.Standby = retrieval.Local{}.Model()
	local := func(model string) (retrieval.Embedder, bool) {
		return retrieval.Local{}, model == retrieval.Local{}.Model()
	}
	s.lookup = retrieval.NewLookup(s.catalogue, retrieval.LookupOptions{Embedders: local, Meaning: meaning, Published: s.knowledge.Published, Log: log})
	s.must(s.catalogue.Want(t.Context(), name))
	return s, meaning
}

func TestAModelServesBesideTheLocalOne(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	m := &speaker{made: made{name: "speaker", dimensions: 256, left: 1 << 30}}
	s, meaning := semanticShelf(t, url, m)
	articles := crowd(300)
	s.put(articles...)
	s.index() // the local one first
	if now, err := s.catalogue.Serving(t.Context()); err != nil || !slices.Equal(now, []string{"local-512-1"}) {
		t.Fatalf("%v serve, error %v", now, err)
	}
	s.index()
	if now, err := s.catalogue.Serving(t.Context()); err != nil || !slices.Equal(now, []string{"speaker/256", "local-512-1"}) {
		t.Fatalf("%v serve, error %v", now, err)
	}
	for _, name := range []string{"speaker/256", "local-512-1"} {
		if p, err := s.indexer.Progress(t.Context(), name); err != nil || p.Made != 300 || p.Of != 300 || p.Error != "" {
			t.Errorf("progress %+v, error %v", p, err)
		}
	}

	// The same as from memory, but for the precision of stored vectors and for which passages make the crowd.
	published, _, err := s.knowledge.Articles.Published(t.Context())
	s.must(err)
	memory := retrieval.NewSearcherBy(meaning)
	memory.Publish(published)
	s.must(memory.LearnNow(t.Context()))
	for _, text := range []string{"how do I wash the rug of series 43", "assemble the carpet of series 7"} {
		q := retrieval.Query{Text: text, Veiled: text, Locale: "en", Limit: 3}
		want, err := memory.Search(t.Context(), q)
		s.must(err)
		got := s.search(q)
		if !got.Semantic || !got.Hits[0].Embedded {
			t.Errorf("%s: not by its meaning: %+v", text, got)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 0.05)); diff != "" {
			t.Errorf("%s (-memory +database):\n%s", text, diff)
		}
	}

	across := retrieval.Query{Text: "怎么清洗地毯", Veiled: "怎么清洗地毯", Locale: "zh", Across: true}
	if r := s.search(across); len(r.Hits) == 0 || !r.Hits[0].Across || r.Hits[0].Own || r.Hits[0].Locale != "en" {
		t.Errorf("across languages: %+v", r)
	}
	across.Across = false
	if r := s.search(across); len(r.Hits) > 0 {
		t.Errorf("where it is not allowed: %+v", r)
	}

	m.set(true)
	q := retrieval.Query{Text: "how to assemble the carpet of series 43 today", Veiled: "how to assemble the carpet", Locale: "en"}
	if r := s.search(q); r.Semantic || found(r)[0] != "item-0043" {
		t.Errorf("while the service is down: %+v", r)
	}
	s.put(crowd(301)[300:]...)
	s.indexWithout()
	if r := s.search(retrieval.Query{Text: crowd(301)[300].Texts["en"].Question, Locale: "en"}); found(r)[0] != "item-0300" {
		t.Errorf("a new article while the service is down: %v", found(r))
	}
	if p, err := s.indexer.Progress(t.Context(), "speaker/256"); err != nil || p.Made != 300 || p.Of != 301 || p.Error == "" || p.Since.IsZero() {
		t.Errorf("progress %+v, error %v", p, err)
	}
	m.set(false)
	s.index()
	if p, err := s.indexer.Progress(t.Context(), "speaker/256"); err != nil || p.Made != 301 || p.Error != "" || !p.Since.IsZero() {
		t.Errorf("progress %+v, error %v", p, err)
	}
}

// indexWithout does what the server does in the background while the service is down.
func (s *shelf) indexWithout() {
	s.t.Helper()
	s.must(s.indexer.Update(s.t.Context()))
	if err := s.indexer.Change(s.t.Context()); err == nil {
		s.t.Error("the service is down, and nothing is said")
	}
}

func TestAnotherServerHasNothingMadeTwice(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	m := &speaker{made: made{name: "speaker", dimensions: 64, left: 1 << 30}}
	s, _ := semanticShelf(t, url, m)
	s.put(crowd(50)...)
	s.index()
	s.index()
	before := m.texts
	s.must(s.catalogue.Clear(t.Context()))
	run(t, url, `UPDATE revision SET value = -1 WHERE name = 'catalogue'`)
	other, _ := semanticShelf(t, url, m)
	other.index()
	other.index()
	if p, err := other.indexer.Progress(t.Context(), "speaker/64"); err != nil || p.Made != 50 {
		t.Errorf("progress %+v, error %v", p, err)
	}
	if m.texts != before {
		t.Errorf("%d texts were made again", m.texts-before)
	}
}

// Servers that learn of the same articles at once do not all have them made.
func TestServersDoNotMakeTheSameVectors(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	m := &made{name: "words", dimensions: 32, left: 1 << 30}
	texts := make([]string, 300)
	for i := range texts {
		texts[i] = fmt.Sprint("text ", i)
	}
	var servers sync.WaitGroup
	for range 3 {
		db, err := postgres.Open(t.Context(), url, postgres.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		r, err := retrieval.Remember(t.Context(), m, db.Vectors(), slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		servers.Go(func() {
			vectors, err := r.Embed(context.Background(), texts)
			if err != nil || len(vectors) != len(texts) || len(vectors[299]) != 32 {
				t.Errorf("%d vectors, error %v", len(vectors), err)
			}
		})
	}
	servers.Wait()
	if m.texts > len(texts)+1 {
		t.Errorf("%d texts were made vectors of", m.texts)
	}
}
