package local

import (
	"strings"

	"github.com/batondesk/baton/conversation"
)

// emails proposes addresses: written, or said with "at" and "dot".
func (r *reader) emails() {
	t := r.t
	for i := range t.tokens {
		switch {
		case t.at(i) == "@":
			if from, to := t.mailLocal(i), t.mailDomain(i+1); from < i && to > i+1 {
				r.addEmail(from, i, i+1, to)
			}
		case t.at(i) == "at" || t.at(i) == "艾" && t.at(i+1) == "特":
			after := i + 1
			if t.kind(i) == han {
				after++
			}
			before := i
			if t.is(i-1, "(", "[") && t.is(after, ")", "]") {
				before, after = i-1, after+1
			}
			if from, to := t.saidLocal(before), t.saidDomain(after); from < before && to > after {
				r.addEmail(from, before, after, to)
			}
		}
	}
}

func (r *reader) addEmail(from, localEnd, domainFrom, to int) {
	value := r.t.saidText(from, localEnd) + "@" + r.t.saidText(domainFrom, to)
	if _, err := (conversation.FieldSpec{Type: conversation.TypeEmail}).Normalize(value, r.now); err != nil {
		return
	}
	r.add(candidate{typ: conversation.TypeEmail, from: from, to: to, value: strings.ToLower(value), strength: 2})
}

// mailLocal walks left from the @ to the first token of the part before it.
func (t *text) mailLocal(at int) int {
	i := at
	for i > 0 && t.glued(i) && (t.kind(i-1) == digit || t.kind(i-1) == word && t.ascii(i-1) || t.is(i-1, ".", "_", "-", "+")) {
		i--
	}
	for i < at && t.is(i, ".", "-") {
		i++
	}
	return i
}

func (t *text) ascii(i int) bool {
	return ascii(t.at(i))
}

// mailDomain walks right from the @ over labels and points.
func (t *text) mailDomain(i int) int {
	end, dots, at := i, 0, i
	for at < len(t.tokens) && (at == i || t.glued(at)) {
		switch {
		case t.kind(at) == digit || t.kind(at) == word && t.ascii(at):
			at++
			if dots > 0 {
				end = at
			}
			continue
		case t.is(at, ".", "-") && at > i && t.glued(at+1) && (t.kind(at+1) == word && t.ascii(at+1) || t.kind(at+1) == digit):
			if t.at(at) == "." {
				dots++
			}
			at++
			continue
		}
		break
	}
	return end
}

var saidMarks = map[string]string{"dot": ".", "point": ".", "underscore": "_", "dash": "-", "hyphen": "-", "minus": "-", "plus": "+",
	"点": ".", "underline": "_"}

// saidLocal walks left from "at" over the pieces of a said address: words joined by marks that are said or written.
func (t *text) saidLocal(at int) int {
	i := at - 1
	if t.kind(i) != digit && (t.kind(i) != word || !t.ascii(i)) || saidMarks[t.at(i)] != "" {
		return at
	}
	for i > 0 {
		prev := i - 1
		switch {
		case t.glued(i) && (t.kind(prev) == digit || t.kind(prev) == word && t.ascii(prev) || t.is(prev, ".", "_", "-", "+")):
			i = prev
		case saidMarks[t.at(prev)] != "" && prev > 0 && (t.kind(prev-1) == word || t.kind(prev-1) == digit):
			i = prev - 1
		case t.kind(i) == digit && t.kind(prev) == word && len(t.at(prev)) > 2 && !mailStops[t.at(prev)] && t.tokens[i].space && (prev == 0 || mailStops[t.at(prev-1)]):
			i = prev
		default:
			return i
		}
	}
	return i
}

var mailStops = set("is", "it's", "its", "my", "email", "mail", "address", "the", "at", "on", "to", "me", "or", "and", "use", "try", ":", ",")

// saidDomain needs a "dot": "gmail dot com".
func (t *text) saidDomain(i int) int {
	if t.kind(i) != word && t.kind(i) != digit || !t.ascii(i) {
		return i
	}
	end, at := i, i+1
	for at < len(t.tokens) {
		sep := t.at(at)
		said := sep == "dot" || sep == "point" || sep == "点"
		glued := sep == "." && t.glued(at) && t.glued(at+1)
		if (said || glued) && (t.kind(at+1) == word || t.kind(at+1) == digit) && t.ascii(at+1) {
			at += 2
			end = at
			continue
		}
		if t.glued(at) && (t.kind(at) == digit || t.kind(at) == word || sep == "-" && t.glued(at+1)) {
			at++
			continue
		}
		break
	}
	return end
}

func (t *text) saidText(from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		if m := saidMarks[t.at(i)]; m != "" && (i == from || t.tokens[i].space || t.kind(i) == han) && i > from {
			b.WriteString(m)
			continue
		}
		b.WriteString(t.at(i))
	}
	return b.String()
}
