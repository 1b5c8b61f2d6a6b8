package retrieval

import "math"

// Evidence is what speaks for one article, each part from 0 to 1. The three cosines may come from any embedder.
type Evidence struct {
	Lexical float64 // BM25, as a share of what an article made of the question alone would reach
	Nearest float64 // cosine with the nearest of question and other phrasings
	Centre  float64 // cosine with the mean of all texts of the article
	Answer  float64 // cosine with the answer
	Passage bool    // the article is an answer without a question
}

// scores are the sums of one query, kept between queries to spare the allocations. Outside a query they are zero.
type scores struct {
	words  []float32 // by doc
	vector []float32 // by text
}

func newScores(s *shard) *scores {
	return &scores{
		words:  make([]float32, len(s.docs)),
		vector: make([]float32, len(s.docOf)),
	}
}

// search calls found with every doc that shares a feature with the query, in no particular order.
func (s *shard) search(features []feature, found func(d uint32, e Evidence)) {
	sums := s.scratch.Get().(*scores)
	defer s.scratch.Put(sums)
	var square, ideal float64
	each(features, func(f feature, n int) {
		place, known := s.postings.find(f)
		weight := 0.0
		if known {
			weight = float64(s.idf[place])
		} else {
			weight = idf(f, float64(len(s.docs)), 0)
		}
		w := component(f.kind(), n, weight)
		square += w * w
		if f.kind().lexical() {
			ideal += weight * (bm25K1 + 1)
		}
		if known {
			s.sum(place, w, sums)
		}
	})
	norm := math.Sqrt(max(square, 1e-12))
	for d := range s.docs {
		from, to := s.firstText[d], s.firstText[d+1]
		e := Evidence{Lexical: min(float64(sums.words[d])/max(ideal, 1e-9), 1), Passage: to-from == 1 && s.answer[from]}
		sums.words[d] = 0
		for t := from; t < to; t++ {
			cos := min(float64(sums.vector[t]*s.unit[t])/norm, 1)
			sums.vector[t] = 0
			if s.answer[t] {
				e.Answer = cos
				e.Centre += answerShare * cos
				continue
			}
			e.Nearest = max(e.Nearest, cos)
			e.Centre += cos
		}
		if e.Centre == 0 && e.Lexical == 0 {
			continue
		}
		e.Centre = min(e.Centre/max(float64(s.length[d]), 1e-9), 1)
		found(uint32(d), e)
	}
}

// sum adds what the feature at a place is worth in each text and doc, when its component in the query is w.
func (s *shard) sum(place int, w float64, sums *scores) {
	k, weight := s.postings.features[place].kind(), float64(s.idf[place])
	doc, times := uint32(0), 0 // in the doc so far
	flush := func() {
		if n := float32(times); n > 0 && k.lexical() {
			sums.words[doc] += float32(weight) * n * (bm25K1 + 1) / (n + s.size[doc])
		}
	}
	once := float32(w * component(k, 1, weight))
	for text, n := range s.postings.of(place) {
		if n == 1 {
			sums.vector[text] += once
		} else {
			sums.vector[text] += once * float32(math.Sqrt(float64(n)))
		}
		if d := s.docOf[text]; d != doc {
			flush()
			doc, times = d, 0
		}
		times += n
	}
	flush()
}
