package retrieval

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
)

// Fusion is how the evidence of a service's model counts beside the local one.
type Fusion struct {
	Model       string      `json:"model"`       // that it was fitted for, as the service calls it
	Weight      float64     `json:"weight"`      // of Semantic in the score
	Calibration Calibration `json:"calibration"` // for results that it has part in; empty: as for models that are not known
	Answer      float64     `json:"answer"`      // the confidence by Calibration that stands for DefaultThresholds().Answer
	Across      []float64   `json:"across"`      // of the confidence in what was found in another language: 1, Semantic, Ahead
}

// cautious is for models that are not known. See hear for what they may do. What they find in another language they must find
// clearly.
var cautious = Fusion{Weight: 1, Across: []float64{-6.5, 10, 12}}

// CautiousFusion is the one for models that are not known.
func CautiousFusion() Fusion { return cautious }

// ReadFusion reads what `baton eval retrieval --fit` printed for a model.
func ReadFusion(r io.Reader) (Fusion, error) {
	var f Fusion
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return Fusion{}, fmt.Errorf("not a calibration as baton eval retrieval --fit prints it: %w", err)
	}
	in := Observation{}.Inputs()
	for _, part := range []struct {
		name       string
		have, want int
	}{
		{"answerable", len(f.Calibration.Answerable), len(in.Answerable)}, {"fits", len(f.Calibration.Fits), len(in.Fits)},
		{"first", len(f.Calibration.First), len(in.First)}, {"across", len(f.Across), len(cautious.Across)},
	} {
		if part.have != part.want {
			return Fusion{}, fmt.Errorf("the calibration has %d numbers under %s where this version has %d: fit it again", part.have, part.name, part.want)
		}
	}
	if !(f.Weight > 0 && f.Weight <= 10) || !(f.Answer > 0 && f.Answer <= 1) {
		return Fusion{}, fmt.Errorf("the calibration has weight %v and answer %v: fit it again", f.Weight, f.Answer)
	}
	return f, nil
}

// score fuses all evidence.
func (f Fusion) score(e Evidence) float64 { return e.score() + f.Weight*e.Semantic }

// fuse ranks by all evidence. The candidates are the best by local evidence alone and the best by all; those in another
// language are judged by themselves, by their meaning only, and come first where nothing likely was found in the customer's.
func (f Fusion) fuse(words int, local, all, across []Candidate) Result {
	own := f.own(words, local, all)
	there := f.there(across)
	if own.Confidence < likely && there.Confidence > own.Confidence {
		own, there = there, own
	}
	for _, h := range there.Hits {
		if !slices.ContainsFunc(own.Hits, func(o Hit) bool { return o.ArticleID == h.ArticleID }) {
			own.Hits = append(own.Hits, h)
		}
	}
	own.Answerable = max(own.Answerable, there.Answerable)
	own.Semantic = own.Semantic || there.Semantic
	return own
}

func (f Fusion) own(words int, local, all []Candidate) Result {
	plain := Fuse(words, local)
	hits := rank(all, f.score)
	if len(hits) == 0 || len(plain.Hits) > 0 && !plain.Hits[0].Embedded {
		return plain // the likeliest article has no vector yet
	}
	var r Result
	if len(f.Calibration.First) > 0 {
		confidence, answerable := f.probabilities(observe(words, hits))
		r = believe(hits, confidence, answerable)
	} else {
		r = hear(plain, hits)
	}
	r.Semantic = true
	return r
}

// probabilities are those of the calibration, moved so that thresholds mean what they mean without a model.
func (f Fusion) probabilities(x Observation) (confidence, answerable float64) {
	confidence, answerable = f.Calibration.Probabilities(x)
	moved := logistic(logit(confidence) - logit(f.Answer) + logit(DefaultThresholds().Answer))
	return min(moved, answerable), answerable
}

// What a model may do of which nothing is known but that its vectors exist.
const (
	likely     = 0.5  // from this confidence on the article that the words put first stays there
	unlikely   = 0.45 // confidence at most in one that they do not
	nothing    = 0.2  // Semantic of what is about something else
	something  = 0.5  // Semantic of what is surely about the same
	mostRaise  = 0.35 // of Answerable
	mostRaised = 0.65 // enough to ask back
)

// hear makes the result where the model is not known. The same articles are given for an answer as without it, and as surely:
// of a model that was not measured nobody knows whether what it says is worth anything. It orders the others, which are asked
// back about or put to a chat model, and has something asked back where the words alone would say nothing.
func hear(plain Result, hits []Hit) Result {
	answerable := plain.Answerable
	if len(hits) > 0 {
		raise := min(max((hits[0].Semantic-nothing)/(something-nothing), 0), 1) * mostRaise
		answerable = max(answerable, min(answerable+raise, mostRaised))
	}
	if len(plain.Hits) > 0 {
		first := plain.Hits[0]
		if plain.Confidence >= likely && hits[0].ArticleID != first.ArticleID {
			first.Score = hits[0].Score
			hits = slices.DeleteFunc(hits, func(h Hit) bool { return h.ArticleID == first.ArticleID })
			hits = slices.Insert(hits, 0, first)
		}
		if hits[0].ArticleID == first.ArticleID {
			return believe(hits, plain.Confidence, answerable)
		}
	}
	all := 0.0
	for _, h := range hits {
		all += nearness(hits[0], h)
	}
	return believe(hits, min(answerable/all, unlikely), answerable)
}

// there judges what was found in another language, by its meaning alone.
func (f Fusion) there(across []Candidate) Result {
	hits := rank(across, func(e Evidence) float64 { return e.Semantic })
	hits = slices.DeleteFunc(hits, func(h Hit) bool { return h.Semantic == 0 })
	if len(hits) == 0 {
		return Result{}
	}
	ahead := hits[0].Semantic
	if len(hits) > 1 {
		ahead -= hits[1].Semantic
	}
	confidence := logistic(product(f.Across, []float64{1, hits[0].Semantic, ahead}))
	r := believe(hits, confidence, confidence)
	r.Semantic = true
	return r
}

func logit(p float64) float64 {
	p = min(max(p, 1e-9), 1-1e-9)
	return math.Log(p / (1 - p))
}
