package bot_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
)

var boss = handoff.To{Queue: "boss"}

// held is a case that a human has claimed.
func held(t *testing.T, locale string) *talk {
	t.Helper()
	c := open(t).talk(locale)
	c.says("I want a refund for order 12345678")
	c.turn()
	c.claim()
	return c
}

func (c *talk) reply(text string) {
	c.Helper()
	c.n++
	_, err := c.desk.Reply(c.ctx, agent("ann"), c.id, handoff.Reply{Text: text})
	c.must(err)
}

func (c *talk) proposed() bot.Proposal {
	c.Helper()
	p, err := c.bot.Propose(c.ctx, c.state())
	c.must(err)
	return p
}

func TestWhatIsProposedAnswersWhatTheCustomerWaitsFor(t *testing.T) {
	c := held(t, "en")
	if p := c.proposed(); p.Text != "" {
		t.Errorf("nothing approved fits, and proposed is %q", p.Text)
	}
	c.reply("I am looking into it.")
	c.says("How much does shipping cost?")
	c.says("And how long is the warranty on headphones?")
	c.turn()
	p := c.proposed()
	if want := "Shipping costs 4.90 EUR.\n\nHeadphones have a warranty of 24 months."; p.Text != want || p.Written || p.Confidence <= 0 {
		t.Errorf("%+v", p)
	}
	if len(p.Sources) != 2 || p.Sources[0].ArticleID != "shipping-cost" || p.Sources[0].Version != 1 || p.Sources[0].Title == "" {
		t.Errorf("sources %+v", p.Sources)
	}
	c.reply("It costs 4.90 EUR, and you have 24 months.")
	c.says("耳机保修多久？")
	c.turn()
	if p := c.proposed(); p.Text != "耳机保修24个月。" || p.Locale != "zh" {
		t.Errorf("in the customer's language: %+v", p)
	}
}

func TestWhatTheBotHasAnsweredIsNotProposedAgain(t *testing.T) {
	c := open(t).talk("en")
	c.says("I want a refund for order 12345678")
	c.turn()
	c.says("How much does shipping cost?") // the bot answers what it is sure of while the queue waits
	c.turn()
	c.claim()
	if p := c.proposed(); p.Text != "" {
		t.Errorf("%+v, after %q", p, c.heard(0))
	}
}

func TestADraftIsMadeOfTheRecordAndTheNearestAnswers(t *testing.T) {
	c := held(t, "en")
	var brief bot.ReplyBrief
	s := &bot.Scribe{Bot: c.bot, Write: &writer{suggest: func(b bot.ReplyBrief) (bot.ReplyDraft, error) {
		brief = b
		return bot.ReplyDraft{Text: "  Shipping is 4.90 EUR. \n", Articles: []string{"shipping-cost", "invented"}}, nil
	}}}
	c.reply("I am looking into it.")
	c.says("thanks. what does shipping cost?")
	c.turn()
	p, err := s.Draft(c.ctx, c.id)
	c.must(err)
	want := bot.Proposal{
		Text: "Shipping is 4.90 EUR.", Locale: "en", Written: true, Reads: c.state().Seq,
		Sources: []conversation.Source{{ArticleID: "shipping-cost", Version: 1, Title: "How much does shipping cost?"}},
	}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Error(diff)
	}
	fresh := 0
	for _, turn := range brief.Turns {
		if turn.Fresh {
			fresh++
		}
	}
	if fresh != 1 || brief.Turns[1].Text != "I want a refund for order 12345678" || len(brief.Candidates) == 0 || brief.Candidates[0].ArticleID != "shipping-cost" {
		t.Errorf("brief %+v", brief)
	}
}

func TestADraftThatFailsIsNoProposal(t *testing.T) {
	c := held(t, "en")
	down := errors.New("the service is down")
	s := &bot.Scribe{Bot: c.bot, Write: &writer{suggest: func(bot.ReplyBrief) (bot.ReplyDraft, error) { return bot.ReplyDraft{}, down }}}
	if _, err := s.Draft(c.ctx, c.id); !errors.Is(err, down) {
		t.Errorf("got %v", err)
	}
}
