package bot

import (
	"slices"
	"strings"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
)

const (
	onlyFactsLetters = 24 // beside the facts; a character of Chinese counts as two
	moreAnswers      = 2  // than there are questions may be given: several may be asked in one sentence
)

// inform answers from knowledge, or opens the case that the message is about, whichever is surer. Where neither is sure a
// model is asked, if there is one; what its word does here is told in docs/turn.md.
func (t *thought) inform(matches []handoff.Match) error {
	found, err := t.search()
	if err != nil {
		return err
	}
	best := found[0]
	model, err := t.consult(t.doubt(matches, found))
	if err != nil {
		return err
	}
	if match, ok := t.caseInstead(matches, best, model); ok {
		return t.openCase(match)
	}
	answers, again := t.answers(found, model)
	t.giveAll(answers, model)
	switch {
	case t.does(conversation.ActAnswer):
		return t.afterAnswers(model)
	case again:
		return t.miss("asked_again", knowledge.SayNotSolved)
	case len(answers) > 0:
		return t.unspeakable(matches, best)
	}
	if t.doubtful(best, model) && t.clarify(best, model.perhaps...) {
		return nil
	}
	if playbook := t.told(); playbook != "" {
		return t.openCase(handoff.Match{Playbook: playbook, Why: "facts"})
	}
	if t.onlyFacts() { // what they are about is still to come
		t.phrase(conversation.ActNotice, knowledge.SayFactsNoted, nil)
		return nil
	}
	return t.miss("no_answer", knowledge.SayNoAnswer)
}

// caseInstead is the case to open instead of answering. A rule is certain. A likeness to the examples of a playbook must be
// surer than the best answer, and where a model was asked and has found no answer either, likely by itself.
func (t *thought) caseInstead(matches []handoff.Match, best lookup, model word) (handoff.Match, bool) {
	switch like := len(matches) > 0 && matches[0].Probability > best.Confidence; {
	case ruled(matches):
		return matches[0], true
	case len(model.answers) > 0:
		return handoff.Match{}, false
	case like && (!model.given || matches[0].Probability >= likely):
		return matches[0], true
	case model.playbook != "" && (!t.sure(best) || t.repeated(best.pick())):
		return t.match(model.playbook), true
	}
	return handoff.Match{}, false
}

// answers are what is to be given, at most one per article, in the order in which it was asked: what the search is sure of,
// and what a model picked. again says that all of it was given shortly before, and has not helped.
func (t *thought) answers(found []lookup, model word) (answers []pick, again bool) {
	all := slices.Clone(model.answers)
	for _, l := range found {
		if t.sure(l) && !slices.ContainsFunc(all, func(p pick) bool { return p.ArticleID == l.Hits[0].ArticleID }) {
			all = append(all, l.pick())
		}
	}
	slices.SortStableFunc(all, func(a, b pick) int { return a.part - b.part })
	for _, p := range all {
		if !t.repeated(p) {
			answers = append(answers, p)
		}
	}
	return answers[:min(len(answers), max(t.parts, 1)+moreAnswers)], len(all) > 0 && len(answers) == 0
}

// giveAll gives the answers: as one that a model composed of them where the house allows it and the check lets it through,
// otherwise each as it was approved.
func (t *thought) giveAll(answers []pick, model word) {
	if t.composed(answers, model) {
		return
	}
	for _, p := range answers {
		t.utter(p)
	}
}

// afterAnswers sees to what the message holds besides the questions that were answered: a case, or a question that nothing
// answers. The customer hears that it has no answer, and the editors see it.
func (t *thought) afterAnswers(model word) error {
	switch {
	case model.playbook != "" && len(t.open) > 0:
		return t.openCase(t.match(model.playbook))
	case len(model.rest) > 0 && t.phrase(conversation.ActNotice, knowledge.SayPartUnanswered, nil):
		t.unanswered = strings.Join(model.rest, "\n")
	}
	return nil
}

// unspeakable passes on a question whose answer is known and cannot be given.
func (t *thought) unspeakable(matches []handoff.Match, best lookup) error {
	if len(t.foreign) > 0 {
		t.decision.Sources = append(t.decision.Sources, t.foreign...)
		return t.pass(t.playbookOf(matches), otherLanguage, knowledge.SayNoAnswerAgain)
	}
	if t.unquoted && t.clarify(best) {
		return nil
	}
	return t.pass(t.playbookOf(matches), "answer_not_speakable", knowledge.SayNoAnswerAgain)
}

// doubtful reports whether it is worth asking which was meant. Where a model says that nothing fits, only strong evidence
// of the search's own is.
func (t *thought) doubtful(best lookup, model word) bool {
	switch {
	case len(model.perhaps) > 0:
		return true
	case t.unclear(best) && model.none && best.Answerable < strongEvidence:
		t.advised = Helped
		return false
	}
	return t.unclear(best)
}

// told is the one kind of case of which the message gives at least two facts that it needs: who tells the product, what is
// wrong with it and since when need not name the case. "" where there is none.
func (t *thought) told() (playbook string) {
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
			playbook, most = p.Name, given
		case given == most:
			playbook = ""
		}
	}
	return playbook
}

// onlyFacts reports whether a message holds little besides the facts that were read from it: "my order number is 4711".
func (t *thought) onlyFacts() bool {
	rest := t.text
	for _, fact := range t.facts {
		rest = strings.Replace(rest, fact.Raw, "", 1)
	}
	return len(t.facts) > 0 && !strings.ContainsAny(rest, "?？") && letters(rest) <= onlyFactsLetters
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
