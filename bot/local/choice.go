package local

import (
	"slices"

	"github.com/batondesk/baton/conversation"
)

// choice is one value of a choice field with the phrases that mean it.
type choice struct {
	value   string
	phrases [][]string
}

func prepareChoices(list []conversation.FieldChoice) []choice {
	var out []choice
	for _, c := range list {
		ch := choice{value: c.Value}
		add := func(s string) {
			t := read(s)
			var words []string
			for i := range t.tokens {
				if t.kind(i) != mark {
					words = append(words, t.at(i))
				}
			}
			if len(words) > 0 {
				ch.phrases = append(ch.phrases, words)
			}
		}
		add(c.Value)
		for _, label := range c.Label {
			add(label)
		}
		for _, w := range c.Words {
			add(w)
		}
		out = append(out, ch)
	}
	return out
}

// choices proposes a value of each choice field: the one whose words occur, if they are not denied and no other one's do.
func (r *reader) choices() {
	for _, f := range r.s.types[conversation.TypeChoice] {
		asked := r.isAsked(f)
		var found []candidate
		for _, c := range f.choices {
			for _, p := range c.phrases {
				if len(p) == 1 && !asked && len(p[0]) < 3 {
					continue // a letter or a character says too little by itself
				}
				for _, at := range r.t.find(p) {
					if !r.t.denied(at) {
						found = append(found, candidate{typ: conversation.TypeChoice, field: f, from: at, to: at + len(p), value: c.value, strength: 1})
					}
				}
			}
		}
		slices.SortFunc(found, func(a, b candidate) int { return (b.to - b.from) - (a.to - a.from) })
		var kept []candidate
		for _, c := range found {
			if !slices.ContainsFunc(kept, func(k candidate) bool { return c.from < k.to && k.from < c.to }) {
				kept = append(kept, c)
			}
		}
		slices.SortFunc(kept, func(a, b candidate) int { return a.from - b.from })
		r.cands = append(r.cands, kept...)
	}
}

// find returns the tokens at which the phrase begins.
func (t *text) find(phrase []string) []int {
	var at []int
	for i := range t.tokens {
		if t.at(i) == phrase[0] && t.phrase(i, phrase...) {
			at = append(at, i)
		}
	}
	return at
}

// denied reports whether the word before token i takes it back: "not the black one", "不是黑色".
func (t *text) denied(i int) bool {
	k := i - 1
	for n := 0; n < 2 && t.is(k, "the", "a", "an", "my", "in", "on", "to", "是", "of", "for"); n++ {
		if t.at(k) == "是" && t.is(k-1, "不", "别") {
			return true
		}
		k--
	}
	return t.is(k, "not", "isn't", "wasn't", "don't", "never", "非")
}
