package handoff

import (
	"slices"
	"time"

	"github.com/batondesk/baton/conversation"
)

// Missing lists the fields that a playbook needs and that are not known, in the order of asking.
func (b *Book) Missing(s conversation.State, playbook string) []conversation.FieldSpec {
	var missing []conversation.FieldSpec
	for _, name := range b.playbook(playbook).Fields {
		if spec, ok := b.fields[name]; ok && s.Value(name) == "" {
			missing = append(missing, spec)
		}
	}
	return missing
}

// ToAsk lists those of the missing fields that may still be asked for: not often enough yet, and not declined.
func (b *Book) ToAsk(s conversation.State, playbook string) []conversation.FieldSpec {
	return slices.DeleteFunc(b.Missing(s, playbook), func(f conversation.FieldSpec) bool {
		return s.Asked[f.Name] >= f.MaxAsks || slices.Contains(s.Declined, f.Name)
	})
}

// Origins of a field's value.
const (
	OriginMessage = "message"
	OriginProfile = "profile"
	OriginAgent   = "agent"
)

// ProfileFields are the fields that the profile of a verified customer fills. They are appended when the conversation
// opens; a value that does not fit its field is left out.
func (b *Book) ProfileFields(o conversation.Opening, now time.Time) []conversation.Entry {
	if !o.Verified {
		return nil
	}
	var entries []conversation.Entry
	for _, spec := range b.Fields() {
		raw := o.Profile[spec.Profile]
		if spec.Profile == "" || raw == "" {
			continue
		}
		value, err := spec.Normalize(raw, now)
		if err != nil {
			continue
		}
		entries = append(entries, system(conversation.Field{
			Name: spec.Name, Type: spec.Type, Value: value, Raw: raw, Origin: OriginProfile, Verified: true,
		}))
	}
	return entries
}

// AskContact returns the field with which to ask how the customer can be reached, if the wait is long enough to ask and
// neither an address nor a number is known, nor was asked for as often as it may be.
func (b *Book) AskContact(s conversation.State, queue string, wait time.Duration) (conversation.FieldSpec, bool) {
	contact := b.fields[contactField]
	if wait <= time.Duration(b.queue(queue).AskContactAfter) || s.Value(contactField) != "" ||
		s.Asked[contactField] >= contact.MaxAsks || slices.Contains(s.Declined, contactField) {
		return conversation.FieldSpec{}, false
	}
	if s.Opening.Verified && (s.Opening.Profile["email"] != "" || s.Opening.Profile["phone"] != "") {
		return conversation.FieldSpec{}, false
	}
	for name, known := range s.Fields {
		if t := b.fields[name].Type; known.Value != "" && (t == conversation.TypePhone || t == conversation.TypeEmail) {
			return conversation.FieldSpec{}, false
		}
	}
	return contact, true
}

func system(p conversation.Payload) conversation.Entry {
	return conversation.Entry{Actor: conversation.Actor{Kind: conversation.System}, Payload: p}
}
