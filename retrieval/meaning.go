package retrieval

import (
	"context"
	"log/slog"
	"time"
)

// Meaning is the model of a service as searches use it: what its vectors say about a question and an article is a further
// kind of evidence. It is safe for concurrent use. A nil Meaning is none: searches go by words and local vectors.
//
// What is sent to the service: published texts, and of questions what Query.Veiled says, less mail addresses and long numbers.
type Meaning struct {
	texts     Embedder
	questions *questions
	fusion    Fusion
	log       *slog.Logger
}

// MeaningOptions are what a Meaning needs.
type MeaningOptions struct {
	Embedder Embedder      // that of the service
	Texts    Embedder      // the same model, for articles: one that remembers, for example; default: Embedder
	Fusion   Fusion        // zero: the cautious one for models that are not known
	Wait     time.Duration // how long a search waits for the vector of its question; default 400 ms
	Log      *slog.Logger
}

// NewMeaning gives a Meaning.
func NewMeaning(o MeaningOptions) *Meaning {
	if o.Texts == nil {
		o.Texts = o.Embedder
	}
	if o.Fusion.Weight == 0 {
		o.Fusion = cautious
	}
	if o.Wait <= 0 {
		o.Wait = 400 * time.Millisecond
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Meaning{texts: o.Texts, questions: newQuestions(o.Embedder, o.Wait, o.Log), fusion: o.Fusion, log: o.Log}
}

// model names the model as its vectors are stored; empty without one.
func (m *Meaning) model() string {
	if m == nil {
		return ""
	}
	return m.texts.Model()
}

// weight of Semantic in the score.
func (m *Meaning) weight() float64 {
	if m == nil {
		return 0
	}
	return m.fusion.Weight
}

// Prepare asks for the vectors of all these texts in one request and gives a context in which searches for them need no other.
// Searches in it never ask the service: what could not be had in time is searched by words. The texts are those that
// searches will have as Veiled.
func (m *Meaning) Prepare(ctx context.Context, texts ...string) context.Context {
	if m == nil {
		return ctx
	}
	return context.WithValue(ctx, preparedKey{}, prepared(m.questions.vectors(ctx, texts)))
}

type preparedKey struct{}

// prepared are vectors by what was sent for them.
type prepared map[string][]float32

// vector is that of a question; nil if there is none.
func (m *Meaning) vector(ctx context.Context, q Query) []float32 {
	text := q.Veiled
	if m == nil || text == "" {
		return nil
	}
	vectors, ready := ctx.Value(preparedKey{}).(prepared)
	if !ready {
		vectors = m.questions.vectors(ctx, []string{text})
	}
	v := vectors[Sendable(text)]
	if r, ok := m.texts.(*Remembered); ok && v != nil {
		r.turnOut(len(v))
	}
	return v
}
