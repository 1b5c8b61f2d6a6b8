package bot

import (
	"slices"
	"strings"

	"github.com/batondesk/baton/conversation"
)

// believe notes the values that a model read from the customer's messages, as far as the messages say them: the model
// points to words, and what the words mean is read without it. What is known already, from whomever, stays as it is.
// playbook is the case that is about to be opened, if one is.
func (t *thought) believe(b Brief, values []Value, playbook string) {
	var believed []Value
	for _, v := range values {
		at := slices.IndexFunc(b.Fields, func(f conversation.FieldSpec) bool { return f.Name == v.Field })
		if at < 0 || t.state.Value(v.Field) != "" {
			continue
		}
		spec := b.Fields[at]
		free := spec.Type == conversation.TypeChoice || spec.Type == conversation.TypeText
		if free && !t.belongs(v.Field, t.state.Playbook) && !t.belongs(v.Field, playbook) {
			continue // the word means something else here
		}
		if value, ok := t.borneOut(v, spec); ok {
			believed = append(believed, value)
			t.heed("field:" + v.Field)
		}
	}
	t.note(believed, func(Value) bool { return true })
}

// borneOut reads a value again from the words that a model points to. The words must be in the fresh message that it names,
// and not be the value of another field.
func (t *thought) borneOut(v Value, spec conversation.FieldSpec) (Value, bool) {
	at := slices.IndexFunc(t.pending, func(s conversation.Said) bool { return s.Seq == v.Seq })
	if at < 0 || plain(v.Raw) == "" || !strings.Contains(plain(t.pending[at].Text), plain(v.Raw)) {
		return Value{}, false
	}
	taken := func(h Value) bool {
		return h.Seq == v.Seq && h.Field != v.Field && h.Sure && strings.Contains(plain(h.Raw), plain(v.Raw))
	}
	if slices.ContainsFunc(t.heard.Values, taken) {
		return Value{}, false
	}
	var err error
	switch spec.Type {
	case conversation.TypeChoice: // which choice the words mean is what a model is good for
		v.Canonical, err = spec.Normalize(v.Canonical, t.now.In(t.Zone))
	case conversation.TypeText, conversation.TypeDateText, conversation.TypeTimeText:
		v.Canonical, err = spec.Normalize(v.Raw, t.now.In(t.Zone))
	default:
		if v.Canonical = t.readAs(spec, v); v.Canonical == "" {
			v.Canonical, err = spec.Normalize(v.Raw, t.now.In(t.Zone))
		}
	}
	v.Sure = true
	return v, err == nil
}

// readAs reads words as the reply to the question for a field; "" if that they are not.
func (t *thought) readAs(spec conversation.FieldSpec, v Value) string {
	heard, err := t.Understand.Understand(t.ctx, Input{
		Now: t.now.In(t.Zone), Locale: t.locale, Fields: []conversation.FieldSpec{spec}, Turns: []Turn{
			{Seq: v.Seq - 1, Role: conversation.Bot, Asks: spec.Name},
			{Seq: v.Seq, Role: conversation.Customer, Text: v.Raw, Fresh: true},
		},
	})
	if err != nil {
		return ""
	}
	for _, read := range slices.Backward(heard.Values) {
		if read.Field == spec.Name {
			return read.Canonical
		}
	}
	return ""
}
