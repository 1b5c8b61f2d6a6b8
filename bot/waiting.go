package bot

import (
	"slices"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
)

// whileWaiting is the turn while a queue holds: facts are noted, what the card lacks is asked for, sure answers are given;
// everything else is left to the human who claims.
func (t *thought) whileWaiting() error {
	if t.mode != Answer {
		return t.besideHuman()
	}
	if t.concern("") != "" && t.lastPhrase() != knowledge.SaySafety {
		t.phrase(conversation.ActNotice, knowledge.SaySafety, nil)
		return nil
	}
	asked := t.snapshot.Asking
	if t.text == "" || t.heard.Thanks || t.heard.Greeting {
		t.acknowledge()
		return nil
	}
	if t.asks() && !t.heard.WantsHuman {
		found, err := t.search()
		if err != nil {
			return err
		}
		if best := found[0]; t.sure(best) && !t.repeated(best.pick()) {
			t.give(best)
		}
	}
	if !t.heard.WantsHuman && t.askNext(t.state.Playbook) {
		return nil
	}
	if asked == t.contactField() && t.state.Value(asked) != "" && asked != "" {
		t.phrase(conversation.ActNotice, knowledge.SayContactNoted, nil)
		return nil
	}
	if !t.does(conversation.ActAnswer) {
		t.acknowledge()
	}
	return nil
}

// acknowledge repeats a fact that was corrected, or says once that the message was added to the case; said again and again
// that would only be noise.
func (t *thought) acknowledge() {
	for _, fact := range t.facts {
		if before := t.snapshot.Value(fact.Name); before != "" && !fact.Removed {
			spec, _ := t.books.Book.Field(fact.Name)
			t.phrase(conversation.ActNotice, knowledge.SayCorrectionNoted, map[string]string{"field": t.label(spec), "value": fact.Value})
			return
		}
	}
	if t.lastPhrase() == knowledge.SayQueueWaiting && !t.heard.WantsHuman {
		t.silent("in_queue")
		return
	}
	t.phrase(conversation.ActNotice, knowledge.SayQueueWaiting, nil)
}

// besideHuman suggests to the human who holds what the bot is sure of. The customer hears nothing of it.
func (t *thought) besideHuman() error {
	if t.mode == Off {
		t.silent("mode_off")
		return nil
	}
	if t.text != "" && !t.heard.WantsHuman {
		found, err := t.search()
		if err != nil {
			return err
		}
		if best := found[0]; t.sure(best) && !t.repeated(best.pick()) {
			t.give(best)
		}
	}
	why := "human_holds"
	if t.mode == Suggest {
		why = "mode_suggest"
	}
	t.suggest(why)
	return nil
}

// onlySuggest passes the case to people at once and shows them what the bot would have said.
func (t *thought) onlySuggest() error {
	learned := t.state
	if err := t.triage(); err != nil {
		return err
	}
	playbook := t.decision.Playbook
	if playbook == "" {
		playbook = t.playbookOf(nil)
	}
	t.suggest("mode_suggest")
	t.state = learned
	t.decision.Acts, t.decision.Missed = nil, false
	t.handOff(playbook, "mode_suggest", knowledge.SayModeOff)
	return nil
}

// expectedWait is how long the customer will probably wait; 0 when that is unknown.
func (t *thought) expectedWait(opened conversation.HandoffOpened) time.Duration {
	if opened.OutOfHours && !opened.OpensAt.IsZero() {
		return opened.OpensAt.Sub(t.now)
	}
	wait, err := t.Wait(t.ctx, opened.Queue)
	if err != nil {
		t.because("wait_unknown")
		return 0
	}
	return wait
}

// handoffPhrase chooses the one sentence that says most: the queue is closed, or the wait is long, or why it is passed on.
func (t *thought) handoffPhrase(situation string, opened conversation.HandoffOpened, wait time.Duration) (text, phrase string) {
	values := t.values()
	values["wait"] = duration(wait, t.locale)
	order := []string{situation, knowledge.SayHandoff}
	switch {
	case situation == knowledge.SaySafety:
	case opened.OutOfHours && !opened.OpensAt.IsZero():
		values["opens"] = t.books.Book.Opens(opened.Queue, t.locale, t.now)
		order = []string{knowledge.SayOutOfHoursOpens, knowledge.SayOutOfHours}
	case opened.OutOfHours:
		order = []string{knowledge.SayOutOfHours}
	case wait >= longWait && situation == knowledge.SayHandoff:
		order = []string{knowledge.SayHandoffWait, knowledge.SayHandoff}
	}
	for _, phrase := range order {
		if text, source, ok := t.phrases.Phrase(phrase, t.locale, values); ok {
			return text, source
		}
	}
	return "", ""
}

const longWait = 10 * time.Minute

func (t *thought) askContact(spec conversation.FieldSpec) {
	if t.phrase(conversation.ActAsk, knowledge.SayAskContact, nil) {
		question := &t.says[len(t.says)-1]
		question.Field, question.Input = spec.Name, spec.Input(t.locale, t.Locale)
		t.decision.Acts[len(t.decision.Acts)-1].Field = spec.Name
	}
}

// contactField is the field that was asked for with the contact phrase, if that was the last question.
func (t *thought) contactField() string {
	for _, said := range slices.Backward(t.snapshot.Recent) {
		if said.By == conversation.Bot && said.Asks != "" {
			if situation(said.Phrase) == knowledge.SayAskContact {
				return said.Asks
			}
			return ""
		}
	}
	return ""
}
