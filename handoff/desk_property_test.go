package handoff

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/batondesk/baton/conversation"
)

// TestWhateverHumansDoEveryCaseHasOneHolderAndANextStep runs random steps of customers, bot, humans and the sweep, and
// checks after each of them what must always hold.
func TestWhateverHumansDoEveryCaseHasOneHolderAndANextStep(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		h := newHouse(t)
		ids := []conversation.ID{"a", "b", "c"}
		for _, id := range ids {
			h.open(id, conversation.Opening{Channel: "web", Locale: rapid.SampledFrom([]string{"en", "zh"}).Draw(r, "locale")})
		}
		for range rapid.IntRange(5, 60).Draw(r, "steps") {
			id := rapid.SampledFrom(ids).Draw(r, "conversation")
			h.randomStep(r, id)
			h.sweep(r, id)
			for _, id := range ids {
				h.check(r, id)
			}
		}
	})
}

func (h *house) randomStep(r *rapid.T, id conversation.ID) {
	by := as(rapid.SampledFrom([]string{"mei", "tom", "eva", "boss", "pub"}).Draw(r, "who"))
	before, written := h.states[id], len(h.events[id])
	handoffID := fmt.Sprintf("%s.%d", id, max(1, before.Handoffs))
	if rapid.IntRange(0, 4).Draw(r, "race") == 0 { // somebody else is faster
		rival := as(rapid.SampledFrom([]string{"mei", "tom", "boss"}).Draw(r, "rival"))
		h.before = func() {
			_, _ = h.desk.Takeover(h.ctx, rival, id, "faster")
			before, written = h.states[id], len(h.events[id])
		}
	}
	step := rapid.SampledFrom([]string{
		"write", "decide", "open", "claim", "bounce", "queue", "agent", "return", "resolve", "takeover", "reply", "replyclaim", "wait",
		"assume", "close", "reopen",
	}).Draw(r, "step")
	var err error
	switch step {
	case "write":
		h.write(id, "I have a question about my order")
	case "decide":
		h.decide(id, rapid.SampledFrom([]string{"", "refund", "fault", "vip"}).Draw(r, "playbook"))
	case "open":
		playbook := rapid.SampledFrom([]string{"", "refund", "fault", "vip"}).Draw(r, "playbook")
		if before.Holder.IsBot() && before.Status == conversation.Open {
			_, err = h.Append(h.ctx, id, conversation.Write{Compose: func(s conversation.State) ([]conversation.Entry, error) {
				if !s.Holder.IsBot() {
					return nil, errors.Join(conversation.SameHolder(s, before), conversation.ReadAll(s, before))
				}
				return h.book.Open(s, OpenCase{Playbook: playbook, Reason: "rule"}, h.now), nil
			}})
		}
	case "claim":
		_, err = h.desk.Claim(h.ctx, by, handoffID)
	case "bounce":
		_, err = h.desk.Bounce(h.ctx, by, handoffID, "not ours")
	case "queue":
		to := To{Queue: rapid.SampledFrom([]string{"front", "experts", "night", "boss"}).Draw(r, "to")}
		_, err = h.desk.Transfer(h.ctx, by, handoffID, to, "theirs")
	case "agent":
		to := To{Agent: rapid.SampledFrom([]string{"mei", "tom", "eva", "boss", "gone"}).Draw(r, "to")}
		_, err = h.desk.Transfer(h.ctx, by, handoffID, to, "theirs")
	case "return":
		_, err = h.desk.Return(h.ctx, by, handoffID, "")
	case "resolve":
		_, err = h.desk.Resolve(h.ctx, by, handoffID, "done")
	case "takeover":
		_, err = h.desk.Takeover(h.ctx, by, id, "")
	case "reopen":
		_, err = h.desk.Reopen(h.ctx, by, id, "")
	case "reply", "replyclaim":
		_, err = h.desk.Reply(h.ctx, by, id, Reply{Text: "Hello", Claim: step == "replyclaim"})
		if now := h.states[id]; err == nil && now.Holder != conversation.AgentHolder(by.ID) {
			r.Fatalf("%s replied while %s holds", by.ID, now.Holder)
		}
	case "wait":
		h.now = h.now.Add(time.Duration(rapid.IntRange(1, 3000).Draw(r, "minutes")) * time.Minute)
	case "assume":
		if before.Holder.IsBot() && before.Status == conversation.Open && !before.Owes() {
			h.add(id, conversation.System, conversation.Resolved{Outcome: "assumed"})
		}
	case "close":
		if before.Status == conversation.StatusResolved {
			h.add(id, conversation.System, conversation.Closed{Outcome: "assumed"})
		}
	}
	h.before = nil
	if err != nil && len(h.events[id]) != written {
		r.Fatalf("%s was refused (%v) and wrote something", step, err)
	}
}

// sweep does what a sweep does when time has passed, until nothing is due.
func (h *house) sweep(r *rapid.T, id conversation.ID) {
	timers := conversation.DefaultTimers()
	for round := 0; ; round++ {
		s := h.states[id]
		next, ok := timers.Next(s)
		due := ok && !next.At.After(h.now)
		caseDue := next.What == conversation.NextClaim || next.What == conversation.NextFirstReply || next.What == conversation.NextResolve
		if !due || !caseDue {
			return
		}
		if round > 0 {
			r.Fatalf("after the sweep %s is due again at %s, now is %s", next.What, next.At, h.now)
		}
		entries := h.book.Told(s, h.desk.o.Phrases(), h.now, h.book.Overdue(s, h.now))
		if len(entries) == 0 {
			r.Fatalf("%s was due at %s and nothing came of it: %+v", next.What, next.At, s.Handoff)
		}
		if _, err := h.Append(h.ctx, id, conversation.Write{Compose: func(conversation.State) ([]conversation.Entry, error) { return entries, nil }}); err != nil {
			r.Fatal(err)
		}
		if after := h.states[id]; after.Handoff.Queue != "boss" || len(after.Handoff.Breached) != len(s.Handoff.Breached)+1 {
			r.Fatalf("a missed deadline led to %+v", after.Handoff)
		}
	}
}

func (h *house) check(r *rapid.T, id conversation.ID) {
	s := h.states[id]
	queue, waits := s.Holder.Queue()
	agent, held := s.Holder.Agent()
	if !held {
		agent = ""
	}
	switch {
	case waits && (s.Handoff == nil || s.Handoff.Claimed || s.Handoff.Queue != queue):
		r.Fatalf("%s holds %s but the case is %+v", s.Holder, id, s.Handoff)
	case held && (s.Handoff == nil || !s.Handoff.Claimed):
		r.Fatalf("%s holds %s without a claimed case: %+v", s.Holder, id, s.Handoff)
	case !waits && !held && (!s.Holder.IsBot() || s.Handoff != nil):
		r.Fatalf("%s holds %s with the case %+v", s.Holder, id, s.Handoff)
	}
	if _, ok := conversation.DefaultTimers().Next(s); !ok && s.Status != conversation.StatusClosed {
		r.Fatalf("%s is %s and nothing happens next", id, s.Status)
	}
	open := 0
	for n := 1; n <= s.Handoffs; n++ {
		c := h.cases[fmt.Sprintf("%s.%d", id, n)]
		if c.ID == "" {
			r.Fatalf("case %d of %s is missing", n, id)
		}
		if c.Status.Ended() {
			continue
		}
		open++
		f := s.Handoff
		if f == nil || c.ID != f.ID || c.Queue != f.Queue || (c.Status == Claimed) != f.Claimed || c.Holder != agent ||
			c.Due != f.Due || c.Passed != f.Passed || !slices.Equal(c.Breaches, f.Breached) || c.Playbook != f.Playbook {
			r.Fatalf("the case %+v and the conversation %+v disagree", c, f)
		}
		if !f.Due.Claim.After(c.OpenedAt) || !f.Due.FirstReply.After(c.OpenedAt) || !f.Due.Resolve.After(c.OpenedAt) {
			r.Fatalf("deadlines are not later than the opening: %+v", f.Due)
		}
	}
	if s.Handoff != nil && open != 1 || open > 1 {
		r.Fatalf("%d open cases of %s, state has %+v", open, id, s.Handoff)
	}
	if diff := cmp.Diff(conversation.Fold(id, h.events[id]), s); diff != "" {
		r.Fatalf("folding the events again gives another state:\n%s", diff)
	}
	h.checkOneVoice(r, id)
}

// checkOneVoice folds again and looks who spoke while a human held.
func (h *house) checkOneVoice(r *rapid.T, id conversation.ID) {
	s := conversation.State{ID: id}
	for _, e := range h.events[id] {
		if m, ok := e.Payload.(conversation.Message); ok && e.Visibility == conversation.Public {
			agent, held := s.Holder.Agent()
			if held && e.Actor.Kind == conversation.Bot || e.Actor.Kind == conversation.Agent && agent != e.Actor.ID {
				r.Fatalf("%s %s said %q while %s held", e.Actor.Kind, e.Actor.ID, m.Text, s.Holder)
			}
		}
		s = s.Apply(e)
	}
}
