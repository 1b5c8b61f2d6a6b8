package evals

import (
	"context"
	"slices"
	"time"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
)

// base is a knowledge base to be asked.
type base struct {
	searcher *retrieval.Searcher
	meaning  bool // by a model as well
	limit    int  // hits; 0: as always
}

func newBase(ctx context.Context, articles []knowledge.Article, e *learnt, f retrieval.Fusion) (base, error) {
	var m *retrieval.Meaning
	if e != nil {
		m = retrieval.NewMeaning(retrieval.MeaningOptions{Embedder: e, Fusion: f, Wait: time.Minute})
	}
	b := base{searcher: retrieval.NewSearcherBy(m), meaning: e != nil}
	b.searcher.Publish(articles)
	return b, b.searcher.LearnNow(ctx)
}

// ask searches as the product does. The cross-language sets ask in another language on purpose: by words that falls back to
// the language of the knowledge base; by a model it is as where the operator allows it.
func (b base) ask(s retrievalSuite, q retrievalQuery) searched {
	query := retrieval.Query{Text: q.Text, Veiled: q.Text, Locale: q.Locale, Now: time.Now(), Limit: b.limit}
	if b.meaning {
		query.Across = true
	} else {
		query.Fallback = s.items[0].Locale
	}
	result, _ := b.searcher.Search(context.Background(), query) // fails only where its context ends
	return searched{q, result}
}

// learnt is an embedder that was asked for all texts beforehand: so a service is asked in large batches and for nothing twice,
// and searches cannot fail for want of a vector.
type learnt struct {
	retrieval.Embedder
	vectors map[string][]float32
}

func learn(ctx context.Context, e retrieval.Embedder, suites []retrievalSuite) (*learnt, error) {
	if e == nil {
		return nil, nil
	}
	l := &learnt{e, map[string][]float32{}}
	var texts []string
	add := func(some ...string) {
		for _, text := range some {
			if _, known := l.vectors[text]; !known && text != "" {
				l.vectors[text] = nil
				texts = append(texts, text)
			}
		}
	}
	for _, s := range suites {
		for _, setting := range s.settings() {
			for _, a := range s.articles(setting, everyItem) {
				for locale := range a.Texts {
					add(retrieval.Embedded(a, locale)...)
				}
			}
		}
		for _, q := range s.queries {
			add(retrieval.Sendable(q.Text))
		}
	}
	for some := range slices.Chunk(texts, 512) {
		vectors, err := e.Embed(ctx, some)
		if err != nil {
			return nil, err
		}
		for i, text := range some {
			l.vectors[text] = vectors[i]
		}
	}
	return l, nil
}

// Embed gives what was learnt.
func (l *learnt) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i, text := range texts {
		v, known := l.vectors[text]
		if !known {
			made, err := l.Embedder.Embed(ctx, []string{text})
			if err != nil {
				return nil, err
			}
			v = made[0]
		}
		out[i] = v
	}
	return out, nil
}
