package bot_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
)

// model is an adviser that says what a test wants it to say, and counts how often it is asked.
type model struct {
	mu     sync.Mutex
	says   func(context.Context, bot.Brief) (bot.Advice, error)
	briefs []bot.Brief
}

func (m *model) Advise(ctx context.Context, b bot.Brief) (bot.Advice, error) {
	m.mu.Lock()
	m.briefs = append(m.briefs, b)
	says := m.says
	m.mu.Unlock()
	if says == nil {
		return bot.Advice{}, errors.New("nobody has told the model what to say")
	}
	return says(ctx, b)
}

func (m *model) calls() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.briefs)
}

func (m *model) last() bot.Brief {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.briefs[len(m.briefs)-1]
}

func always(a bot.Advice) func(context.Context, bot.Brief) (bot.Advice, error) {
	return func(context.Context, bot.Brief) (bot.Advice, error) { return a, nil }
}

// parseAdvice reads what a script has the model say: "full warranty; part shipping-cost; rest ...; case fault;
// field product=lamp (the thing on my desk); question ...; reply ...", or "fails".
func parseAdvice(line string) func(context.Context, bot.Brief) (bot.Advice, error) {
	if line == "fails" {
		return func(context.Context, bot.Brief) (bot.Advice, error) {
			return bot.Advice{}, errors.New("the service is down")
		}
	}
	return func(_ context.Context, b bot.Brief) (bot.Advice, error) {
		var a bot.Advice
		for said := range strings.SplitSeq(line, ";") {
			verb, rest, _ := strings.Cut(strings.TrimSpace(said), " ")
			switch verb {
			case "full", "part":
				a.Answers = append(a.Answers, bot.AdvisedAnswer{ArticleID: rest, Fully: verb == "full"})
			case "rest":
				a.Unanswered = append(a.Unanswered, rest)
			case "case":
				a.Playbook = rest
			case "question":
				a.Question = rest
			case "reply":
				a.Reply = rest
			case "quote":
				last := &a.Answers[len(a.Answers)-1]
				last.Quote = append(last.Quote, rest)
			case "field":
				assignment, words, _ := strings.Cut(strings.TrimSuffix(rest, ")"), " (")
				name, value, _ := strings.Cut(assignment, "=")
				a.Values = append(a.Values, bot.Value{Field: name, Canonical: value, Raw: words, Seq: freshest(b), Sure: true})
			case "none":
			default:
				return a, fmt.Errorf("the script has the model say %q", said)
			}
		}
		return a, nil
	}
}

// freshest is the last message that is to be answered.
func freshest(b bot.Brief) int64 {
	seq := int64(0)
	for _, turn := range b.Turns {
		if turn.Fresh && turn.Role == conversation.Customer {
			seq = turn.Seq
		}
	}
	return seq
}
