package llm_test

import (
	"context"
	"encoding/json"
	"time"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/bot/llm"
	"github.com/batondesk/baton/bot/llm/service"
	"github.com/batondesk/baton/conversation"
)

var monday = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

// tester is a *testing.T, or a *rapid.T.
type tester interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// oracle is a model service in memory: it notes what it is asked, and says what the test wants.
type oracle struct {
	asked  []service.Chat
	answer string
	err    error
}

func (o *oracle) Chat(_ context.Context, c service.Chat) (service.Answer, error) {
	o.asked = append(o.asked, c)
	return service.Answer{JSON: []byte(o.answer)}, o.err
}

// document is the prompt that was sent last.
func (o *oracle) document(t tester) prompt {
	t.Helper()
	last := o.asked[len(o.asked)-1]
	if len(last.Messages) != 1 || last.Messages[0].Role != service.User {
		t.Fatalf("not one user message: %+v", last.Messages)
	}
	var p prompt
	if err := json.Unmarshal([]byte(last.Messages[0].Text), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

type prompt struct {
	Task string
	Data struct {
		Now, Language string
		Messages      []struct {
			ID, By, Text string
			New          bool
		}
		Known    map[string]string
		Articles []struct {
			ID, Question, Answer string
			Sentences            []string
		}
	}
}

// advise gives what is made of an answer.
func advise(t tester, b bot.Brief, answer string) (bot.Advice, *oracle) {
	t.Helper()
	o := &oracle{answer: answer}
	got, err := llm.New(o).Advise(context.Background(), b)
	if err != nil {
		t.Fatal(err)
	}
	return got, o
}

func customer(seq int64, text string) bot.Turn {
	return bot.Turn{Seq: seq, Role: conversation.Customer, Text: text}
}

func fresh(seq int64, text string) bot.Turn {
	turn := customer(seq, text)
	turn.Fresh = true
	return turn
}

func said(seq int64, text string) bot.Turn {
	return bot.Turn{Seq: seq, Role: conversation.Bot, Text: text}
}

func spec(name string, typ conversation.FieldType) conversation.FieldSpec {
	return conversation.FieldSpec{Name: name, Type: typ, Label: map[string]string{"en": name}}
}

var shop = []bot.BriefArticle{
	{ArticleID: "shipping-cost", Version: 1, Question: "How much does shipping cost?", Answer: "Shipping costs 4.90 EUR."},
	{ArticleID: "returns", Version: 3, Question: "Can I return something?", Answer: "You may return it within 30 days."},
	{ArticleID: "manual-7", Version: 1, Question: "Lamp › Cleaning", Passage: true,
		Answer: "Unplug the lamp first. Wipe it with a dry cloth.\n\n| Part | Cloth |\n|---|---|\n| Shade | dry |\n\n- Never use alcohol."},
}

func encode(t tester, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
