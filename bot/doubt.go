package bot

import (
	"slices"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
)

// The doubts: why a model is asked. They are on record as "model:asked:<doubt>".
const (
	doubtUnsure   = "unsure"       // no answer is sure: the customer would be asked back, or get none
	doubtLikeness = "likeness"     // a case would be opened merely because the message is like examples of it
	doubtAgain    = "asked_again"  // what is found was given shortly before: another question may be meant
	doubtPart     = "part_unsure"  // of several questions some are not answered surely
	doubtField    = "field_unread" // the reply to the question for a fact does not seem to contain it
)

// leastAsked is how many letters a message must have to be worth a call; a character of Chinese counts as two.
const leastAsked = 3

// doubt is what the turn is not sure of without a model, or "" where it is sure enough: the whole rule of when a model is
// asked. matches are the cases that the message opens, found is what the search goes by.
func (t *thought) doubt(matches []handoff.Match, found []lookup) string {
	best := found[0]
	switch {
	case t.Advise == nil, t.mode != Answer, t.state.Holder != conversation.HeldByBot:
		return "" // there is none, or the bot does not speak freely here
	case ruled(matches), t.atRisk(), t.heard.WantsHuman:
		return "" // whatever else was said; handing off waits for no model
	case letters(t.text) < leastAsked, t.heard.Greeting, t.heard.Thanks, t.heard.Confirms, t.heard.Denies:
		return "" // nothing is asked
	case t.state.Playbook != "" && t.sure(best) && !t.repeated(best.pick()):
		return ""
	case t.state.Playbook != "" && len(t.facts) == 0:
		return doubtField
	case t.state.Playbook != "":
		return doubtUnsure
	case t.onlyFacts() && t.told() == "":
		return "" // what they are about is still to come
	case len(matches) > 0 && matches[0].Probability > best.Confidence:
		return doubtLikeness
	case !t.sure(best):
		return doubtUnsure
	case len(found) == 1 && t.repeated(best.pick()):
		return doubtAgain
	case len(t.open) > 0:
		return doubtPart
	}
	return ""
}

// ruled reports whether a rule opens a case, which is certain, and not a likeness.
func ruled(matches []handoff.Match) bool { return len(matches) > 0 && matches[0].Probability >= byRule }

// worthACall reports whether anything that a model might say of a brief would count: an article that is likely enough, a
// case, a fact that the open case lacks, or another way to put a follow-up.
func (t *thought) worthACall(b Brief) bool {
	likely := slices.ContainsFunc(t.looked, func(l lookup) bool { return l.Answerable >= leastAnswerable })
	return likely && len(b.Candidates) > 0 || len(b.Playbooks) > 0 || t.state.Playbook != "" && len(b.Fields) > 0 || t.goesOn()
}

// goesOn reports whether the customer said something before, which the message may go on with.
func (t *thought) goesOn() bool {
	return slices.ContainsFunc(t.turns, func(turn Turn) bool { return turn.Role == conversation.Customer && !turn.Fresh })
}
