package retrieval

import (
	"math"
	"sync"
)

// doc is one article in one language.
type doc struct {
	article int    // position in the index
	locale  string // as the article has it
}

// analysed is a doc with its texts, as a shard is built from it.
type analysed struct {
	doc
	texts []text
}

// text is the question, another phrasing, or the answer.
type text struct {
	features []feature
	answer   bool
}

// shard is the searchable form of all articles in one language. It keeps the features of every text and what they weigh, not
// the texts: those of the next index are built from it too.
type shard struct {
	docs      []doc
	firstText []uint32 // of each doc, one more than there are docs
	postings  postings
	idf       []float32 // of each feature

	docOf  []uint32  // of each text
	answer []bool    // of each text
	unit   []float32 // of each text: what makes its vector one of length 1

	length []float32 // of each doc, of the sum of its text vectors
	size   []float32 // of each doc: the part of BM25 that its length makes

	scratch sync.Pool // *scores
}

// BM25 with the usual parameters: S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework", 2009. In passages of
// documents it counts less how often a word occurs: they are long, and their subject repeats itself.
const bm25K1, passageK1, bm25B = 1.2, 0.6, 0.75

// answerShare is how much the answer counts in the centre of an article, beside its question and phrasings.
const answerShare = 0.3

// imagined is a number of docs that contain nothing, counted beside the real ones: with a handful of articles a word that
// all of them share, or none has, would otherwise count for nothing, or for everything.
const imagined = 3

func idf(f feature, docs, containing float64) float64 {
	x := math.Log(1 + (docs+imagined-containing+0.5)/(containing+0.5))
	if functionWords[f] {
		return functionShare * x
	}
	return x
}

// component is what a feature that occurs n times is worth in a vector. The root of the idf on both sides of a cosine gives
// its first power; the usual square lets rare words drown the rest.
func component(k kind, n int, idf float64) float64 {
	return vectorWeights[k] * math.Sqrt(float64(n)*idf)
}

func newShard(docs []analysed) *shard {
	s := &shard{docs: make([]doc, len(docs)), firstText: make([]uint32, len(docs)+1)}
	var texts [][]feature
	for d, a := range docs {
		s.docs[d] = a.doc
		for _, t := range a.texts {
			texts = append(texts, t.features)
			s.docOf, s.answer = append(s.docOf, uint32(d)), append(s.answer, t.answer)
		}
		s.firstText[d+1] = uint32(len(texts))
	}
	s.postings = newPostings(texts)
	s.weighWords()
	s.weighVectors()
	s.scratch.New = func() any { return newScores(s) }
	return s
}

// weighWords finds the idf of each feature and the size of each doc.
func (s *shard) weighWords() {
	s.idf = make([]float32, len(s.postings.features))
	s.size = make([]float32, len(s.docs))
	total := 0.0
	for i, f := range s.postings.features {
		docs, last := 0, -1
		for t, n := range s.postings.of(i) {
			d := int(s.docOf[t])
			if d != last {
				docs++
				last = d
			}
			if f.kind().lexical() {
				s.size[d] += float32(n)
				total += float64(n)
			}
		}
		s.idf[i] = float32(idf(f, float64(len(s.docs)), float64(docs)))
	}
	mean := max(total/float64(max(len(s.docs), 1)), 1)
	for d, n := range s.size {
		s.size[d] = sizeOf(float64(n), mean, s.passage(d))
	}
}

// passage reports whether a doc is one: the answer is its first text.
func (s *shard) passage(d int) bool {
	first := s.firstText[d]
	return first < s.firstText[d+1] && s.answer[first]
}

// sizeOf is the part of BM25 that the length of a doc makes.
func sizeOf(words, mean float64, passage bool) float32 {
	k1 := bm25K1
	if passage {
		k1 = passageK1
	}
	return float32(k1 * (1 - bm25B + bm25B*words/mean))
}

// weighVectors finds the lengths of the vectors of texts and docs.
func (s *shard) weighVectors() {
	squares := make([]float64, len(s.docOf))
	for i, f := range s.postings.features {
		for t, n := range s.postings.of(i) {
			w := component(f.kind(), n, float64(s.idf[i]))
			squares[t] += w * w
		}
	}
	s.unit = make([]float32, len(squares))
	for t, x := range squares {
		s.unit[t] = float32(1 / math.Sqrt(max(x, 1e-12)))
	}
	squares = make([]float64, len(s.docs))
	for i, f := range s.postings.features {
		doc, sum := 0, 0.0
		for t, n := range s.postings.of(i) {
			if d := int(s.docOf[t]); d != doc {
				squares[doc] += sum * sum
				doc, sum = d, 0
			}
			share := 1.0
			if s.answer[t] {
				share = answerShare
			}
			sum += share * component(f.kind(), n, float64(s.idf[i])) * float64(s.unit[t])
		}
		squares[doc] += sum * sum
	}
	s.length = make([]float32, len(squares))
	for d, x := range squares {
		s.length[d] = float32(math.Sqrt(x))
	}
}

// texts gives the texts of every doc again.
func (s *shard) texts() [][]text {
	features := s.postings.texts(len(s.docOf))
	out := make([][]text, len(s.docs))
	for t, d := range s.docOf {
		out[d] = append(out[d], text{features[t], s.answer[t]})
	}
	return out
}
