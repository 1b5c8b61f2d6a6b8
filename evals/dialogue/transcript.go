package dialogue

import (
	"fmt"
	"strings"

	"github.com/batondesk/baton/conversation"
)

// transcript is the record as somebody would tell it, for the report of a failure.
func (p *player) transcript() string {
	var b strings.Builder
	for _, e := range p.events {
		if line := tell(e); line != "" {
			fmt.Fprintf(&b, "%4d  %s\n", e.Seq, line)
		}
	}
	return b.String()
}

func tell(e conversation.Event) string {
	who := string(e.Actor.Kind)
	if e.Actor.Kind == conversation.Agent {
		who = e.Actor.ID
	}
	switch p := e.Payload.(type) {
	case conversation.Message:
		if e.Actor.Kind == conversation.Bot || e.Actor.Kind == conversation.System {
			return who + " " + describe(p)
		}
		return who + ": " + p.Text
	case conversation.MessageEdited:
		return fmt.Sprintf("%s edits %d: %s", who, p.Target, p.Text)
	case conversation.MessageRecalled:
		return fmt.Sprintf("%s recalls %d", who, p.Target)
	case conversation.Decision:
		return fmt.Sprintf("  decision, through %d, confidence %.2f, playbook %q: %s", p.Through, p.Confidence, p.Playbook, strings.Join(p.Reasons, "; "))
	case conversation.Suggestion:
		return "  suggestion (" + string(p.Act) + "): " + p.Text
	case conversation.Field:
		if p.Removed {
			return "  " + p.Name + " withdrawn"
		}
		return fmt.Sprintf("  %s = %s (%s, from %d)", p.Name, p.Value, p.Origin, p.FromSeq)
	case conversation.HolderChanged:
		return fmt.Sprintf("  holder: %s (%s)", p.To, p.Reason)
	case conversation.HandoffOpened:
		return fmt.Sprintf("  handoff to %s, playbook %s, because: %s", p.Queue, p.Playbook, p.Reason)
	case conversation.Note:
		return who + " notes: " + p.Text
	}
	return "  " + string(e.Kind())
}

// describe is a message of the bot with what it is.
func describe(m conversation.Message) string {
	what := string(m.Act)
	for _, s := range m.Sources {
		what += " " + s.ArticleID
	}
	for _, c := range m.Choices {
		what += " [" + c.ArticleID + c.Value + "]"
	}
	if m.Field != "" {
		what += " asks " + m.Field
	}
	if m.Phrase != "" {
		what += ", " + m.Phrase
	}
	return fmt.Sprintf("(%s): %s", what, m.Text)
}

func (t turn) summary() string {
	var said []string
	if h, ok := t.opened(); ok {
		said = append(said, "a handoff to "+h.Queue+" ("+h.Playbook+")")
	}
	for _, m := range t.spoken() {
		said = append(said, "the bot "+describe(m))
	}
	if len(said) == 0 {
		return "the bot said nothing"
	}
	return strings.Join(said, " | ")
}
