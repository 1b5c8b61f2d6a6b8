package dialogue

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/batondesk/baton/conversation"
)

// fact is what a script says about a field.
type fact struct {
	name     string
	unknown  bool
	value    string
	origin   string // message, profile, agent; "" if the script does not say
	message  string // number of the customer's message it came from
	verified bool
	was      []string // values that it replaced
}

var factShape = regexp.MustCompile(`^([a-z0-9_]+) (?:(unknown)|= (.+?)(?: from (message|profile|agent)(?: ([0-9]+))?)?( verified)?(?: was (.+))?)$`)

// parseFact reads "order_no = TW204815 from message 2 verified was TW204851", or "order_no unknown".
func parseFact(text string) (fact, error) {
	m := factShape.FindStringSubmatch(text)
	if m == nil {
		return fact{}, fmt.Errorf("%q is not FIELD = VALUE [from message N|profile|agent] [verified] [was OLD], or FIELD unknown", text)
	}
	return fact{m[1], m[2] != "", m[3], m[4], m[5], m[6] != "", words(m[7])}, nil
}

// check compares with what is known. messages are the seqs of the customer's messages, in order.
func (f fact) check(s conversation.State, messages []int64) (happened string, ok bool) {
	known, exists := s.Fields[f.name]
	if f.unknown {
		return fmt.Sprintf("%s is known: %q", f.name, known.Value), known.Value == ""
	}
	if !exists || known.Value == "" {
		return f.name + " is not known", false
	}
	happened = fmt.Sprintf("%s = %s from %s (seq %d)", f.name, known.Value, known.Origin, known.FromSeq)
	if !same(known.Value, f.value) || f.origin != "" && known.Origin != f.origin || f.verified && !known.Verified {
		return happened, false
	}
	if f.message != "" {
		var n int
		_, _ = fmt.Sscan(f.message, &n)
		if n < 1 || n > len(messages) || known.FromSeq != messages[n-1] {
			return happened, false
		}
	}
	for _, old := range f.was {
		if !slices.ContainsFunc(known.Replaced, func(r conversation.Field) bool { return same(r.Value, old) }) {
			return happened + ", and never was " + old, false
		}
	}
	return happened, true
}

// same compares values; * at either end of the wanted one stands for anything.
func same(value, want string) bool {
	inner := strings.Trim(want, "*")
	switch {
	case inner == want:
		return strings.EqualFold(value, want)
	case strings.HasPrefix(want, "*") && strings.HasSuffix(want, "*"):
		return contains(value, inner)
	case strings.HasPrefix(want, "*"):
		return strings.HasSuffix(strings.ToLower(value), strings.ToLower(inner))
	}
	return strings.HasPrefix(strings.ToLower(value), strings.ToLower(inner))
}
