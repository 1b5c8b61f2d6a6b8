package storetest

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/store"
)

var caseTests = []test{
	{"a case is the fold of its events", caseIsFold},
	{"a conversation may have several cases, one after the other", severalCases},
	{"cases are listed by urgency, in pages", casesListed},
	{"what one person may see", casesVisible},
	{"cases are counted and their waits measured", casesCounted},
	{"a verified customer's cases are found", casesOfCustomer},
}

func handedOff(s conversation.State, queue string, priority int) []conversation.Entry {
	return []conversation.Entry{
		by(bot, conversation.HandoffOpened{HandoffID: handoff.HandoffID(s), Playbook: "refund", PlaybookVersion: 1, Queue: queue, Priority: priority, Reason: "asked"}),
		by(bot, conversation.HolderChanged{From: s.Holder, To: conversation.QueueHolder(queue), Reason: "handoff"}),
	}
}

func claimed(s conversation.State, agent string) []conversation.Entry {
	return []conversation.Entry{
		by(mei, conversation.HandoffClaimed{HandoffID: s.Handoff.ID, By: agent}),
		by(mei, conversation.HolderChanged{From: s.Holder, To: conversation.AgentHolder(agent), Reason: "claim"}),
	}
}

// open opens a conversation with a case.
func (w *world) openCase(id conversation.ID, o conversation.Opening, queue string, priority int) conversation.State {
	w.Helper()
	o.Channel = "web"
	w.clock.pass(time.Second)
	s := w.add(id, opening(o)).State
	return w.add(id, handedOff(s, queue, priority)...).State
}

func caseIsFold(w *world) {
	s := w.openCase("c", conversation.Opening{Name: "Ann"}, "front", 2)
	want := handoff.Case{}
	var folded conversation.State
	other := w.open()
	for i, step := range [][]conversation.Entry{
		{says("where is my money?"), by(bot, conversation.Tag{Add: []string{"vip"}})},
		claimed(s, "mei"),
		{by(mei, conversation.Message{Text: "on its way"})},
		{by(mei, conversation.HandoffTransferred{HandoffID: "c.1", Queue: "experts", Reason: "harder"})},
		{by(mei, conversation.HandoffResolved{HandoffID: "c.1", Outcome: "refunded"})},
		{says("thanks")}, // changes an ended case no more
	} {
		w.clock.pass(time.Minute)
		w.do([]*store.Store{w.Store, other}[i%2], "c", write(step...)) // each finds the case as the other left it
	}
	for _, e := range w.events("c") {
		folded = folded.Apply(e)
		folded.ID = "c"
		want = want.Apply(e, folded)
	}
	got, err := w.Handoff().Case(w.ctx, "c.1")
	if err != nil {
		w.Fatal(err)
	}
	w.same("case", want, got)
	var missing *handoff.NotFoundError
	if _, err := w.Handoff().Case(w.ctx, "c.2"); !errors.As(err, &missing) {
		w.Errorf("a case that is none: %v", err)
	}
}

func severalCases(w *world) {
	s := w.openCase("c", conversation.Opening{}, "front", 2)
	// The next case opens in the same append in which the first ends.
	ended := by(mei, conversation.HandoffResolved{HandoffID: "c.1"})
	s = w.add("c", append([]conversation.Entry{ended}, handedOff(s, "experts", 1)...)...).State
	if s.Handoff == nil || s.Handoff.ID != "c.2" {
		w.Fatalf("open case: %+v", s.Handoff)
	}
	w.add("c", claimed(s, "mei")...)
	for id, want := range map[string]handoff.CaseStatus{"c.1": handoff.Resolved, "c.2": handoff.Claimed} {
		if c, err := w.Handoff().Case(w.ctx, id); err != nil || c.Status != want {
			w.Errorf("%s is %s, error %v", id, c.Status, err)
		}
	}
}

func (w *world) cases(q handoff.CaseQuery) (ids []string) {
	w.Helper()
	for {
		page, next, err := w.Handoff().Cases(w.ctx, q)
		if err != nil {
			w.Fatal(err)
		}
		for _, c := range page {
			ids = append(ids, string(c.ConversationID))
		}
		if q.Cursor = next; next == "" {
			return ids
		}
	}
}

// caseMix opens nine cases: a to i, by queue front, experts, supervisor in turn, priority 3, 2, 1 by three.
func (w *world) caseMix() {
	w.Helper()
	queues := []string{"front", "experts", "supervisor"}
	for i := range 9 {
		w.openCase(conversation.ID(rune('a'+i)), conversation.Opening{}, queues[i%3], 3-i/3)
	}
	w.add("a", claimed(w.state("a"), "mei")...)
	w.add("h", claimed(w.state("h"), "mei")...)
	w.add("i", claimed(w.state("i"), "jo")...)
	w.add("e", by(mei, conversation.HandoffResolved{HandoffID: "e.1"}))
}

func casesListed(w *world) {
	w.caseMix()
	for _, c := range []struct {
		q    handoff.CaseQuery
		want []string
	}{
		{handoff.CaseQuery{}, []string{"g", "h", "i", "d", "e", "f", "a", "b", "c"}},
		{handoff.CaseQuery{Status: []handoff.CaseStatus{handoff.Waiting}}, []string{"g", "d", "f", "b", "c"}},
		{handoff.CaseQuery{Status: []handoff.CaseStatus{handoff.Waiting, handoff.Claimed}, Queues: []string{"front", "experts"}}, []string{"g", "h", "d", "a", "b"}},
		{handoff.CaseQuery{Queues: []string{"supervisor", "none"}}, []string{"i", "f", "c"}},
		{handoff.CaseQuery{Holder: "mei"}, []string{"h", "a"}},
		{handoff.CaseQuery{Holder: "mei", Queues: []string{"front"}}, []string{"a"}},
		{handoff.CaseQuery{Holder: "mei", Status: []handoff.CaseStatus{handoff.Waiting}}, nil},
		{handoff.CaseQuery{Status: []handoff.CaseStatus{handoff.Resolved, handoff.Returned}}, []string{"e"}},
	} {
		for _, limit := range []int{0, 1, 2, 9} {
			c.q.Limit = limit
			w.same(fmt.Sprintf("%+v", c.q), c.want, w.cases(c.q))
		}
	}
	if _, _, err := w.Handoff().Cases(w.ctx, handoff.CaseQuery{Cursor: "x"}); !errors.Is(err, store.ErrBadCursor) {
		w.Errorf("a foreign cursor: %v", err)
	}
}

func casesVisible(w *world) {
	w.caseMix()
	front := &handoff.Visible{Queues: []string{"front"}, Agent: "mei"}
	for _, c := range []struct {
		q    handoff.CaseQuery
		want []string
	}{
		{handoff.CaseQuery{Visible: front}, []string{"g", "h", "d", "a"}}, // h is held by mei, though not of her queue
		{handoff.CaseQuery{Visible: front, Queues: []string{"experts"}}, []string{"h"}},
		{handoff.CaseQuery{Visible: front, Queues: []string{"supervisor"}}, nil},
		{handoff.CaseQuery{Visible: front, Holder: "jo"}, nil},
		{handoff.CaseQuery{Visible: front, Holder: "mei"}, []string{"h", "a"}},
		{handoff.CaseQuery{Visible: &handoff.Visible{Queues: []string{"supervisor"}}, Holder: "jo"}, []string{"i"}},
		{handoff.CaseQuery{Visible: &handoff.Visible{}}, nil},
	} {
		for _, limit := range []int{0, 1} {
			c.q.Limit = limit
			w.same(fmt.Sprintf("%+v", c.q), c.want, w.cases(c.q))
		}
	}
}

func casesCounted(w *world) {
	repo := w.Handoff()
	w.caseMix()
	count := func(n int, err error) int {
		if err != nil {
			w.Fatal(err)
		}
		return n
	}
	got := []int{count(repo.Waiting(w.ctx, "front")), count(repo.Waiting(w.ctx, "none")), count(repo.Claimed(w.ctx, "mei")), count(repo.Claimed(w.ctx, ""))}
	w.same("counts", []int{2, 0, 2, 0}, got)
	w.clock.pass(time.Minute)
	w.add("d", claimed(w.state("d"), "jo")...)
	waits, err := repo.ClaimWaits(w.ctx, "front", 10)
	if err != nil {
		w.Fatal(err)
	}
	w.same("waits", []time.Duration{time.Minute + 5*time.Second, 8 * time.Second}, waits)
	if waits, err = repo.ClaimWaits(w.ctx, "front", 1); err != nil || len(waits) != 1 {
		w.Errorf("the last wait: %v, error %v", waits, err)
	}
}

func casesOfCustomer(w *world) {
	w.openCase("a", conversation.Opening{CustomerID: "ann", Verified: true}, "front", 3)
	w.openCase("b", conversation.Opening{CustomerID: "ann", Verified: true}, "front", 1)
	w.openCase("c", conversation.Opening{CustomerID: "ann"}, "front", 1) // only claimed to be ann
	w.openCase("d", conversation.Opening{Verified: true}, "front", 1)
	for customer, want := range map[string][]string{"ann": {"b.1", "a.1"}, "bob": nil, "": nil} {
		cases, err := w.Handoff().CasesOf(w.ctx, customer, 10)
		if err != nil {
			w.Fatal(err)
		}
		var ids []string
		for _, c := range cases {
			ids = append(ids, c.ID)
		}
		if !slices.Equal(ids, want) {
			w.Errorf("cases of %q: %v", customer, ids)
		}
	}
}
