package storetest

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store"
)

var appendTests = []test{
	{"numbers and stamps events", numbersAndStamps},
	{"never goes back in time", neverGoesBack},
	{"refused by Compose changes nothing", refusedChangesNothing},
	{"no entries change nothing", noEntries},
	{"a conversation begins with its opening", beginsWithOpening},
	{"every kind of event comes back as it was", everyKind},
	{"text that is no UTF-8 comes back as it was told", notUTF8},
	{"what is no payload or too large is refused", refusesPayloads},
	{"events are read in pages", pages},
	{"another process reads what was written", anotherProcess},
	{"any id is one conversation", anyID},
}

func numbersAndStamps(w *world) {
	w.begin("c")
	w.clock.pass(90*time.Second + 123456*time.Microsecond)
	receipt := w.add("c", says("hello"), note("a regular"))
	if n := len(receipt.Events); n != 2 || receipt.Repeat {
		w.Fatalf("got %d events, repeat %v", n, receipt.Repeat)
	}
	at := time.Date(2026, 3, 1, 9, 1, 30, 123e6, time.UTC)
	w.same("events", []conversation.Event{
		{Seq: 2, At: at, Actor: customer, Visibility: conversation.Public, Payload: conversation.Message{Text: "hello"}},
		{Seq: 3, At: at, Actor: mei, Visibility: conversation.Internal, Payload: conversation.Note{Text: "a regular"}},
	}, receipt.Events)
	if zone := receipt.Events[0].At.Location(); zone != time.UTC {
		w.Errorf("times are in %v", zone)
	}
	stored := w.events("c")
	w.same("stored events", receipt.Events, stored[1:])
	w.same("state", conversation.Fold("c", stored), receipt.State)
	w.same("state as read", receipt.State, w.state("c"))
}

func neverGoesBack(w *world) {
	w.begin("c")
	w.clock.pass(-time.Hour)
	if e := w.add("c", says("hello")).Events[0]; e.At.Before(w.events("c")[0].At) {
		w.Errorf("event 2 is at %v, before event 1", e.At)
	}
}

func refusedChangesNothing(w *world) {
	before := w.begin("c")
	no := errors.New("no")
	receipt, err := w.Append(w.ctx, "c", conversation.Write{Compose: func(now conversation.State) ([]conversation.Entry, error) {
		w.same("what Compose saw", before, now)
		return []conversation.Entry{says("never")}, no
	}})
	if !errors.Is(err, no) {
		w.Errorf("got error %v, want Compose's own", err)
	}
	w.same("state in the receipt", before, receipt.State)
	w.same("state", before, w.state("c"))
	if n := len(w.events("c")); n != 1 {
		w.Errorf("%d events", n)
	}
}

func noEntries(w *world) {
	before := w.begin("c")
	receipt := w.add("c")
	w.same("receipt", conversation.Receipt{State: before}, receipt)
}

func beginsWithOpening(w *world) {
	if _, err := w.State(w.ctx, "c"); !errors.Is(err, conversation.ErrNotFound) {
		w.Errorf("State of nothing: %v", err)
	}
	if events := w.events("c"); len(events) != 0 {
		w.Errorf("After of nothing: %v", events)
	}
	for _, e := range []conversation.Entry{says("hello"), by(system, conversation.HolderChanged{To: "bot"})} {
		_, err := w.Append(w.ctx, "c", conversation.Write{Key: "k", Compose: func(now conversation.State) ([]conversation.Entry, error) {
			if now.ID != "c" || now.Exists() {
				w.Errorf("Compose saw %+v", now)
			}
			return []conversation.Entry{e}, nil
		}})
		if !errors.Is(err, conversation.ErrNotFound) {
			w.Errorf("append of %T to nothing: %v", e.Payload, err)
		}
	}
	if s := w.begin("c"); s.Seq != 1 || !s.Exists() {
		w.Errorf("after the opening: %+v", s)
	}
}

func everyKind(w *world) {
	w.begin("c")
	due := conversation.Due{Claim: w.clock.now().Add(time.Hour), Resolve: w.clock.now().Add(24 * time.Hour)}
	source := []conversation.Source{{ArticleID: "returns", Version: 3}}
	for _, p := range []conversation.Payload{
		conversation.Message{
			ClientID: "m1", Text: "多久能退款? \u0000 🎧", Attachments: []conversation.Attachment{{Name: "a.png", Type: "image/png", URL: "https://example.com/a", Size: 7}},
			Locale: "zh", Act: conversation.ActClarify, Phrase: "clarify", Sources: source, Confidence: 0.25,
			Choices: []conversation.Choice{{Text: "退款", ArticleID: "returns"}}, Field: "order", Reason: "known customer",
		},
		conversation.MessageEdited{Target: 2, Text: "when"},
		conversation.MessageRecalled{Target: 2},
		conversation.Decision{
			Through: 4, Mode: "answer", Acts: []conversation.DecidedAct{{Act: conversation.ActAsk, Field: "order"}}, Reasons: []string{"needed"}, Sources: source,
			Confidence: 1, Locale: "zh", Playbook: "refund", Trigger: "keyword", Risk: []string{"legal"}, WantsHuman: true, Missed: true, Question: "q",
		},
		conversation.Suggestion{Text: "try this", Act: conversation.ActAnswer, Through: 4, Why: "taken_over", Sources: source, Confidence: 0.5},
		conversation.Summary{HandoffID: "c.1", Through: 4, Statements: []conversation.SummaryStatement{
			{Texts: map[string]string{"en": "asks when", "zh": "问何时"}, Seq: 2, ArticleID: "returns"},
		}},
		conversation.Field{Name: "order", Type: conversation.TypeID, Value: "A1", Raw: "a1", FromSeq: 2, Origin: "message", Verified: true},
		conversation.Tag{Add: []string{"vip", "b2b"}, Remove: []string{"new"}},
		conversation.HandoffOpened{HandoffID: "c.1", Playbook: "refund", PlaybookVersion: 2, Queue: "front", Priority: 1, Reason: "asked", Needs: []string{"order"}, Due: due},
		conversation.HandoffClaimed{HandoffID: "c.1", By: "mei", Name: "Mei", Due: due},
		conversation.HandoffBounced{HandoffID: "c.1", Queue: "experts", Reason: "not mine", Due: due},
		conversation.HandoffTransferred{HandoffID: "c.1", Queue: "front", To: "mei", Reason: "yours", Breach: "claim", Due: due},
		conversation.HandoffReturned{HandoffID: "c.1", Reason: "done"},
		conversation.HandoffResolved{HandoffID: "c.1", Outcome: "refunded"},
		conversation.HolderChanged{From: "bot", To: conversation.AgentHolder("mei"), Name: "Mei", Reason: "takeover"},
		conversation.Promise{Text: "by Friday", By: "agent:mei", Authority: "role:agent", MessageSeq: 2, Due: due.Claim},
		conversation.Note{ClientID: "n1", Text: "note"},
		conversation.Consult{ClientID: "c1", To: "experts", AnswerTo: 3, Text: "why"},
		conversation.Feedback{Target: 2, Helpful: true},
		conversation.Resolved{Outcome: "confirmed"},
		conversation.Reopened{Reason: "message"},
		conversation.Closed{Outcome: "assumed"},
		conversation.Redacted{Target: 2, Reason: "asked"},
	} {
		receipt := w.add("c", by(customer, p))
		stored, err := w.After(w.ctx, "c", receipt.State.Seq-1, 1)
		if err != nil {
			w.Fatalf("%s: %v", p.Kind(), err)
		}
		w.same(string(p.Kind()), receipt.Events, stored)
		w.same(string(p.Kind())+" as written", p, stored[0].Payload)
	}
	w.same("state", conversation.Fold("c", w.events("c")), w.state("c"))
}

func notUTF8(w *world) {
	w.begin("c")
	receipt := w.add("c", says("caf\xe9 \ufffd"))
	w.same("event", receipt.Events, w.events("c")[1:])
	w.same("state", conversation.Fold("c", w.events("c")), receipt.State)
}

func refusesPayloads(w *world) {
	before := w.begin("c")
	for name, e := range map[string]conversation.Entry{
		"no payload": {Actor: bot}, "a pointer": by(bot, &conversation.Note{Text: "x"}),
		"a huge text": says(strings.Repeat("x", store.MaxPayload)),
	} {
		_, err := w.Append(w.ctx, "c", write(note("before"), e))
		if err == nil {
			w.Errorf("%s was stored", name)
		}
		if large := errors.Is(err, store.ErrTooLarge); large != (name == "a huge text") {
			w.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.Append(w.ctx, "c", write(make([]conversation.Entry, store.MaxEntries+1)...)); !errors.Is(err, store.ErrTooLarge) {
		w.Errorf("too many entries: %v", err)
	}
	w.same("state", before, w.state("c"))
}

func pages(w *world) {
	w.begin("c")
	for i := range 24 {
		w.add("c", note(fmt.Sprint(i)))
	}
	all := w.events("c")
	var paged []conversation.Event
	for seq := int64(0); ; {
		page, err := w.After(w.ctx, "c", seq, 7)
		if err != nil || len(page) > 7 {
			w.Fatalf("page of %d, error %v", len(page), err)
		}
		if len(page) == 0 {
			break
		}
		paged = append(paged, page...)
		seq = page[len(page)-1].Seq
	}
	w.same("pages", all, paged)
	for i, e := range all {
		if e.Seq != int64(i)+1 {
			w.Fatalf("event %d has seq %d", i+1, e.Seq)
		}
	}
}

func anotherProcess(w *world) {
	w.begin("c")
	want := w.add("c", says("hello")).State
	other := w.open()
	got, err := other.State(w.ctx, "c")
	if err != nil {
		w.Fatal(err)
	}
	w.same("state", want, got)
}

func anyID(w *world) {
	for _, id := range []conversation.ID{"", "a", "A", "a ", "会话", "a'; DROP TABLE event; --", "a%b_c", conversation.ID(strings.Repeat("x", 300))} {
		w.begin(id)
		if s := w.add(id, says(string(id))).State; s.ID != id || s.Seq != 2 || s.Recent[0].Text != string(id) {
			w.Errorf("conversation %q is %+v", id, s)
		}
	}
}
