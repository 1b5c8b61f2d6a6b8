package llm

import (
	"strings"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge/wording"
)

// advisedValue is a field's value that the service read from a message.
type advisedValue struct {
	Field   string `json:"field"`
	Value   string `json:"value"`
	Message string `json:"message"`
	Words   string `json:"words"`
}

// value checks a value: of a field that was offered, in words that the named fresh message has, of the field's form, and
// following from those words.
func (a *advising) value(said advisedValue) (bot.Value, bool) {
	spec, ok := find(a.brief.Fields, func(s conversation.FieldSpec) bool { return s.Name == said.Field })
	if !ok {
		return bot.Value{}, false
	}
	m, ok := find(a.fresh(), func(m message) bool { return m.ID == said.Message })
	if !ok {
		return bot.Value{}, false
	}
	raw, ok := m.text.find(said.Words)
	if !ok {
		return bot.Value{}, false
	}
	written, ok := a.canonical(spec, said.Value)
	if !ok {
		return bot.Value{}, false
	}
	switch spec.Type {
	case conversation.TypeText, conversation.TypeDateText, conversation.TypeTimeText: // the customer's own words
		written = raw
	}
	canonical, err := spec.Normalize(written, a.brief.Now)
	if err != nil || !follows(spec.Type, canonical, raw, a.heard(spec.Name, canonical)) {
		return bot.Value{}, false
	}
	return bot.Value{Field: spec.Name, Canonical: canonical, Raw: raw, Seq: m.turn.Seq, Sure: true}, true
}

// canonical puts the value back that a placeholder stands for: in canonical form where it is the field's own.
func (a *advising) canonical(spec conversation.FieldSpec, value string) (string, bool) {
	value = tidy(value)
	if m := placeholder.FindStringSubmatch(value); m != nil && m[0] == value {
		if s := a.veil.of(m[1], m[2]); s != nil && s.value != "" && s.field == spec.Name {
			return s.value, true
		}
	}
	return a.veil.lift(value)
}

// heard reports whether the value was read from these messages without a model, too.
func (a *advising) heard(field, canonical string) bool {
	for _, h := range a.brief.Heard {
		if h.Field == field && h.Canonical == canonical {
			return true
		}
	}
	return false
}

// follows reports whether the words say the value: its letters and digits are in them. Of a choice, a day or a time the
// words may be others ("the one for the desk", "next Tuesday").
func follows(t conversation.FieldType, canonical, raw string, heard bool) bool {
	switch t {
	case conversation.TypeID, conversation.TypePostcode, conversation.TypePhone, conversation.TypeEmail:
		return heard || strings.Contains(key(raw), key(canonical))
	case conversation.TypeName:
		for _, part := range strings.Fields(canonical) {
			if !strings.Contains(key(raw), key(part)) {
				return false
			}
		}
	case conversation.TypeAmount:
		return heard || wording.Check(wording.Input{Text: canonical, Known: []string{raw}}).Verdict == wording.Pass
	}
	return true
}
