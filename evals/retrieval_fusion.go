package evals

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"github.com/batondesk/baton/retrieval"
)

// weights are tried for a model's evidence.
var weights = []float64{0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6}

// unfitted ranks by a weight; what it says of confidence is nothing yet.
func unfitted(weight float64) retrieval.Fusion {
	some := []float64{0}
	return retrieval.Fusion{
		Weight: weight, Calibration: retrieval.Calibration{Answerable: some, Fits: some, First: some}, Answer: 0.5,
		Across: retrieval.CautiousFusion().Across,
	}
}

// weigh finds the weight of a model's evidence at which the right article comes first most often, on the mean of the sets. It
// searches once, for more hits than are looked at, and ranks these anew.
func (f *fitting) weigh() error {
	const hits = 50
	first := make([]float64, len(weights))
	f.fusion = unfitted(1)
	for _, s := range f.suites {
		for _, setting := range s.settings() {
			b, err := newBase(f.ctx, s.articles(setting, everyItem), f.embedder, f.fusion)
			if err != nil {
				return err
			}
			b.limit = hits
			for _, q := range s.queries {
				if q.Expect == nil {
					continue
				}
				a := b.ask(s, q)
				for i, weight := range weights {
					by := func(x, y retrieval.Hit) int {
						return cmp.Compare(x.Score+(weight-1)*x.Semantic, y.Score+(weight-1)*y.Semantic)
					}
					if len(a.result.Hits) > 0 && slices.MaxFunc(a.result.Hits, by).ArticleID == *q.Expect {
						first[i] += 1 / float64(len(s.queries))
					}
				}
			}
		}
	}
	f.fusion = unfitted(weights[slices.Index(first, slices.Max(first))])
	return nil
}

// across fits the confidence in what is found in another language, on sets whose questions are in another one than their
// articles: one number for right or wrong, moved so that from the default threshold on at most wrongAnswers are wrong.
func (f fitting) across(suites []retrievalSuite) ([]float64, error) {
	var rows []observation
	var whole []asked
	sure := []float64{1}
	for i, s := range suites {
		random := rand.New(rand.NewPCG(2, uint64(i)))
		place := random.Perm(len(s.items))
		order := map[string]int{}
		for n, item := range s.items {
			order[item.ID] = place[n]
		}
		for part := range 4 { // a quarter is left out in turn
			keep := func(i retrievalItem) bool { return order[i.ID]%4 != part }
			b, err := newBase(f.ctx, s.articles(s.settings()[0], keep), f.embedder, f.fusion)
			if err != nil {
				return nil, err
			}
			var found []asked
			gone := 0.0
			for _, q := range s.queries {
				a := b.ask(s, q)
				if len(a.result.Hits) == 0 || !a.result.Hits[0].Across {
					continue
				}
				x := retrieval.Observe(q.Text, a.result)
				missing := q.Expect == nil || order[*q.Expect]%4 == part
				if missing {
					gone++
				}
				found = append(found, asked{retrieval.Inputs{Answerable: sure, Fits: sure, First: []float64{1, x.Semantic, x.Ahead}}, !missing, !missing && a.rank() == 1})
			}
			for _, a := range found {
				share, of := shareAnswerable, float64(len(found))-gone
				if !a.answerable {
					share, of = 1-shareAnswerable, gone
				}
				rows = append(rows, observation{a.in.First, a.right, 500 * share / max(of, 1)})
			}
			whole = append(whole, found...)
		}
	}
	if len(rows) == 0 {
		return f.fusion.Across, nil
	}
	fitted := fitLogistic(rows)
	c := retrieval.Calibration{Answerable: []float64{20}, Fits: []float64{20}, First: fitted}
	fitted[0] += logit(retrieval.DefaultThresholds().Answer) - logit(lowestThreshold(whole, c))
	return fitted, nil
}
