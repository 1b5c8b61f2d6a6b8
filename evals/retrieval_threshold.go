package evals

import (
	"cmp"
	"slices"

	"github.com/batondesk/baton/retrieval"
)

// asked is a query to a whole set and what was observed.
type asked struct {
	in         retrieval.Inputs
	answerable bool
	right      bool
}

// inSetting is a set asked in a setting.
type inSetting struct{ set, setting string }

// wholeSets are all queries of each set and setting, asked of all its articles.
type wholeSets map[inSetting][]asked

func (f fitting) askWhole() (wholeSets, error) {
	w := wholeSets{}
	for _, s := range f.suites {
		for _, setting := range s.settings() {
			b, err := newBase(f.ctx, s.articles(setting, everyItem), f.embedder, f.fusion)
			if err != nil {
				return nil, err
			}
			for _, q := range s.queries {
				if in, a, ok := f.observe(b, s, q); ok {
					at := inSetting{s.name, setting}
					w[at] = append(w[at], asked{in, a.answerable(), a.rank() == 1})
				}
			}
		}
	}
	return w, nil
}

// threshold finds the lowest confidence from which on at most wrongAnswers of the answers given are wrong, on every set by
// itself, with its other phrasings.
func (w wholeSets) threshold(c retrieval.Calibration, without string) float64 {
	highest := 0.0
	for at, all := range w {
		if at.setting != QuestionOnly && at.set != without {
			highest = max(highest, lowestThreshold(all, c))
		}
	}
	return highest
}

func lowestThreshold(all []asked, c retrieval.Calibration) float64 {
	type given struct {
		confidence float64
		right      bool
	}
	var best []given
	for _, a := range all {
		confidence, _ := c.ProbabilitiesOf(a.in)
		best = append(best, given{confidence, a.right})
	}
	slices.SortFunc(best, func(a, b given) int { return cmp.Compare(b.confidence, a.confidence) })
	wrong, threshold := 0.0, 1.0
	for i, g := range best {
		if !g.right {
			wrong++
		}
		if wrong/float64(i+1) <= wrongAnswers {
			threshold = g.confidence
		}
	}
	return threshold
}

// crossValidate measures every set by what was fitted on others.
func (f *RetrievalFit) crossValidate(samples []sample, whole wholeSets, suites []retrievalSuite) {
	for _, s := range suites {
		others := slices.DeleteFunc(slices.Clone(samples), func(x sample) bool { return x.set == s.name })
		strangers := slices.DeleteFunc(slices.Clone(others), func(x sample) bool { return source(x.set) == source(s.name) })
		if !fittable(strangers) {
			continue // there is no other to learn from
		}
		c, foreign := fitCalibration(others), fitCalibration(strangers)
		threshold := whole.threshold(c, s.name)
		for _, setting := range s.settings() {
			name, all := s.name+" "+setting, whole[inSetting{s.name, setting}]
			f.HeldOut[name] = answersGiven(all, c, threshold)
			f.Foreign[name] = answersGiven(all, foreign, f.Answer)
		}
	}
}

func answersGiven(all []asked, c retrieval.Calibration, threshold float64) Given {
	var answered, right, covered, in float64
	for _, a := range all {
		if a.answerable {
			in++
		}
		if confidence, _ := c.ProbabilitiesOf(a.in); confidence < threshold {
			continue
		}
		answered++
		if a.right {
			right++
		}
		if a.answerable {
			covered++
		}
	}
	return Given{right / max(answered, 1), covered / max(in, 1)}
}
