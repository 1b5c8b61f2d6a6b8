package retrieval

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// shelf holds the vectors of the articles in memory, by what they are made of, and makes those that are missing.
type shelf struct {
	texts Embedder

	mu       sync.Mutex
	vectors  map[content][]float32
	progress Progress
}

// Progress is how far the vectors of the articles are.
type Progress struct {
	Model string    `json:"model"`
	Made  int       `json:"made"`
	Of    int       `json:"of"`
	Since time.Time `json:"since,omitzero"`  // when the making of those that are missing began; zero: none is missing
	Error string    `json:"error,omitempty"` // why the last attempt failed; empty: it did not
}

func newShelf(texts Embedder) *shelf {
	return &shelf{texts: texts, vectors: map[content][]float32{}, progress: Progress{Model: texts.Model()}}
}

// contents name what the vectors of an index are made of, by language and doc.
type contents map[string][]content

func (x *Index) contents() contents {
	out := make(contents, len(x.shards))
	for lang, s := range x.shards {
		of := make([]content, len(s.docs))
		for i, d := range s.docs {
			of[i] = contentOf(embedded(x.articles[d.article], d.locale))
		}
		out[lang] = of
	}
	return out
}

// want is an article in one language that has no vector.
type want struct {
	content
	questions, answers []string
}

// missing gives what has no vector yet, each once. Vectors of what is not in the index any more are forgotten.
func (s *shelf) missing(x *Index, of contents) []want {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.follow()
	var out []want
	kept, seen := make(map[content][]float32, len(s.vectors)), map[content]bool{}
	for lang, sh := range x.shards {
		for i, c := range of[lang] {
			if v, ok := s.vectors[c]; ok {
				kept[c] = v
			} else if !seen[c] {
				d := sh.docs[i]
				w := want{content: c}
				w.questions, w.answers = embedded(x.articles[d.article], d.locale)
				out = append(out, w)
			}
			seen[c] = true
		}
	}
	s.vectors = kept
	s.progress.Of, s.progress.Made = len(seen), len(kept)
	if len(out) == 0 {
		s.progress.Since, s.progress.Error = time.Time{}, ""
	} else if s.progress.Since.IsZero() {
		s.progress.Since = time.Now()
	}
	return out
}

// follow forgets vectors when they turn out to be another model's.
func (s *shelf) follow() {
	if model := s.texts.Model(); model != s.progress.Model {
		clear(s.vectors)
		s.progress.Model, s.progress.Made = model, 0
	}
}

// outdated reports whether the vectors are another model's.
func (s *shelf) outdated() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.texts.Model() != s.progress.Model
}

// semantic gives the vectors of an index as far as they are made.
func (s *shelf) semantic(of contents) *semantic {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := &semantic{shards: make(map[string]semanticShard, len(of))}
	for lang, contents := range of {
		vectors := make([][]float32, len(contents))
		for i, c := range contents {
			vectors[i] = s.vectors[c]
		}
		shard := semanticShard{vectors, newCrowd(vectors)}
		out.shards[lang], out.ready = shard, out.ready || len(shard.crowd) >= leastCrowd
	}
	return out
}

// make makes vectors that are missing.
func (s *shelf) make(ctx context.Context, some []want) error {
	texts := make([]string, 0, 4*len(some))
	for _, w := range some {
		texts = append(append(texts, w.questions...), w.answers...)
	}
	made, err := s.texts.Embed(ctx, texts)
	if err == nil && len(made) != len(texts) {
		err = fmt.Errorf("%d vectors for %d texts", len(made), len(texts))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	model := s.texts.Model()
	if err != nil {
		s.progress.Error = err.Error()
		return fmt.Errorf("vectors of the model %s: %w", model, err)
	}
	s.follow()
	s.progress.Error = ""
	for _, w := range some {
		n := len(w.questions)
		m := n + len(w.answers)
		s.vectors[w.content] = centre(made[:n], made[n:m])
		made = made[m:]
	}
	if s.progress.Made += len(some); s.progress.Made >= s.progress.Of {
		s.progress.Since = time.Time{}
	}
	return nil
}

func (s *shelf) status() Progress {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.progress
}
