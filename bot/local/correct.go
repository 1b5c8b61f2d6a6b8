package local

import (
	"slices"
	"strings"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
)

// retake reads a message that takes something back once more, as an answer to what is known already: "no, TW333444".
func (d *dialogue) retake(at int, turn bot.Turn, r *reader, values []bot.Value) []bot.Value {
	from, to, ok := r.t.takesBack()
	if !ok {
		return values
	}
	d.corrects = d.corrects || turn.Fresh
	if slices.ContainsFunc(values, func(v bot.Value) bool { return v.Sure && d.s.byName[v.Field].Type != conversation.TypeChoice }) {
		return values
	}
	if again := d.corrected(at, turn, r.t); len(again) > 0 {
		values = again
	}
	if slices.ContainsFunc(values, d.explains) {
		// "I sent the wrong one: 1234" says what is taken back, which is no answer to what was asked
		words := r.t.rawSpan(max(from-1, 0), to)
		values = slices.DeleteFunc(values, func(v bot.Value) bool {
			return d.s.byName[v.Field].Type == conversation.TypeChoice && strings.Contains(words, v.Raw)
		})
	}
	return values
}

// corrected reads a message again as an answer to what was answered just before, or to what has a shape of its own. A name
// is taken back only before the next question: too many words look like one.
func (d *dialogue) corrected(at int, turn bot.Turn, t *text) []bot.Value {
	var again question
	for _, a := range d.answered {
		if age := at - a.turn; (age <= 2 || a.f.shaped()) && (a.f.Type != conversation.TypeName || a.question == d.questions) {
			again.fields = append(again.fields, a.f)
		}
	}
	if len(again.fields) == 0 {
		return nil
	}
	r := d.reader(t, again)
	r.again = true
	return r.read(turn)
}

// close takes the fields that were answered off the question. What is said next is not another answer, unless it takes
// the first one back. What has a shape of its own can be taken back also if it was told unasked.
func (d *dialogue) close(at int, values []bot.Value) {
	for _, v := range values {
		f := d.s.byName[v.Field]
		place := slices.Index(d.asked.fields, f)
		if place >= 0 {
			d.asked.fields = slices.Delete(slices.Clone(d.asked.fields), place, place+1)
		}
		if place >= 0 || v.Sure && f.shaped() {
			d.answered = append(slices.DeleteFunc(d.answered, func(a answered) bool { return a.f == f }), answered{f, at, d.questions})
		}
	}
}

// explains reports whether a value makes the message something else than the answer to an open question: a number, an
// address. Words and days do not: "I tried another charger yesterday" tells what was tried.
func (d *dialogue) explains(v bot.Value) bool {
	if !v.Sure {
		return false
	}
	switch d.s.byName[v.Field].Type {
	case conversation.TypeID, conversation.TypePhone, conversation.TypeEmail, conversation.TypePostcode:
		return true
	}
	return false
}

// shaped reports whether the values of a field can be told from any other number by their shape.
func (f *field) shaped() bool {
	switch f.Type {
	case conversation.TypeID:
		return f.Pattern != ""
	case conversation.TypePhone, conversation.TypeEmail, conversation.TypePostcode:
		return true
	}
	return false
}

// takesBack reports whether a message corrects what was said before it, and with which tokens.
func (t *text) takesBack() (from, to int, ok bool) {
	if t.is(0, "no", "nope") && (t.code(1) || t.is(1, ",", ".", "!", ":") && t.code(2)) {
		return 0, 1, true
	}
	for i := range t.tokens {
		if t.is(i, "sorry", "typo", "wait", "meant", "actually", "oops", "mistake", "wrong", "mistyped", "correction", "should", "whoops", "forgot", "instead") ||
			t.at(i) == "not" && t.code(i+1) {
			return i, i + 1, true
		}
		if t.kind(i) == han {
			if w, next := t.hanWord(i, "不对", "错了", "应该是", "更正", "打错", "说错", "写错", "输错", "改成", "改为", "搞错", "记错", "不是"); w != "" {
				return i, next, true
			}
		}
	}
	return 0, 0, false
}

// code reports whether a number, or letters with digits after them, stand at token i.
func (t *text) code(i int) bool {
	return t.kind(i) == digit || t.kind(i) == word && t.kind(i+1) == digit && t.glued(i+1)
}
