package dialogue

import (
	"fmt"
	"slices"
	"strings"

	"github.com/batondesk/baton/conversation"
)

// clause is one thing that the bot may do in a turn.
type clause struct {
	verb string   // answers, clarifies, asks, hands over, notices, says, does not say, says nothing
	what []string // article ids, a field, a queue, situations, a text
}

func (c clause) String() string {
	if len(c.what) == 0 {
		return c.verb
	}
	return c.verb + " " + strings.Join(c.what, ", ")
}

var clauseVerbs = []string{
	"answers", "offers", "clarifies", "asks", "hands over to", "hands over", "notices", "says nothing", "does not say", "says",
	"may answer", "may clarify", "may ask", "may hand over",
}

// permissions are what a turn may contain although nobody waits for it.
var permissions = map[string]string{
	"may answer": "answers", "may clarify": "clarifies", "may ask": "asks", "may hand over": "hands over",
}

// parseClauses reads "answers a or b or asks c": alternatives, of which one is enough. An alternative without a verb has
// that of the one before.
func parseClauses(text string) ([]clause, error) {
	var clauses []clause
	alternatives := strings.Split(text, " or ")
	if strings.Contains(text, `"`) { // a quoted text may contain anything
		alternatives = []string{text}
	}
	for _, alt := range alternatives {
		c, ok := readClause(strings.TrimSpace(alt))
		if !ok && len(clauses) > 0 && alt != "" {
			c, ok = clause{clauses[len(clauses)-1].verb, words(alt)}, true
		}
		if !ok || (c.verb == "hands over to" || c.verb == "says" || c.verb == "does not say") && len(c.what) == 0 {
			return nil, fmt.Errorf("the bot does not %q; it %s", alt, strings.Join(clauseVerbs, ", "))
		}
		clauses = append(clauses, c)
	}
	return clauses, nil
}

func readClause(text string) (clause, bool) {
	for _, verb := range clauseVerbs {
		rest, ok := strings.CutPrefix(text, verb)
		if !ok || rest != "" && rest[0] != ' ' {
			continue
		}
		rest = strings.TrimSpace(rest)
		if verb == "says" || verb == "does not say" {
			return clause{verb, nonEmpty(strings.Trim(rest, `"`))}, true
		}
		return clause{verb, words(rest)}, true
	}
	return clause{}, false
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// turn is what followed one act: the events since then.
type turn struct {
	events []conversation.Event
}

// spoken are the bot's messages of the turn.
func (t turn) spoken() []conversation.Message {
	var said []conversation.Message
	for _, e := range t.events {
		if m, ok := e.Payload.(conversation.Message); ok && (e.Actor.Kind == conversation.Bot || e.Actor.Kind == conversation.System) {
			said = append(said, m)
		}
	}
	return said
}

func (t turn) opened() (conversation.HandoffOpened, bool) {
	for _, e := range t.events {
		if h, ok := e.Payload.(conversation.HandoffOpened); ok {
			return h, true
		}
	}
	return conversation.HandoffOpened{}, false
}

// holds reports whether the clause is true of the turn.
func (c clause) holds(t turn) bool {
	said := t.spoken()
	switch c.verb {
	case "says nothing":
		return len(said) == 0
	case "says":
		return slices.ContainsFunc(said, func(m conversation.Message) bool { return contains(m.Text, c.what[0]) })
	case "does not say":
		return !slices.ContainsFunc(said, func(m conversation.Message) bool { return contains(m.Text, c.what[0]) })
	case "hands over", "hands over to":
		h, ok := t.opened()
		return ok && (len(c.what) == 0 || h.Queue == c.what[0])
	}
	_, permission := permissions[c.verb]
	return permission || slices.ContainsFunc(said, c.says)
}

// says reports whether one message does what the clause says.
func (c clause) says(m conversation.Message) bool {
	switch c.verb {
	case "answers":
		return m.Act == conversation.ActAnswer && (len(c.what) == 0 ||
			slices.ContainsFunc(m.Sources, func(s conversation.Source) bool { return slices.Contains(c.what, s.ArticleID) }))
	case "offers":
		return m.Act == conversation.ActClarify && len(m.Choices) > 0 && slices.Contains(c.what, m.Choices[0].ArticleID)
	case "clarifies":
		return m.Act == conversation.ActClarify && !slices.ContainsFunc(c.what, func(id string) bool {
			return !slices.ContainsFunc(m.Choices, func(choice conversation.Choice) bool { return choice.ArticleID == id })
		})
	case "asks":
		return m.Field != "" && (len(c.what) == 0 || slices.Contains(c.what, m.Field))
	case "notices":
		situation, _, _ := strings.Cut(m.Phrase, "/")
		return m.Act == conversation.ActNotice && len(c.what) == 0 || m.Phrase != "" && slices.Contains(c.what, situation)
	}
	return false
}

// allows reports whether a message that nobody expected literally is covered by the clause.
func (c clause) allows(m conversation.Message) bool {
	if verb, ok := permissions[c.verb]; ok {
		c.verb = verb
	}
	switch {
	case c.says(m):
		return true
	case m.Act == conversation.ActNotice && m.Field == "":
		return c.verb != "says nothing" // notices may come with anything
	case m.Act == conversation.ActHandoff:
		return c.verb == "hands over" || c.verb == "hands over to"
	}
	return false
}

func contains(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}
