package practice

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/batondesk/baton/conversation"
)

// known is a value that concerns one customer, or one colleague, and what stands for it in a draft.
type known struct {
	name  string // of the variable
	kind  conversation.FieldType
	value string
}

// personal are the types of fields whose values concern one case only. What remains, choices and free text, are the words
// in which a case is told.
var personal = map[conversation.FieldType]bool{
	conversation.TypeID: true, conversation.TypePhone: true, conversation.TypeEmail: true, conversation.TypePostcode: true,
	conversation.TypeName: true, conversation.TypeAmount: true, conversation.TypeDate: true, conversation.TypeTime: true,
	conversation.TypeDateText: true, conversation.TypeTimeText: true,
}

// knownOf are all values that were ever known in a conversation, longest first: also those that were corrected, and the
// names of the people in it.
func knownOf(events []conversation.Event) []known {
	var all []known
	add := func(name string, kind conversation.FieldType, value string) {
		k := known{name, kind, strings.TrimSpace(value)}
		if k.value != "" && !slices.Contains(all, k) {
			all = append(all, k)
		}
	}
	for _, e := range events {
		if e.Actor.Kind == conversation.Agent && e.Actor.Name != "" {
			add("agent_name", conversation.TypeName, e.Actor.Name)
		}
		switch p := e.Payload.(type) {
		case conversation.Field:
			if personal[p.Type] {
				add(p.Name, p.Type, p.Value)
				add(p.Name, p.Type, p.Raw)
			}
		case conversation.HolderChanged:
			if p.Opening == nil {
				continue
			}
			add("customer_name", conversation.TypeName, p.Opening.Name)
			for name, value := range p.Opening.Profile {
				if len(value) >= 4 && strings.ContainsFunc(value, func(r rune) bool { return unicode.IsDigit(r) || r == '@' }) {
					add(variableName(name), conversation.TypeID, value)
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b known) int { return cmp.Compare(len(b.value), len(a.value)) })
	return all
}

// variableName is a name that may stand in braces.
func variableName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return '_'
	}, name)
	if name == "" || unicode.IsDigit(rune(name[0])) {
		return "_" + name
	}
	return name
}
