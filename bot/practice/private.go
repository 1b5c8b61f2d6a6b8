package practice

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// span is a part of a text, in runes, and the variable that stands for it.
type span struct {
	from, to int
	name     string
}

// withVariables puts {name} in the place of what concerns one customer only, and of what the house has a variable for.
// Where no field is known to hold it, the variable is one that nobody sets: such an answer is not spoken until an editor
// has looked at it.
func withVariables(text string, all []known, house map[string]string) string {
	text = strings.NewReplacer("{", "(", "}", ")").Replace(text) // braces are for variables
	return replace(text, spans(text, all, house), func(name string) string { return "{" + name + "}" })
}

// withoutValues takes out what concerns one customer only. Questions have no variables: they are only compared.
func withoutValues(text string, all []known) string {
	text = replace(text, spans(text, all, nil), func(string) string { return " " })
	return tidyGaps.ReplaceAllString(strings.Join(strings.Fields(text), " "), "$1")
}

var tidyGaps = regexp.MustCompile(`\s+([?!.,;:？！。，；：])`)

func replace(text string, found []span, with func(name string) string) string {
	if len(found) == 0 {
		return text
	}
	var b strings.Builder
	runes, at := []rune(text), 0
	for _, s := range found {
		b.WriteString(string(runes[at:s.from]))
		b.WriteString(with(s.name))
		at = s.to
	}
	b.WriteString(string(runes[at:]))
	return b.String()
}

// spans are the places of values in a text, in order and apart from each other: first those that are known, longest first,
// then what looks like an address or a number of somebody's.
func spans(text string, all []known, house map[string]string) []span {
	t := folded(text)
	var found []span
	take := func(s span) {
		for i := 0; i < len(found); i++ {
			if other := found[i]; s.from < other.to && other.from < s.to {
				if other.from <= s.from && s.to <= other.to {
					return
				}
				s.from, s.to = min(s.from, other.from), max(s.to, other.to)
				found = slices.Delete(found, i, i+1)
				i = -1
			}
		}
		found = append(found, s)
	}
	for _, k := range all {
		for _, pattern := range k.patterns() {
			for _, at := range t.find(pattern) {
				if k.fits(t, at) {
					take(span{at[0], at[1], k.name})
				}
			}
		}
	}
	free := func(at [2]int) bool {
		return !slices.ContainsFunc(found, func(s span) bool { return at[0] < s.to && s.from < at[1] })
	}
	for _, name := range sortedNames(house) {
		if value := house[name]; len(value) >= 5 {
			for _, at := range t.find(literal(value)) {
				if t.whole(at) && free(at) {
					take(span{at[0], at[1], name})
				}
			}
		}
	}
	for _, shape := range shapes {
		for _, at := range t.find(shape.pattern) {
			if free(at) {
				take(span{at[0], at[1], shape.name})
			}
		}
	}
	slices.SortFunc(found, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	return found
}

// shapes are what concerns somebody although no field holds it.
var shapes = []struct {
	name    string
	pattern *regexp.Regexp
}{
	{"email_address", regexp.MustCompile(`[\w.%+-]+@[\w-]+(\.[\w-]+)+`)},
	{"number", regexp.MustCompile(`\+?\(?\d(?:[\s().\-/]{0,2}\d){7,}|[a-z]{0,6}-?\d{5,}[a-z0-9]*`)},
}

// foldedText is a text in lower case and narrow letters, with the place of each byte among the runes of the text.
type foldedText struct {
	text  string
	runes []rune // as written
	place []int
}

func folded(text string) foldedText {
	t := foldedText{runes: []rune(text)}
	var b strings.Builder
	for i, r := range t.runes {
		n := b.Len()
		b.WriteRune(foldRune(r))
		for range b.Len() - n {
			t.place = append(t.place, i)
		}
	}
	t.text, t.place = b.String(), append(t.place, len(t.runes))
	return t
}

func foldRune(r rune) rune {
	if r >= 0xFF01 && r <= 0xFF5E {
		r -= 0xFEE0
	}
	return unicode.ToLower(r)
}

func fold(s string) string { return strings.Map(foldRune, s) }

func literal(value string) *regexp.Regexp { return regexp.MustCompile(regexp.QuoteMeta(fold(value))) }

func (t foldedText) find(pattern *regexp.Regexp) [][2]int {
	var found [][2]int
	for _, at := range pattern.FindAllStringIndex(t.text, -1) {
		found = append(found, [2]int{t.place[at[0]], t.place[at[1]]})
	}
	return found
}

// whole reports whether a place does not begin or end within a word or a number. Chinese has no such ends.
func (t foldedText) whole(at [2]int) bool {
	joins := func(i int) bool {
		if i <= 0 || i >= len(t.runes) {
			return false
		}
		before, after := t.runes[i-1], t.runes[i]
		return inWord(before) && inWord(after)
	}
	return !joins(at[0]) && !joins(at[1])
}

func inWord(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.Is(unicode.Han, r)
}
