package llmtest

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math"
	"net/http"
	"strings"
)

func (s *Server) embeddings(w http.ResponseWriter, r *http.Request, body []byte) *problem {
	var q struct {
		Model          string          `json:"model"`
		Input          json.RawMessage `json:"input"`
		EncodingFormat string          `json:"encoding_format"`
		Dimensions     *int            `json:"dimensions"`
		User           string          `json:"user"`
	}
	if p := strictly(body, &q); p != nil {
		return p
	}
	texts, p := inputs(q.Input)
	dimensions := s.o.Dimensions
	switch {
	case p != nil:
		return p
	case q.Model == "":
		return wrong("model", "you must provide a model parameter")
	case q.Model != s.o.Embedding:
		return invalid(http.StatusNotFound, "model", "model_not_found", "The model `%s` does not exist or you do not have access to it.", q.Model)
	case q.EncodingFormat != "" && q.EncodingFormat != "float" && q.EncodingFormat != "base64":
		return wrong("encoding_format", "Invalid value: '%s'. Supported values are: 'float' and 'base64'.", q.EncodingFormat)
	case q.Dimensions != nil && (*q.Dimensions < 1 || *q.Dimensions > dimensions):
		return wrong("dimensions", "Invalid value for 'dimensions' = %d. Must be from 1 to %d.", *q.Dimensions, dimensions)
	case q.Dimensions != nil:
		dimensions = *q.Dimensions
	}
	f := s.take(Embeddings)
	if !s.wait(r, s.o.EmbedDelay) || f.name == "slow" && !s.wait(r, f.pause) {
		panic(http.ErrAbortHandler)
	}
	if s.spoil(w, r, f) {
		return nil
	}
	data, count := []map[string]any{}, 0
	for i, text := range texts {
		count += tokens(text)
		vector := Vector(text, dimensions)
		switch {
		case f == OtherSize, f == Uneven && i == len(texts)-1:
			vector = vector[:dimensions-1]
		case f == ZeroVectors:
			vector = make([]float32, dimensions)
		}
		one := map[string]any{"object": "embedding", "index": i, "embedding": encoded(vector, q.EncodingFormat)}
		if f == SameIndex {
			one["index"] = 0
		}
		if f == VectorsAsText {
			one["embedding"] = "none today"
		}
		data = append(data, one)
	}
	switch f {
	case Shuffled:
		for i, j := 0, len(data)-1; i < j; i, j = i+1, j-1 {
			data[i], data[j] = data[j], data[i]
		}
	case TooFew:
		data = data[1:]
	}
	answer := map[string]any{"object": "list", "model": q.Model, "data": data}
	if !s.o.NoUsage {
		answer["usage"] = map[string]int{"prompt_tokens": count, "total_tokens": count}
	}
	if f.name == "trickle" {
		whole, err := json.Marshal(answer)
		if err != nil {
			return invalid(http.StatusInternalServerError, "", "", "%v", err)
		}
		s.trickle(w, r, whole, f.pause)
		return nil
	}
	send(w, answer)
	return nil
}

// What one request may hold.
const (
	maxInputs = 2048
	maxInput  = 8192 // tokens
)

// inputs reads the texts: one, or a list.
func inputs(raw json.RawMessage) ([]string, *problem) {
	var texts []string
	var one string
	if json.Unmarshal(raw, &one) == nil {
		texts = []string{one}
	} else if err := json.Unmarshal(raw, &texts); err != nil {
		return nil, wrong("input", "'$.input' is invalid. This double takes a string or a list of strings.")
	}
	if len(texts) == 0 || len(texts) > maxInputs {
		return nil, wrong("input", "'$.input' is invalid: %d texts, from 1 to %d are allowed.", len(texts), maxInputs)
	}
	for i, t := range texts {
		if strings.TrimSpace(t) == "" {
			return nil, wrong(fmt.Sprintf("input[%d]", i), "'$.input' is invalid: an empty text.")
		}
		if tokens(t) > maxInput {
			return nil, invalid(http.StatusBadRequest, fmt.Sprintf("input[%d]", i), "context_length_exceeded", "This model's maximum context length is %d tokens.", maxInput)
		}
	}
	return texts, nil
}

func encoded(v []float32, format string) any {
	if format != "base64" {
		return v
	}
	b := make([]byte, 0, 4*len(v))
	for _, x := range v {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
	}
	return base64.StdEncoding.EncodeToString(b)
}

// Vector is what the embedding model makes of a text: its words and what they mean, by hash, of length 1. Texts of two
// languages meet in what they mean.
func Vector(text string, dimensions int) []float32 {
	sum := make([]float64, dimensions)
	add := func(feature string, weight float64) {
		h := fnv.New64a()
		_, _ = h.Write([]byte(feature)) // a hash takes everything
		for range 3 {
			n := h.Sum64()
			if n>>63 == 1 {
				sum[n%uint64(dimensions)] -= weight
			} else {
				sum[n%uint64(dimensions)] += weight
			}
			_, _ = h.Write([]byte{1})
		}
	}
	for _, w := range words(text) {
		add("word "+w, 1)
	}
	for _, c := range meant(text) {
		add(fmt.Sprintf("concept %d", c), 3)
	}
	length := 0.0
	for _, x := range sum {
		length += x * x
	}
	if length == 0 { // a text without words: some direction of its own
		add("text "+text, 1)
		for _, x := range sum {
			length += x * x
		}
	}
	vector := make([]float32, dimensions)
	for i, x := range sum {
		vector[i] = float32(x / math.Sqrt(length))
	}
	return vector
}
