package handoff

import (
	"context"
	"fmt"
	"strings"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

// Note leaves a remark for colleagues. The id, if any, makes it idempotent.
func (d *Desk) Note(ctx context.Context, by people.Principal, id conversation.ID, clientID, text string) (conversation.Receipt, error) {
	if err := by.Require(people.WorkCases); err != nil {
		return conversation.Receipt{}, err
	}
	if blank(text) {
		return conversation.Receipt{}, Problems{{"text", "is empty"}}
	}
	note := d.step(by).says(conversation.Note{ClientID: clientID, Text: text})
	return d.onConversation(ctx, by, id, conversation.Write{
		Key: key("note", clientID), Digest: digest(by.ID, text),
		Compose: func(conversation.State) ([]conversation.Entry, error) { return []conversation.Entry{note}, nil },
	})
}

// Tag changes the tags of a conversation and, where change names one, its source.
func (d *Desk) Tag(ctx context.Context, by people.Principal, id conversation.ID, change conversation.Tag) (conversation.Receipt, error) {
	if err := by.Require(people.WorkCases); err != nil {
		return conversation.Receipt{}, err
	}
	var problems Problems
	for i, tag := range change.Add {
		if !ValidTag(tag) {
			problems = append(problems, Problem{fmt.Sprintf("add[%d]", i), fmt.Sprintf("%q is not a tag", tag)})
		}
	}
	if len(problems) > 0 {
		return conversation.Receipt{}, problems
	}
	st := d.step(by)
	return d.onConversation(ctx, by, id, conversation.Write{Compose: func(s conversation.State) ([]conversation.Entry, error) {
		var p conversation.Tag
		for _, tag := range change.Add {
			if !s.HasTag(tag) {
				p.Add = append(p.Add, tag)
			}
		}
		for _, tag := range change.Remove {
			if s.HasTag(tag) {
				p.Remove = append(p.Remove, tag)
			}
		}
		if change.Source != s.Opening.Source {
			p.Source = change.Source
		}
		if len(p.Add)+len(p.Remove) == 0 && p.Source == "" {
			return nil, nil
		}
		return []conversation.Entry{st.says(p)}, nil
	}})
}

// SetFields records facts that a human knows. Each value is brought into its field's canonical form; an empty one
// withdraws the fact. Problems lists every field that is unknown or whose value does not fit.
func (d *Desk) SetFields(ctx context.Context, by people.Principal, id conversation.ID, values map[string]string) (conversation.Receipt, error) {
	if err := by.Require(people.WorkCases); err != nil {
		return conversation.Receipt{}, err
	}
	st := d.step(by)
	var facts []conversation.Field
	var problems Problems
	for _, name := range sortedNames(values) {
		fact, err := st.fact(name, strings.TrimSpace(values[name]))
		if err != nil {
			problems = append(problems, Problem{"fields." + name, err.Error()})
		}
		facts = append(facts, fact)
	}
	if len(problems) > 0 {
		return conversation.Receipt{}, problems
	}
	return d.onConversation(ctx, by, id, conversation.Write{Compose: func(s conversation.State) ([]conversation.Entry, error) {
		var entries []conversation.Entry
		for _, fact := range facts {
			if known := s.Fields[fact.Name]; known.Value != fact.Value || known.Value != "" && !known.Verified {
				entries = append(entries, st.says(fact))
			}
		}
		return entries, nil
	}})
}

func (st step) fact(name, raw string) (conversation.Field, error) {
	spec, ok := st.book.Field(name)
	if !ok {
		return conversation.Field{}, fmt.Errorf("there is no field %q", name)
	}
	fact := conversation.Field{Name: name, Type: spec.Type, Origin: OriginAgent, Removed: raw == ""}
	if fact.Removed {
		return fact, nil
	}
	value, err := spec.Normalize(raw, st.now.In(st.book.Hours("").Zone()))
	fact.Value, fact.Raw, fact.Verified = value, raw, true
	return fact, err
}
