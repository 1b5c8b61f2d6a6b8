package local

import (
	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
)

// sentences reads text fields that say by which words customers speak of them: the sentence with such a word is the value.
// Only words name it, so it is never sure.
func (r *reader) sentences(turn bot.Turn) []bot.Value {
	var values []bot.Value
	for _, f := range r.s.types[conversation.TypeText] {
		if r.isAsked(f) {
			continue // the whole message is the answer
		}
		if from, to, ok := r.sentenceWith(f); ok {
			if value, ok := f.accepts(r.t.rawSpan(from, to), r.now); ok {
				values = append(values, bot.Value{Field: f.Name, Canonical: value, Raw: value, Seq: turn.Seq})
			}
		}
	}
	return values
}

func (r *reader) sentenceWith(f *field) (from, to int, ok bool) {
	for _, words := range f.sayings {
		for _, at := range r.t.find(words) {
			from, to = at, at+len(words)
			for from > 0 && !r.t.ends(from-1) {
				from--
			}
			for to < len(r.t.tokens) && !r.t.ends(to) {
				to++
			}
			return from, to, true
		}
	}
	return 0, 0, false
}
