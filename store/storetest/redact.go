package storetest

import (
	"errors"
	"strings"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/people"
)

var redactTests = []test{
	{"what is redacted is in no row any more", redactedIsGone},
	{"the words of a case that is over go too", redactedInEndedCase},
	{"only what is on record can be redacted", redactedMustExist},
}

const secretWords = "my number is 4111"

func (w *world) redact(id conversation.ID, targets ...int64) conversation.Receipt {
	w.Helper()
	var e []conversation.Entry
	for _, target := range targets {
		e = append(e, by(mei, conversation.Redacted{Target: target, Reason: "asked for it"}))
	}
	return w.add(id, e...)
}

func redactedIsGone(w *world) {
	w.begin("c")
	keyed := conversation.Write{Key: "m1", Digest: "d1", Compose: entries(says(secretWords))}
	w.do(w.Store, "c", keyed)
	w.add("c", by(bot, conversation.Field{Name: "card", Value: "4111", Raw: secretWords, FromSeq: 2}),
		by(bot, conversation.Decision{Through: 2, Missed: true, Question: secretWords}), says("and something else"),
		by(bot, conversation.Summary{HandoffID: "c.1", Through: 5, Statements: []conversation.SummaryStatement{
			{Texts: map[string]string{"en": "Their number is 4111"}, Seq: 2},
		}}))
	if err := w.Knowledge().AddGap(w.ctx, knowledge.Gap{ConversationID: "c", Seq: 2, Text: secretWords, At: w.clock.now()}); err != nil {
		w.Fatal(err)
	}
	receipt := w.redact("c", 2, 3, 4, 6)
	if s := receipt.State; s.Value("card") != "" || len(s.Recent) != 1 || s.Recent[0].Text != "and something else" {
		w.Errorf("still known: %+v", s)
	}
	other := w.open()
	stored, err := other.State(w.ctx, "c")
	if err != nil {
		w.Fatal(err)
	}
	w.same("the row as another process reads it", receipt.State, stored)
	for _, e := range w.events("c") {
		data, _ := e.MarshalJSON()
		if strings.Contains(string(data), "4111") {
			w.Errorf("still stored: %s", data)
		}
	}
	if gaps, _, err := w.Knowledge().Gaps(w.ctx, "", 10); err != nil || len(gaps) != 0 {
		w.Errorf("gaps %+v, error %v", gaps, err)
	}
	audit, err := w.People().Audit(w.ctx, people.AuditQuery{Limit: 10})
	if err != nil || len(audit) != 4 || audit[0].Actor != "mei" || audit[0].Action != "conversation.redact" || audit[0].Object != "c" {
		w.Errorf("audit %+v, error %v", audit, err)
	}
	if _, err := w.Append(w.ctx, "c", keyed); !errors.Is(err, conversation.ErrKeyReused) {
		w.Errorf("the digest of what was redacted is still compared: %v", err)
	}
}

func redactedInEndedCase(w *world) {
	w.begin("c")
	w.add("c", says(secretWords))
	w.add("c", by(system, conversation.HandoffOpened{HandoffID: "c.1", Playbook: "refund", Queue: "front", Priority: 2}))
	w.add("c", by(mei, conversation.HandoffResolved{HandoffID: "c.1"}), by(mei, conversation.Resolved{Outcome: "assumed"}))
	if c, err := w.Handoff().Case(w.ctx, "c.1"); err != nil || c.Last != secretWords {
		w.Fatalf("case %+v, error %v", c, err)
	}
	w.redact("c", 2)
	if c, err := w.Handoff().Case(w.ctx, "c.1"); err != nil || c.Last != "" || c.Status != "resolved" {
		w.Errorf("case %+v, error %v", c, err)
	}
}

func redactedMustExist(w *world) {
	before := w.begin("c")
	for _, target := range []int64{-1, 0, 2, 99} {
		if _, err := w.Append(w.ctx, "c", write(by(mei, conversation.Redacted{Target: target}))); err == nil {
			w.Errorf("event %d was redacted", target)
		}
	}
	w.same("the state", before, w.state("c"))
}
