package dialogue

import (
	"context"
	"fmt"
	"slices"

	"github.com/batondesk/baton/conversation"
)

// checkSaid checks a message of the bot against the record as it was before.
func (p *player) checkSaid(before conversation.State, m conversation.Message) {
	if _, human := before.Holder.Agent(); human && m.Act != conversation.ActNotice {
		p.fail(p.act.Line, "the bot to be silent while "+string(before.Holder)+" holds", describe(m), OutOfTurn)
	}
	if known := before.Value(m.Field); m.Field != "" && known != "" {
		p.fail(p.act.Line, "nobody to be asked for what is known", fmt.Sprintf("%s is %q, and the bot %s", m.Field, known, describe(m)), AskedTwice)
	}
}

// checkRecord checks after every act that the card tells what the record does.
func (p *player) checkRecord(ctx context.Context, line int) {
	if p.state.Handoff == nil {
		return
	}
	shown, err := p.target.handoff(ctx, p.state.Handoff.ID)
	if err == nil {
		err = agrees(shown.Card, p.state)
	}
	if err != nil {
		p.fail(line, "a card that agrees with the record", err.Error(), CardWrong)
	}
}

// checkBans looks through all that was said after each "never".
func (p *player) checkBans() {
	for _, b := range p.never {
		for _, m := range (turn{p.events[b.from:]}).spoken() {
			broken := clause{b.step.Verb, words(b.step.Text)}.says(m)
			if b.step.Verb == "says" {
				broken = contains(m.Text, b.step.Text)
			}
			if broken {
				p.fail(b.step.Line, b.step.Raw, describe(m), "")
			}
		}
	}
}

// inside are the kinds of events that no customer may see.
var inside = []conversation.Kind{
	conversation.KindDecision, conversation.KindSuggestion, conversation.KindField, conversation.KindTag,
	conversation.KindNote, conversation.KindConsult, conversation.KindHandoffBounced,
}

func (p *player) checkCustomerView(ctx context.Context) {
	line := p.act.Line
	seen, err := p.target.events(ctx, p.id, p.token, 0, 0)
	if err != nil {
		p.fail(line, "the customer to read the conversation", err.Error(), "")
		return
	}
	for _, e := range seen {
		if slices.Contains(inside, e.Kind()) || e.Visibility != conversation.Public {
			p.fail(line, "the customer to see nothing internal", fmt.Sprintf("event %d, %s", e.Seq, e.Kind()), Leak)
		}
	}
}
