package bot_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
)

const doubtful = "is there a guarantee on earphones if they break"

// during opens a house whose model says that the warranty answers, after something has happened while it was thinking.
func during(t *testing.T, happens func(c *talk)) *talk {
	t.Helper()
	m := &model{}
	c := open(t, func(h *house) { h.model = m }).talk("en")
	once := happens
	m.says = func(context.Context, bot.Brief) (bot.Advice, error) {
		if once != nil {
			once(c)
			once = nil
		}
		return bot.Advice{Answers: []bot.AdvisedAnswer{{ArticleID: "warranty", Fully: true}}}, nil
	}
	return c
}

func (c *talk) answers() (given []string) {
	for _, line := range c.heard(0) {
		if text, ok := strings.CutPrefix(line, "answer: "); ok {
			given = append(given, text)
		}
	}
	return given
}

// decisions are what each of the turns covered, by the last event of the customer that it read.
func (c *talk) decisions() (through []int64) {
	for _, e := range c.events() {
		if d, ok := e.Payload.(conversation.Decision); ok {
			through = append(through, d.Through)
		}
	}
	return through
}

func TestAMessageThatComesDuringTheCallGetsATurnOfItsOwn(t *testing.T) {
	var later int64
	c := during(t, func(c *talk) { later = c.says("How much does shipping cost?") })
	first := c.says(doubtful)
	c.turn()
	if given := c.answers(); len(given) != 1 || !strings.Contains(given[0], "24 months") || !c.state().Owes() {
		t.Fatalf("said %q, and owes: %v", given, c.state().Owes())
	}
	c.turn()
	if given := c.answers(); len(given) != 2 || !strings.Contains(given[1], "4.90") {
		t.Errorf("said %q", given)
	}
	if got := c.decisions(); !slices.Equal(got, []int64{first, later}) || c.model.calls() != 1 {
		t.Errorf("decisions through %v after %d calls", got, c.model.calls())
	}
}

func TestTheNewerMessageMayNeedACallToo(t *testing.T) {
	c := during(t, func(c *talk) { c.says("how long for speakers?") })
	c.says(doubtful)
	c.turn()
	c.turn()
	if c.model.calls() != 2 || len(c.decisions()) != 2 {
		t.Errorf("%d calls for %d decisions", c.model.calls(), len(c.decisions()))
	}
}

func TestAMessageThatIsTakenBackDuringTheCallIsNotAnswered(t *testing.T) {
	c := during(t, func(c *talk) {
		_, err := c.intake.Recall(c.ctx, c.id, c.state().Customer.Seq)
		c.must(err)
	})
	c.says(doubtful)
	c.turn()
	if given := c.answers(); len(given) > 0 || c.model.calls() != 1 || c.state().Owes() {
		t.Errorf("said %q after %d calls", given, c.model.calls())
	}
}

func TestAMessageThatIsEditedDuringTheCallIsThoughtAboutAgainWithoutAnother(t *testing.T) {
	c := during(t, func(c *talk) {
		_, err := c.intake.Edit(c.ctx, c.id, c.state().Customer.Seq, "warranty or hours")
		c.must(err)
	})
	c.says(doubtful)
	c.turn()
	if reasons := c.reasons(); c.model.calls() != 1 || !slices.Contains(reasons, "model:spent") || len(c.state().Choices) == 0 {
		t.Errorf("%d calls, reasons %q, offered %v", c.model.calls(), reasons, c.state().Choices)
	}
}

func TestAMessageThatCameAndWentDuringTheCallChangesNothing(t *testing.T) {
	c := during(t, func(c *talk) {
		_, err := c.intake.Recall(c.ctx, c.id, c.says("never mind"))
		c.must(err)
	})
	c.says(doubtful)
	c.turn()
	if given := c.answers(); len(given) != 1 {
		t.Errorf("said %q", given)
	}
}

func TestAHumanWhoTakesOverDuringTheCallGetsTheAnswerAsASuggestion(t *testing.T) {
	c := during(t, func(c *talk) {
		_, err := c.desk.Takeover(c.ctx, agent("ann"), c.id, "")
		c.must(err)
	})
	c.says(doubtful)
	c.turn()
	suggested := false
	for _, e := range c.events() {
		s, ok := e.Payload.(conversation.Suggestion)
		suggested = suggested || ok && strings.Contains(s.Text, "24 months")
	}
	if given := c.answers(); len(given) > 0 || !suggested || c.model.calls() != 1 {
		t.Errorf("said %q, suggested: %v, %d calls", given, suggested, c.model.calls())
	}
}

func TestAnAnswerThatIsWithdrawnDuringTheCallIsNotGivenAndNobodyAsksAgain(t *testing.T) {
	c := during(t, func(c *talk) {
		_, err := c.service.Articles.Archive(c.ctx, operator, "warranty", 0)
		c.must(err)
	})
	c.says(doubtful)
	c.turn()
	if given := c.answers(); len(given) > 0 || c.model.calls() != 1 || c.state().Owes() {
		t.Errorf("said %q after %d calls", given, c.model.calls())
	}
}

func TestAnAdviceStillCountsWhenOnlyAnotherArticleWasWithdrawn(t *testing.T) {
	c := during(t, func(c *talk) {
		_, err := c.service.Articles.Archive(c.ctx, operator, "shipping-cost", 0)
		c.must(err)
	})
	c.says("How much does shipping cost? And " + doubtful + "?")
	c.turn()
	if given := c.answers(); len(given) != 1 || !strings.Contains(given[0], "24 months") || c.model.calls() != 1 {
		t.Errorf("said %q after %d calls", given, c.model.calls())
	}
}

func TestAFactThatAHumanEntersDuringTheCallStands(t *testing.T) {
	m := &model{}
	c := open(t, func(h *house) { h.model = m }).talk("en")
	c.says("my parcel is missing")
	c.turn()
	m.says = func(ctx context.Context, b bot.Brief) (bot.Advice, error) {
		_, err := c.desk.SetFields(c.ctx, agent("ann"), c.id, map[string]string{"order_number": "11112222"})
		c.must(err)
		return parseAdvice("field order_number=12345678 (12345678)")(ctx, b)
	}
	c.says("zzz order? the one ending like 12345678 perhaps?")
	c.turn()
	if known := c.state().Fields["order_number"]; known.Value != "11112222" {
		t.Errorf("order number %q from %s", known.Value, known.Origin)
	}
}

func TestAModelThatHangsIsLeftBehind(t *testing.T) {
	m := &model{says: func(ctx context.Context, _ bot.Brief) (bot.Advice, error) {
		<-ctx.Done()
		return bot.Advice{}, ctx.Err()
	}}
	c := open(t, func(h *house) { h.model = m }).talk("en")
	c.says(doubtful)
	ctx, cancel := context.WithTimeout(c.ctx, 20*time.Millisecond)
	defer cancel()
	began := time.Now()
	err := c.bot.Step(ctx, c.id)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
	if err != nil { // the whole turn's time is over: it is still owed, and somebody takes it up
		c.model.says = nil
		c.turn()
	}
	if c.state().Owes() || len(c.state().Choices) == 0 {
		t.Error("the customer got nothing")
	}
}

func TestAMessageThatNeedsAPersonBreaksTheCallOff(t *testing.T) {
	for _, urgent := range []string{"I want to talk to a human", "I want a refund", "the battery is smoking and it burned my hand"} {
		asked := make(chan struct{})
		m := &model{says: func(ctx context.Context, _ bot.Brief) (bot.Advice, error) {
			close(asked)
			<-ctx.Done() // a service that does not answer
			return bot.Advice{}, ctx.Err()
		}}
		h := open(t, func(h *house) { h.model = m })
		h.intake.Runner = &bot.Runner{Turn: h.bot.Step, Leases: h.store, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
		h.intake.Runner.Start()
		c := h.talk("en")
		c.says(doubtful)
		<-asked
		c.says("hello?") // does not
		began := time.Now()
		c.says(urgent)
		for c.state().Owes() && time.Since(began) < 10*time.Second {
			time.Sleep(time.Millisecond)
		}
		h.must(h.intake.Runner.Stop(t.Context()))
		if _, waiting := c.state().Holder.Queue(); !waiting || len(c.decisions()) != 1 || m.calls() != 1 {
			t.Errorf("%q: held by %s after %v, %d decisions, %d calls", urgent, c.state().Holder, time.Since(began), len(c.decisions()), m.calls())
		}
	}
}
