package bot_test

import (
	"testing"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
)

func TestAModelPicksTheAnswerThatTheSearchIsNotSureOf(t *testing.T) {
	c := play(t, "en", `
		model: full warranty
		customer: is there a guarantee on earphones if they break
		answer: warranty
		calls: 1
		because: model:asked:unsure
		because: model:answer:warranty`)
	if c.outcome.Advice != bot.Helped {
		t.Errorf("for the metrics it %s", c.outcome.Advice)
	}
}

func TestTheDecisionKeepsTheConfidenceOfTheSearch(t *testing.T) {
	c := play(t, "en", `
		model: full warranty
		customer: is there a guarantee on earphones if they break
		answer: warranty`)
	for _, e := range c.events() {
		if d, ok := e.Payload.(conversation.Decision); ok && (d.Confidence <= 0.25 || d.Confidence >= c.bot.Thresholds.Answer) {
			t.Errorf("confidence %v", d.Confidence)
		}
	}
}

func TestWithoutAModelOrWithOneThatFailsTheCustomerIsAskedBack(t *testing.T) {
	play(t, "en", `
		customer: is there a guarantee on earphones if they break
		clarify`)
	c := play(t, "en", `
		model: fails
		customer: is there a guarantee on earphones if they break
		clarify
		because: model:failed
		calls: 1`)
	if c.outcome.Advice != bot.Failed || c.outcome.AdviceError == nil {
		t.Errorf("for the metrics: %+v", c.outcome)
	}
}

func TestWhatAModelIsUnsureOfIsOfferedFirst(t *testing.T) {
	c := play(t, "en", `
		model: part opening-hours
		customer: warranty or hours
		clarify`)
	if choices := c.state().Choices; choices[0].ArticleID != "opening-hours" || choices[1].ArticleID != "warranty" {
		t.Errorf("offered %+v", choices)
	}
}

func TestAModelThatSaysThatNothingFitsSparesTheCustomerAQuestion(t *testing.T) {
	play(t, "en", `
		model: none
		customer: How long for speakers?
		notice: no_answer
		because: model:none`)
	play(t, "en", `
		model: none
		customer: how much is the shipping of headphones under warranty when the shop is open?
		clarify`)
}

func TestAModelDoesNotMakePlausibleWhatIsNot(t *testing.T) {
	play(t, "en", `
		model: full opening-hours
		customer: are you around on Saturdays?
		notice: no_answer
		because: model:too_unlikely:opening-hours`)
	play(t, "en", `
		model: full somebody-elses-article
		customer: How long for speakers?
		clarify`)
}

func TestSeveralQuestionsAreAnsweredInTheCustomersOrder(t *testing.T) {
	play(t, "en", `
		model: full opening-hours
		customer: How much does shipping cost? And can I come by the shop tomorrow?
		answer: shipping-cost
		answer: opening-hours
		because: model:asked:part_unsure
		calls: 1`)
	play(t, "en", `
		model: full opening-hours; full shipping-cost
		customer: Can I come by the shop tomorrow? And how much does shipping cost?
		answer: opening-hours
		answer: shipping-cost`)
}

func TestOneQuestionDoesNotGetEverythingThatThereIs(t *testing.T) {
	play(t, "en", `
		model: full cakes; full books; full toys; full bikes
		customer: do you wrap that, or that, or that
		answer: cakes
		answer: books
		answer: toys
		because: model:perhaps:bikes`, func(h *house) {
		for _, what := range []string{"cakes", "books", "toys", "bikes"} {
			h.more = append(h.more, knowledge.Article{ID: what, Texts: map[string]knowledge.Text{
				"en": {Question: "Do you wrap " + what + "?", Answer: "We wrap " + what + " at the counter."},
			}})
		}
	})
}

func TestAPartWithoutAnAnswerIsSaidAndListed(t *testing.T) {
	c := play(t, "en", `
		model: rest Can I pay by card?
		customer: How much does shipping cost? Can I pay by card?
		answer: shipping-cost
		notice: part_unanswered
		customer: yes please
		handoff: desk`)
	gaps, _, err := c.service.Gaps(c.ctx, "", 10)
	c.must(err)
	if len(gaps) != 1 || gaps[0].Text != "Can I pay by card?" {
		t.Errorf("gaps: %+v", gaps)
	}
	play(t, "en", `
		model: rest whatever that was
		customer: How much does shipping cost? Can I pay by card?
		answer: shipping-cost
		notice: part_unanswered`)
	play(t, "en", `
		model: full warranty; rest whatever that was
		customer: is there a guarantee on earphones if they break
		answer: warranty`)
}

func TestAModelOpensACase(t *testing.T) {
	play(t, "en", `
		model: case delivery
		customer: the postman left me an empty box
		ask: order_number
		because: model:case:delivery
		customer: 12345678
		ask: email
		calls: 1`)
	play(t, "en", `
		model: case refund
		customer: the postman left me an empty box
		handoff: desk
		ask: order_number`)
	play(t, "en", `
		model: case world-domination
		customer: the postman left me an empty box
		notice: no_answer`)
}

func TestAnAnswerGoesBeforeACase(t *testing.T) {
	play(t, "en", `
		model: full warranty; case fault
		customer: is there a guarantee on earphones if they break
		answer: warranty
		holder: bot`)
	play(t, "en", `
		model: case delivery
		customer: How much does shipping cost? And who brings back what was in the empty box?
		answer: shipping-cost
		ask: order_number`)
}

func TestAModelReadsAFactThatTheRulesDoNot(t *testing.T) {
	play(t, "en", `
		model: field product=lamp (the bright thing)
		customer: it won't turn on
		ask: product
		calls: 0
		customer: the bright thing over my keyboard
		ask: tried
		known: product=lamp
		because: model:asked:field_unread
		because: model:field:product
		calls: 1`)
}

func TestAFactIsOnlyTakenFromTheCustomersWords(t *testing.T) {
	for _, lie := range []string{
		"field product=lamp (my desk lamp)",              // nobody said that
		"field product=spaceship (the bright thing)",     // is no product
		"field product=lamp ()",                          // no words
		"field order_number=12345678 (the bright thing)", // is no number
		"field contact=evil@example.org (the bright thing)",
		"field password=hunter2 (the bright thing)",
	} {
		c := play(t, "en", `
			model: `+lie+`
			customer: it won't turn on
			ask: product
			customer: the bright thing over my keyboard
			ask: product
			calls: 1`)
		for name, known := range c.state().Fields {
			t.Errorf("%s: %s is %q", lie, name, known.Value)
		}
	}
}

func TestWhatAModelMakesOfANumberIsReadAgain(t *testing.T) {
	play(t, "en", `
		model: field order_number=99999999 (eins zwo drei: 1234-5678)
		customer: my parcel is missing
		ask: order_number
		customer: so eins zwo drei: 1234-5678 or what
		ask: email
		known: order_number=12345678`)
}

func TestAFollowUpIsSearchedForAsAQuestionOfItsOwn(t *testing.T) {
	play(t, "en", `
		model: part opening-hours
		customer: warranty or hours
		clarify
		model: question How long is the warranty for speakers?
		customer: I mean how long for speakers
		answer: warranty
		because: model:rewritten
		calls: 2`)
}

func TestAQuestionThatTheCustomerNeverAskedIsNotAnswered(t *testing.T) {
	play(t, "en", `
		model: question How much does shipping cost?
		customer: do purple elephants dance on the moon
		notice: no_answer
		customer: and what do green giraffes sing
		handoff: desk`)
}

func TestAskingOnIsNotAskingAgain(t *testing.T) {
	play(t, "en", `
		model: none
		customer: How long is the warranty on headphones?
		answer: warranty
		calls: 0
		customer: and the warranty on speakers?
		notice: not_solved
		because: model:asked:asked_again
		calls: 1`)
}
