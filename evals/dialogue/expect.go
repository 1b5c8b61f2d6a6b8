package dialogue

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/batondesk/baton/conversation"
)

// expect checks one expectation.
func (p *player) expect(ctx context.Context, s Step) {
	var happened string
	ok := true
	switch s.Who {
	case "never":
		p.never = append(p.never, ban{s, len(p.events)})
		return
	case "bot":
		p.expectBot(ctx, s)
		return
	case "suggests":
		happened, ok = p.suggested(s)
	case "holder":
		happened, ok = string(p.state.Holder), p.isHolder(s.Text)
	case "handoff":
		happened, ok = p.isHandoff(s.Text)
	case "status":
		happened, ok = string(p.state.Status), string(p.state.Status) == s.Text
	case "language":
		happened, ok = p.state.Locale, p.state.Locale == s.Text
	case "tags":
		happened = strings.Join(p.state.Tags, ", ")
		for _, tag := range words(s.Text) {
			name, not := strings.CutPrefix(tag, "not ")
			ok = ok && p.state.HasTag(name) != not
		}
	case "promise":
		happened = plain(p.state.Promises)
		ok = slices.ContainsFunc(p.state.Promises, func(promise conversation.Promise) bool { return contains(promise.Text, s.Text) })
	case "field":
		f, _ := parseFact(s.Text)
		happened, ok = f.check(p.state, p.mine)
	case "card":
		happened, ok = p.isOnCard(ctx, s.Text)
	}
	if !ok {
		p.fail(s.Line, s.Raw, happened, "")
	}
}

// expectBot checks what the bot did in this turn. What follows a human's step may come a moment later.
func (p *player) expectBot(ctx context.Context, s Step) {
	clauses, _ := parseClauses(s.Text)
	p.listed = append(p.listed, clauses...)
	p.checked = true
	deadline := time.Now().Add(afterThought)
	for {
		t := p.turn()
		if slices.ContainsFunc(clauses, func(c clause) bool { return c.holds(t) }) {
			return
		}
		left := time.Until(deadline)
		if p.act.Who == "customer" || left <= 0 || ctx.Err() != nil {
			p.fail(s.Line, s.Raw, t.summary(), "")
			p.failed = true
			return
		}
		p.refresh(ctx, left)
	}
}

func (p *player) turn() turn { return turn{p.events[p.from:]} }

// endTurn checks that the bot did nothing that the script does not list, if it lists anything. Where an expectation has
// failed already there is no need to say it twice.
func (p *player) endTurn() {
	if p.checked && !p.failed && p.act.Who == "customer" {
		for _, m := range p.turn().spoken() {
			if !slices.ContainsFunc(p.listed, func(c clause) bool { return c.allows(m) }) {
				p.fail(p.act.Line, "nothing but what the script lists after: "+p.act.Raw, describe(m), "")
			}
		}
		if h, opened := p.turn().opened(); opened && !slices.ContainsFunc(p.listed, func(c clause) bool { return strings.HasPrefix(c.verb, "hands over") }) {
			p.fail(p.act.Line, "no handoff after: "+p.act.Raw, "a handoff to "+h.Queue+" ("+h.Playbook+", "+h.Reason+")", "")
		}
	}
	p.listed, p.checked, p.failed = nil, false, false
}

func (p *player) isHolder(want string) bool {
	return string(p.state.Holder) == want || p.state.Holder == conversation.AgentHolder(want)
}

// isHandoff reads "none", "QUEUE" or "QUEUE PLAYBOOK".
func (p *player) isHandoff(want string) (string, bool) {
	h := p.state.Handoff
	if h == nil {
		return "no open handoff", want == "none"
	}
	parts := strings.Fields(want)
	return fmt.Sprintf("a handoff in %s, playbook %s", h.Queue, h.Playbook),
		parts[0] == h.Queue && (len(parts) < 2 || parts[1] == h.Playbook)
}

func (p *player) isOnCard(ctx context.Context, want string) (string, bool) {
	claim, _ := parseCardClaim(want)
	if p.state.Handoff == nil {
		return "there is no open handoff and so no card", false
	}
	shown, err := p.target.handoff(ctx, p.state.Handoff.ID)
	if err != nil {
		return err.Error(), false
	}
	return claim.check(shown.Card)
}

// suggested looks for a suggestion in this turn that answers, asks, and so on.
func (p *player) suggested(s Step) (string, bool) {
	clauses, _ := parseClauses(s.Text)
	happened := "no suggestion"
	for _, e := range p.turn().events {
		sg, ok := e.Payload.(conversation.Suggestion)
		if !ok {
			continue
		}
		m := conversation.Message{Text: sg.Text, Act: sg.Act, Sources: sg.Sources}
		happened = "suggested: " + describe(m)
		if slices.ContainsFunc(clauses, func(c clause) bool { return c.says(m) || c.verb == "says" && contains(m.Text, c.what[0]) }) {
			return happened, true
		}
	}
	return happened, false
}
