package llm

import (
	"strings"

	"github.com/batondesk/baton/conversation"
)

const (
	// In approved texts a value is looked for from this many characters on: "5" and "12" stand there for other reasons.
	leastInApproved = 3
	// From here on a code is found in groups ("KT 20-455") and glued to a word ("order20455").
	leastLoose = 4
	// From here on digits are found in Chinese numerals.
	leastInHan = 5
)

// declared finds the values of declared fields in a text, the longest at each place.
func (v *veil) declared(f folded, taken []bool, approved bool) []place {
	var found []place
	for i := 0; i < len(f.runes); i++ {
		if taken[i] {
			continue
		}
		if end, s := v.declaredAt(f, i, approved); s != nil {
			from := i
			if f.get(i-1) == '+' && !taken[i-1] { // of a telephone number
				from--
			}
			found = append(found, place{span{from, end}, s})
			i = end - 1
		}
	}
	return found
}

func (v *veil) declaredAt(f folded, i int, approved bool) (end int, s *secret) {
	r := f.runes[i]
	try := func(first rune) {
		for _, p := range v.patterns[first] {
			small := letter(r) && !f.upper[i]
			if p.part && (approved || small) || approved && (p.vague || p.name && small || len(p.runes) < leastInApproved) {
				continue
			}
			e := f.literal(i, p.runes)
			if p.code {
				e = f.code(i, p.runes)
			}
			if e > end {
				end, s = e, p.secret
			}
		}
	}
	try(r)
	if d := digitOf(r); d != 0 && d != r {
		try(d)
	}
	if digit(r) && f.edge(i) {
		for _, a := range v.amounts {
			if e := f.amount(i, a.value); e > end && (!approved || e-i >= leastInApproved) {
				end, s = e, a
			}
		}
	}
	return end, s
}

// code returns the end of a code at i, whatever groups its letters and digits, or -1.
func (f folded) code(i int, code []rune) int {
	long, digits := len(code) >= leastLoose, 0
	for _, r := range code {
		if digit(r) {
			digits++
		}
	}
	han := digits == len(code) && digits >= leastInHan
	loose := long && digits > 0
	if !f.edge(i) && !(loose && !(digit(code[0]) && digit(f.get(i-1)))) {
		return -1
	}
	for k, c := range code {
		for skipped := 0; k > 0 && long && skipped < 3 && groups(f.get(i)); skipped++ {
			i++
		}
		if r := f.get(i); r != c && !(han && digitOf(r) == c) {
			return -1
		}
		i++
	}
	if !f.edge(i) && !(loose && !(digit(code[len(code)-1]) && digit(f.get(i)))) {
		return -1
	}
	return i
}

func groups(r rune) bool { return strings.ContainsRune(" -_./#:()", r) }

// amount returns the end of the longest number at i that has the value of the amount, or -1.
func (f folded) amount(i int, value string) int {
	best := -1
	for end := i; end < len(f.runes) && end-i < 32; end++ {
		if r := f.runes[end]; !digit(r) && !((r == '.' || r == ',' || r == '\'' || r == ' ') && digit(f.get(end+1))) {
			break
		}
		if digit(f.runes[end]) && f.edge(end+1) {
			if got, ok := conversation.DecimalAmount(string(f.runes[i : end+1])); ok && got == value {
				best = end + 1
			}
		}
	}
	return best
}
