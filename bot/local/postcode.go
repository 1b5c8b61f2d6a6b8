package local

import (
	"regexp"
	"strings"

	"github.com/batondesk/baton/conversation"
)

// postcodeShapes are the postal codes of the countries whose customers write English or Chinese, and of some neighbours.
// The British shape is that of the Royal Mail, with one or two characters for the district.
var postcodeShapes = regexp.MustCompile(`^(?:[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}|[0-9]{4,6}|[0-9]{9}|[A-Z][0-9][A-Z][0-9][A-Z][0-9]|[0-9]{4}[A-Z]{2})$`)

var strongPostcode = regexp.MustCompile(`^(?:[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}|[A-Z][0-9][A-Z][0-9][A-Z][0-9])$`)

// postcodes proposes postal codes: written in one or two groups, or spelled.
func (r *reader) postcodes() {
	t := r.t
	asked := r.asks(postcodeFamily)
	for i := range t.tokens {
		if t.glued(i) && (t.kind(i-1) == word || t.kind(i-1) == digit) || t.kind(i) != word && t.kind(i) != digit {
			continue
		}
		if c, ok := t.postcodeAt(i, asked); ok {
			r.add(c)
		}
	}
}

func (t *text) postcodeAt(i int, asked bool) (candidate, bool) {
	best := candidate{}
	var b strings.Builder
	for at := i; at < len(t.tokens) && at < i+9; at++ {
		if t.at(at) == "-" && t.glued(at) && t.kind(at+1) == digit {
			continue
		}
		if t.kind(at) != digit && t.kind(at) != word {
			break
		}
		if asked && t.kind(at) == word && nato[t.at(at)] != "" {
			b.WriteString(strings.ToUpper(nato[t.at(at)]))
		} else if d := spokenDigits[t.at(at)]; d != "" {
			b.WriteString(d)
		} else {
			b.WriteString(strings.ToUpper(t.at(at)))
		}
		if b.Len() > 9 || !beginsAsPostcode(b.String()) {
			break
		}
		if t.glued(at+1) && (t.kind(at+1) == word || t.kind(at+1) == digit) || !postcodeShapes.MatchString(b.String()) {
			continue
		}
		best = candidate{typ: conversation.TypePostcode, from: i, to: at + 1, value: b.String()}
		switch {
		case strongPostcode.MatchString(best.value):
			best.strength = 2
		case len(best.value) == 5 && usStates[t.at(i-1)]:
			best.strength = 2
		}
	}
	return best, best.to > 0
}

// beginsAsPostcode reports whether there are not more letters at the beginning than any postal code has.
func beginsAsPostcode(s string) bool {
	letters := 0
	for letters < len(s) && (s[letters] < '0' || s[letters] > '9') {
		letters++
	}
	return letters <= 2
}

var usStates = set("al", "ak", "az", "ar", "ca", "co", "ct", "de", "fl", "ga", "hi", "id", "il", "in", "ia", "ks", "ky", "la",
	"me", "md", "ma", "mi", "mn", "ms", "mo", "mt", "ne", "nv", "nh", "nj", "nm", "ny", "nc", "nd", "oh", "ok", "or", "pa",
	"ri", "sc", "sd", "tn", "tx", "ut", "vt", "va", "wa", "wv", "wi", "wy", "dc")
