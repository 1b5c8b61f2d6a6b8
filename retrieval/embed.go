package retrieval

import (
	"context"
	"math"
)

// Embedder turns texts into vectors whose cosine says how close their meanings are.
type Embedder interface {
	// Model names the model and its version: the same name gives the same vectors for ever.
	Model() string
	// Embed gives one vector per text, all of the same number of dimensions.
	Embed(ctx context.Context, texts []string) ([][]float32, error)
}

// Local is the embedder that needs no model: the features of a text, folded into a fixed number of dimensions by signed
// hashing (K. Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009), each into several of them (D. Kane
// and J. Nelson, "Sparser Johnson-Lindenstrauss Transforms", 2014). Unlike the vectors of an index in memory these do not
// know which words are rare in the knowledge base, so they serve to find candidates and not to judge them.
type Local struct{}

const localDimensions = 512

// Model is the name; whoever changes what Embed gives changes it.
func (Local) Model() string { return "local-512-1" }

// Embed never fails.
func (Local) Embed(_ context.Context, texts []string) ([][]float32, error) {
	a := newAnalyser()
	out := make([][]float32, len(texts))
	for i, t := range texts {
		out[i] = fold(a.features(t))
	}
	return out, nil
}

func fold(features []feature) []float32 {
	const spread = 4
	v := make([]float32, localDimensions)
	each(features, func(f feature, n int) {
		weight := 1.0
		if functionWords[f] {
			weight = functionShare
		}
		w := float32(component(f.kind(), n, weight))
		bits := scramble(uint64(f))
		for range spread {
			if at := bits % localDimensions; bits>>9&1 == 0 {
				v[at] += w
			} else {
				v[at] -= w
			}
			bits >>= 10
		}
	})
	return v
}

// scramble is the finaliser of SplitMix64 (G. Steele, D. Lea and C. Flood, 2014).
func scramble(x uint64) uint64 {
	x = (x + 0x9e3779b97f4a7c15)
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// centre is the vector of a passage: the sum of its texts' vectors, each of length 1, the answer counting answerShare. It is
// nil if the texts say nothing.
func centre(questions, answers [][]float32) []float32 {
	var sum []float32
	add := func(vectors [][]float32, weight float32) {
		for _, v := range vectors {
			if v = unit(v); len(sum) == 0 {
				sum = make([]float32, len(v))
			}
			for i := range min(len(v), len(sum)) {
				sum[i] += weight * v[i]
			}
		}
	}
	add(questions, 1)
	add(answers, answerShare)
	return unit(sum)
}

// unit is the vector with length 1, or nil if it has none.
func unit(v []float32) []float32 {
	square := 0.0
	for _, x := range v {
		square += float64(x) * float64(x)
	}
	if !(square > 0) || math.IsInf(square, 0) {
		return nil
	}
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = float32(float64(x) / math.Sqrt(square))
	}
	return out
}
