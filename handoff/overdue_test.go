package handoff

import (
	"strings"
	"testing"
	"time"

	"github.com/batondesk/baton/conversation"
)

func (h *house) overdue(id conversation.ID) {
	h.t.Helper()
	_, err := h.Append(h.ctx, id, conversation.Write{Compose: func(s conversation.State) ([]conversation.Entry, error) {
		return h.book.Told(s, h.desk.o.Phrases(), h.now, h.book.Overdue(s, h.now)), nil
	}})
	if err != nil {
		h.t.Fatal(err)
	}
}

func TestAMissedDeadlineMovesTheCaseToTheSupervisor(t *testing.T) {
	h := newHouse(t)
	id := h.waiting("c", "refund")
	h.now = h.now.Add(14 * time.Minute)
	if entries := h.book.Overdue(h.states["c"], h.now); entries != nil {
		t.Fatalf("nothing is due yet: %+v", entries)
	}
	h.now = h.now.Add(time.Minute)
	h.overdue("c")
	h.holds("c", "queue:boss")
	c := h.cases[id]
	if len(c.Breaches) != 1 || c.Breaches[0] != "claim" || c.Queue != "boss" || !c.Due.Claim.After(h.now) || c.WaitingSince != monday {
		t.Errorf("the case: %+v", c)
	}
	// There it stays, and fires again later.
	h.now = c.Due.Claim
	h.overdue("c")
	h.holds("c", "queue:boss")
	if c := h.cases[id]; len(c.Breaches) != 2 || !c.Due.Claim.After(h.now) || c.Passed != 0 {
		t.Errorf("the case after another missed deadline: %+v", c)
	}
}

func TestAHumanWhoDoesNotReplyLosesTheCase(t *testing.T) {
	h := newHouse(t)
	id := h.waiting("c", "refund")
	h.ok(h.desk.Claim(h.ctx, as("mei"), id))
	h.now = h.now.Add(30 * time.Minute)
	before := h.heard("c")
	h.overdue("c")
	h.holds("c", "queue:boss")
	if heard := strings.TrimPrefix(h.heard("c"), before); !strings.Contains(heard, "colleague") {
		t.Errorf("the customer, who was talking with Mei, heard %q", heard)
	}
	if got := h.cases[id]; got.Status != Waiting || got.Breaches[0] != "first_reply" || got.Holder != "" {
		t.Errorf("the case: %+v", got)
	}
}

func TestASupervisorKeepsTheirCaseAndGetsNewDeadlines(t *testing.T) {
	h := newHouse(t)
	id := h.waiting("c", "refund")
	h.ok(h.desk.Transfer(h.ctx, as("mei"), id, To{Queue: "boss"}, "angry"))
	h.ok(h.desk.Claim(h.ctx, as("boss"), id))
	h.ok(h.desk.Reply(h.ctx, as("boss"), "c", Reply{Text: "I am on it."}))
	h.now = h.cases[id].Due.Resolve
	h.overdue("c")
	h.holds("c", "agent:boss")
	if got := h.cases[id]; got.Status != Claimed || got.Holder != "boss" || !got.Due.Resolve.After(h.now) {
		t.Errorf("the case: %+v", got)
	}
}

func TestACaseOutOfHoursSaysWhenTheQueueOpens(t *testing.T) {
	h := newHouse(t)
	h.open("c", conversation.Opening{})
	entries := h.book.Open(h.states["c"], OpenCase{Playbook: "vip", Reason: "source /vip"}, monday) // Monday 10:00 in Berlin, opens at 22:00
	if len(entries) != 2 {
		t.Fatalf("got %+v", entries)
	}
	opened := entries[0].Payload.(conversation.HandoffOpened)
	if want := monday.Add(12 * time.Hour); !opened.OutOfHours || !opened.OpensAt.Equal(want) || opened.Due.Claim.Before(want) {
		t.Errorf("opened %+v", opened)
	}
	if h.book.Open(h.states["nothing"], OpenCase{}, monday) != nil {
		t.Error("a case was opened on a conversation that does not exist")
	}
}

func TestTheExpectedWaitCountsTheQueueAndTheHours(t *testing.T) {
	b := mustBook(t, shop())
	if got := b.Wait("front", 0, nil, monday); got != 30*time.Minute {
		t.Errorf("an empty queue without history: %s", got)
	}
	recent := []time.Duration{time.Minute, 3 * time.Minute, 20 * time.Minute}
	if got := b.Wait("front", 4, recent, monday); got != 9*time.Minute { // three rounds of two members
		t.Errorf("four waiting before it: %s", got)
	}
	if got := b.Wait("night", 0, recent, monday); got != 12*time.Hour+3*time.Minute {
		t.Errorf("a closed queue: %s", got)
	}
}

func TestTheCustomerIsAskedHowToBeReachedOnce(t *testing.T) {
	h := newHouse(t)
	h.open("c", conversation.Opening{})
	ask := func() bool {
		_, ok := h.book.AskContact(h.states["c"], "front", time.Hour)
		return ok
	}
	if _, ok := h.book.AskContact(h.states["c"], "front", time.Minute); ok || !ask() {
		t.Error("asked for a short wait, or not for a long one")
	}
	h.add("c", conversation.Bot, conversation.Message{Text: "How can we reach you?", Field: contactField})
	h.add("c", conversation.Bot, conversation.Message{Text: "How can we reach you?", Field: contactField})
	if ask() {
		t.Error("asked a third time")
	}
	h.open("d", conversation.Opening{Verified: true, Profile: map[string]string{"email": "a@example.com"}})
	if _, ok := h.book.AskContact(h.states["d"], "front", time.Hour); ok {
		t.Error("asked although the profile has an address")
	}
}

func TestFieldsOfAVerifiedProfileAreKnownAtOnce(t *testing.T) {
	b := mustBook(t, shop())
	o := conversation.Opening{Verified: true, Profile: map[string]string{"last_order": "no. 12-34", "plan": "care"}}
	entries := b.ProfileFields(o, monday)
	if len(entries) != 1 {
		t.Fatalf("got %d entries", len(entries))
	}
	if f := entries[0].Payload.(conversation.Field); f.Name != "order_number" || f.Value != "NO1234" || !f.Verified || f.Origin != OriginProfile {
		t.Errorf("recorded %+v", f)
	}
	o.Verified = false
	if got := b.ProfileFields(o, monday); got != nil {
		t.Errorf("a claimed profile gave %+v", got)
	}
}

func TestMissingFieldsAreThoseNeededAndUnknown(t *testing.T) {
	h := newHouse(t)
	h.open("c", conversation.Opening{})
	h.add("c", conversation.Customer, conversation.Field{Name: "amount", Value: "20", Origin: OriginMessage})
	names := func(specs []conversation.FieldSpec) string {
		var out []string
		for _, s := range specs {
			out = append(out, s.Name)
		}
		return strings.Join(out, " ")
	}
	if got := names(h.book.Missing(h.states["c"], "refund")); got != "order_number" {
		t.Errorf("missing %q", got)
	}
	for range 2 {
		h.add("c", conversation.Bot, conversation.Message{Text: "Which order?", Act: conversation.ActAsk, Field: "order_number"})
	}
	if got := names(h.book.ToAsk(h.states["c"], "refund")); got != "" {
		t.Errorf("still to ask %q", got)
	}
}
