package handoff

import (
	"fmt"
	"slices"

	"github.com/batondesk/baton/conversation"
)

// fieldOrder is the playbook's fields, needed and optional, then everything else that is known, by name.
func (c card) fieldOrder() []string {
	order := slices.Concat(c.playbook.Fields, c.playbook.Optional)
	for _, name := range sortedNames(c.State.Fields) {
		if !slices.Contains(order, name) {
			order = append(order, name)
		}
	}
	return order
}

// fields are the known facts. One that was read from a recalled message is not relied on.
func (c card) fields() []CardField {
	var out []CardField
	for _, name := range c.fieldOrder() {
		known, ok := c.State.Fields[name]
		if !ok || known.Value == "" || c.record.recalled(known.FromSeq) {
			continue
		}
		field := CardField{
			Name: name, Label: c.label(name), Type: known.Type, Value: known.Value, Seq: known.FromSeq, Verified: known.Verified,
		}
		if field.Seq == 0 {
			field.Source = known.Origin
		}
		for _, before := range known.Replaced {
			if before.Value != "" {
				field.Replaced = append(field.Replaced, Replaced{before.Value, before.FromSeq})
			}
		}
		out = append(out, field)
	}
	return out
}

// missing are the facts that the case needs and nobody knows, with the reason.
func (c card) missing() []MissingField {
	var out []MissingField
	for _, name := range c.needs() {
		known, ok := c.State.Fields[name]
		recalled := ok && c.record.recalled(known.FromSeq)
		if ok && known.Value != "" && !recalled {
			continue
		}
		asked := c.record.asked(name)
		why := c.words.notAsked
		switch {
		case recalled || ok && known.Removed:
			why = c.words.withdrawn
		case slices.Contains(c.State.Declined, name):
			why = c.words.declined
		case asked == 1:
			why = c.words.askedOnce
		case asked > 1:
			why = fmt.Sprintf(c.words.askedTimes, asked)
		}
		out = append(out, MissingField{name, c.label(name), why, asked})
	}
	return out
}

// needs are the fields that the case needed when it was opened; the configuration may have changed since.
func (c card) needs() []string {
	for _, e := range c.Events {
		if p, ok := e.Payload.(conversation.HandoffOpened); ok && p.HandoffID == c.Case.ID {
			return p.Needs
		}
	}
	return c.playbook.Fields
}

func (c card) label(name string) string {
	spec, _ := c.Book.Field(name)
	if label := Words(spec.Label).In(c.locale); label != "" {
		return label
	}
	return name
}
