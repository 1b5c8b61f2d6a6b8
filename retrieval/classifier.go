package retrieval

import (
	"cmp"
	"math"
	"slices"
)

// Class is something a message can be about: a team, a playbook.
type Class struct {
	ID, Description string
	Examples        []string
}

// Ranked is a class and the probability that a message belongs to it.
type Ranked struct {
	ID          string
	Probability float64
}

// Classifier tells which class a message belongs to, by descriptions and examples in any language. It is safe for concurrent
// use.
type Classifier struct {
	classes []Class
	shard   *shard
}

// NewClassifier learns the classes.
func NewClassifier(classes []Class) *Classifier {
	a := newAnalyser()
	docs := make([]analysed, len(classes))
	for i, c := range classes {
		docs[i].article = i
		for _, s := range append([]string{c.Description}, c.Examples...) {
			if f := a.features(s); len(f) > 0 {
				docs[i].texts = append(docs[i].texts, text{features: f})
			}
		}
	}
	return &Classifier{classes: slices.Clone(classes), shard: newShard(docs)}
}

// Rank gives every class, the likeliest first; ties stay in the order of NewClassifier. The probabilities sum to at most 1:
// what is missing is the probability that the message belongs to none.
func (c *Classifier) Rank(message string) []Ranked {
	out := make([]Ranked, len(c.classes))
	for i, class := range c.classes {
		out[i] = Ranked{ID: class.ID, Probability: 1}
	}
	features := newAnalyser().features(message)
	best := 0.0
	c.shard.search(features, func(d uint32, e Evidence) {
		// A class holds many different sentences, so its centre tells more than in an article. Swept on the routing suites.
		out[d].Probability = math.Exp(7 * (2*e.Centre + e.Nearest + 1.5*e.Lexical))
		best = max(best, e.score())
	})
	// That any class fits, by how well the best does: fitted on the retrieval suites, where whether a text fits is known.
	one := logistic(-3.82 + 6.86*best + 0.40*math.Log1p(float64(wordsOf(features))))
	sum := 0.0
	for i := range out {
		sum += out[i].Probability
	}
	for i := range out {
		out[i].Probability *= one / sum
	}
	slices.SortStableFunc(out, func(a, b Ranked) int { return cmp.Compare(b.Probability, a.Probability) })
	return out
}
