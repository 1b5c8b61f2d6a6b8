package local

import (
	"sort"

	"github.com/batondesk/baton/conversation"
)

// connectors may stand between the word that names a value and the value: "order number is", "order no. #".
var connectors = set("is", "was", "are", "be", "being", ":", "=", "#", "-", ",", "number", "numbers", "no", "nr", "num", "id", "code", "of",
	"the", "my", "a", "it", "it's", "its", "'s", "should", "would", "actually", "on", "for", "with", "at", "this", "that", "one",
	"ending", "in", "called", "as", "follows", "(", ")", "\"", "'", ".", "and", "to", "by", "until", "new", "current", "correct", "right", "more", "than", "less", "about", "around", "over", "up", "only", "exactly", "total",
	"是", "为", "号", "码", "叫", "编", "的", "就", "应", "该", "：", "，", "、", "了", "在", "我", "您", "你", "共", "我的")

// reach is how many tokens away a cue may stand.
const reach = 12

// longestCue bounds how many tokens a cue has; a longer label is not looked for from so far.
const longestCue = 12

// named rates how strongly words near a candidate name the field, and how strongly they name anything else.
func (r *reader) named(c candidate, f *field) (own, foreign float64) {
	fam := familyOf(f.Type)
	general := f.alone || len(f.heads) == 0
	numeric := fam == idFamily || fam == postcodeFamily || fam == phoneFamily
	first := sort.Search(len(r.hits), func(i int) bool { return r.hits[i].from >= c.from-reach-longestCue })
	for _, h := range r.hits[first:] {
		if h.from > c.to+reach {
			break
		}
		p := r.proximity(c, h)
		if p == 0 {
			continue
		}
		rate := h.weight * p
		switch {
		case h.field == f:
			own = max(own, rate)
		case h.family == fam && h.field == nil && general && !numeric:
			// the only field for a sum or a day takes it, whatever the customer calls it
		case h.family == fam:
			foreign = max(foreign, rate)
		case fam == postcodeFamily && c.strength == 2 && p < 0.9:
		case numeric && (h.family == idFamily || h.family == postcodeFamily || h.family == phoneFamily || h.family == emailFamily):
			if h.weight >= conceptWords || h.field != nil && h.family != idFamily {
				foreign = max(foreign, rate)
			}
		}
	}
	if own < 0.6 && r.typo(c, f) {
		own = max(own, 0.6)
	}
	return own, foreign
}

// proximity is 1 for a cue that leads directly to the candidate, less the farther it stands, and 0 beyond the sentence.
func (r *reader) proximity(c candidate, h hit) float64 {
	t := r.t
	if h.from >= c.from && h.to <= c.to {
		if c.typ == conversation.TypeID && h.from == c.from && c.to > h.to {
			return 0.9 // "order12345"
		}
		return 0
	}
	if h.to <= c.from {
		direct, ended := true, 0
		if t.tokens[h.to].line {
			ended++
		}
		for i := h.to; i < c.from; i++ {
			if t.ends(i) && !(t.at(i) == "." && t.abbreviates(i)) {
				ended++
			}
			if !connectors[t.at(i)] {
				direct = false
			}
		}
		d := c.from - h.to
		switch {
		case ended > 1 || ended == 1 && (d > 5 || c.typ != conversation.TypeID || h.weight < conceptWords || r.between(h.to, c.from, c.typ)):
			return 0
		case ended == 1: // "the order is on paper here. It says 1234"
			return 0.6
		case direct && d <= 7:
			return 1 - 0.01*float64(d)
		case d > reach || r.between(h.to, c.from, c.typ):
			return 0
		}
		return 0.72 - 0.03*float64(d)
	}
	if h.from < c.to {
		return 0
	}
	d := h.from - c.to
	for i := c.to; i < h.from; i++ {
		if t.ends(i) {
			return 0
		}
	}
	direct := true
	for i := c.to; i < h.from; i++ {
		if !t.is(i, "is", "was", "my", "the", "是", "我", "的", "这", "个", "as", "for", "'s") {
			direct = false
		}
	}
	switch {
	case direct && d <= 3 && (d > 0 || h.weight >= ownWords || t.kind(h.from) == han) && !r.leads(h):
		return 0.9
	case d <= 4 && !r.leads(h) && !r.between(c.to, h.from, c.typ):
		return 0.4
	}
	return 0
}

// between reports whether another value of the type stands between two places: the nearer one has the better claim.
func (r *reader) between(from, to int, typ conversation.FieldType) bool {
	for _, k := range r.cands {
		if k.typ == typ && k.from >= from && k.to <= to && k.strength > 0 {
			return true
		}
	}
	return false
}

// leads reports whether a cue names something that follows it: in "123, order 456" the order is 456.
func (r *reader) leads(h hit) bool {
	for _, k := range r.cands {
		if k.from >= h.to && k.from-h.to <= 6 && (k.typ == conversation.TypeID || k.typ == conversation.TypePhone) {
			for i := h.to; i < k.from; i++ {
				if !connectors[r.t.at(i)] {
					return false
				}
			}
			return true
		}
	}
	return false
}

// typo reports whether the word before the candidate is a misspelled name of the field: "invoce 12345", "thebooking 12345".
func (r *reader) typo(c candidate, f *field) bool {
	k := c.from - 1
	for k > 0 && c.from-k < 4 && (r.t.kind(k) == mark || r.t.is(k, "number", "no", "id", "is")) {
		k--
	}
	if r.t.kind(k) != word || len(r.t.at(k)) < 4 {
		return false
	}
	w := r.t.at(k)
	for _, name := range f.spellings {
		if len(name) >= 4 && (near(w, name) || len(w) > len(name) && len(w) <= len(name)+4 && w[len(w)-len(name):] == name) {
			return true
		}
	}
	return false
}

// near reports whether two words differ by one slip: a letter more, less, another, or two swapped (Damerau 1964).
func near(a, b string) bool {
	if a == b {
		return true
	}
	if len(a) < 5 && len(b) < 5 || len(a)-len(b) > 1 || len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	switch {
	case len(a) > len(b):
		return a[i+1:] == b[i:]
	case len(a) < len(b):
		return a[i:] == b[i+1:]
	case a[i+1:] == b[i+1:]:
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
