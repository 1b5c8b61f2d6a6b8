package retrieval_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
)

// manyArticles makes up n articles, every other one in Chinese, from words that occur as often as words do, by Zipf's law.
func manyArticles(n int) []knowledge.Article {
	random := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(random, 1.1, 20, 30_000)
	sentence := func(words int) string {
		var b strings.Builder
		for range words {
			w := zipf.Uint64()
			for range 2 + w%3 {
				b.WriteByte("bcdfghjklmnprstvw"[w%17])
				b.WriteByte("aeiouy"[w/3%6])
				w = w*2654435761 + 12345
			}
			b.WriteByte(' ')
		}
		return b.String()
	}
	chinese := func(runes int) string {
		var b strings.Builder
		for range runes {
			b.WriteRune(rune(0x4E00 + zipf.Uint64()%3000))
		}
		return b.String()
	}
	articles := make([]knowledge.Article, n)
	for i := range articles {
		locale, text := "en", knowledge.Text{Question: sentence(10), Alternatives: []string{sentence(9), sentence(12)}, Answer: sentence(40)}
		if i%2 == 1 {
			locale, text = "zh", knowledge.Text{Question: chinese(12), Alternatives: []string{chinese(10), chinese(14)}, Answer: chinese(60)}
		}
		articles[i] = knowledge.Article{ID: fmt.Sprintf("a%05d", i), Version: 1, State: knowledge.Published, Texts: map[string]knowledge.Text{locale: text}}
	}
	return articles
}

func BenchmarkSearch(b *testing.B) {
	for _, n := range []int{77, 10_000} {
		articles := manyArticles(n)
		index := retrieval.NewIndex(articles)
		b.Run(fmt.Sprint(n, " articles"), func(b *testing.B) {
			for i := range b.N {
				q := articles[i%n].Texts["en"].Question
				index.Search(retrieval.Query{Text: q, Locale: "en", Now: time.Now()})
			}
		})
	}
}

// random is a model whose vectors mean nothing, and cost nothing.
type random struct{ dimensions int }

func (random) Model() string { return "random" }

func (r random) Embed(_ context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i, text := range texts {
		source := rand.New(rand.NewPCG(uint64(len(text)), uint64(i)))
		out[i] = make([]float32, r.dimensions)
		for k := range out[i] {
			out[i][k] = float32(source.NormFloat64())
		}
	}
	return out, nil
}

// BenchmarkSearchByMeaning is what a model costs beside its own time: the vector of the question is known.
func BenchmarkSearchByMeaning(b *testing.B) {
	for _, n := range []int{77, 10_000} {
		articles := manyArticles(n)
		s := retrieval.NewSearcherBy(retrieval.NewMeaning(retrieval.MeaningOptions{Embedder: random{1536}}))
		s.Publish(articles)
		if err := s.LearnNow(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(n, " articles"), func(b *testing.B) {
			for i := range b.N {
				q := articles[i%min(n, 500)].Texts["en"].Question
				if _, err := s.Search(b.Context(), retrieval.Query{Text: q, Veiled: q, Locale: "en", Now: time.Now()}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkNewIndex(b *testing.B) {
	articles := manyArticles(10_000)
	for b.Loop() {
		runtime.KeepAlive(retrieval.NewIndex(articles))
	}
	b.ReportMetric(float64(held(func() any { return retrieval.NewIndex(articles) }))/1e6, "MB-held")
}

// BenchmarkPublishOne replaces one article among ten thousand.
func BenchmarkPublishOne(b *testing.B) {
	articles := manyArticles(10_000)
	s := retrieval.NewSearcher()
	s.Publish(articles)
	for i := range b.N {
		a := articles[i%len(articles)]
		a.Version++
		a.Texts = map[string]knowledge.Text{"en": {Question: fmt.Sprint("What is new in ", i), Answer: "This."}}
		articles[i%len(articles)] = a
		s.Publish(articles)
	}
}

// held gives the bytes that what build returns keeps.
func held(build func() any) uint64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	kept := build()
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(kept)
	return after.HeapAlloc - min(before.HeapAlloc, after.HeapAlloc)
}

// BenchmarkMemory reports what the index of a small business keeps.
func BenchmarkMemory(b *testing.B) {
	articles := append(library(b), library(b)...)
	for i := range articles {
		articles[i].ID = fmt.Sprint(i)
	}
	for b.Loop() {
		runtime.KeepAlive(retrieval.NewIndex(articles))
	}
	b.ReportMetric(float64(held(func() any { return retrieval.NewIndex(articles) }))/1e6, "MB-held")
}
