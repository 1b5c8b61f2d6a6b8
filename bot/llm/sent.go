package llm

import (
	"slices"
	"unicode/utf8"

	"github.com/batondesk/baton/conversation"
)

// quoted is an approved text as it is sent: only values of the customer, with which it was filled, are veiled.
func (v *veil) quoted(original string) text {
	t := clean(original)
	f := fold(t.runes)
	return v.cover(t, f, v.declared(f, make([]bool, len(f.runes)), true))
}

// said is what somebody said, as it is sent.
func (v *veil) said(original string) text {
	t := clean(original)
	f := fold(t.runes)
	taken := make([]bool, len(f.runes))
	var places []place
	take := func(p place) {
		for i := p.from; i < p.to; i++ {
			taken[i] = true
		}
		places = append(places, p)
	}
	look := func(shapes []shape) {
		for _, s := range shapes {
			if v.secrets[s.key] != nil || !v.isPublic(s.key) {
				take(place{s.span, v.secretOf(s)})
			}
		}
	}
	look(emails(f))
	for _, p := range v.declared(f, taken, false) {
		if !taken[p.to-1] {
			take(p)
		}
	}
	look(numbers(f, taken))
	return v.cover(t, f, places)
}

// isPublic reports whether approved texts contain a number, code or address: a customer who repeats the number of an error,
// or the address of the shop, gives nothing away.
func (v *veil) isPublic(key string) bool {
	if v.public == nil {
		v.public = map[string]bool{}
		for _, a := range v.approved {
			f := fold(clean(shorten(a.Question+"\n"+a.Answer, sourceRunes)).runes)
			for _, s := range append(emails(f), numbers(f, make([]bool, len(f.runes)))...) {
				v.public[s.key] = true
			}
		}
	}
	return v.public[key]
}

// secretOf is the value that something private-looking is: a declared one, one met before, or a new one.
func (v *veil) secretOf(s shape) *secret {
	if v.secrets[s.key] == nil {
		v.secrets[s.key] = &secret{label: s.label}
	}
	return v.secrets[s.key]
}

// place is where a secret stands in a folded text.
type place struct {
	span
	*secret
}

// cover puts placeholders in the places, which do not overlap.
func (v *veil) cover(t text, f folded, places []place) text {
	if len(places) == 0 {
		return t
	}
	slices.SortFunc(places, func(a, b place) int { return a.from - b.from })
	covered := text{original: t.original}
	next := 0
	for _, p := range places {
		from, to := f.at[p.from].from, f.at[p.to-1].to
		if from < next { // two of them in one ligature
			continue
		}
		covered.runes = append(covered.runes, t.runes[next:from]...)
		covered.at = append(covered.at, t.at[next:from]...)
		at := span{t.at[from].from, t.at[to-1].to}
		if p.said == "" {
			p.said = string(t.runes[from:to])
		}
		for _, r := range v.name(p.secret) {
			covered.add(r, at)
		}
		next = to
	}
	covered.runes = append(covered.runes, t.runes[next:]...)
	covered.at = append(covered.at, t.at[next:]...)
	return covered
}

// known is a known value as it is sent; "" where it is a single character, which says nothing without its field.
func (v *veil) known(f conversation.Field) string {
	s := v.fields[f.Name+"\n"+f.Value]
	switch {
	case s == nil:
		return v.said(f.Value).cut(knownRunes).String()
	case utf8.RuneCountInString(key(f.Value)) < 2:
		return ""
	}
	return v.name(s)
}
