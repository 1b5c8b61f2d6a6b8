package service

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/sashabaranov/go-openai"
)

// Embedder makes vectors with one model. It fits retrieval.Embedder.
type Embedder struct {
	client *Client
	model  string
}

// Embedder is that of the first endpoint that has an embedding model; other endpoints stand in for it only with the same
// model, since vectors of different models say nothing about each other. false if none has one.
func (c *Client) Embedder() (*Embedder, bool) {
	for _, e := range c.endpoints {
		if e.Embedding != "" {
			return &Embedder{client: c, model: e.Embedding}, true
		}
	}
	return nil, false
}

// Model names the embedding model.
func (m *Embedder) Model() string { return m.model }

// What one request holds at most, and one text: models read no more than some thousand tokens. What is beyond is cut off.
const (
	batchTexts = 64
	batchRunes = 48_000
	textRunes  = 6_000
)

// Embed gives one vector per text, all of the same number of dimensions. It asks in batches, each with the deadline of a
// call and a second more for every text after the first. Texts without words must not be given: services reject them. Its
// errors are those of Chat.
func (m *Embedder) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, 0, len(texts))
	for rest := texts; len(rest) > 0; {
		var batch []string
		for runes := 0; len(rest) > 0 && len(batch) < batchTexts; rest = rest[1:] {
			text := shortened(rest[0])
			if runes += len([]rune(text)); runes > batchRunes && len(batch) > 0 {
				break
			}
			batch = append(batch, text)
		}
		made, err := m.batch(ctx, batch)
		if err != nil {
			return nil, err
		}
		vectors = append(vectors, made...)
	}
	return vectors, nil
}

func shortened(text string) string {
	if len(text) <= textRunes {
		return text
	}
	if runes := []rune(text); len(runes) > textRunes {
		return string(runes[:textRunes])
	}
	return text
}

func (m *Embedder) batch(ctx context.Context, texts []string) (vectors [][]float32, err error) {
	within := m.client.o.Timeout + time.Duration(len(texts)-1)*time.Second
	err = m.client.ask(ctx, call{kind: embedding, purpose: "embed", within: within, only: m.model, try: func(ctx context.Context, e *endpoint) (usage Usage, err error) {
		vectors, usage, err = e.embed(ctx, texts)
		return usage, err
	}})
	return vectors, err
}

// embed asks the endpoint once.
func (e *endpoint) embed(ctx context.Context, texts []string) ([][]float32, Usage, error) {
	response, err := e.client.CreateEmbeddings(ctx, openai.EmbeddingRequest{
		Input: texts, Model: openai.EmbeddingModel(e.Embedding), EncodingFormat: openai.EmbeddingEncodingFormatFloat,
	})
	var f *fault
	if err != nil && !errors.As(err, &f) {
		err = faulty(Malformed, "its vectors are not what the protocol says")
	}
	if err != nil {
		return nil, Usage{}, err
	}
	usage := Usage{Prompt: response.Usage.PromptTokens}
	if usage.Prompt <= 0 {
		for _, t := range texts {
			usage.Prompt += (len(t) + 3) / 4
		}
	}
	vectors, err := e.ordered(response.Data, len(texts))
	return vectors, usage, err
}

// ordered are the vectors by their index: one for each text, of the dimensions that the endpoint's vectors always have.
func (e *endpoint) ordered(data []openai.Embedding, n int) ([][]float32, error) {
	if len(data) != n {
		return nil, faulty(WrongSchema, "%d vectors for %d texts", len(data), n)
	}
	vectors := make([][]float32, n)
	for _, d := range data {
		switch {
		case d.Index < 0 || d.Index >= n || vectors[d.Index] != nil:
			return nil, faulty(WrongSchema, "vectors whose index is wrong")
		case len(d.Embedding) == 0:
			return nil, faulty(Empty, "a vector without dimensions")
		}
		sum := 0.0
		for _, v := range d.Embedding {
			sum += float64(v) * float64(v)
		}
		if sum == 0 || math.IsInf(sum, 0) || math.IsNaN(sum) {
			return nil, faulty(WrongSchema, "a vector without direction")
		}
		vectors[d.Index] = d.Embedding
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	want := e.dimensions
	if want == 0 {
		want = len(vectors[0])
	}
	for _, v := range vectors {
		if len(v) != want {
			return nil, faulty(WrongSchema, "vectors of %d dimensions where others had %d", len(v), want)
		}
	}
	e.dimensions = want
	return vectors, nil
}
