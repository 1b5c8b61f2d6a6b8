package postgres_test

import (
	"context"
	"errors"
	"hash/fnv"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/batondesk/baton/retrieval"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

// made is a model of any name and number of dimensions. It fails when it has no more texts left to give.
type made struct {
	name       string
	dimensions int
	mu         sync.Mutex
	left       int
	texts      int
}

var errBroken = errors.New("the server was killed")

func (m *made) Model() string { return m.name }

func (m *made) Embed(_ context.Context, texts []string) ([][]float32, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.left -= len(texts); m.left < 0 {
		return nil, errBroken
	}
	m.texts += len(texts)
	out := make([][]float32, len(texts))
	for i, text := range texts {
		out[i] = make([]float32, m.dimensions)
		for word := range strings.FieldsSeq(strings.ToLower(text)) {
			h := fnv.New32()
			h.Write([]byte(word))
			out[i][h.Sum32()%uint32(m.dimensions)]++
		}
	}
	return out, nil
}

func (s *shelf) model(name string) retrieval.Model {
	s.t.Helper()
	models, err := s.catalogue.Models(s.t.Context())
	s.must(err)
	i := slices.IndexFunc(models, func(m retrieval.Model) bool { return m.Name == name })
	if i < 0 {
		return retrieval.Model{}
	}
	return models[i]
}

func TestAnotherModelTakesOverWhenItsVectorsAreComplete(t *testing.T) {
	t.Parallel()
	const articles = 700 // three texts each, and some steps
	url := pgtest.URL(t)
	old, new := &made{name: "old", dimensions: 64, left: 1 << 30}, &made{name: "new", dimensions: 96, left: 2000}
	first := newShelf(t, url, old, new)
	first.put(crowd(articles)...)
	first.index()
	if m := first.model("old"); !m.Serving || m.Vectors != articles {
		t.Fatalf("%+v", m)
	}
	check := func(s *shelf, model string) {
		t.Helper()
		s.index()
		if now, err := s.catalogue.Serving(t.Context()); err != nil || !slices.Equal(now, []string{model}) {
			t.Fatalf("%q serves instead of %q: %v", now, model, err)
		}
		if r := s.search(retrieval.Query{Text: "how to assemble the carpet of series 43", Locale: "en"}); found(r)[0] != "item-0043" {
			t.Fatalf("found %v", found(r))
		}
	}
	check(first, "old")

	first.must(first.catalogue.Want(t.Context(), "new"))
	if err := first.indexer.Change(t.Context()); !errors.Is(err, errBroken) {
		t.Fatalf("the model failed and the change did not: %v", err)
	}
	half := first.model("new").Vectors
	if half == 0 || half >= articles || first.model("new").Passages != articles {
		t.Fatalf("%+v", first.model("new"))
	}
	if now, _ := first.catalogue.Serving(t.Context()); !slices.Equal(now, []string{"old"}) {
		t.Fatalf("%q serves although it is not complete", now)
	}

	new.left = 1 << 30
	second := newShelf(t, url, new, old)
	before := new.texts
	check(second, "new")
	if again := new.texts - before; again > 3*(articles-half)+10 {
		t.Errorf("%d texts were embedded for the second half of %d articles", again, articles)
	}
	if m := second.model("old"); m.Serving || m.Wanted || m.Vectors != articles {
		t.Errorf("the old vectors are needed by servers that have not noticed yet: %+v", m)
	}
	check(first, "new")                                    // it notices
	third := newShelf(t, url, &made{name: "new", left: 0}) // a server that cannot reach the model searches by words
	check(third, "new")

	run(t, url, `UPDATE embedding SET wanted_at = wanted_at - interval '1 hour', replaced_at = replaced_at - interval '1 hour'`)
	second.index()
	if m := second.model("old"); m.Name != "" {
		t.Errorf("the old vectors are still there: %+v", m)
	}
	second.put(crowd(articles + 1)[articles:]...)
	second.index()
	if m := second.model("new"); m.Vectors != articles+1 {
		t.Errorf("%+v", m)
	}
}

func TestOneServerAtATimeIndexes(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	first, second := newShelf(t, url), newShelf(t, url)
	ran, err := first.catalogue.Alone(t.Context(), "passages", func(ctx context.Context) error {
		ran, err := second.catalogue.Alone(ctx, "passages", func(context.Context) error { return nil })
		if ran || err != nil {
			t.Errorf("a second server began as well: %v, %v", ran, err)
		}
		return errBroken
	})
	if !ran || !errors.Is(err, errBroken) {
		t.Fatalf("%v, %v", ran, err)
	}
	if ran, err := second.catalogue.Alone(t.Context(), "passages", func(context.Context) error { return nil }); !ran || err != nil {
		t.Errorf("after the first: %v, %v", ran, err)
	}
	first.put(crowd(30)...)
	var both sync.WaitGroup
	for _, s := range []*shelf{first, second} {
		both.Go(func() {
			if err := s.indexer.Update(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	first.index()
	if m := first.model("local-512-1"); m.Passages != 30 || m.Vectors != 30 {
		t.Errorf("%+v", m)
	}
}

func TestASmallBaseNeedsNoCatalogue(t *testing.T) {
	t.Parallel()
	s := newShelf(t, pgtest.URL(t))
	s.indexer.From = 20
	s.put(crowd(19)...)
	s.index()
	if m := s.model("local-512-1"); m.Passages != 0 || m.Serving {
		t.Fatalf("%+v", m)
	}
	s.put(crowd(20)[19:]...)
	s.index()
	if m := s.model("local-512-1"); m.Passages != 20 || !m.Serving {
		t.Fatalf("%+v", m)
	}
	for i := range 11 {
		_, err := s.knowledge.Articles.Archive(t.Context(), editor, crowd(20)[i].ID, 0)
		s.must(err)
		s.index()
		if m := s.model("local-512-1"); m.Serving != (i < 10) {
			t.Fatalf("after %d withdrawals: %+v", i+1, m)
		}
	}
}
