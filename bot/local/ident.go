package local

import (
	"strings"

	"github.com/batondesk/baton/conversation"
)

// idents proposes reference numbers: runs of letters and digits without white space, digits in groups, and codes that are
// said piece by piece.
func (r *reader) idents() {
	t := r.t
	for i := 0; i < len(t.tokens); {
		if c, ok := t.identAt(i); ok {
			r.add(c)
			i = c.to
			continue
		}
		i++
	}
}

func (t *text) identAt(i int) (candidate, bool) {
	at := i
	hash := false
	if t.at(at) == "#" && at+1 < len(t.tokens) && !(t.kind(at+1) == mark) {
		hash = true
		at++
	}
	if t.kind(at) != word && t.kind(at) != digit {
		if t.kind(at) != han {
			return candidate{}, false
		}
		if c, ok := t.plateAt(at); ok {
			return c, true
		}
		s := t.spelledCode(at, true)
		if s.digits < 4 || len(s.text) < 4 {
			return candidate{}, false
		}
		return candidate{typ: conversation.TypeID, from: i, to: s.next, value: s.text, strength: 1}, true
	}
	if t.glued(at) && (t.kind(at-1) == word || t.kind(at-1) == digit || t.is(at-1, "@", "$", "£", "€", "¥", ".", "/")) && at == i {
		return candidate{}, false
	}
	if codePrefixes[t.at(at)] && t.kind(at+1) == digit && t.glued(at+1) {
		at++
		i = at
	}
	end, digits, letters := at, 0, 0
	for end < len(t.tokens) && (end == at || t.glued(end)) {
		switch t.kind(end) {
		case digit:
			digits += len(t.at(end))
		case word:
			if !t.ascii(end) || strings.Contains(t.at(end), "'") {
				return candidate{}, false
			}
			letters += len(t.at(end))
		default:
			if !t.is(end, "-", "_", "/", ".") || !t.glued(end+1) || t.kind(end+1) != word && t.kind(end+1) != digit {
				goto done
			}
		}
		end++
	}
done:
	if t.is(end, "@") && t.glued(end) {
		return candidate{}, false
	}
	if digits == 0 && letters <= 4 && t.kind(end) == digit && !t.glued(end) && len(t.at(end)) >= 3 && t.capitals(at, end) {
		// "KT 20455"
		digits = len(t.at(end))
		end++
	}
	if digits == 0 {
		if s := t.spelledCode(at, true); s.digits >= 3 && s.pieces >= 3 && len(s.text) >= 4 {
			return candidate{typ: conversation.TypeID, from: i, to: s.next, value: s.text, strength: 1}, true
		}
		return candidate{}, false
	}
	if letters == 2 && t.is(end-1, "st", "nd", "rd", "th", "am", "pm", "kg", "cm", "mm", "gb", "mb") || letters == 1 && t.is(end-1, "s", "k", "h", "g", "v", "w", "m") && digits < 5 {
		return candidate{}, false
	}
	if t.is(end, "%", "$", "€", "£") && t.glued(end) {
		return candidate{}, false
	}
	if letters == 0 {
		end = t.moreGroups(at, end, &digits)
	}
	if letters == 0 && digits <= 4 && t.quantity(end) && !hash {
		return candidate{}, false
	}
	c := candidate{typ: conversation.TypeID, from: i, to: end, value: strings.ToUpper(t.codeText(at, end)), hash: hash}
	switch {
	case hash, letters > 0 && digits >= 4, digits >= 7:
		c.strength = 2
	case letters > 0 && digits >= 2 && letters+digits >= 5, digits >= 5:
		c.strength = 1
	}
	return c, true
}

// capitals reports whether the tokens are written in capitals and are not a word that names a number.
func (t *text) capitals(from, to int) bool {
	for i := from; i < to; i++ {
		w := t.span(i, i+1)
		if t.kind(i) == word && (w != strings.ToUpper(w) || codePrefixes[t.at(i)] || numberNames[t.at(i)] || currencyCodes[t.at(i)] || commonWords[t.at(i)] || months[t.at(i)] > 0) {
			return false
		}
	}
	return true
}

// provinces are the characters that begin a Chinese number plate.
var provinces = set(strings.Split("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼", "")...)

// plateAt reads a Chinese number plate: 沪A12345, 粤B·D1234.
func (t *text) plateAt(i int) (candidate, bool) {
	if !provinces[t.at(i)] || t.kind(i+1) != word || len(t.at(i+1)) > 2 || !t.glued(i+1) {
		return candidate{}, false
	}
	end := i + 2
	for end < len(t.tokens) && t.glued(end) && (t.kind(end) == digit || t.kind(end) == word && t.ascii(end) || t.is(end, "·", ".", "-")) {
		end++
	}
	value := strings.ToUpper(t.at(i) + t.codeText(i+1, end))
	if n := len([]rune(value)); n < 7 || n > 8 {
		return candidate{}, false
	}
	return candidate{typ: conversation.TypeID, from: i, to: end, value: value, strength: 2}, true
}

// codePrefixes are words that people write directly before a number without meaning them as a part of it.
var codePrefixes = set("id", "no", "nr", "number", "order", "invoice", "room", "flight", "ref", "ticket", "tracking", "pin")

// numberNames name a number that follows them, and are no part of it either.
var numberNames = set("sn", "imei", "tel", "zip", "card", "apt", "ext", "vat", "ssn")

// moreGroups extends digits by further groups of digits: "9983 4479 31".
func (t *text) moreGroups(at, end int, digits *int) int {
	if s := t.spelledCode(at, false); s.next > end && s.spoken && s.pieces > 2 {
		*digits = s.digits
		return s.next
	}
	if end != at+1 || len(t.at(at)) < 2 {
		return end
	}
	for k := end; t.kind(k) == digit && len(t.at(k)) >= 2 && len(t.at(k)) <= 6 && !t.glued(k) && !t.tokens[k].line; k++ {
		if t.glued(k+1) && (t.kind(k+1) == word || t.is(k+1, "/", ":", "%", "$", "€", "£")) || t.quantity(k+1) ||
			t.at(k+1) == "." && t.glued(k+1) && t.glued(k+2) {
			break
		}
		if _, month := months[t.at(k+1)]; month {
			break
		}
		*digits += len(t.at(k))
		end = k + 1
	}
	return end
}

// codeText is the letters and digits of the tokens.
func (t *text) codeText(from, to int) string {
	if s := t.spelledCode(from, false); s.next == to && s.spoken {
		return s.text
	}
	var b strings.Builder
	for i := from; i < to; i++ {
		if t.kind(i) == word || t.kind(i) == digit {
			b.WriteString(t.at(i))
		}
	}
	return b.String()
}
