package conversation_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	. "github.com/batondesk/baton/conversation"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// record is a conversation under construction: each line is one event.
type record struct {
	events []Event
	state  State
}

func begin() *record {
	r := &record{state: State{ID: "c1"}}
	r.add(System, HolderChanged{To: HeldByBot, Reason: "opened", Opening: &Opening{Channel: "api", Locale: "en"}})
	return r
}

func (r *record) add(by ActorKind, p Payload) int64 {
	e := Event{
		Seq: int64(len(r.events) + 1), At: noon.Add(time.Duration(len(r.events)) * time.Minute),
		Actor: Actor{Kind: by}, Visibility: Public, Payload: p,
	}
	r.events = append(r.events, e)
	r.state = r.state.Apply(e)
	return e.Seq
}

func TestAMessageIsOwedUntilADecisionCoversIt(t *testing.T) {
	r := begin()
	first := r.add(Customer, Message{Text: "hello"})
	second := r.add(Customer, Message{Text: "where is my parcel?"})
	if !r.state.Owes() || len(r.state.Pending()) != 2 {
		t.Fatalf("two messages are pending, state says %v", r.state.Pending())
	}
	r.add(Bot, Decision{Through: first})
	if pending := r.state.Pending(); len(pending) != 1 || pending[0].Seq != second {
		t.Fatalf("the second message is still pending, state says %v", pending)
	}
	r.add(Bot, Decision{Through: second})
	if r.state.Owes() {
		t.Error("nothing is owed after a decision through the last message")
	}
}

func TestWhatAHumanLeftUnansweredIsOwedAfterTheReturn(t *testing.T) {
	for name, test := range map[string]struct {
		reply Message
		by    ActorKind
		owed  bool
	}{
		"a notice that a human is there is no answer": {Message{Text: "Mei is here.", Act: ActNotice}, Bot, true},
		"the bot's answer is one":                     {Message{Text: "It costs 4 EUR.", Act: ActAnswer}, Bot, false},
		"a human's reply is one":                      {Message{Text: "Gladly."}, Agent, false},
	} {
		r := begin()
		asked := r.add(Customer, Message{Text: "what does it cost?"})
		r.add(System, HandoffOpened{HandoffID: "c1.1", Queue: "front"})
		r.add(Bot, Decision{Through: asked})
		r.add(test.by, test.reply)
		r.add(Agent, HandoffReturned{HandoffID: "c1.1"})
		if r.state.Owes() != test.owed {
			t.Errorf("%s: owes %v", name, r.state.Owes())
		}
	}
}

func TestAnEditIsOwedAnAnswerAgain(t *testing.T) {
	r := begin()
	seq := r.add(Customer, Message{Text: "order 123"})
	r.add(Bot, Decision{Through: seq})
	r.add(Customer, MessageEdited{Target: seq, Text: "order 456"})
	pending := r.state.Pending()
	if len(pending) != 1 || pending[0].Text != "order 456" || pending[0].Seq != seq {
		t.Errorf("the edited message is pending with its new text, state says %v", pending)
	}
}

func TestARecalledMessageIsNotReadAgain(t *testing.T) {
	r := begin()
	seq := r.add(Customer, Message{Text: "my card number is ..."})
	r.add(Customer, MessageRecalled{Target: seq})
	if len(r.state.Pending()) != 0 {
		t.Error("a recalled message is pending")
	}
	if !r.state.Owes() {
		t.Error("a recall wants a decision of its own: the bot relied on the message")
	}
}

func TestACorrectionKeepsWhatItReplaced(t *testing.T) {
	r := begin()
	r.add(Bot, Field{Name: "order", Value: "1", FromSeq: 2})
	r.add(Bot, Field{Name: "order", Value: "2", FromSeq: 4})
	known := r.state.Fields["order"]
	if known.Value != "2" || len(known.Replaced) != 1 || known.Replaced[0].Value != "1" || known.Replaced[0].FromSeq != 2 {
		t.Errorf("order is %+v", known)
	}
	r.add(Bot, Field{Name: "order", FromSeq: 4, Removed: true})
	if r.state.Value("order") != "" || len(r.state.Fields["order"].Replaced) != 2 {
		t.Errorf("a withdrawn fact is not known but on record: %+v", r.state.Fields["order"])
	}
}

func TestACaseIsOpenUntilItIsResolved(t *testing.T) {
	r := begin()
	r.add(System, HandoffOpened{HandoffID: "c1.1", Queue: "desk", Playbook: "refund"})
	r.add(System, HolderChanged{From: HeldByBot, To: QueueHolder("desk")})
	r.add(Agent, HandoffClaimed{HandoffID: "c1.1", By: "ann"})
	epoch := r.add(Agent, HolderChanged{To: AgentHolder("ann"), Name: "Ann"})
	if h := r.state.Handoff; h == nil || !h.Claimed || r.state.Epoch != epoch || r.state.LastAgent != "ann" {
		t.Fatalf("claimed case: %+v, epoch %d", h, r.state.Epoch)
	}
	r.add(Agent, HandoffResolved{HandoffID: "c1.1"})
	if r.state.Handoff != nil || r.state.Previous == nil || r.state.Previous.Queue != "desk" {
		t.Errorf("after resolving: open %+v, previous %+v", r.state.Handoff, r.state.Previous)
	}
}

func TestRedactionBlanksWhatStateRemembers(t *testing.T) {
	r := begin()
	seq := r.add(Customer, Message{Text: "my card is 4111"})
	r.add(Bot, Field{Name: "card", Value: "4111", FromSeq: seq})
	r.add(System, Redacted{Target: seq})
	data, err := json.Marshal(r.state)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), "4111") {
		t.Errorf("state still holds the redacted text: %s", data)
	}
}

// payloads draws any event that the vocabulary allows, sensible or not.
func payloads(seq int64) *rapid.Generator[Payload] {
	return rapid.Custom(func(t *rapid.T) Payload {
		target := rapid.Int64Range(0, seq+2).Draw(t, "target")
		text := rapid.StringN(0, 600, -1).Draw(t, "text")
		return rapid.SampledFrom([]Payload{
			Message{Text: text, Field: "order"}, Message{Text: text, Act: ActAnswer, Sources: []Source{{ArticleID: "a", Version: 1}}},
			MessageEdited{Target: target, Text: text}, MessageRecalled{Target: target},
			Decision{Through: target, Playbook: text, Risk: []string{"fraud"}, Declined: []string{"order"}, Missed: target%2 == 0},
			Field{Name: "order", Value: text, FromSeq: target}, Field{Name: "order", FromSeq: target, Removed: true},
			Tag{Add: []string{"b", "a"}, Remove: []string{text}}, HolderChanged{To: AgentHolder("ann"), Name: "Ann"},
			HolderChanged{To: QueueHolder("desk")}, HandoffOpened{HandoffID: "h", Queue: "desk"}, HandoffClaimed{By: "ann"},
			HandoffBounced{Queue: "boss"}, HandoffTransferred{Queue: "boss", Breach: "claim"}, HandoffReturned{}, HandoffResolved{},
			Promise{Text: text}, Resolved{Outcome: "assumed"}, Reopened{}, Closed{}, Redacted{Target: target}, Note{Text: text},
			Consult{Text: text}, Feedback{Target: target}, Suggestion{Text: text},
		}).Draw(t, "payload")
	})
}

func TestFoldingIsPureAndSurvivesAnyEvents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := begin()
		for range rapid.IntRange(1, 40).Draw(t, "events") {
			before := r.state
			frozen, err := json.Marshal(before)
			if err != nil {
				t.Fatal(err)
			}
			by := rapid.SampledFrom([]ActorKind{Customer, Bot, Agent, System}).Draw(t, "by")
			r.add(by, payloads(int64(len(r.events))).Draw(t, "event"))
			if after, _ := json.Marshal(before); string(after) != string(frozen) {
				t.Fatalf("applying an event changed the state before it:\n%s\n%s", frozen, after)
			}
		}
		if diff := cmp.Diff(r.state, Fold("c1", r.events)); diff != "" {
			t.Fatalf("folding step by step and at once differ:\n%s", diff)
		}
		var restored State
		data, err := json.Marshal(r.state)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, &restored); err != nil {
			t.Fatal(err)
		}
		again, _ := json.Marshal(restored)
		if string(again) != string(data) {
			t.Fatalf("state does not survive JSON:\n%s\n%s", data, again)
		}
	})
}

func TestEveryEventSurvivesJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := Event{Seq: 7, At: noon, Actor: Actor{Kind: Agent, ID: "ann", Name: "Ann"}, Visibility: Internal, Payload: payloads(9).Draw(t, "event")}
		data, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var got Event
		if err := json.Unmarshal(data, &got); err != nil {
			t.Fatal(err)
		}
		again, _ := json.Marshal(got)
		if string(again) != string(data) {
			t.Fatalf("event does not survive JSON:\n%s\n%s", data, again)
		}
	})
}

func TestAnUnknownKindIsAnErrorNotAGuess(t *testing.T) {
	var e Event
	if err := json.Unmarshal([]byte(`{"seq":1,"kind":"invented","visibility":"public"}`), &e); err == nil {
		t.Error("an event of an unknown kind was read")
	}
}

func FuzzEvent(f *testing.F) {
	f.Add([]byte(`{"seq":1,"at":"2026-03-02T12:00:00Z","actor":{"kind":"customer"},"kind":"message","visibility":"public","text":"hi"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var e Event
		if json.Unmarshal(data, &e) == nil {
			if _, err := json.Marshal(e); err != nil {
				t.Errorf("read but cannot be written: %v", err)
			}
			State{}.Apply(e)
		}
	})
}

func TestEveryOpenConversationHasANextStep(t *testing.T) {
	timers := DefaultTimers()
	r := begin()
	expect := func(what string, after time.Duration) {
		t.Helper()
		next, ok := timers.Next(r.state)
		if !ok || next.What != what || !next.At.Equal(r.state.Updated.Add(after)) {
			t.Errorf("next is %s at %v (%v), want %s after %v", next.What, next.At, ok, what, after)
		}
	}
	expect(NextSilence, timers.Silence)
	seq := r.add(Customer, Message{Text: "hi"})
	expect(NextTurn, 0)
	r.add(Bot, Decision{Through: seq})
	r.add(Bot, Message{Text: "hello"})
	expect(NextSilence, timers.Silence)
	at := r.state.Updated.Add(time.Minute)
	r.add(System, HandoffOpened{HandoffID: "c1.1", Queue: "desk", Due: Due{
		Claim: at.Add(time.Hour), FirstReply: at.Add(2 * time.Hour), Resolve: at.Add(3 * time.Hour),
	}})
	expect(NextClaim, time.Hour)
	r.add(Agent, HandoffClaimed{Due: Due{FirstReply: at.Add(2 * time.Hour), Resolve: at.Add(3 * time.Hour)}})
	expect(NextFirstReply, 2*time.Hour-time.Minute)
	r.add(Agent, Message{Text: "I am on it"})
	expect(NextResolve, 3*time.Hour-2*time.Minute)
	r.add(Agent, HandoffResolved{})
	r.add(Agent, Resolved{Outcome: "confirmed"})
	expect(NextClose, timers.Close)
	r.add(System, Closed{})
	if next, ok := timers.Next(r.state); ok {
		t.Errorf("a closed conversation waits for %v", next)
	}
}
