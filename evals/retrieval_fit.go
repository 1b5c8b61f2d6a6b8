package evals

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/batondesk/baton/retrieval"
)

// RetrievalFit is a calibration of the confidence and the threshold that goes with it.
type RetrievalFit struct {
	Calibration retrieval.Calibration
	Answer      float64 // least Confidence for an answer
	Samples     int
	// HeldOut is what calibration and threshold do on each set when both are fitted without it, Foreign when the calibration is
	// fitted without all sets of its source, by the threshold Answer.
	HeldOut, Foreign map[string]Given

	Fusion retrieval.Fusion `json:"-"` // of a model, if it was fitted for one: what model.calibration_file wants
}

// Given is the share of right answers among those given, and of the answerable questions that were given one.
type Given struct{ Precision, Coverage float64 }

// String gives the fit as the lines of retrieval/confidence.go.
func (f RetrievalFit) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Answerable: []float64{%s},\n", numbers(f.Calibration.Answerable))
	fmt.Fprintf(&b, "Fits:       []float64{%s},\n", numbers(f.Calibration.Fits))
	fmt.Fprintf(&b, "First:      []float64{%s},\n", numbers(f.Calibration.First))
	fmt.Fprintf(&b, "Answer: %.3f\n%d samples; precision and coverage without the set, and without its source:\n", f.Answer, f.Samples)
	for _, name := range slices.Sorted(maps.Keys(f.HeldOut)) {
		fmt.Fprintf(&b, "%-32s %.3f %.3f   %.3f %.3f\n", name, f.HeldOut[name].Precision, f.HeldOut[name].Coverage, f.Foreign[name].Precision, f.Foreign[name].Coverage)
	}
	return b.String()
}

func numbers(of []float64) string {
	var out []string
	for _, x := range of {
		out = append(out, fmt.Sprintf("%.2f", x))
	}
	return strings.Join(out, ", ")
}

// wrongAnswers is the largest share of wrong answers among those given that the threshold may let through. It is a little
// below the one in ten that is promised, because the next questions are others.
const wrongAnswers = 0.09

// What the customers of a business ask, as assumed in the fit: most of it has an answer, the rest is half of its field and
// half of another.
const shareAnswerable, shareNear, shareFar = 0.70, 0.15, 0.15

// FitRetrieval fits the calibration and the threshold on the suites in dir; with an embedder, for the evidence of its model
// beside that of words.
//
// The calibration must hold for knowledge bases of any size and for questions they cannot answer. So each set is asked in
// several versions: with a quarter of its articles left out, with about thirty articles, and with about twelve. Questions whose
// article was left out are unanswerable ones of the same field, those of sets of another source are unanswerable ones of another.
func FitRetrieval(ctx context.Context, dir string, e retrieval.Embedder) (RetrievalFit, error) {
	suites, err := readRetrievalSuites(dir)
	if err != nil {
		return RetrievalFit{}, err
	}
	embedder, err := learn(ctx, e, suites)
	if err != nil {
		return RetrievalFit{}, err
	}
	abroad := func(s retrievalSuite) bool { return s.queries[0].Locale != s.items[0].Locale } // asks across languages on purpose
	fit := fitting{ctx: ctx, embedder: embedder, suites: slices.DeleteFunc(slices.Clone(suites), abroad)}
	if embedder != nil {
		if err := fit.weigh(); err != nil {
			return RetrievalFit{}, err
		}
	}
	f, err := fit.run()
	if err != nil || embedder == nil {
		return f, err
	}
	f.Fusion = retrieval.Fusion{Model: e.Model(), Weight: fit.fusion.Weight, Calibration: f.Calibration, Answer: f.Answer, Across: fit.fusion.Across}
	foreign := slices.DeleteFunc(suites, func(s retrievalSuite) bool { return !abroad(s) })
	if len(foreign) > 0 {
		f.Fusion.Across, err = fit.across(foreign)
	}
	return f, err
}

// fitting is one fit.
type fitting struct {
	ctx      context.Context
	embedder *learnt // nil: without a model
	fusion   retrieval.Fusion
	suites   []retrievalSuite
}

func (f fitting) run() (RetrievalFit, error) {
	var samples []sample
	for i, s := range f.suites {
		for _, setting := range s.settings() {
			some, err := f.samples(s, setting, rand.New(rand.NewPCG(1, uint64(i))))
			if err != nil {
				return RetrievalFit{}, err
			}
			samples = append(samples, some...)
		}
	}
	if !fittable(samples) {
		return RetrievalFit{}, errors.New("there are too few questions, or too few articles, to fit anything")
	}
	weigh(samples)
	fit := RetrievalFit{Samples: len(samples), HeldOut: map[string]Given{}, Foreign: map[string]Given{}}
	fit.Calibration = fitCalibration(samples)
	whole, err := f.askWhole()
	if err != nil {
		return RetrievalFit{}, err
	}
	fit.Answer = whole.threshold(fit.Calibration, "")
	fit.crossValidate(samples, whole, f.suites)
	return fit, nil
}

// sample is one question to one version of a knowledge base.
type sample struct {
	set    string
	base   string // the version of the knowledge base
	kind   int    // answerable, near or far
	right  bool   // the first hit is the expected one
	in     retrieval.Inputs
	weight float64
}

const (
	answerable = iota
	near
	far
	sampleKinds
)

// source is the part of a set's name before the first hyphen: sets of one source are on one field.
func source(set string) string {
	name, _, _ := strings.Cut(set, "-")
	return name
}

func (f fitting) samples(s retrievalSuite, setting string, random *rand.Rand) ([]sample, error) {
	const parts = 3
	order := random.Perm(len(s.items))
	place := map[string]int{}
	for i, item := range s.items {
		place[item.ID] = order[i]
	}
	var out []sample
	add := func(size string, keep func(retrievalItem) bool) error {
		some, err := f.sample(s, setting, size, random, keep)
		out = append(out, some...)
		return err
	}
	for part := range parts {
		if err := add("large", func(i retrievalItem) bool { return place[i.ID]%4 != part }); err != nil {
			return nil, err
		}
		for _, size := range []int{30, 12} {
			every := max(len(s.items)/size, 1)
			if err := add(fmt.Sprint(size), func(i retrievalItem) bool { return place[i.ID]%every == part }); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// sample asks one version of the knowledge base.
func (f fitting) sample(s retrievalSuite, setting, size string, random *rand.Rand, keep func(retrievalItem) bool) ([]sample, error) {
	limit := [sampleKinds]int{answerable: 150, near: 60, far: 20}
	b, err := newBase(f.ctx, s.articles(setting, keep), f.embedder, f.fusion)
	if err != nil {
		return nil, err
	}
	kept := map[string]bool{}
	for _, i := range s.items {
		kept[i.ID] = keep(i)
	}
	var out []sample
	add := func(q retrievalQuery, kind int) {
		if in, a, ok := f.observe(b, s, q); ok {
			out = append(out, sample{set: s.name, base: s.name + " " + setting + " " + size, kind: kind,
				right: kind == answerable && a.rank() == 1, in: in})
		}
	}
	for _, i := range random.Perm(len(s.queries)) {
		q, kind := s.queries[i], answerable
		switch {
		case q.Expect == nil && q.Tag == "near_oos" || q.Expect != nil && !kept[*q.Expect]:
			kind = near
		case q.Expect == nil:
			kind = far
		}
		if limit[kind] > 0 {
			limit[kind]--
			add(q, kind)
		}
	}
	for _, o := range f.suites {
		if source(o.name) == source(s.name) {
			continue
		}
		for range 20 {
			add(o.queries[random.IntN(len(o.queries))], far)
		}
	}
	return out, nil
}

// observe asks a question in the language of the base; false if there is nothing to be learnt from the result.
func (f fitting) observe(b base, s retrievalSuite, q retrievalQuery) (retrieval.Inputs, searched, bool) {
	a := b.ask(s, q)
	a.result.Hits = slices.DeleteFunc(a.result.Hits, func(h retrieval.Hit) bool { return h.Across })
	if len(a.result.Hits) == 0 || a.result.Semantic != (f.embedder != nil) {
		return retrieval.Inputs{}, a, false
	}
	in := retrieval.Observe(q.Text, a.result).Inputs()
	if f.embedder == nil {
		in = in.Local()
	}
	return in, a, true
}

// weigh gives every version of a knowledge base the same weight, divided among the kinds as customers are assumed to ask.
func weigh(samples []sample) {
	type group struct {
		base string
		kind int
	}
	size := map[group]float64{}
	for _, s := range samples {
		size[group{s.base, s.kind}]++
	}
	share := [sampleKinds]float64{shareAnswerable, shareNear, shareFar}
	for i, s := range samples {
		samples[i].weight = 500 * share[s.kind] / size[group{s.base, s.kind}]
	}
}

// fittable reports whether there are questions with an answer and without.
func fittable(samples []sample) bool {
	kinds := map[bool]bool{}
	for _, s := range samples {
		kinds[s.kind == answerable] = true
	}
	return len(kinds) == 2
}

func fitCalibration(samples []sample) retrieval.Calibration {
	var answers, fits, first []observation
	for _, s := range samples {
		answers = append(answers, observation{s.in.Answerable, s.kind == answerable, s.weight})
		fits = append(fits, observation{s.in.Fits, s.kind == answerable, s.weight})
		if s.kind == answerable {
			first = append(first, observation{s.in.First, s.right, s.weight})
		}
	}
	return retrieval.Calibration{Answerable: fitLogistic(answers), Fits: fitLogistic(fits), First: fitLogistic(first)}
}
