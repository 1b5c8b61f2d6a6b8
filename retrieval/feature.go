package retrieval

import "slices"

// feature is a hashed piece of a text; its kind is in the upper bits, so that a word and a pair of words never meet.
type feature uint32

// kind is what piece of a text a feature is.
type kind uint8

const (
	stemKind   kind = iota // a stemmed word
	pairKind               // two stems in a row
	gramKind               // three or four characters of a word, its ends marked
	dense1Kind             // one, two and three characters of a script written without spaces
	dense2Kind
	dense3Kind
	conceptKind // a group of synonyms
	kinds
)

// vectorWeights say how much a kind counts in the vectors; 0: not at all. Found by sweeping one at a time (docs/retrieval.md);
// the optimum is flat.
var vectorWeights = [kinds]float64{
	stemKind: 1, pairKind: 0.7, gramKind: 0.7,
	dense1Kind: 1, dense2Kind: 0.85, dense3Kind: 0.6,
}

// lexical reports whether BM25 counts the kind.
func (k kind) lexical() bool {
	return k == stemKind || k == dense1Kind || k == dense2Kind || k == conceptKind
}

const kindShift = 29

func (f feature) kind() kind { return kind(f >> kindShift) }

// newFeature hashes with FNV-1a (Fowler, Noll, Vo).
func newFeature(k kind, parts ...string) feature {
	const offset, prime = 14695981039346656037, 1099511628211
	sum := uint64(offset)
	for _, s := range parts {
		for i := range len(s) {
			sum = (sum ^ uint64(s[i])) * prime
		}
	}
	return feature(k)<<kindShift | feature((sum^sum>>32)&(1<<kindShift-1))
}

// features gives the features of a text in ascending order, one that occurs twice twice.
func (a *analyser) features(text string) []feature {
	a.found = a.found[:0]
	before := ""
	for _, w := range a.words(text) {
		if w.dense {
			a.addDense(w.text)
			before = ""
			continue
		}
		a.found = append(a.found, newFeature(stemKind, w.stem))
		a.found = append(a.found, synonyms.stems[w.stem]...)
		if before != "" {
			a.found = append(a.found, newFeature(pairKind, before, " ", w.stem))
		}
		before = w.stem
		if w.text != someNumber {
			a.addGrams(w.text)
		}
	}
	slices.Sort(a.found)
	return slices.Clone(a.found)
}

func (a *analyser) addGrams(w string) {
	const shortest, longest = 3, 4
	w = "_" + w + "_"
	at := a.boundaries(w)
	for n := shortest; n <= longest; n++ {
		for i := 0; i+n < len(at); i++ {
			a.found = append(a.found, newFeature(gramKind, w[at[i]:at[i+n]]))
		}
	}
}

func (a *analyser) addDense(run string) {
	at := a.boundaries(run)
	for i := range at {
		for n := 1; n <= max(3, synonyms.longest) && i+n < len(at); n++ {
			piece := run[at[i]:at[i+n]]
			if n <= 3 {
				a.found = append(a.found, newFeature(dense1Kind+kind(n-1), piece))
			}
			a.found = append(a.found, synonyms.dense[piece]...)
		}
	}
}

// boundaries gives where the runes of s begin, and its end.
func (a *analyser) boundaries(s string) []int {
	a.at = a.at[:0]
	for i := range s {
		a.at = append(a.at, i)
	}
	a.at = append(a.at, len(s))
	return a.at
}

// each calls f with every distinct feature and how often it occurs. The features must be sorted.
func each(features []feature, f func(feature, int)) {
	for i := 0; i < len(features); {
		j := i + 1
		for j < len(features) && features[j] == features[i] {
			j++
		}
		f(features[i], j-i)
		i = j
	}
}

func wordsOf(features []feature) int {
	n := 0
	each(features, func(f feature, _ int) {
		if k := f.kind(); k == stemKind || k == dense2Kind {
			n++
		}
	})
	return n
}
