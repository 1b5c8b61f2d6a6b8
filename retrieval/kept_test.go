package retrieval_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/batondesk/baton/retrieval"
)

// kept keeps vectors in memory.
type kept map[string]map[retrieval.TextHash][]float32

func (k kept) key(model string, n int) string { return fmt.Sprint(model, n) }

func (k kept) Dimensions(_ context.Context, model string) (last int, _ error) {
	for n := range 100 {
		if len(k[k.key(model, n)]) > 0 {
			last = n
		}
	}
	return last, nil
}

func (k kept) Vectors(_ context.Context, model string, n int, texts []retrieval.TextHash, _ time.Time) (map[retrieval.TextHash][]float32, error) {
	found := map[retrieval.TextHash][]float32{}
	for _, h := range texts {
		if v, ok := k[k.key(model, n)][h]; ok {
			found[h] = v
		}
	}
	return found, nil
}

func (k kept) KeepVectors(_ context.Context, model string, n int, vectors map[retrieval.TextHash][]float32, _ time.Time) error {
	if k[k.key(model, n)] == nil {
		k[k.key(model, n)] = map[retrieval.TextHash][]float32{}
	}
	for h, v := range vectors {
		k[k.key(model, n)][h] = v
	}
	return nil
}

func (k kept) Alone(ctx context.Context, work func(context.Context) error) error { return work(ctx) }

func (k kept) ForgetVectors(context.Context, time.Time, int) (int, error) { return 0, nil }

func TestARestartMakesNoVectorTwice(t *testing.T) {
	store, said := kept{}, &bytes.Buffer{}
	start := func(s *service) *retrieval.Searcher {
		t.Helper()
		texts, err := retrieval.Remember(t.Context(), s, store, slog.New(slog.NewTextHandler(said, nil)))
		if err != nil {
			t.Fatal(err)
		}
		x := retrieval.NewSearcherBy(retrieval.NewMeaning(retrieval.MeaningOptions{Embedder: s, Texts: texts}))
		x.Publish(append(pets(), article("again", "When should I feed my dog?", "Twice a day.")))
		if err := x.LearnNow(t.Context()); err != nil {
			t.Fatal(err)
		}
		if r := ask(t, t.Context(), x, retrieval.Query{Text: "My puppy wants food"}); r.Semantic != (s.dimensions == 24) {
			t.Errorf("%+v", r)
		}
		return x
	}
	first := &service{dimensions: 24}
	x := start(first)
	if p, _ := x.Progress(); p.Model != "things/24" {
		t.Errorf("progress %+v", p)
	}
	second := &service{dimensions: 24}
	start(second)
	if _, texts := second.asked(); len(texts) != 1 {
		t.Errorf("the second server had made: %v", texts)
	}
	if said.Len() > 0 {
		t.Errorf("said: %s", said)
	}
	third := &service{dimensions: 30} // another model under the same name
	x = start(third)
	x.Publish(append(pets(), article("new", "What is new?", "This.")))
	if err := x.LearnNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p, _ := x.Progress(); p.Model != "things/30" || p.Made != p.Of {
		t.Errorf("progress %+v", p)
	}
	if r := ask(t, t.Context(), x, retrieval.Query{Text: "fix my bicycle"}); !r.Semantic || r.Hits[0].ArticleID != "bike" {
		t.Errorf("%+v", r)
	}
	if !strings.Contains(said.String(), "another model") {
		t.Errorf("said: %s", said)
	}
}
