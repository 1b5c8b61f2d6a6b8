package local

import (
	"strings"

	"github.com/batondesk/baton/conversation"
)

// phones proposes telephone numbers: digits in groups, with or without a country code, written or said.
func (r *reader) phones() {
	t := r.t
	for i := 0; i < len(t.tokens); {
		c, ok := t.phoneAt(i)
		if !ok {
			i++
			continue
		}
		r.add(c)
		i = c.to
	}
}

func (t *text) phoneAt(i int) (candidate, bool) {
	at := i
	plus := false
	if t.at(at) == "+" {
		plus = true
		at++
	}
	if t.kind(at) == mark && t.at(at) != "(" {
		return candidate{}, false
	}
	if t.glued(i) && (t.kind(i-1) == digit || t.kind(i-1) == word || t.is(i-1, "#", "-", "/", "_", "@", "$", "¥", "£", "€", ".") && !plus) {
		return candidate{}, false
	}
	var b strings.Builder
	groups := []int{}
	paren, spoken := false, false
	end := at
	for at < len(t.tokens) {
		w := t.at(at)
		if w == "(" && !paren && (t.kind(at+1) == digit || t.at(at+1) == "+") {
			paren = true
			if t.at(at+1) == "+" {
				plus = plus || b.Len() == 0
				at++
			}
			at++
			continue
		}
		if w == ")" && paren {
			paren = false
			at++
			continue
		}
		if (w == "-" || w == "." || w == "/") && b.Len() > 0 && t.glued(at) && t.kind(at+1) == digit {
			if w == "." && len(t.at(at-1)) < 3 {
				break
			}
			at++
			continue
		}
		if t.kind(at) == digit {
			if len(groups) > 0 && t.tokens[at].space && (len(groups) > 5 || len(b.String()) >= 11 && !plus) {
				break
			}
			b.WriteString(w)
			groups = append(groups, len(w))
			at++
			end = at
			continue
		}
		if s := t.spelledCode(at, false); s.next > at && s.digits > 0 && s.spoken {
			// digits that are said: one at a time
			b.WriteString(s.text)
			groups = append(groups, len(s.text))
			spoken = true
			at = s.next
			end = at
			continue
		}
		break
	}
	if end < len(t.tokens) && t.at(end) == ")" && paren {
		end++
	}
	digits := b.String()
	if n := len(digits); n < 5 || n > 15 {
		return candidate{}, false
	}
	if t.glued(end) && (t.kind(end) == word || t.is(end, "@", "_", "%", "$", "€", "£")) && !t.is(end, "is") {
		return candidate{}, false
	}
	value := digits
	if plus {
		value = "+" + digits
	}
	c := candidate{typ: conversation.TypePhone, from: i, to: end, value: value}
	c.strength = phoneStrength(digits, plus, groups, spoken)
	return c, true
}

// phoneStrength says how much digits look like a telephone number by themselves: 0 only a cue makes it one, 2 hardly
// anything else.
func phoneStrength(digits string, plus bool, groups []int, spoken bool) int {
	n := len(digits)
	chineseMobile := n == 11 && digits[0] == '1' && digits[1] >= '3'
	switch {
	case plus && n >= 8:
		return 2
	case chineseMobile:
		return 2
	case len(groups) >= 3 && n >= 9 && n <= 12 && !spoken:
		return 2
	case len(groups) == 2 && n >= 10 && n <= 12 && (groups[0] == 3 || groups[0] == 4 || groups[0] == 2) && !spoken:
		return 2
	case n >= 10 && n <= 12 && (digits[0] == '0' || n == 10):
		return 1
	}
	return 0
}
