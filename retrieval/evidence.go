package retrieval

// Evidence is what speaks for one article, each part from 0 to 1.
type Evidence struct {
	Lexical float64 // BM25, as a share of what an article made of the question alone would reach
	Nearest float64 // cosine with the nearest of question and other phrasings
	Centre  float64 // cosine with the mean of all texts of the article
	Answer  float64 // cosine with the answer
	Passage bool    // it is a passage of a document, or an answer without a question

	Semantic float64 // how near its meaning is by the model of a service: 0 as near as just any article, 1 the same text
	Embedded bool    // it has a vector of that model; else Semantic says nothing
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
	q := weigh(features, func(f feature) float64 {
		if place, known := s.postings.find(f); known {
			return float64(s.idf[place])
		}
		return idf(f, float64(len(s.docs)), 0)
	})
	for _, t := range q.terms {
		if place, known := s.postings.find(t.feature); known {
			s.sum(place, t, sums)
		}
	}
	for d := range s.docs {
		from, to := s.firstText[d], s.firstText[d+1]
		e := q.evidence(sums.words[d], sums.vector[from:to], s.unit[from:to], s.answer[from:to], s.length[d])
		sums.words[d] = 0
		clear(sums.vector[from:to])
		if e.Centre == 0 && e.Lexical == 0 {
			continue
		}
		found(uint32(d), e)
	}
}

// sum adds what the feature at a place, a term of the query, is worth in each text and doc.
func (s *shard) sum(place int, q term, sums *scores) {
	doc, times := uint32(0), 0 // in the doc so far
	flush := func() {
		if times > 0 && q.kind().lexical() {
			sums.words[doc] += bm25(q.idf, times, s.size[doc])
		}
	}
	for text, n := range s.postings.of(place) {
		sums.vector[text] += share(q.once, n)
		if d := s.docOf[text]; d != doc {
			flush()
			doc, times = d, 0
		}
		times += n
	}
	flush()
}
