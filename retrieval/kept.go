package retrieval

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Vectors keeps what a model made of texts, for all servers and for the next start, so that nothing is made twice. A model is
// known by its name and its number of dimensions: one whose vectors are longer than before is another model.
type Vectors interface {
	// Dimensions of the vectors last kept by a model of that name; 0 if there are none.
	Dimensions(ctx context.Context, model string) (int, error)
	// Vectors gives those that are kept of texts, by the texts' hashes, and notes the day: they are in use.
	Vectors(ctx context.Context, model string, dimensions int, texts []TextHash, at time.Time) (map[TextHash][]float32, error)
	// KeepVectors keeps vectors. Of those that are kept already it notes the day, and they stay as they are.
	KeepVectors(ctx context.Context, model string, dimensions int, vectors map[TextHash][]float32, at time.Time) error
	// Alone runs work while no other server runs any, and waits for that.
	Alone(ctx context.Context, work func(ctx context.Context) error) error
	// ForgetVectors removes some of those that nobody has asked for since, at most so many, and reports how many.
	ForgetVectors(ctx context.Context, since time.Time, limit int) (int, error)
}

// TextHash is the SHA-256 of a text.
type TextHash [sha256.Size]byte

// HashText hashes a text.
func HashText(text string) TextHash { return sha256.Sum256([]byte(text)) }

// Remembered is an embedder that makes nothing twice: it takes what is kept.
type Remembered struct {
	embedder Embedder
	vectors  Vectors
	log      *slog.Logger

	mu         sync.Mutex
	dimensions int // 0: not known yet
}

// Remember gives an embedder that remembers. It learns from what is kept how many dimensions there are; an error is that of
// the store.
func Remember(ctx context.Context, e Embedder, v Vectors, log *slog.Logger) (*Remembered, error) {
	n, err := v.Dimensions(ctx, e.Model())
	if err != nil {
		return nil, fmt.Errorf("vectors of the model %s: %w", e.Model(), err)
	}
	return &Remembered{embedder: e, vectors: v, log: log, dimensions: n}, nil
}

// Model names the model with the dimensions of its vectors, "small/1536"; without them while they are not known.
func (r *Remembered) Model() string {
	if n := r.known(); n > 0 {
		return fmt.Sprintf("%s/%d", r.embedder.Model(), n)
	}
	return r.embedder.Model()
}

// Known gives Model, and asks the service where that is not known yet.
func (r *Remembered) Known(ctx context.Context) (string, error) {
	if r.known() == 0 {
		if _, err := r.Embed(ctx, []string{"?"}); err != nil {
			return "", err
		}
	}
	return r.Model(), nil
}

func (r *Remembered) known() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.dimensions
}

// rememberAtOnce is how many texts are made and kept at a time: what a failure or an end loses.
const rememberAtOnce = 128

// Embed takes vectors that are kept, and has the others made: by one server at a time, so that several which learn of new
// articles at once do not all pay for them.
func (r *Remembered) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	hashes := make([]TextHash, len(texts))
	for i, t := range texts {
		hashes[i] = HashText(t)
	}
	missing, err := r.recall(ctx, r.known(), hashes, out)
	if err != nil || len(missing) == 0 && r.known() > 0 {
		return out, err
	}
	return out, r.vectors.Alone(ctx, func(ctx context.Context) error { return r.complete(ctx, texts, hashes, out) })
}

// complete has made what is not kept meanwhile.
func (r *Remembered) complete(ctx context.Context, texts []string, hashes []TextHash, out [][]float32) error {
	for range 3 { // dimensions it may turn out to have
		n := r.known()
		missing, err := r.recall(ctx, n, hashes, out)
		if err != nil {
			return err
		}
		again, err := r.make(ctx, n, texts, hashes, missing, out)
		if err != nil || !again {
			return err
		}
	}
	return fmt.Errorf("the model %s gives vectors now of one length and now of another", r.embedder.Model())
}

// recall fills in what is kept, and gives the places of one text each that is not.
func (r *Remembered) recall(ctx context.Context, n int, hashes []TextHash, out [][]float32) (missing []int, err error) {
	kept := map[TextHash][]float32{}
	if n > 0 {
		if kept, err = r.vectors.Vectors(ctx, r.embedder.Model(), n, hashes, time.Now()); err != nil {
			return nil, err
		}
	}
	seen := map[TextHash]bool{}
	for i, h := range hashes {
		if out[i] = kept[h]; out[i] == nil && !seen[h] {
			missing = append(missing, i)
		}
		seen[h] = true
	}
	return missing, nil
}

// make has vectors made and keeps them. If they turn out to be another model's than those in out, it must be done again.
func (r *Remembered) make(ctx context.Context, n int, texts []string, hashes []TextHash, missing []int, out [][]float32) (again bool, err error) {
	made := map[TextHash][]float32{}
	for rest := missing; len(rest) > 0; {
		some := rest[:min(len(rest), rememberAtOnce)]
		rest = rest[len(some):]
		batch := make([]string, len(some))
		for i, at := range some {
			batch[i] = texts[at]
		}
		vectors, err := r.embedder.Embed(ctx, batch)
		if err != nil {
			return false, err
		}
		if len(vectors) != len(batch) || len(vectors[0]) == 0 {
			return false, fmt.Errorf("the model %s gave %d vectors for %d texts", r.embedder.Model(), len(vectors), len(batch))
		}
		keep := make(map[TextHash][]float32, len(some))
		for i, v := range vectors {
			if len(v) != len(vectors[0]) {
				return false, fmt.Errorf("the model %s gave vectors of %d and of %d dimensions at once", r.embedder.Model(), len(vectors[0]), len(v))
			}
			keep[hashes[some[i]]], made[hashes[some[i]]] = v, v
		}
		if err := r.vectors.KeepVectors(ctx, r.embedder.Model(), len(vectors[0]), keep, time.Now()); err != nil {
			return false, err
		}
		if now := len(vectors[0]); now != n {
			r.turnOut(now)
			if n > 0 || len(rest) > 0 {
				return true, nil
			}
		}
	}
	for i, h := range hashes {
		if out[i] == nil {
			out[i] = made[h]
		}
	}
	return false, nil
}

// turnOut takes note of how many dimensions there are.
func (r *Remembered) turnOut(now int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	before := r.dimensions
	if r.dimensions = now; before > 0 && before != now {
		r.log.Warn("the embedding model has changed under its name: its vectors are of another length; it counts as another model, and all vectors are made anew",
			"model", r.embedder.Model(), "dimensions", now, "before", before)
	}
}
