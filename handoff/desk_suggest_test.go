package handoff

import (
	"errors"
	"testing"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

var admin = people.Principal{ID: "ada", Name: "Ada", Roles: []people.Role{people.RoleAdmin}}

func TestASuggestionIsOnRecordAndOnTheCardUntilAHumanWrites(t *testing.T) {
	h := newHouse(t)
	id := h.waiting("c", "refund")
	h.ok(h.desk.Claim(h.ctx, as("mei"), id))
	s := Suggested{ID: "s1", Reads: h.states["c"].Seq, Suggestion: conversation.Suggestion{
		Text: "Could you tell me which colour it was?", Act: conversation.ActAnswer, Written: true,
	}}
	first, err := h.desk.Suggest(h.ctx, as("mei"), "c", s)
	if err != nil || first.Events[0].Visibility != conversation.Internal || first.Events[0].Actor.ID != "mei" {
		t.Fatalf("%+v, %v", first.Events, err)
	}
	again, seq, used, err := h.desk.SuggestedBefore(h.ctx, as("mei"), "c", "s1")
	if err != nil || !used || again.Text != s.Text || again.Why != conversation.Asked || seq != first.Events[0].Seq {
		t.Errorf("before: %+v, %d, %v, %v", again, seq, used, err)
	}
	if _, _, used, err := h.desk.SuggestedBefore(h.ctx, as("mei"), "c", "s2"); used || err != nil {
		t.Errorf("another id: %v, %v", used, err)
	}
	suggested := func() string {
		_, card, err := h.desk.Read(h.ctx, as("mei"), id, "")
		if err != nil {
			t.Fatal(err)
		}
		if card.SuggestedReply == nil {
			return ""
		}
		return card.SuggestedReply.Text
	}
	if got := suggested(); got != s.Text {
		t.Errorf("the card suggests %q", got)
	}
	h.ok(h.desk.Reply(h.ctx, as("mei"), "c", Reply{Text: "Which colour?"}))
	if got := suggested(); got == s.Text {
		t.Error("it is still suggested after the reply")
	}
	_, err = h.desk.Suggest(h.ctx, as("pub"), "c", s)
	refused[*people.ForbiddenError](t, err)
}

func TestWhatWasMadeFromRedactedWordsIsNotSuggested(t *testing.T) {
	h := newHouse(t)
	h.waiting("c", "refund")
	s := Suggested{Reads: h.states["c"].Seq, Suggestion: conversation.Suggestion{Text: "Your card 4111 is fine", Act: conversation.ActAnswer}}
	h.ok(h.desk.Redact(h.ctx, admin, "c", h.states["c"].Customer.Seq, "asked for it"))
	if _, err := h.desk.Suggest(h.ctx, as("mei"), "c", s); !errors.Is(err, conversation.ErrConflict) {
		t.Errorf("got %v", err)
	}
}

// TestRedactionFindsWhatIsWrittenInThatMoment has a summary committed after the events were read that are to be blanked.
func TestRedactionFindsWhatIsWrittenInThatMoment(t *testing.T) {
	h := newHouse(t)
	id := h.waiting("c", "refund")
	said := h.states["c"].Customer.Seq
	var summary int64
	h.before = func() {
		h.add("c", conversation.Bot, conversation.Summary{HandoffID: id, Through: said, Statements: []conversation.SummaryStatement{{Seq: said, Texts: map[string]string{"en": "x"}}}})
		summary = h.states["c"].Seq
	}
	receipt, err := h.desk.Redact(h.ctx, admin, "c", said, "asked for it")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range receipt.Events {
		if e.Payload.(conversation.Redacted).Target == summary {
			return
		}
	}
	t.Errorf("event %d is not among the redacted: %+v", summary, receipt.Events)
}
