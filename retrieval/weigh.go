package retrieval

import "math"

// question is what is asked, weighed by the statistics of one language.
type question struct {
	terms []term
	norm  float64 // length of its vector
	ideal float64 // the BM25 that it would reach in an article made of itself alone
}

type term struct {
	feature
	idf       float64
	component float64 // of the vector
	once      float32 // what it adds to the product with the vector of a text in which it occurs once
}

// weigh weighs the features of a question, which are in ascending order.
func weigh(features []feature, idf func(feature) float64) question {
	q := question{terms: make([]term, 0, len(features))}
	square := 0.0
	each(features, func(f feature, n int) {
		t := term{feature: f, idf: idf(f)}
		t.component = component(f.kind(), n, t.idf)
		t.once = float32(t.component * component(f.kind(), 1, t.idf))
		square += t.component * t.component
		if f.kind().lexical() {
			q.ideal += t.idf
		}
		q.terms = append(q.terms, t)
	})
	q.norm = math.Sqrt(max(square, 1e-12))
	return q
}

// bm25 is what a feature that occurs n times in a doc of that size is worth, as a share of what it would be worth if it
// occurred for ever.
func bm25(idf float64, n int, size float32) float32 {
	return float32(idf) * float32(n) / (float32(n) + size)
}

// share is what a feature that occurs n times in a text adds to the product of the vectors, if once is what it adds when it
// occurs once.
func share(once float32, n int) float32 {
	if n == 1 {
		return once
	}
	return once * float32(math.Sqrt(float64(n)))
}

// evidence puts together what speaks for one doc: its BM25, and of each of its texts the product with the question's vector,
// what makes the text's vector one of length 1, and whether it is the answer. length is that of the sum of its text vectors.
func (q question) evidence(words float32, products, unit []float32, answer []bool, length float32) Evidence {
	e := Evidence{Lexical: min(float64(words)/max(q.ideal, 1e-9), 1), Passage: len(answer) > 0 && answer[0]}
	for t, product := range products {
		cos := min(float64(product*unit[t])/q.norm, 1)
		if answer[t] {
			e.Answer = cos
			e.Centre += answerShare * cos
			continue
		}
		e.Nearest = max(e.Nearest, cos)
		e.Centre += cos
	}
	e.Centre = min(e.Centre/max(float64(length), 1e-9), 1)
	if e.Passage {
		e.Centre = max(e.Centre, e.Answer) // headings that say nothing must not hide what does
	}
	return e
}
