package bot

import (
	"slices"

	"github.com/batondesk/baton/conversation"
)

// learn takes the facts from what the customer said, and withdraws those whose message was recalled or edited away.
func (t *thought) learn() {
	fresh := map[int64]bool{}
	for _, said := range t.pending {
		fresh[said.Seq] = true
	}
	var values []Value
	for _, value := range t.heard.Values {
		if fresh[value.Seq] {
			values = append(values, value)
		}
	}
	asked := t.snapshot.Asking
	t.forget(values)
	t.note(values, func(v Value) bool {
		return v.Field == asked || t.relevant(v, asked) && (v.Sure || t.distinctive(v, values))
	})
	if t.heard.DontKnow && asked != "" && t.state.Value(asked) == "" {
		t.decision.Declined = append(t.decision.Declined, asked)
		t.state.Declined = append(slices.Clone(t.state.Declined), asked)
	}
}

// relevant keeps out words that mean something in another kind of case, and words of an answer to another question that
// would replace what is known: the charger that was tried is not the product.
func (t *thought) relevant(v Value, asked string) bool {
	spec, ok := t.books.Book.Field(v.Field)
	if !ok || spec.Type != conversation.TypeChoice && spec.Type != conversation.TypeText {
		return ok
	}
	if _, human := t.state.Holder.Agent(); !human && !t.belongs(v.Field, t.state.Playbook) {
		return false
	}
	return asked == "" || t.heard.Corrects || t.state.Value(v.Field) == ""
}

// belongs reports whether a kind of case has a use for a field.
func (t *thought) belongs(field, playbook string) bool {
	p, ok := t.books.Book.Playbook(playbook)
	return ok && (slices.Contains(p.Fields, field) || slices.Contains(p.Optional, field))
}

// forget withdraws facts that rest on a message that was recalled, or that no longer says them.
func (t *thought) forget(values []Value) {
	for _, amendment := range t.snapshot.Amended {
		for name, known := range t.snapshot.Fields {
			still := slices.ContainsFunc(values, func(v Value) bool {
				return v.Seq == amendment.Target && v.Field == name && v.Canonical == known.Value
			})
			if known.FromSeq != amendment.Target || known.Origin != "message" || known.Value == "" || still {
				continue
			}
			gone := conversation.Field{
				Name: name, Type: known.Type, FromSeq: amendment.Target, Origin: "message", Removed: true,
			}
			t.facts = append(t.facts, gone)
			t.apply(gone)
		}
	}
}

// note records the values that are accepted, the last one of each field.
func (t *thought) note(values []Value, accept func(Value) bool) {
	last := map[string]Value{}
	var order []string
	for _, value := range values {
		if !accept(value) {
			continue
		}
		if _, seen := last[value.Field]; !seen {
			order = append(order, value.Field)
		}
		last[value.Field] = value
	}
	for _, name := range order {
		value := last[name]
		spec, declared := t.books.Book.Field(name)
		if !declared || t.state.Value(name) == value.Canonical {
			continue
		}
		field := conversation.Field{
			Name: name, Type: spec.Type, Value: value.Canonical, Raw: value.Raw, FromSeq: value.Seq, Origin: "message",
		}
		t.facts = append(t.facts, field)
		t.apply(field)
	}
}

// distinctive accepts a value that nothing names when its shape leaves no doubt: no other field could have been meant, of
// those that the open case still needs or, if it does not need this one, of all.
func (t *thought) distinctive(v Value, among []Value) bool {
	spec, ok := t.books.Book.Field(v.Field)
	if !ok {
		return false
	}
	// The understander has weighed the declared fields against each other; what it read twice is in doubt.
	contested := slices.ContainsFunc(among, func(other Value) bool {
		return other.Field != v.Field && other.Seq == v.Seq && other.Raw == v.Raw
	})
	missing := t.books.Book.Missing(t.state, t.state.Playbook)
	needed := slices.ContainsFunc(missing, func(f conversation.FieldSpec) bool { return f.Name == v.Field })
	switch spec.Type {
	case conversation.TypeID:
		return spec.Pattern != "" && !contested
	case conversation.TypeEmail, conversation.TypePhone:
		return !contested && t.onlyOf(spec, missing, needed)
	case conversation.TypeChoice, conversation.TypeText:
		return needed && !contested
	case conversation.TypeAmount, conversation.TypeDate, conversation.TypeTime:
		return needed && !contested && t.onlyOf(spec, missing, true)
	}
	return false
}

// onlyOf reports whether a field is the only one of its type, of those the case still needs or of all.
func (t *thought) onlyOf(spec conversation.FieldSpec, missing []conversation.FieldSpec, needed bool) bool {
	rivals := missing
	if !needed {
		rivals = t.books.Book.Fields()
	}
	return !slices.ContainsFunc(rivals, func(f conversation.FieldSpec) bool { return f.Name != spec.Name && f.Type == spec.Type })
}

// recollect reads the whole conversation for what a case needs, now that it is known what to look for.
func (t *thought) recollect(playbook string) error {
	missing := t.books.Book.Missing(t.state, playbook)
	if len(missing) == 0 {
		return nil
	}
	events, err := readAll(t.ctx, t.Ledger, t.snapshot.ID, 0)
	if err != nil {
		return err
	}
	turns := turnsOf(events, t.snapshot.Customer.Seq)
	heard, err := t.Understand.Understand(t.ctx, Input{
		Now: t.now.In(t.Zone), Locale: t.locale, Turns: turns, Fields: missing,
	})
	if err != nil {
		t.because("understanding_failed")
		return nil //nolint:nilerr // a case without its facts is better than no case
	}
	before := t.state.Playbook
	t.state.Playbook = playbook
	t.note(heard.Values, func(v Value) bool { return v.Sure || t.distinctive(v, heard.Values) })
	t.state.Playbook = before
	return nil
}

// turnsOf gives the messages as they stand now: edited ones with their new text, recalled ones not at all.
func turnsOf(events []conversation.Event, through int64) []Turn {
	var turns []Turn
	at := map[int64]int{}
	for _, e := range events {
		if e.Seq > through {
			break
		}
		switch p := e.Payload.(type) {
		case conversation.Message:
			at[e.Seq] = len(turns)
			turns = append(turns, Turn{Seq: e.Seq, Role: e.Actor.Kind, Text: p.Text, Asks: p.Field})
		case conversation.MessageEdited:
			if i, ok := at[p.Target]; ok {
				turns[i].Text = p.Text
			}
		case conversation.MessageRecalled:
			if i, ok := at[p.Target]; ok {
				turns[i].Text = ""
			}
		}
	}
	return slices.DeleteFunc(turns, func(turn Turn) bool { return turn.Text == "" })
}
