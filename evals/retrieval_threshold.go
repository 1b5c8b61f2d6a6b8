package evals

import (
	"cmp"
	"slices"

	"github.com/batondesk/baton/retrieval"
)

// asked is a query to a whole set and what was observed.
type asked struct {
	x          retrieval.Observation
	answerable bool
	right      bool
}

// wholeSets are all queries of each set and setting, asked of all its articles.
type wholeSets map[string][]asked

func askWhole(suites []retrievalSuite) wholeSets {
	w := wholeSets{}
	for _, s := range suites {
		for _, setting := range []string{FewShot, QuestionOnly} {
			index := retrieval.NewIndex(s.articles(setting, everyItem))
			for _, q := range s.queries {
				if a := ask(index, s, q); len(a.result.Hits) > 0 {
					name := s.name + " " + setting
					w[name] = append(w[name], asked{retrieval.Observe(q.Text, a.result), a.answerable(), a.rank() == 1})
				}
			}
		}
	}
	return w
}

// threshold finds the lowest confidence from which on at most wrongAnswers of the answers given are wrong, on every set by
// itself, with its other phrasings.
func (w wholeSets) threshold(c retrieval.Calibration, without string) float64 {
	highest := 0.0
	for name, all := range w {
		if set, isFewShot := cutSetting(name); isFewShot && set != without {
			highest = max(highest, lowestThreshold(all, c))
		}
	}
	return highest
}

func cutSetting(name string) (set string, isFewShot bool) {
	n := len(name) - len(" "+FewShot)
	if n > 0 && name[n:] == " "+FewShot {
		return name[:n], true
	}
	return name[:len(name)-len(" "+QuestionOnly)], false
}

func lowestThreshold(all []asked, c retrieval.Calibration) float64 {
	type given struct {
		confidence float64
		right      bool
	}
	var best []given
	for _, a := range all {
		confidence, _ := c.Probabilities(a.x)
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
		c := fitCalibration(others)
		threshold := whole.threshold(c, s.name)
		foreign := fitCalibration(slices.DeleteFunc(others, func(x sample) bool { return source(x.set) == source(s.name) }))
		for _, setting := range []string{FewShot, QuestionOnly} {
			name := s.name + " " + setting
			f.HeldOut[name] = answersGiven(whole[name], c, threshold)
			f.Foreign[name] = answersGiven(whole[name], foreign, f.Answer)
		}
	}
}

func answersGiven(all []asked, c retrieval.Calibration, threshold float64) Given {
	var answered, right, covered, in float64
	for _, a := range all {
		if a.answerable {
			in++
		}
		if confidence, _ := c.Probabilities(a.x); confidence < threshold {
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
