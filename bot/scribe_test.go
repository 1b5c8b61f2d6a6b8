package bot_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
)

// writer is a Writer of which each test says what it does.
type writer struct {
	summarise func(context.Context, bot.SummaryBrief) ([]conversation.SummaryStatement, error)
	suggest   func(bot.ReplyBrief) (bot.ReplyDraft, error)
	calls     atomic.Int32
}

func (w *writer) Summarise(ctx context.Context, b bot.SummaryBrief) ([]conversation.SummaryStatement, error) {
	w.calls.Add(1)
	return w.summarise(ctx, b)
}

func (w *writer) Suggest(_ context.Context, b bot.ReplyBrief) (bot.ReplyDraft, error) {
	w.calls.Add(1)
	return w.suggest(b)
}

// scribe starts a Scribe; stop ends it and waits.
func (h *house) scribe(w *writer) (s *bot.Scribe, stop func()) {
	ctx, cancel := context.WithCancel(h.ctx)
	done := make(chan struct{})
	s = &bot.Scribe{Bot: h.bot, Write: w}
	own := h.store.Own()
	go func() { s.Run(ctx, own); close(done) }()
	stop = func() { cancel(); <-done }
	h.Cleanup(stop)
	return s, stop
}

// summaries are those on record.
func (c *talk) summaries() (all []conversation.Summary) {
	for _, e := range c.events() {
		if p, ok := e.Payload.(conversation.Summary); ok {
			all = append(all, p)
			if e.Visibility != conversation.Internal || e.Actor.Kind != conversation.Bot {
				c.Errorf("the summary is of %s, %s", e.Actor.Kind, e.Visibility)
			}
		}
	}
	return all
}

func (c *talk) summary() conversation.Summary {
	c.Helper()
	for range 500 {
		if all := c.summaries(); len(all) > 0 {
			return all[0]
		}
		time.Sleep(10 * time.Millisecond)
	}
	c.Fatal("there is no summary")
	return conversation.Summary{}
}

func both(en, zh string, seq int64, article string) conversation.SummaryStatement {
	return conversation.SummaryStatement{Texts: map[string]string{"en": en, "zh": zh}, Seq: seq, ArticleID: article}
}

func TestACaseIsSummedUpAfterItWasHandedOff(t *testing.T) {
	h := open(t)
	var brief bot.SummaryBrief
	h.scribe(&writer{summarise: func(_ context.Context, b bot.SummaryBrief) ([]conversation.SummaryStatement, error) {
		brief = b
		var last int64
		for _, turn := range b.Turns {
			if turn.Role == conversation.Customer {
				last = turn.Seq
			}
		}
		return []conversation.SummaryStatement{
			both("Wants a refund for order 12345678", "要求退还订单 12345678 的款项", last, ""),
			both("Was told what shipping costs", "已告知运费", 0, "shipping-cost"),
			both("Comes from nowhere", "毫无依据", 0, ""),
			both("Points to nothing that was said", "指向不存在的消息", 4711, ""),
			both("Rests on an answer that was not given", "依据未给出的答案", 0, "warranty"),
			{Texts: map[string]string{"en": "Said so in English", "fr": "Dit en anglais"}, Seq: last},
		}, nil
	}})
	c := h.talk("en")
	mistyped := c.says("How much does shpping cost?")
	_, err := h.intake.Edit(h.ctx, c.id, mistyped, "How much does shipping cost?")
	h.must(err)
	c.turn()
	c.says("I want a refund for order 12345678")
	c.turn()

	got := c.summary()
	last := c.state().Customer.Seq
	want := []conversation.SummaryStatement{
		both("Wants a refund for order 12345678", "要求退还订单 12345678 的款项", last, ""),
		both("Was told what shipping costs", "已告知运费", 0, "shipping-cost"),
		{Texts: map[string]string{"en": "Said so in English"}, Seq: last},
	}
	if diff := cmp.Diff(want, got.Statements); diff != "" {
		t.Error(diff)
	}
	if got.HandoffID != c.state().Handoff.ID || got.Through < last {
		t.Errorf("it is of %s, through %d", got.HandoffID, got.Through)
	}
	var said []string
	for _, turn := range brief.Turns {
		if turn.Role == conversation.Customer {
			said = append(said, turn.Text)
		}
	}
	if diff := cmp.Diff([]string{"How much does shipping cost?", "I want a refund for order 12345678"}, said); diff != "" {
		t.Errorf("the messages as they stand: %s", diff)
	}
	if len(brief.Known) != 1 || brief.Known[0].Value != "12345678" || len(brief.Articles) != 1 || brief.Articles[0].Answer != "Shipping costs 4.90 EUR." ||
		cmp.Diff([]string{"en", "zh"}, brief.Locales) != "" {
		t.Errorf("the brief: %+v", brief)
	}
}

// TestNobodyWaitsForASummary has a model that never answers: the handoff is on record, the customer is told, the agent
// works, and what is being written when the process stops is dropped.
func TestNobodyWaitsForASummary(t *testing.T) {
	h := open(t)
	w := &writer{summarise: func(ctx context.Context, _ bot.SummaryBrief) ([]conversation.SummaryStatement, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	_, stop := h.scribe(w)
	var last *talk
	for range 8 { // more than are written at the same time
		last = h.talk("en")
		last.says("I want a refund")
		last.turn()
		if last.state().Handoff == nil || len(last.heard(0)) == 0 {
			t.Fatal("the handoff waits")
		}
	}
	_, err := h.desk.Claim(h.ctx, agent("ann"), last.state().Handoff.ID)
	h.must(err)
	stop()
	if len(last.summaries()) > 0 {
		t.Error("it was summed up")
	}
}

func TestACaseIsSummedUpOnceAtMost(t *testing.T) {
	h := open(t)
	said := make(chan struct{}, 1)
	w := &writer{summarise: func(_ context.Context, b bot.SummaryBrief) ([]conversation.SummaryStatement, error) {
		said <- struct{}{}
		return nil, errors.New("the service is down")
	}}
	_, stop := h.scribe(w)
	c := h.talk("en")
	c.says("I want a refund")
	c.turn()
	<-said
	c.says("order 12345678")
	c.turn()
	_, err := h.desk.Transfer(h.ctx, agent("ann"), c.state().Handoff.ID, boss, "please")
	h.must(err)
	stop()
	if n := w.calls.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestWhatHappensMeanwhileDecidesWhetherASummaryStays(t *testing.T) {
	for name, c := range map[string]struct {
		meanwhile func(*talk)
		stays     bool
	}{
		"the customer writes on":   {func(c *talk) { c.says("hello?") }, true},
		"an agent claims the case": {func(c *talk) { c.claim() }, true},
		"the case is resolved": {func(c *talk) {
			c.claim()
			_, err := c.desk.Resolve(c.ctx, agent("ann"), c.state().Handoff.ID, "")
			c.must(err)
		}, false},
		"what the customer said is redacted": {func(c *talk) {
			admin := agent("ada")
			admin.Roles = append(admin.Roles, "admin")
			_, err := c.desk.Redact(c.ctx, admin, c.id, c.state().Customer.Seq, "asked for it")
			c.must(err)
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t)
			asked, answer := make(chan struct{}), make(chan struct{})
			_, stop := h.scribe(&writer{summarise: func(_ context.Context, b bot.SummaryBrief) ([]conversation.SummaryStatement, error) {
				close(asked)
				<-answer
				return []conversation.SummaryStatement{both("Wants a refund", "要求退款", b.Turns[0].Seq, "")}, nil
			}})
			talk := h.talk("en")
			talk.says("I want a refund")
			talk.turn()
			<-asked
			c.meanwhile(talk)
			close(answer)
			if c.stays {
				talk.summary()
			} else {
				time.Sleep(50 * time.Millisecond)
			}
			stop()
			if got := len(talk.summaries()) == 1; got != c.stays {
				t.Errorf("it stays: %v", got)
			}
		})
	}
}

func TestRedactionBlanksASummaryThatMayRepeatIt(t *testing.T) {
	h := open(t)
	h.scribe(&writer{summarise: func(_ context.Context, b bot.SummaryBrief) ([]conversation.SummaryStatement, error) {
		return []conversation.SummaryStatement{both("Their card is secret-plum", "卡号为 secret-plum", b.Turns[0].Seq, "")}, nil
	}})
	c := h.talk("en")
	c.says("my card is secret-plum, I want a refund")
	c.turn()
	c.summary()
	admin := agent("ada")
	admin.Roles = append(admin.Roles, "admin")
	_, err := h.desk.Redact(h.ctx, admin, c.id, c.state().Customer.Seq, "asked for it")
	h.must(err)
	for _, e := range c.events() {
		if data, _ := e.MarshalJSON(); strings.Contains(string(data), "secret-plum") {
			t.Errorf("still on record: %s", data)
		}
	}
	if s := c.summaries(); len(s) != 1 || len(s[0].Statements) != 0 {
		t.Errorf("%+v", s)
	}
}

func (c *talk) claim() {
	c.Helper()
	_, err := c.desk.Claim(c.ctx, agent("ann"), c.state().Handoff.ID)
	c.must(err)
}
