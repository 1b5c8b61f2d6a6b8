package bot_test

import (
	"strings"
	"testing"

	"github.com/batondesk/baton/conversation"
)

func TestAQuestionGetsItsApprovedAnswer(t *testing.T) {
	c := play(t, "", `
		customer: How much does shipping cost?
		answer: shipping-cost
		customer: 耳机保修多久？
		answer: warranty
		holder: bot`)
	if heard := c.heard(0); heard[1] != "answer: 耳机保修24个月。" {
		t.Errorf("the Chinese question was answered %q", heard[1])
	}
}

func TestTwoQuestionsGetTwoAnswers(t *testing.T) {
	play(t, "en", `
		burst: How much does shipping cost?
		customer: How long is the warranty on headphones?
		answer: shipping-cost
		answer: warranty`)
}

func TestTheWishForAHumanIsHonouredAtOnce(t *testing.T) {
	for _, wish := range []string{"I want to talk to a human", "转人工", "can a real person help me please"} {
		play(t, "en", `
			customer: `+wish+`
			handoff: desk
			holder: queue:desk`)
	}
}

func TestAMustEscalateCaseGoesToItsQueueAndIsCompletedWhileItWaits(t *testing.T) {
	play(t, "en", `
		customer: I want a refund for my headphones
		handoff: desk
		ask: order_number
		holder: queue:desk
		customer: 12345678
		notice: queue_waiting
		known: order_number=12345678
		customer: are you still there
		silence
		claim
		holder: agent:ann
		customer: hello?
		silence`)
}

func TestFactsGivenBeforeTheCaseOpenedAreNotAskedForAgain(t *testing.T) {
	play(t, "en", `
		customer: hi, my order number is 12345678
		notice: facts_noted
		customer: my parcel is missing
		ask: email
		customer: ann@example.com
		handoff: desk
		known: order_number=12345678
		known: email=ann@example.com`)
}

func TestSeveralFactsInOneMessageAndACorrection(t *testing.T) {
	play(t, "zh", `
		customer: 我的包裹丢了，订单号12345678，邮箱ann@example.com
		handoff: desk
		known: order_number=12345678
		customer: 不好意思，订单号应该是87654321
		notice: correction_noted
		known: order_number=87654321`)
}

func TestAFactThatTheCustomerDoesNotKnowIsNotAskedForAgain(t *testing.T) {
	play(t, "en", `
		customer: my parcel is missing
		ask: order_number
		customer: I don't know it
		ask: email
		customer: ann@example.com
		handoff: desk`)
}

func TestAQuestionInBetweenIsAnsweredAndTheCaseGoesOn(t *testing.T) {
	play(t, "en", `
		customer: my parcel is missing
		ask: order_number
		customer: How much does shipping cost?
		answer: shipping-cost
		ask: order_number`)
}

func TestAQuestionWithAFactInItIsStillAQuestion(t *testing.T) {
	play(t, "en", `
		customer: can you repaint the garden shed that belongs to order 12345678
		notice: no_answer
		known: order_number=12345678`)
}

func TestTwoMissesGoToAHuman(t *testing.T) {
	play(t, "en", `
		customer: do purple elephants dance on the moon
		notice: no_answer
		customer: and what do green giraffes sing
		handoff: desk`)
}

func TestAcceptingTheOfferOfAHumanIsAWishForOne(t *testing.T) {
	play(t, "en", `
		customer: do purple elephants dance on the moon
		notice: no_answer
		customer: yes please
		handoff: desk`)
}

func TestAskingTheSameAgainIsAMiss(t *testing.T) {
	play(t, "en", `
		customer: How much does shipping cost?
		answer: shipping-cost
		customer: How much does shipping cost?
		notice: not_solved
		customer: that did not help
		handoff: desk`)
}

func TestThanksConcludeAndAMessageReopens(t *testing.T) {
	play(t, "en", `
		customer: How much does shipping cost?
		answer: shipping-cost
		customer: thanks, bye!
		notice: thanks
		status: resolved
		customer: How long is the warranty on headphones?
		answer: warranty
		status: open`)
}

func TestTheBotIsSilentWhileAHumanHolds(t *testing.T) {
	play(t, "en", `
		takeover
		customer: How much does shipping cost?
		silence
		suggestion: Shipping costs 4.90 EUR.
		customer: my order is 12345678
		silence
		known: order_number=12345678
		agent: I will look into it.
		return
		notice: returned
		holder: bot
		customer: my parcel is missing
		ask: email`)
}

func TestARecalledFactIsForgotten(t *testing.T) {
	play(t, "en", `
		customer: my parcel is missing, order 12345678
		ask: email
		recall: 1
		silence
		known: order_number=`)
}

func TestAnEditedFactIsReadAgain(t *testing.T) {
	play(t, "en", `
		customer: my parcel is missing, order 12345678
		ask: email
		edit: 1 my parcel is missing, order 87654321
		ask: email
		known: order_number=87654321`)
}

func TestAnAnswerThatMentionsSomethingElseDoesNotReplaceAFact(t *testing.T) {
	play(t, "en", `
		customer: my desk lamp won’t turn on
		ask: tried
		customer: another charger
		handoff: night
		ask: contact
		known: product=lamp
		known: tried=another charger`)
	play(t, "zh", `
		customer: 我的台灯开不了机
		ask: tried
		customer: 没有
		handoff: night
		ask: contact
		known: tried=没有`)
}

func TestACorrectionCountsHoweverItIsSaid(t *testing.T) {
	for _, correction := range []string{
		"sorry, wrong number: it is 87654321", "No, 87654321", "87654321, not 12345678", "I meant 87654321",
		"写错了，是87654321", "不是12345678，是87654321",
	} {
		play(t, "en", `
			customer: I want a refund, order 12345678
			handoff: desk
			customer: `+correction+`
			notice: correction_noted
			known: order_number=87654321`)
	}
}

func TestTheWishForAHumanGoesWhereSomebodyIs(t *testing.T) {
	play(t, "en", `
		customer: my desk lamp doesn't turn on
		ask: tried
		customer: just give me a human
		handoff: desk
		holder: queue:desk`)
}

func TestAQuestionThatTheHumanLeftIsAnsweredAfterTheReturn(t *testing.T) {
	play(t, "en", `
		takeover
		customer: How much does shipping cost?
		silence
		suggestion: Shipping costs 4.90 EUR.
		return
		notice: returned
		wait
		answer: shipping-cost`)
}

func TestWhoLeavesIsNotHandedOver(t *testing.T) {
	play(t, "en", `
		customer: my parcel is missing
		ask: order_number
		customer: ok thanks, bye
		notice: thanks
		holder: bot`)
}

func TestABrandInABorrowedWordDoesNotChangeTheLanguage(t *testing.T) {
	c := play(t, "", `
		customer: 我的包裹丢了
		ask: order_number
		customer: order 12345678
		ask: email`)
	if heard := c.heard(0); heard[1] != "ask: 请问您的邮箱是？" {
		t.Errorf("asked %q", heard[1])
	}
}

func TestAFactEnteredByAHumanIsNotAskedFor(t *testing.T) {
	play(t, "en", `
		takeover
		set: order_number=12345678
		return
		notice: returned
		customer: my parcel is missing
		ask: email`)
}

func TestDangerGoesToAHumanWithTheRightWords(t *testing.T) {
	c := play(t, "en", `
		customer: the battery is smoking and it burned my hand
		handoff: desk`)
	if heard := strings.Join(c.heard(0), "\n"); !strings.Contains(heard, "emergency") {
		t.Errorf("said %s", heard)
	}
}

func TestSilenceResolvesAndThenCloses(t *testing.T) {
	c := play(t, "en", `
		customer: How much does shipping cost?
		answer: shipping-cost
		wait
		notice: closing
		status: resolved
		wait
		status: closed`)
	if outcome := c.state().Outcome; outcome != "assumed" {
		t.Errorf("outcome %q", outcome)
	}
}

func TestAMissedDeadlineGoesToTheSupervisor(t *testing.T) {
	play(t, "en", `
		customer: I want to talk to a human
		handoff: desk
		wait
		holder: queue:boss`)
}

func TestAWithdrawnAnswerIsNotGivenAlthoughSearchStillFindsIt(t *testing.T) {
	h := open(t)
	c := h.talk("en")
	c.says("How much does shipping cost?")
	known, _ := h.search.Article("shipping-cost")
	h.archive("shipping-cost")
	stale := []string{}
	h.search.Publish(append(h.published(), known)) // search lags behind the store
	c.turn()
	for _, line := range c.heard(0) {
		if strings.Contains(line, "4.90") {
			stale = append(stale, line)
		}
	}
	if len(stale) > 0 || c.state().Owes() {
		t.Errorf("said %q", c.heard(0))
	}
}

func TestWhatFindsNoAnswerIsListedForTheEditors(t *testing.T) {
	c := play(t, "en", `
		customer: do purple elephants dance on the moon
		notice: no_answer`)
	gaps, _, err := c.service.Gaps(c.ctx, "", 10)
	c.must(err)
	if len(gaps) != 1 || gaps[0].ConversationID != c.id {
		t.Errorf("gaps: %+v", gaps)
	}
}

func TestEveryTurnLeavesADecision(t *testing.T) {
	c := play(t, "en", `
		customer: How much does shipping cost?
		answer: shipping-cost`)
	for _, e := range c.events() {
		if d, ok := e.Payload.(conversation.Decision); ok {
			if d.Confidence <= 0 || d.Confidence > 1 || len(d.Sources) != 1 || e.Visibility != conversation.Internal {
				t.Errorf("decision %+v, %s", d, e.Visibility)
			}
			return
		}
	}
	t.Error("no decision on record")
}
