package bot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
)

// play runs a conversation script. A line is what somebody does, or what must follow:
//
//	customer: TEXT            the customer writes; the bot takes its turn before the next expectation
//	burst: TEXT               the customer writes; no turn yet
//	edit: N TEXT              the customer edits their Nth message; recall: N takes it back
//	takeover, return, claim, resolve, agent: TEXT      what a human does
//	set: FIELD=VALUE          a human enters a fact
//	wait                      the next timer runs out
//	model: ADVICE             what a model says whenever it is asked from now on; see parseAdvice
//	answer: ARTICLE | ask: FIELD | handoff: QUEUE | clarify | notice: SITUATION | silence      the bot's acts, in order
//	known: FIELD=VALUE | holder: HOLDER | status: STATUS | suggestion: TEXT PART
//	calls: N                  how often the model has been asked since the last such line
//	because: REASON           a reason of the last decision
func play(t *testing.T, locale, script string, with ...func(*house)) *talk {
	t.Helper()
	if strings.Contains(script, "model: ") {
		with = append(with, func(h *house) { h.model = &model{} })
	}
	c := open(t, with...).talk(locale)
	p := &player{talk: c, seen: c.state().Seq}
	for i, line := range strings.Split(strings.TrimSpace(script), "\n") {
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), ": ")
		if verb == "" {
			continue
		}
		if problem := p.line(verb, rest); problem != "" {
			t.Fatalf("line %d, %q: %s\n%s", i+1, line, problem, p.transcript())
		}
	}
	if len(p.due) > 0 {
		t.Fatalf("in the end there also was %q\n%s", p.due, p.transcript())
	}
	return c
}

type player struct {
	*talk
	seen int64    // events up to here have been read
	due  []string // acts of the bot that no line has expected yet
	mine []int64  // the customer's messages
	paid int      // calls of the model that a line has expected
}

func (p *player) line(verb, rest string) string {
	state := p.state()
	var err error
	switch verb {
	case "customer", "burst", "edit", "recall", "takeover", "return", "claim", "resolve", "agent", "set", "wait":
		if len(p.due) > 0 {
			return fmt.Sprintf("before this there was %q", p.due)
		}
	}
	switch verb {
	case "customer":
		p.mine = append(p.mine, p.says(rest))
		p.turn()
	case "burst":
		p.mine = append(p.mine, p.says(rest))
	case "edit":
		var n int
		number, text, _ := strings.Cut(rest, " ")
		fmt.Sscan(number, &n)
		_, err = p.intake.Edit(p.ctx, p.id, p.mine[n-1], text)
		p.turn()
	case "recall":
		var n int
		fmt.Sscan(rest, &n)
		_, err = p.intake.Recall(p.ctx, p.id, p.mine[n-1])
		p.turn()
	case "takeover":
		_, err = p.desk.Takeover(p.ctx, agent("ann"), p.id, "")
	case "claim":
		_, err = p.desk.Claim(p.ctx, agent("ann"), state.Handoff.ID)
	case "return":
		_, err = p.desk.Return(p.ctx, agent("ann"), state.Handoff.ID, "")
	case "resolve":
		_, err = p.desk.Resolve(p.ctx, agent("ann"), state.Handoff.ID, "")
	case "agent":
		p.n++
		_, err = p.desk.Reply(p.ctx, agent("ann"), p.id, handoff.Reply{ID: fmt.Sprint("reply", p.n), Text: rest})
	case "set":
		field, value, _ := strings.Cut(rest, "=")
		_, err = p.desk.SetFields(p.ctx, agent("ann"), p.id, map[string]string{field: value})
	case "model":
		p.model.says = parseAdvice(rest)
	case "wait":
		next, _ := conversation.DefaultTimers().Next(state)
		p.clock.pass(next.At.Sub(p.clock.Now()))
		p.turn()
	default:
		return p.expect(verb, rest, state)
	}
	if err != nil {
		return err.Error()
	}
	p.read()
	return ""
}

// read takes the bot's acts from the events since the last line.
func (p *player) read() {
	for _, e := range p.events() {
		if e.Seq <= p.seen {
			continue
		}
		p.seen = e.Seq
		switch payload := e.Payload.(type) {
		case conversation.Message:
			if e.Actor.Kind == conversation.Bot && !strings.HasPrefix(payload.Phrase, "claimed") {
				p.due = append(p.due, act(payload))
			}
		case conversation.Decision:
			if len(payload.Acts) > 0 && payload.Acts[0].Act == conversation.ActSilence {
				p.due = append(p.due, "silence")
			}
		case conversation.HandoffOpened:
			for i, due := range p.due {
				if strings.HasPrefix(due, "handoff") {
					p.due[i] = "handoff: " + payload.Queue
				}
			}
		case conversation.Suggestion:
			p.due = append(p.due, "suggestion: "+payload.Text)
		}
	}
}

func act(m conversation.Message) string {
	switch m.Act {
	case conversation.ActAnswer:
		return "answer: " + m.Sources[0].ArticleID
	case conversation.ActAsk:
		return "ask: " + m.Field
	case conversation.ActNotice:
		situation, _, _ := strings.Cut(m.Phrase, "/")
		return "notice: " + situation
	default:
		return string(m.Act)
	}
}

func (p *player) expect(verb, rest string, state conversation.State) string {
	switch verb {
	case "known":
		field, value, _ := strings.Cut(rest, "=")
		if state.Value(field) != value {
			return fmt.Sprintf("%s is %q", field, state.Value(field))
		}
	case "holder":
		if string(state.Holder) != rest {
			return "held by " + string(state.Holder)
		}
	case "calls":
		calls := p.model.calls() - p.paid
		p.paid += calls
		if fmt.Sprint(calls) != rest {
			return fmt.Sprintf("it was asked %d times", calls)
		}
	case "because":
		if reasons := p.reasons(); !slices.Contains(reasons, rest) {
			return fmt.Sprintf("the reasons are %q", reasons)
		}
	case "status":
		if string(state.Status) != rest {
			return "the conversation is " + string(state.Status)
		}
	default:
		if len(p.due) == 0 {
			return "nothing happened"
		}
		want := verb
		if rest != "" {
			want += ": " + rest
		}
		got := p.due[0]
		if got != want && !(verb == "suggestion" && strings.Contains(got, rest)) {
			return fmt.Sprintf("there was %q", p.due)
		}
		p.due = p.due[1:]
	}
	return ""
}

// reasons are those of the last decision.
func (c *talk) reasons() []string {
	var reasons []string
	for _, e := range c.events() {
		if d, ok := e.Payload.(conversation.Decision); ok {
			reasons = d.Reasons
		}
	}
	return reasons
}

func (p *player) transcript() string {
	var b strings.Builder
	for _, e := range p.events() {
		fmt.Fprintf(&b, "  %3d %-8s %-20s %+v\n", e.Seq, e.Actor.Kind, e.Kind(), e.Payload)
	}
	return b.String()
}
