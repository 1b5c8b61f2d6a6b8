package retrieval

import "math"

// Observation is what the confidence is computed from.
type Observation struct {
	Score   float64 // of the first hit
	Length  float64 // logarithm of one plus the number of words
	Margin  float64 // between the scores of the first and the second hit
	Share   float64 // of the first hit among the first ten, when each counts by its nearness: 1/10 to 1
	Crowd   float64 // mean score of the others among the first ten, as a share of the first's: in a crowded field much fits a little
	Agree   float64 // kinds of evidence, of four, by which the first hit is the best of the first ten
	Passage float64 // 1 if the first hit is one, else 0

	Semantic float64 // of the first hit
	Ahead    float64 // how far the first hit's Semantic is above the highest of the others: -1 to 1
}

// Observe gives the observation that a result's confidence was computed from, for fitting. The result must have been cut to
// no fewer than ten hits.
func Observe(text string, r Result) Observation {
	return observe(wordsOf(newAnalyser().features(text)), r.Hits)
}

func observe(words int, hits []Hit) Observation {
	hits = hits[:min(len(hits), rivals)]
	first, others := hits[0], hits[1:]
	x := Observation{Length: math.Log1p(float64(words)), Score: first.Score, Margin: first.Score}
	if first.Passage {
		x.Passage = 1
	}
	if len(others) > 0 {
		x.Margin -= others[0].Score
	}
	sum := 1.0
	best := Evidence{}
	x.Semantic, x.Ahead = first.Semantic, first.Semantic
	for _, h := range others {
		sum += nearness(first, h)
		x.Crowd += h.Score / (max(first.Score, 1e-9) * float64(len(others)))
		best.Lexical, best.Nearest = max(best.Lexical, h.Lexical), max(best.Nearest, h.Nearest)
		best.Centre, best.Answer = max(best.Centre, h.Centre), max(best.Answer, h.Answer)
		best.Semantic = max(best.Semantic, h.Semantic)
	}
	x.Ahead -= best.Semantic
	x.Share = 1 / sum
	for _, ahead := range []bool{first.Lexical >= best.Lexical, first.Nearest >= best.Nearest, first.Centre >= best.Centre, first.Answer >= best.Answer} {
		if ahead {
			x.Agree++
		}
	}
	return x
}

// Inputs are what the models of a calibration weigh, in the order of their weights.
type Inputs struct{ Answerable, Fits, First []float64 }

// Inputs gives the inputs of an observation. The first of each is 1; the last ones are about a service's model, and a
// calibration made without one has no weights for them.
func (x Observation) Inputs() Inputs {
	return Inputs{
		Answerable: []float64{1, x.Score, x.Length, x.Passage, x.Passage * x.Score, x.Semantic},
		Fits:       []float64{1, math.Log(max(x.Score, 0.02)), x.Length, x.Margin, x.Crowd, x.Passage, x.Passage * x.Score, x.Semantic, x.Ahead},
		First:      []float64{1, x.Margin, x.Share, x.Length, x.Agree, x.Semantic, x.Ahead},
	}
}

// Local are the inputs of a calibration that is made without a service's model.
func (in Inputs) Local() Inputs {
	return Inputs{in.Answerable[:len(calibration.Answerable)], in.Fits[:len(calibration.Fits)], in.First[:len(calibration.First)]}
}

// Calibration turns observations into probabilities by three logistic models. Answerable and Fits both say whether any article
// answers: the first by how well the best hit fits alone, which tells hopeless questions best; the second also by how far it
// is ahead of a crowded field, which tells the sure ones best, but would call a question that two articles could answer
// unanswerable. First says whether the first hit is the right one if any is. An answer needs all three.
type Calibration struct {
	Answerable []float64 `json:"answerable"`
	Fits       []float64 `json:"fits"`
	First      []float64 `json:"first"`
}

// DefaultCalibration is the one that searches use.
func DefaultCalibration() Calibration { return calibration }

// calibration is what `baton eval retrieval --suite DIR --fit` printed; `go test ./evals -run CalibrationInForce` fails when it
// is no longer what the suites give.
var calibration = Calibration{
	Answerable: []float64{-4.08, 5.34, 0.68, -2.70, 6.65},
	Fits:       []float64{0.87, 2.28, 0.73, 1.59, -1.56, -2.12, 4.53},
	First:      []float64{-2.91, 6.35, 1.42, 0.47, 0.31},
}

// Probabilities gives the confidence that the first hit answers, and the probability that any article does.
func (c Calibration) Probabilities(x Observation) (confidence, answerable float64) {
	return c.ProbabilitiesOf(x.Inputs())
}

// ProbabilitiesOf gives the same from inputs.
func (c Calibration) ProbabilitiesOf(in Inputs) (confidence, answerable float64) {
	confidence = logistic(product(c.Fits, in.Fits)) * logistic(product(c.First, in.First))
	answerable = logistic(product(c.Answerable, in.Answerable))
	return min(confidence, answerable), answerable
}

func product(weights, inputs []float64) float64 {
	sum := 0.0
	for i, w := range weights {
		sum += w * inputs[i]
	}
	return sum
}

func logistic(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// Thresholds divide results: see Verdict.
type Thresholds struct {
	Answer  float64 // least Confidence for the first article to be given
	Clarify float64 // least Answerable for the customer to be asked which was meant
}

// DefaultThresholds are those at which at most one in ten answers given is wrong on every development set by itself: Answer
// was printed with the calibration. From Clarify on it is likelier than not that the knowledge base has the answer.
func DefaultThresholds() Thresholds { return Thresholds{Answer: 0.877, Clarify: 0.5} }

// Verdict is what to do with a result.
type Verdict string

// The verdicts.
const (
	Answer  Verdict = "answer"
	Clarify Verdict = "clarify"
	Abstain Verdict = "abstain"
)

// Verdict says whether to give the first article, to ask which was meant, or to abstain.
func (t Thresholds) Verdict(r Result) Verdict {
	switch {
	case len(r.Hits) == 0:
		return Abstain
	case r.Confidence >= t.Answer:
		return Answer
	case r.Answerable >= t.Clarify:
		return Clarify
	}
	return Abstain
}
