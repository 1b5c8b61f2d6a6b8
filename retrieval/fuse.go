package retrieval

import (
	"cmp"
	"math"
	"slices"
)

// Candidate is an article that may answer the question, with what speaks for it.
type Candidate struct {
	ArticleID string
	Version   int
	Locale    string // of the text that was compared
	Question  string
	Across    bool // it was found by a text in another language than asked for
	Own       bool // the article has a text in the language asked for
	Evidence
}

// Hit is a candidate in its place in the ranking.
type Hit struct {
	Candidate
	Score       float64 // only comparable within one result
	Probability float64 // that this article answers the question; those of all hits sum to at most Answerable
}

// Result is what a search found, best first.
type Result struct {
	Hits       []Hit
	Confidence float64 // calibrated probability that Hits[0] answers the question; 0 without hits
	Answerable float64 // calibrated probability that any article does; at least Confidence
	Semantic   bool    // the model of a service was heard
}

// verbatim is the cosine from which on two texts are the same but for case, width and punctuation.
const verbatim = 0.9995

// score fuses the evidence. The weights were found by a coarse sweep on all development sets together; the optimum is flat.
// Who asks in the very words of an article means that article.
func (e Evidence) score() float64 {
	score := e.Centre + 0.3*e.Nearest + 0.5*e.Answer + 1.2*e.Lexical
	if e.Nearest >= verbatim {
		score++
	}
	return score
}

// rivals is how many of the first hits are weighed against each other.
const rivals = 10

// Fuse ranks candidates, wherever they come from, and says how sure it is. Words is the size of the question as Words gives
// it. An article that occurs more than once keeps its best place.
func Fuse(words int, candidates []Candidate) Result {
	hits := rank(candidates, Evidence.score)
	if len(hits) == 0 {
		return Result{}
	}
	confidence, answerable := calibration.Probabilities(observe(words, hits))
	return believe(hits, confidence, answerable)
}

// rank puts candidates in order of their scores.
func rank(candidates []Candidate, score func(Evidence) float64) []Hit {
	hits := make([]Hit, 0, len(candidates))
	for _, c := range candidates {
		hits = append(hits, Hit{Candidate: c, Score: score(c.Evidence)})
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ArticleID, b.ArticleID), cmp.Compare(a.Locale, b.Locale))
	})
	seen := make(map[string]bool, len(hits))
	return slices.DeleteFunc(hits, func(h Hit) bool {
		again := seen[h.ArticleID]
		seen[h.ArticleID] = true
		return again
	})
}

// believe makes the result of a ranking: the hits after the first share what probability is left by how near they come.
func believe(hits []Hit, confidence, answerable float64) Result {
	r := Result{Hits: hits, Confidence: confidence, Answerable: answerable}
	others := 0.0
	for _, h := range hits[1:] {
		others += nearness(hits[0], h)
	}
	for i := range hits {
		if i == 0 {
			hits[i].Probability = r.Confidence
		} else if others > 0 {
			hits[i].Probability = (r.Answerable - r.Confidence) * nearness(hits[0], hits[i]) / others
		}
	}
	return r
}

// nearness is how close a hit comes to the first: 1 for a tie, a third when its score is 0.11 lower.
func nearness(first, h Hit) float64 { return math.Exp(10 * (h.Score - first.Score)) }
