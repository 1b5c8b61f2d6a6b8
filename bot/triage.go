package bot

import (
	"slices"
	"strings"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
)

const (
	missesUntilHandoff = 2
	byRule             = 1.0 // probability of a match by a rule; one by examples has less
	likely             = 0.7 // a match by examples that opens a case when a person is needed anyway
)

// urgent risks go to a person whatever else was said.
var urgent = []string{"safety", "self_harm", "legal", "media", "fraud"}

// triage is the bot's turn while it holds the conversation. The order is the order of precedence: nothing that comes later
// can override what must go to a person, nor the customer's wish for one.
func (t *thought) triage() error {
	matches := t.books.Matcher.Match(t.situation())
	if i := slices.IndexFunc(matches, func(m handoff.Match) bool { return m.Must && m.Probability >= byRule }); i >= 0 {
		return t.pass(matches[i].Playbook, "must_escalate:"+matches[i].Why, t.concern(knowledge.SayHandoff))
	}
	if t.atRisk() {
		return t.pass(t.playbookOf(matches), "risk:"+strings.Join(t.heard.Risk, ","), t.concern(knowledge.SayHandoff))
	}
	if t.heard.WantsHuman {
		return t.pass(t.reachable(t.playbookOf(matches)), "wants_human", knowledge.SayHumanRequested)
	}
	if t.text == "" {
		t.phrase(conversation.ActNotice, knowledge.SayAttachmentOnly, nil)
		return nil
	}
	if done, err := t.choose(); done || err != nil {
		return err
	}
	if t.state.Playbook != "" && !t.leaves() {
		return t.collect()
	}
	if !ruled(matches) {
		if done, err := t.smallTalk(); done || err != nil {
			return err
		}
	}
	return t.inform(matches)
}

// reachable is the playbook, or the default one if somebody is there for that and nobody for the other: who wants a person
// wants one now.
func (t *thought) reachable(playbook string) string {
	book := t.books.Book
	p, _ := book.Playbook(playbook)
	if general := book.Default(); !book.Hours(p.Queue).OpenAt(t.now) && book.Hours(general.Queue).OpenAt(t.now) {
		return general.Name
	}
	return playbook
}

// leaves reports whether the customer says goodbye instead of giving the fact that was asked for. The case is dropped.
func (t *thought) leaves() bool {
	if !t.heard.Thanks || len(t.facts) > 0 {
		return false
	}
	t.because("left")
	t.decision.Playbook, t.decision.Trigger = "", ""
	t.state.Playbook = ""
	return true
}

// atRisk reports whether the message speaks of something that must not wait.
func (t *thought) atRisk() bool {
	return slices.ContainsFunc(t.heard.Risk, func(risk string) bool { return slices.Contains(urgent, risk) })
}

// concern is the phrase to hand off with: danger comes before everything.
func (t *thought) concern(otherwise string) string {
	if slices.Contains(t.heard.Risk, "safety") || slices.Contains(t.heard.Risk, "self_harm") {
		return knowledge.SaySafety
	}
	return otherwise
}

// playbookOf is the kind of case to open when a person is needed: the one that is open, else the likeliest, else the
// default.
func (t *thought) playbookOf(matches []handoff.Match) string {
	if t.state.Playbook != "" {
		return t.state.Playbook
	}
	if ruled(matches) {
		return matches[0].Playbook
	}
	// What the customer said before may tell more than the last message ("a person, please").
	for _, said := range slices.Backward(t.state.Recent) {
		if said.By != conversation.Customer || said.Fresh > t.snapshot.Through {
			continue
		}
		situation := t.situation()
		situation.Text = said.Text
		if m := t.books.Matcher.Match(situation); len(m) > 0 && (m[0].Probability >= byRule || m[0].Probability >= likely && !t.heard.WantsHuman) {
			return m[0].Playbook
		}
	}
	return t.books.Book.Default().Name
}

// smallTalk answers what is no question. It reports whether that was all there was.
func (t *thought) smallTalk() (done bool, err error) {
	last := t.lastPhrase()
	answered := len(t.state.Answered) > 0
	switch {
	case t.heard.Confirms && (last == knowledge.SayNoAnswer || last == knowledge.SayNotSolved || last == knowledge.SayPartUnanswered):
		// "shall I ask a colleague?" - "yes"
		return true, t.pass(t.playbookOf(nil), "accepted_human", knowledge.SayHumanRequested)
	case t.heard.Thanks, t.heard.Confirms && answered:
		situation := knowledge.SayThanks
		if t.heard.Confirms && answered {
			situation = knowledge.SayResolved
		}
		t.phrase(conversation.ActNotice, situation, nil)
		if answered {
			t.conclude(conversation.Resolved{Outcome: "confirmed"})
		}
	case t.heard.Greeting:
		situation := knowledge.SayGreeting
		if t.state.Welcomed {
			situation = knowledge.SayGreetingAgain
		}
		t.phrase(conversation.ActNotice, situation, nil)
	case t.heard.Denies && answered:
		return true, t.miss("did_not_help", knowledge.SayNotSolved)
	default:
		return false, nil
	}
	return true, nil
}

func (t *thought) lastPhrase() string {
	for _, said := range slices.Backward(t.state.Recent) {
		if said.By == conversation.Bot {
			return situation(said.Phrase)
		}
	}
	return ""
}

// situation is what a phrase was said for, from its source ("greeting/en@2").
func situation(phrase string) string {
	name, _, _ := strings.Cut(phrase, "/")
	return name
}

// choose takes the reply to "which of these did you mean?".
func (t *thought) choose() (done bool, err error) {
	choice, none, ok := chosen(t.text, t.snapshot.Choices)
	if !ok {
		return false, nil
	}
	if none {
		return true, t.miss("none_of_the_choices", knowledge.SayNoAnswer)
	}
	article, inForce := t.Search.Article(choice.ArticleID)
	if !inForce {
		return true, t.pass(t.playbookOf(nil), "answer_withdrawn", knowledge.SayNoAnswerAgain)
	}
	t.decision.Confidence = 1
	p := picked(article, t.locale)
	p.question, p.confidence = t.askedBefore(), 1
	if t.utter(p) {
		t.because("chosen")
		if t.state.Playbook != "" {
			t.goOn()
		}
		return true, nil
	}
	return true, t.pass(t.playbookOf(nil), "answer_not_speakable", knowledge.SayNoAnswerAgain)
}

// askedBefore is the question behind a choice: what the customer said before they were asked which they meant.
func (t *thought) askedBefore() string {
	for _, said := range slices.Backward(t.state.Recent) {
		if said.By == conversation.Customer && said.Fresh <= t.snapshot.Through {
			return said.Text
		}
	}
	return t.text
}
