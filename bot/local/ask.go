package local

import (
	"slices"
	"strings"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
)

// question is what an agent's or the bot's turn asks for.
type question struct {
	fields    []*field
	elsewhere families // it asks for something of these that is not declared
	asks      bool     // it asks for anything at all
}

// questionOf reads which fields a turn asks for: from Asks, from a field's own prompt, or from its words.
func (s *specs) questionOf(turn bot.Turn, t *text) question {
	if turn.Asks != "" {
		if f := s.byName[turn.Asks]; f != nil {
			return question{fields: []*field{f}, asks: true}
		}
		return question{elsewhere: everyFamily, asks: true}
	}
	if f := s.asks[t.words()]; f != nil {
		return question{fields: []*field{f}, asks: true}
	}
	if !t.requests() {
		return question{}
	}
	q := question{asks: true}
	seen := map[*field]bool{}
	best := map[int]hit{} // per place the strongest hit
	for _, h := range s.cues.hits(t) {
		if b, ok := best[h.from]; !ok || h.weight > b.weight || h.weight == b.weight && b.field == nil {
			best[h.from] = h
		}
	}
	strong := map[*field]bool{}
	for i := range t.tokens {
		h, ok := best[i]
		if !ok {
			continue
		}
		switch {
		case h.field == nil:
			if h.family == nameFamily || h.family == idFamily && t.requestedAt(i) {
				q.elsewhere.add(h.family)
			}
		case h.weight == familyWords && len(s.types[h.field.Type]) > 1 && h.field.Type != conversation.TypeName:
		default:
			strong[h.field] = strong[h.field] || h.weight > familyWords
			if !seen[h.field] {
				seen[h.field] = true
				q.fields = append(q.fields, h.field)
			}
		}
	}
	// "your mother's maiden name" asks for a name, but not for a declared one
	q.fields = slices.DeleteFunc(q.fields, func(f *field) bool { return !strong[f] && q.elsewhere.has(familyOf(f.Type)) })
	for _, f := range q.fields {
		q.elsewhere &^= 1 << familyOf(f.Type)
	}
	if len(q.fields) == 0 && q.elsewhere == 0 {
		q.fields = s.byQuestionWord(t)
	}
	return q
}

// byQuestionWord takes "when", "who", "how much" for the only field of that type.
func (s *specs) byQuestionWord(t *text) []*field {
	one := func(types ...conversation.FieldType) []*field {
		var found []*field
		for _, typ := range types {
			found = append(found, s.types[typ]...)
		}
		if len(found) == 1 {
			return found
		}
		return nil
	}
	for i := range t.tokens {
		switch t.at(i) {
		case "who", "whom":
			return one(conversation.TypeName)
		case "when":
			return one(conversation.TypeDate, conversation.TypeDateText)
		case "time":
			if t.is(i-1, "what", "which") {
				return one(conversation.TypeTime, conversation.TypeTimeText)
			}
		case "much":
			if t.at(i-1) == "how" {
				return one(conversation.TypeAmount)
			}
		case "谁":
			return one(conversation.TypeName)
		}
	}
	return nil
}

// requests reports whether the text asks: a question, or a polite imperative.
func (t *text) requests() bool {
	for i := range t.tokens {
		switch t.at(i) {
		case "?", "？", "please", "need", "provide", "may", "tell", "confirm", "enter", "give", "share", "请", "麻烦", "提供", "告诉", "吗", "呢", "多少", "什么", "哪", "谁":
			return true
		}
	}
	return false
}

// requestedAt reports whether what token i names is what is asked for: "your", "the", "what is" stand before it.
func (t *text) requestedAt(i int) bool {
	for k := i - 1; k >= 0 && k > i-5; k-- {
		if t.is(k, "your", "您", "你", "what's", "what", "have") {
			return true
		}
	}
	return false
}

// words is the lower case text with single spaces.
func (t *text) words() string { return strings.Join(strings.Fields(t.lower), " ") }
