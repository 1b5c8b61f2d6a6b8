package dialogue

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/batondesk/baton/conversation"
)

// patience bounds every wait: for a turn, and for a sentence that follows a human's step.
const (
	patience     = 20 * time.Second
	afterThought = 2 * time.Second
)

// Violation is what must never happen in any script.
type Violation string

// The violations.
const (
	AskedTwice Violation = "asked_twice" // a field was asked for that was known
	CardWrong  Violation = "card_wrong"  // the card and the record disagree
	OutOfTurn  Violation = "out_of_turn" // the bot spoke while a human held
	Unanswered Violation = "unanswered"  // no decision about a message
	Leak       Violation = "leak"        // the customer saw something internal
)

// Failure is one thing that went otherwise.
type Failure struct {
	File      string
	Line      int
	Expected  string
	Happened  string
	Violation Violation // "" if the script's own expectation failed
}

func (f Failure) String() string {
	return fmt.Sprintf("%s:%d: expected %s; happened: %s", f.File, f.Line, f.Expected, f.Happened)
}

// Played is what became of a script.
type Played struct {
	Script     Script
	Failures   []Failure
	Transcript string
	NotPlayed  string // why, if it could not be played
}

// Passed reports whether everything went as expected.
func (p Played) Passed() bool { return p.NotPlayed == "" && len(p.Failures) == 0 }

// ban is what must not happen from some event on.
type ban struct {
	step Step
	from int // index in events
}

// player is one script under way.
type player struct {
	target Target
	script Script
	result *Played

	id     conversation.ID
	token  string
	events []conversation.Event
	state  conversation.State
	mine   []int64 // seqs of the customer's messages

	from    int  // where the current turn begins in events
	act     Step // what began it
	listed  []clause
	checked bool
	failed  bool // an expectation about the bot in this turn
	never   []ban
	sent    int
}

// Play plays one script. It fails only when the context ends; everything else is in what it returns.
func Play(ctx context.Context, target Target, script Script) Played {
	result := Played{Script: script}
	if script.AfterHours {
		if target.AfterHours == nil {
			result.NotPlayed = "it needs a server whose queues are closed"
			return result
		}
		target = *target.AfterHours
	}
	p := &player{target: target, script: script, result: &result}
	var err error
	if p.id, p.token, err = target.open(ctx, script); err != nil {
		p.fail(1, "the conversation to open", err.Error(), "")
		return result
	}
	p.state.ID = p.id
	p.refresh(ctx, 0)
	for _, step := range script.Steps {
		if ctx.Err() != nil || !p.step(ctx, step) {
			break
		}
	}
	p.endTurn()
	p.checkBans()
	p.checkCustomerView(ctx)
	p.tidy()
	result.Transcript = p.transcript()
	return result
}

func (p *player) fail(line int, expected, happened string, v Violation) {
	p.result.Failures = append(p.result.Failures, Failure{p.script.File, line, expected, happened, v})
}

// step returns false if there is no point in going on.
func (p *player) step(ctx context.Context, step Step) bool {
	if !step.Acts() {
		p.expect(ctx, step)
		return true
	}
	if !(p.act.Who == "customer" && p.act.Verb == "quickly") { // a burst is one turn
		p.endTurn()
		p.from = len(p.events)
	}
	p.act = step
	err := p.do(ctx, step)
	var refused *RefusedError
	switch {
	case !step.Must && errors.As(err, &refused) && refused.Status < 500:
		return true
	case !step.Must:
		p.fail(step.Line, "to be refused: "+step.Raw, fmt.Sprintf("not refused (%v)", err), "")
		return err == nil
	case err != nil:
		p.fail(step.Line, step.Raw, err.Error(), "")
		return false
	}
	if step.Who == "customer" {
		return p.settle(ctx, step)
	}
	p.refresh(ctx, 0)
	p.checkRecord(ctx, step.Line)
	return true
}

// settle waits for the decision about what the customer just did.
func (p *player) settle(ctx context.Context, step Step) bool {
	if step.Verb == "quickly" || step.Verb == "types" || step.Verb == "rates" {
		return true
	}
	deadline := time.Now().Add(patience)
	p.refresh(ctx, 0)
	for p.state.Owes() {
		if left := time.Until(deadline); left <= 0 || ctx.Err() != nil {
			p.fail(step.Line, "a decision about this message", "none within "+patience.String(), Unanswered)
			return false
		}
		p.refresh(ctx, time.Until(deadline))
	}
	p.checkRecord(ctx, step.Line)
	return true
}

// refresh reads new events into the record.
func (p *player) refresh(ctx context.Context, wait time.Duration) {
	after := p.state.Seq
	fresh, err := p.target.events(ctx, p.id, p.target.Keys[p.target.Observer], after, wait.Round(time.Millisecond))
	if err != nil {
		p.fail(p.act.Line, "to read the record", err.Error(), "")
	}
	for _, e := range fresh {
		before := p.state
		p.state = p.state.Apply(e)
		p.events = append(p.events, e)
		m, ok := e.Payload.(conversation.Message)
		if !ok {
			continue
		}
		if e.Actor.Kind == conversation.Customer {
			p.mine = append(p.mine, e.Seq)
		} else if e.Actor.Kind == conversation.Bot {
			p.checkSaid(before, m)
		}
	}
}

// nth finds the seq of the customer's n-th message.
func (p *player) nth(word string) (int64, error) {
	n, err := strconv.Atoi(word)
	if word == "last" {
		n, err = len(p.mine), nil
	}
	if err != nil || n < 1 || n > len(p.mine) {
		return 0, fmt.Errorf("the customer has no message %q", word)
	}
	return p.mine[n-1], nil
}
