package dialogue

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
)

// agrees compares a card with the record: every known field that the case needs is on it with its present value, what is
// missing is named, nothing else is.
func agrees(c handoff.Card, s conversation.State) error {
	for _, f := range c.Fields {
		if s.Value(f.Name) != f.Value {
			return fmt.Errorf("the card says %s = %q, the record %q", f.Name, f.Value, s.Value(f.Name))
		}
	}
	for _, m := range c.Missing {
		if s.Value(m.Name) != "" {
			return fmt.Errorf("the card misses %s, which is known: %q", m.Name, s.Value(m.Name))
		}
	}
	if s.Handoff == nil {
		return nil
	}
	for _, need := range s.Handoff.Needs {
		onCard := slices.ContainsFunc(c.Fields, func(f handoff.CardField) bool { return f.Name == need && f.Value != "" })
		missing := slices.ContainsFunc(c.Missing, func(m handoff.MissingField) bool { return m.Name == need })
		if s.Value(need) != "" && !onCard {
			return fmt.Errorf("%s = %q is known and not on the card", need, s.Value(need))
		}
		if s.Value(need) == "" && !missing {
			return fmt.Errorf("%s is not known, and the card does not say that it is missing", need)
		}
	}
	return nil
}

// cardClaim is what a script says about the card.
type cardClaim struct {
	part  string // field, missing, promise, next step, suggested reply, language, says
	name  string
	texts []string
}

// parseCardClaim reads "order_no = TW204815", "missing phone, email", "missing nothing", "promise TEXT", "no promise",
// "next step", "suggested reply", "language zh", `says "TEXT"`.
func parseCardClaim(text string) (cardClaim, error) {
	if name, value, ok := strings.Cut(text, " = "); ok && !strings.Contains(name, " ") {
		return cardClaim{"field", name, []string{value}}, nil
	}
	for _, part := range []string{"missing", "promise", "no promise", "next step", "suggested reply", "language", "says"} {
		rest, ok := strings.CutPrefix(text, part)
		if !ok || rest != "" && rest[0] != ' ' {
			continue
		}
		rest = strings.TrimSpace(rest)
		if part == "missing" {
			return cardClaim{part, "", slices.DeleteFunc(words(rest), func(w string) bool { return w == "nothing" })}, nil
		}
		return cardClaim{part, "", nonEmpty(strings.Trim(rest, `"`))}, nil
	}
	return cardClaim{}, fmt.Errorf("%q is nothing that a card says: FIELD = VALUE, missing FIELDS, promise TEXT, no promise, next step, suggested reply, language L, says TEXT", text)
}

func (c cardClaim) check(card handoff.Card) (happened string, ok bool) {
	switch c.part {
	case "field":
		for _, f := range card.Fields {
			if f.Name == c.name {
				return fmt.Sprintf("the card says %s = %s", f.Name, f.Value), same(f.Value, c.texts[0])
			}
		}
		return "the card has no " + c.name, false
	case "missing":
		missing := []string{}
		for _, m := range card.Missing {
			missing = append(missing, m.Name)
		}
		slices.Sort(missing)
		return fmt.Sprintf("the card misses %v", missing), slices.Equal(missing, slices.Sorted(slices.Values(c.texts)))
	case "language":
		return "the card's language is " + card.Locale, len(c.texts) == 1 && card.Locale == c.texts[0]
	}
	part, filled := any(card), true
	switch c.part {
	case "promise", "no promise":
		part, filled = card.Promises, len(card.Promises) > 0
	case "next step":
		part, filled = card.NextStep, len(card.NextStep) > 0
	case "suggested reply":
		part, filled = card.SuggestedReply, card.SuggestedReply != nil
	}
	happened = plain(part)
	if c.part == "no promise" {
		return happened, !filled
	}
	return happened, filled && (len(c.texts) == 0 || contains(happened, c.texts[0]))
}

// plain is a value as JSON with its characters as they are.
func plain(v any) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err.Error()
	}
	return strings.TrimSpace(b.String())
}
