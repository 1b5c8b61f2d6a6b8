package bot

import (
	"slices"
	"strings"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
)

// openCase opens a kind of case: what must be known first is asked first, then it is handed off.
func (t *thought) openCase(match handoff.Match) error {
	t.because("playbook:" + match.Why)
	t.decision.Playbook, t.decision.Trigger = match.Playbook, match.Why
	if err := t.recollect(match.Playbook); err != nil {
		return err
	}
	playbook, _ := t.books.Book.Playbook(match.Playbook)
	if playbook.AskFirst && !match.Must && t.askNext(match.Playbook) {
		return nil
	}
	t.handOff(match.Playbook, match.Why, knowledge.SayHandoff)
	return nil
}

// collect goes on with the case that is open: the next fact, or the handoff when there is none left to ask for.
func (t *thought) collect() error {
	if !t.asks() {
		t.goOn()
		return nil
	}
	found, err := t.search()
	if err != nil {
		return err
	}
	// A question of its own in between is answered, then the case goes on.
	best := found[0]
	question := strings.ContainsAny(t.text, "?？")
	if t.sure(best) && !t.repeated(best.pick()) {
		t.give(best)
		t.goOn()
		return nil
	}
	model, err := t.consult(t.doubt(nil, found))
	if err != nil {
		return err
	}
	answers, _ := t.answers(nil, model)
	t.giveAll(answers, model)
	switch {
	case t.does(conversation.ActAnswer):
	case question && (len(t.facts) == 0 || best.Confidence >= likely) && t.doubtful(best, model) && t.clarify(best, model.perhaps...):
		return nil
	}
	t.goOn()
	return nil
}

// goOn asks for the next fact of the open case, or hands it off when there is none left to ask for.
func (t *thought) goOn() {
	if !t.askNext(t.state.Playbook) {
		t.handOff(t.state.Playbook, t.state.Trigger, knowledge.SayHandoff)
	}
}

// asks reports whether the message may hold a question besides the facts in it.
func (t *thought) asks() bool {
	return len(t.facts) == 0 && !t.heard.DontKnow || strings.ContainsAny(t.text, "?？")
}

// askNext asks for the next field that the case needs, if one may still be asked for.
func (t *thought) askNext(playbook string) bool {
	for _, spec := range t.books.Book.ToAsk(t.state, playbook) {
		if !slices.Contains(t.state.Declined, spec.Name) {
			t.ask(spec)
			return t.does(conversation.ActAsk)
		}
	}
	return false
}

// pass hands off a case that is only now recognised, with everything the conversation says about it.
func (t *thought) pass(playbook, reason, situation string) error {
	if err := t.recollect(playbook); err != nil {
		return err
	}
	t.handOff(playbook, reason, situation)
	return nil
}

// handOff says that a person takes over, passes the case to its queue, and goes on to ask for what the card still lacks.
func (t *thought) handOff(playbook, reason, situation string) {
	t.because(reason)
	t.decision.Playbook = playbook
	if t.decision.Trigger == "" {
		t.decision.Trigger = reason
	}
	entries := t.books.Book.Open(t.state, handoff.OpenCase{Playbook: playbook, Reason: reason, Urgent: t.atRisk()}, t.now)
	opened, ok := openedIn(entries)
	if !ok {
		t.silent("handoff_is_open")
		return
	}
	act := conversation.DecidedAct{Act: conversation.ActHandoff, Playbook: playbook, Queue: opened.Queue}
	wait := t.expectedWait(opened)
	text, phrase := t.handoffPhrase(situation, opened, wait)
	act.Phrase = phrase
	t.say(act, conversation.Message{Text: text, Locale: t.locale, Phrase: phrase})
	for _, e := range entries {
		t.apply(e.Payload)
	}
	t.plan.after = append(t.plan.after, entries...)
	switch {
	case t.mode != Answer, situation == knowledge.SaySafety: // somebody in danger is not asked for their order number
		return
	case situation != knowledge.SayHumanRequested && t.askNext(playbook): // nor is asked on who would rather talk
		return
	}
	if contact, ok := t.books.Book.AskContact(t.state, opened.Queue, wait); ok {
		t.askContact(contact)
	}
}

func openedIn(entries []conversation.Entry) (conversation.HandoffOpened, bool) {
	for _, e := range entries {
		if opened, ok := e.Payload.(conversation.HandoffOpened); ok {
			return opened, true
		}
	}
	return conversation.HandoffOpened{}, false
}

// conclude ends the conversation in the same commit.
func (t *thought) conclude(p conversation.Payload) {
	t.plan.after = append(t.plan.after, system(p))
	t.apply(p)
}
