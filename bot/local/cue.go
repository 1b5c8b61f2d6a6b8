package local

import "slices"

// lexicon finds the words that name a field, by their first token.
type lexicon map[string][]cue

// cue is a phrase that names a field, or with field nil something that is not declared.
type cue struct {
	words  []string
	family family
	field  *field
	weight float64
}

// hit is a cue that occurs in a text.
type hit struct {
	from, to int // tokens
	family   family
	field    *field
	weight   float64
}

const (
	ownWords     = 1.0 // the field's name, label or words
	conceptWords = 0.8
	headWords    = 0.9
	familyWords  = 0.4
)

func (l lexicon) add(phrase string, fam family, f *field, weight float64) {
	words := read(phrase).all()
	if len(words) == 0 {
		return
	}
	for i, c := range l[words[0]] {
		if c.field == f && c.family == fam && slices.Equal(c.words, words) {
			l[words[0]][i].weight = max(c.weight, weight)
			return
		}
	}
	l[words[0]] = append(l[words[0]], cue{words, fam, f, weight})
}

func (l lexicon) fill(fields []*field) {
	claimed := make([]bool, len(concepts))
	for _, f := range fields {
		fam := familyOf(f.Type)
		keys := map[string]bool{}
		own := func(phrase string) {
			if t := read(phrase); len(t.tokens) > 0 {
				l.add(phrase, fam, f, ownWords)
				keys[t.lower] = true
				for i := range t.tokens {
					if len(f.Words) > 0 || len(f.Label) > 0 {
						keys[t.at(i)] = keys[t.at(i)] || !genericPart[t.at(i)]
					}
				}
			}
		}
		for _, w := range f.Words {
			own(w)
		}
		for _, label := range f.Label {
			own(label)
		}
		name := ""
		for _, p := range nameParts(f.Name) {
			name += p + " "
		}
		if len(f.heads) > 0 {
			l.add(name, fam, f, ownWords)
		}
		for _, h := range f.heads {
			keys[h] = true
			l.add(h, fam, f, headWords)
		}
		switch {
		case f.said("check", "in"):
			keys["check in"] = true
		case f.said("check", "out"):
			keys["check out"] = true
		case f.said("pick", "up"):
			keys["pick up"] = true
		case f.said("drop", "off"):
			keys["drop off"] = true
		}
		for _, w := range typeWords[fam] {
			l.add(w, fam, f, familyWords)
		}
		for i, c := range concepts {
			if !slices.ContainsFunc(c.words, func(w string) bool { return keys[w] }) {
				continue
			}
			claimed[i] = claimed[i] || c.family == fam // "claim" names a claim_amount too, but claim numbers stay foreign
			for _, w := range c.words {
				l.add(w, fam, f, conceptWords)
				f.spellings = append(f.spellings, w)
			}
		}
		f.spellings = append(f.spellings, f.heads...)
	}
	for i, c := range concepts {
		if claimed[i] {
			continue
		}
		for _, w := range c.words {
			l.add(w, c.family, nil, conceptWords)
		}
	}
}

// hits finds all cues in a text, in order. Of cues of one family and field that overlap the longest counts.
func (l lexicon) hits(t *text) []hit {
	var hits []hit
	for i := range t.tokens {
		for _, c := range l[t.at(i)] {
			if len(c.words) > 1 && !t.phrase(i, c.words...) {
				continue
			}
			h := hit{i, i + len(c.words), c.family, c.field, c.weight}
			covered := false
			for k := len(hits) - 1; k >= 0 && hits[k].to > h.from-1; k-- {
				g := &hits[k]
				if g.family != h.family || g.to <= h.from {
					continue
				}
				same := g.field == h.field
				switch {
				case same && g.from <= h.from && g.to >= h.to:
					covered = true
					g.weight = max(g.weight, h.weight)
				case same && h.from <= g.from && h.to >= g.to:
					h.weight = max(g.weight, h.weight)
					*g = h
					covered = true
				}
			}
			if !covered {
				hits = append(hits, h)
			}
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a.from - b.from })
	return l.longest(hits)
}

// longest drops a cue inside a longer one of the same family that names something else: "credit card" is not a "card", a
// "card number" is not just a "number".
func (l lexicon) longest(hits []hit) []hit {
	kept := make([]hit, 0, len(hits))
	for i, h := range hits {
		inside := false
		for k := i - 1; k >= 0 && !inside && hits[k].from > h.from-longestCue; k-- {
			inside = h.inside(hits[k])
		}
		for k := i + 1; k < len(hits) && !inside && hits[k].from == h.from; k++ {
			inside = h.inside(hits[k])
		}
		if !inside {
			kept = append(kept, h)
		}
	}
	return kept
}

// inside reports whether a longer cue that names something else contains this one.
func (h hit) inside(g hit) bool {
	return g.from <= h.from && g.to >= h.to && g.to-g.from > h.to-h.from && h.weight <= g.weight && g.family == h.family && g.field != h.field
}
