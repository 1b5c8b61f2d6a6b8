package handoff

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

func (h *house) holds(id conversation.ID, want conversation.Holder) {
	h.t.Helper()
	if got := h.states[id].Holder; got != want {
		h.t.Fatalf("%s is held by %s, want %s", id, got, want)
	}
}

// heard is what the customer was told, one line each.
func (h *house) heard(id conversation.ID) string {
	var lines []string
	for _, e := range h.events[id] {
		if m, ok := e.Payload.(conversation.Message); ok && e.Visibility == conversation.Public && e.Actor.Kind != conversation.Customer {
			lines = append(lines, m.Text)
		}
	}
	return strings.Join(lines, "\n")
}

func refused[E error](t *testing.T, err error) E {
	t.Helper()
	var want E
	if !errors.As(err, &want) {
		t.Fatalf("got error %v, want a %T", err, want)
	}
	return want
}

func TestOfTwoAgentsWhoClaimAtOnceOneWins(t *testing.T) {
	h := newHouse(t)
	id := h.waiting("c1", "refund")
	h.before = func() { h.ok(h.desk.Claim(h.ctx, as("mei"), id)) }
	_, err := h.desk.Claim(h.ctx, as("tom"), id)
	if got := refused[*conversation.HolderError](t, err); got.Name != "Mei" || got.Holder != "agent:mei" {
		t.Errorf("the loser is told %+v, want the winner's name", got)
	}
	h.holds("c1", "agent:mei")
	if !strings.Contains(h.heard("c1"), "Mei") {
		t.Errorf("the customer was not told who is there: %q", h.heard("c1"))
	}
	before := h.states["c1"].Seq
	h.ok(h.desk.Claim(h.ctx, as("mei"), id))
	if h.states["c1"].Seq != before {
		t.Error("claiming one's own case again wrote something")
	}
}

func TestTheNoticeComesBeforeTheHumanHolds(t *testing.T) {
	h := newHouse(t)
	id := h.waiting("c1", "refund")
	h.ok(h.desk.Claim(h.ctx, as("mei"), id))
	h.ok(h.desk.Transfer(h.ctx, as("mei"), id, To{Agent: "eva"}, "knows more"))
	h.ok(h.desk.Takeover(h.ctx, as("boss"), "c1", "important"))
	s := conversation.State{ID: "c1"}
	for _, e := range h.events["c1"] {
		_, held := s.Holder.Agent()
		if m, ok := e.Payload.(conversation.Message); ok && e.Actor.Kind == conversation.Bot && held {
			t.Errorf("the bot said %q while %s held", m.Text, s.Holder)
		}
		s = s.Apply(e)
	}
	h.holds("c1", "agent:boss")
}

func TestCapacityAndMembershipLimitClaims(t *testing.T) {
	h := newHouse(t)
	for _, id := range []conversation.ID{"a", "b"} {
		h.ok(h.desk.Claim(h.ctx, as("mei"), h.waiting(id, "refund")))
	}
	third := h.waiting("c", "refund")
	_, err := h.desk.Claim(h.ctx, as("mei"), third)
	if got := refused[*CapacityError](t, err); got.Held != 2 || got.Capacity != 2 {
		t.Errorf("got %+v", got)
	}
	_, err = h.desk.Claim(h.ctx, as("eva"), third)
	refused[*NotMemberError](t, err)
	_, err = h.desk.Claim(h.ctx, as("pub"), third)
	refused[*people.ForbiddenError](t, err)
	h.ok(h.desk.Claim(h.ctx, as("boss"), third))
}

func TestTheThirdPassGoesToTheSupervisor(t *testing.T) {
	h := newHouse(t)
	id := h.waiting("c", "refund")
	h.ok(h.desk.Transfer(h.ctx, as("mei"), id, To{Queue: "experts"}, "a technical matter"))
	h.holds("c", "queue:experts")
	h.ok(h.desk.Bounce(h.ctx, as("eva"), id, "is about money"))
	h.holds("c", "queue:front")
	h.ok(h.desk.Transfer(h.ctx, as("mei"), id, To{Queue: "experts"}, "no, really"))
	h.holds("c", "queue:boss")
	h.ok(h.desk.Transfer(h.ctx, as("boss"), id, To{Agent: "tom"}, "please do it"))
	h.holds("c", "agent:tom")
}

func TestOnlyTheHolderPassesOn(t *testing.T) {
	h := newHouse(t)
	id := h.waiting("c", "refund")
	h.ok(h.desk.Claim(h.ctx, as("mei"), id))
	_, err := h.desk.Transfer(h.ctx, as("tom"), id, To{Queue: "experts"}, "mine now")
	refused[*conversation.HolderError](t, err)
	_, err = h.desk.Return(h.ctx, as("tom"), id, "")
	refused[*conversation.HolderError](t, err)
	_, err = h.desk.Resolve(h.ctx, as("tom"), id, "")
	refused[*conversation.HolderError](t, err)
	_, err = h.desk.Takeover(h.ctx, as("tom"), "c", "")
	refused[*conversation.HolderError](t, err)
	_, err = h.desk.Transfer(h.ctx, as("mei"), id, To{Agent: "gone"}, "off you go")
	refused[Problems](t, err)
	_, err = h.desk.Transfer(h.ctx, as("mei"), id, To{Agent: "nobody"}, "off you go")
	refused[*NotFoundError](t, err)
	_, err = h.desk.Bounce(h.ctx, as("mei"), id, " ")
	refused[Problems](t, err)
}

func TestAReplyIsFencedAndIdempotent(t *testing.T) {
	h := newHouse(t)
	h.waiting("c", "refund")
	reply := Reply{ID: "r1", Text: "I will look into it.", Promises: []Commitment{{Text: "look into it", Due: h.now.Add(time.Hour)}}}
	_, err := h.desk.Reply(h.ctx, as("tom"), "c", reply)
	if got := refused[*conversation.HolderError](t, err); got.Holder != "queue:front" {
		t.Errorf("names %s", got.Holder)
	}
	reply.Claim = true
	first, err := h.desk.Reply(h.ctx, as("tom"), "c", reply)
	if err != nil {
		t.Fatal(err)
	}
	h.holds("c", "agent:tom")
	again, err := h.desk.Reply(h.ctx, as("tom"), "c", reply)
	if err != nil || !again.Repeat || len(again.Events) != len(first.Events) {
		t.Errorf("the same reply again: %+v, %v", again, err)
	}
	reply.Text = "Something else"
	if _, err := h.desk.Reply(h.ctx, as("tom"), "c", reply); !errors.Is(err, conversation.ErrKeyReused) {
		t.Errorf("another reply under the same id: %v", err)
	}
	s := h.states["c"]
	if len(s.Promises) != 1 || s.Promises[0].By != "agent:tom" || s.Promises[0].Authority != "role:agent" {
		t.Errorf("promises: %+v", s.Promises)
	}
	if m, ok := h.events["c"][s.Promises[0].MessageSeq-1].Payload.(conversation.Message); !ok || m.Text != "I will look into it." {
		t.Errorf("the promise points to %+v", h.events["c"][s.Promises[0].MessageSeq-1].Payload)
	}
	if !s.Handoff.Replied || h.cases["c.1"].FirstReplyAt.IsZero() {
		t.Error("the first reply was not noticed")
	}
}

func TestATakeoverFromTheBotOpensACase(t *testing.T) {
	h := newHouse(t)
	h.open("c", conversation.Opening{Locale: "zh"})
	h.write("c", "你好")
	_, err := h.desk.Takeover(h.ctx, as("eva"), "c", "")
	refused[*NotMemberError](t, err)
	h.ok(h.desk.Takeover(h.ctx, as("mei"), "c", "looks difficult"))
	s := h.states["c"]
	if s.Handoff == nil || !s.Handoff.Claimed || !s.Handoff.Due.Resolve.After(h.now) {
		t.Fatalf("no case with deadlines: %+v", s.Handoff)
	}
	if c := h.cases[s.Handoff.ID]; c.Status != Claimed || c.Holder != "mei" || c.Queue != "front" {
		t.Errorf("the case: %+v", c)
	}
	if !strings.Contains(h.heard("c"), "现在由Mei为您服务") {
		t.Errorf("told in the wrong language: %s", h.heard("c"))
	}
}

func TestAMessageAfterResolvingGoesBackToThePreviousHuman(t *testing.T) {
	h := newHouse(t)
	id := h.waiting("c", "refund")
	h.ok(h.desk.Claim(h.ctx, as("mei"), id))
	h.ok(h.desk.Resolve(h.ctx, as("mei"), id, "confirmed"))
	h.holds("c", conversation.HeldByBot)
	if s := h.states["c"]; s.Status != conversation.StatusResolved || s.Outcome != "confirmed" || h.cases[id].Outcome != "confirmed" {
		t.Errorf("after resolving: %+v", s)
	}
	_, err := h.desk.Claim(h.ctx, as("mei"), id)
	refused[*EndedError](t, err)
	before := h.heard("c")
	h.write("c", "one more thing")
	h.holds("c", "agent:mei")
	if heard := strings.TrimPrefix(h.heard("c"), before); !strings.Contains(heard, "Mei") {
		t.Errorf("the customer, who was talking with nobody any more, heard %q", heard)
	}
	if s := h.states["c"]; s.Status != conversation.Open || s.Handoff == nil || s.Handoff.ID != "c.2" || s.Handoff.Playbook != "refund" {
		t.Errorf("after reopening: %+v", s.Handoff)
	}
}

func TestTheOutcomeOfACaseIsOneOfThreeForTheConversation(t *testing.T) {
	for said, want := range map[string]string{
		"confirmed": "confirmed", "abandoned": "abandoned", "assumed": "assumed", "": "assumed", "sent a voucher": "assumed",
	} {
		h := newHouse(t)
		id := h.waiting("c", "refund")
		h.ok(h.desk.Claim(h.ctx, as("mei"), id))
		h.ok(h.desk.Resolve(h.ctx, as("mei"), id, said))
		if got := h.states["c"].Outcome; got != want || h.cases[id].Outcome != said {
			t.Errorf("resolved as %q: the conversation is %q, the case %q", said, got, h.cases[id].Outcome)
		}
	}
}

func TestAMessageAfterResolvingGoesToTheBotWhenTheHumanIsAway(t *testing.T) {
	h := newHouse(t)
	h.now = time.Date(2026, 3, 6, 9, 0, 0, 0, time.UTC) // a Friday morning
	id := h.waiting("c", "vip")
	h.ok(h.desk.Claim(h.ctx, as("tom"), id))
	h.ok(h.desk.Resolve(h.ctx, as("tom"), id, ""))
	h.now = h.now.Add(12 * time.Hour)
	h.write("c", "hello again")
	h.holds("c", conversation.HeldByBot)
	if h.states["c"].Status != conversation.Open {
		t.Error("still resolved")
	}
}

func TestAReturnedConversationStaysWithTheBotThatAnswered(t *testing.T) {
	h := newHouse(t)
	id := h.waiting("c", "refund")
	h.ok(h.desk.Claim(h.ctx, as("mei"), id))
	h.ok(h.desk.Return(h.ctx, as("mei"), id, "only needs opening hours"))
	h.holds("c", conversation.HeldByBot)
	h.write("c", "when do you open?")
	h.decide("c", "")
	h.add("c", conversation.System, conversation.Resolved{Outcome: "assumed"})
	h.write("c", "and on Sundays?")
	h.holds("c", conversation.HeldByBot)
}

func TestFieldsByHumansAreChecked(t *testing.T) {
	h := newHouse(t)
	h.waiting("c", "refund")
	_, err := h.desk.SetFields(h.ctx, as("mei"), "c", map[string]string{"amount": "much", "colour": "red", "order_number": "ab 12"})
	if got := refused[Problems](t, err); len(got) != 2 || got[0].Path != "fields.amount" || got[1].Path != "fields.colour" {
		t.Errorf("problems: %v", got)
	}
	h.ok(h.desk.SetFields(h.ctx, as("mei"), "c", map[string]string{"order_number": "ab 12"}))
	if known := h.states["c"].Fields["order_number"]; known.Value != "AB12" || !known.Verified || known.Origin != OriginAgent {
		t.Errorf("recorded %+v", known)
	}
	before := h.states["c"].Seq
	h.ok(h.desk.SetFields(h.ctx, as("mei"), "c", map[string]string{"order_number": "AB12"}))
	if h.states["c"].Seq != before {
		t.Error("the same value was recorded twice")
	}
	_, err = h.desk.SetFields(h.ctx, as("eva"), "c", map[string]string{"order_number": "X1"})
	refused[*NotMemberError](t, err)
}

func TestNotesConsultsAndTagsStayInside(t *testing.T) {
	h := newHouse(t)
	h.waiting("c", "refund")
	h.ok(h.desk.Note(h.ctx, as("mei"), "c", "n1", "was rude on the phone"))
	h.ok(h.desk.Consult(h.ctx, as("mei"), "c", Question{ID: "q1", To: "queue:experts", Text: "Is this covered?"}))
	h.ok(h.desk.Tag(h.ctx, as("mei"), "c", conversation.Tag{Add: []string{"angry", "money"}, Remove: []string{"unknown"}, Source: "phone"}))
	if s := h.states["c"]; !s.HasTag("angry") || !s.HasTag("money") || s.Opening.Source != "phone" {
		t.Errorf("tags %v, source %q", s.Tags, s.Opening.Source)
	}
	if heard := h.heard("c"); heard != "" {
		t.Errorf("the customer was told %q", heard)
	}
	_, err := h.desk.Consult(h.ctx, as("mei"), "c", Question{To: "queue:nowhere"})
	if got := refused[Problems](t, err); len(got) != 2 {
		t.Errorf("problems: %v", got)
	}
	_, err = h.desk.Consult(h.ctx, as("eva"), "c", Question{To: "agent:mei", Text: "May I look?"})
	refused[*NotMemberError](t, err)
	_, err = h.desk.Consult(h.ctx, as("mei"), "c", Question{AnswerTo: 1, Text: "Yes"})
	refused[Problems](t, err)
	_, err = h.desk.Tag(h.ctx, as("mei"), "c", conversation.Tag{Add: []string{"not a tag"}})
	refused[Problems](t, err)
	_, err = h.desk.Note(h.ctx, as("mei"), "unknown", "", "text")
	if !errors.Is(err, conversation.ErrNotFound) {
		t.Errorf("a note on nothing: %v", err)
	}
}
