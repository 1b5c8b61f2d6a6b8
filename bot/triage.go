package bot

import (
	"slices"
	"strings"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
)

const (
	missesUntilHandoff = 2
	byRule             = 1.0 // probability of a match by a rule; one by examples has less
	onlyFactsLetters   = 24  // beside the facts; a character of Chinese counts as two
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
	if len(matches) == 0 || matches[0].Probability < byRule {
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
	if len(matches) > 0 && matches[0].Probability >= byRule {
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
	case t.heard.Confirms && (last == knowledge.SayNoAnswer || last == knowledge.SayNotSolved):
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

// inform answers from knowledge, or opens the case that the message is about, whichever is surer.
func (t *thought) inform(matches []handoff.Match) error {
	found, err := t.search()
	if err != nil {
		return err
	}
	best := found[0]
	// A rule is certain; a likeness to the examples of a playbook must be surer than the best answer.
	if len(matches) > 0 && (matches[0].Probability >= byRule || matches[0].Probability > best.Confidence) {
		return t.openCase(matches[0])
	}
	if t.sure(best) {
		if t.repeated(best) {
			return t.miss("asked_again", knowledge.SayNotSolved)
		}
		for _, f := range found {
			t.give(f)
		}
		if t.does(conversation.ActAnswer) {
			return nil
		}
		return t.pass(t.playbookOf(matches), "answer_not_speakable", knowledge.SayNoAnswerAgain)
	}
	if t.unclear(best) && t.clarify(best) {
		return nil
	}
	if playbook, ok := t.told(); ok {
		return t.openCase(handoff.Match{Playbook: playbook, Why: "facts"})
	}
	if t.onlyFacts() { // what they are about is still to come
		t.phrase(conversation.ActNotice, knowledge.SayFactsNoted, nil)
		return nil
	}
	return t.miss("no_answer", knowledge.SayNoAnswer)
}

// told is the one kind of case of which the message gives at least two facts that it needs: who tells the product, what is
// wrong with it and since when need not name the case.
func (t *thought) told() (playbook string, ok bool) {
	most := 1
	for _, p := range t.books.Book.Playbooks() {
		given := 0
		for _, v := range t.heard.Values {
			if slices.Contains(p.Fields, v.Field) && v.Sure {
				given++
			}
		}
		switch {
		case given > most:
			playbook, ok, most = p.Name, true, given
		case given == most:
			ok = false
		}
	}
	return playbook, ok
}

// onlyFacts reports whether a message holds little besides the facts that were read from it: "my order number is 4711".
func (t *thought) onlyFacts() bool {
	rest := t.text
	for _, fact := range t.facts {
		rest = strings.Replace(rest, fact.Raw, "", 1)
	}
	return len(t.facts) > 0 && !strings.ContainsAny(rest, "?？") && letters(rest) <= onlyFactsLetters
}

// repeated reports whether the same article was given within the last two answers: asking again says that it did not help.
func (t *thought) repeated(f retrieval.Result) bool {
	recent := t.state.Answered[max(0, len(t.state.Answered)-2):]
	return slices.ContainsFunc(recent, func(a conversation.Answered) bool { return a.ArticleID == f.Hits[0].ArticleID })
}

// miss says that there is no answer; the second time in a row the case goes to a person.
func (t *thought) miss(reason, situation string) error {
	t.decision.Missed, t.decision.Question = true, t.text
	if t.state.Misses+1 >= missesUntilHandoff {
		return t.pass(t.playbookOf(nil), reason+"_twice", knowledge.SayNoAnswerAgain)
	}
	t.because(reason)
	t.phrase(conversation.ActNotice, situation, nil)
	return nil
}

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
	if t.asks() {
		found, err := t.search()
		if err != nil {
			return err
		}
		// A question of its own in between is answered, then the case goes on.
		best := found[0]
		if t.sure(best) && !t.repeated(best) {
			t.give(best)
		} else if (len(t.facts) == 0 || best.Confidence >= likely) && strings.ContainsAny(t.text, "?？") && t.unclear(best) && t.clarify(best) {
			return nil
		}
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
	if t.answer(conversation.Source{ArticleID: article.ID, Version: article.Version}, t.locale, 1) {
		t.because("chosen")
		if t.state.Playbook != "" {
			t.goOn()
		}
		return true, nil
	}
	return true, t.pass(t.playbookOf(nil), "answer_not_speakable", knowledge.SayNoAnswerAgain)
}
