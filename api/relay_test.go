package api

import (
	"context"
	"encoding/json"
	"testing"
	"time"
)

func TestCustomerIsAnsweredInApprovedWords(t *testing.T) {
	h := newHouse(t)
	c := h.open(map[string]any{"locale": "en", "source": "shop/help"})
	seq := c.say("What are your opening hours?")
	answer := c.await("answer", seq, fromBot)
	if answer.Text != shopArticles[0].Texts["en"].Answer || answer.Act != "answer" {
		t.Fatalf("got %+v", answer)
	}
	if len(answer.Sources) != 1 || answer.Sources[0].ArticleID != "opening-hours" || answer.Confidence <= 0 || answer.Confidence > 1 {
		t.Fatalf("an answer names its source and confidence: %+v", answer)
	}
	h.as(c.token, post, c.path("/feedback"), map[string]any{"seq": answer.Seq, "helpful": true}).want(204)
	c.await("feedback", answer.Seq, func(e event) bool { return e.Kind == "feedback" })
}

func TestAnAnswerComesOverAStreamWithItsSeq(t *testing.T) {
	h := newHouse(t)
	c := h.open(map[string]any{"locale": "en"})
	s, res := h.stream(context.Background(), c.token, c.path("/events"))
	defer s.body.Close()
	if res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("got %d %s", res.StatusCode, res.Header.Get("Content-Type"))
	}
	seq := c.say("How do I get a loyalty card?")
	for {
		id, data, err := s.next()
		must(t, err)
		var e event
		must(t, json.Unmarshal([]byte(data), &e))
		if e.Seq > seq && fromBot(e) {
			if id != jsonNumber(e.Seq) {
				t.Fatalf("id %s of event %d", id, e.Seq)
			}
			return
		}
	}
}

func jsonNumber(n int64) string { data, _ := json.Marshal(n); return string(data) }

func TestACaseIsHandedOverClaimedAnsweredAndResolved(t *testing.T) {
	h := newHouse(t)
	mina := h.key("mina")
	c, id := h.handedOver("I want a refund for order AB12345")

	var list List[map[string]any]
	h.as(mina, get, "/v1/handoffs?queue=front&status=waiting", nil).want(200, &list)
	if len(list.Items) != 1 || list.Items[0]["id"] != id {
		t.Fatalf("the case is not in the list: %+v", list)
	}
	var got struct {
		Status string
		Card   map[string]any
	}
	h.as(mina, get, "/v1/handoffs/"+id, nil).want(200, &got)
	for _, part := range []string{"headline", "reason", "want", "background", "constraints", "tried", "state", "fields", "missing",
		"promises", "risk", "sources", "next_step", "locale"} {
		if _, ok := got.Card[part]; !ok {
			t.Errorf("the card lacks %q", part)
		}
	}
	h.as(mina, post, "/v1/handoffs/"+id+"/claim", nil).want(200, &got)
	if got.Status != "claimed" {
		t.Fatalf("status %s after the claim", got.Status)
	}
	p := h.as(h.key("jonas"), post, c.path("/replies"), map[string]any{"id": "r1", "text": "Hello"}).problem(409, "not-holder")
	if p.Holder != "agent:mina" || p.HolderName != "Mina" {
		t.Fatalf("the problem does not name the holder: %+v", p)
	}
	var said Accepted
	h.as(mina, post, c.path("/replies"), map[string]any{"id": "r1", "text": "Hello, this is Mina."}).want(201, &said)
	heard := c.await("reply", 0, fromAgent)
	if heard.Seq != said.Seq || heard.Text != "Hello, this is Mina." {
		t.Fatalf("the customer heard %+v", heard)
	}
	if heard.Actor.ID != "" || heard.Actor.Name != "Mina" {
		t.Fatalf("the customer sees %+v of the agent", heard.Actor)
	}
	h.as(mina, post, "/v1/handoffs/"+id+"/resolve", map[string]any{"outcome": "refunded"}).want(200, &got)
	if got.Status != "resolved" {
		t.Fatalf("status %s at the end", got.Status)
	}
}

func TestReplyWithClaimClaimsAndReplies(t *testing.T) {
	h := newHouse(t)
	c, _ := h.handedOver("refund please, order AB12345")
	h.as(h.key("mina"), post, c.path("/replies"), map[string]any{"id": "r1", "text": "I am on it.", "claim": true}).want(201)
	var now Conversation
	h.as(h.key("mina"), get, c.path(""), nil).want(200, &now)
	if now.Holder != "agent:mina" {
		t.Fatalf("held by %s", now.Holder)
	}
}

func TestNotesConsultsFieldsAndTagsStayInside(t *testing.T) {
	h := newHouse(t)
	mina, wei := h.key("mina"), h.key("wei")
	c, _ := h.handedOver("refund please")
	h.as(wei, get, c.path(""), nil).problem(404, "not-found")
	h.as(mina, post, c.path("/notes"), map[string]any{"id": "n1", "text": "seems upset"}).want(201)
	h.as(mina, post, c.path("/tags"), map[string]any{"add": []string{"vip"}}).want(200)
	h.as(mina, post, c.path("/fields"), map[string]any{"fields": map[string]string{"order_no": "ZX99887"}}).want(200)
	var question Accepted
	h.as(mina, post, c.path("/consults"), map[string]any{"id": "c1", "to": "agent:wei", "text": "is this model known to fail?"}).want(201, &question)
	h.as(wei, get, c.path(""), nil).want(200) // whoever is asked may look, and answer
	h.as(wei, post, c.path("/consults"), map[string]any{"id": "c2", "answer_to": question.Seq, "text": "yes, the hinge"}).want(201)

	for _, e := range c.events(c.token, 0, "").Events {
		switch e.Kind {
		case "message", "holder", "handoff_opened":
			if e.Reason != "" {
				t.Errorf("the customer sees the reason of %s: %q", e.Kind, e.Reason)
			}
		default:
			t.Errorf("the customer sees a %s", e.Kind)
		}
	}
	kinds := map[string]bool{}
	for _, e := range c.events(mina, 0, "").Events {
		kinds[e.Kind] = true
	}
	for _, kind := range []string{"decision", "note", "tag", "field", "consult", "holder", "handoff_opened"} {
		if !kinds[kind] {
			t.Errorf("the agent does not see the %s", kind)
		}
	}
}

func TestACasePassesFromHandToHandAndBack(t *testing.T) {
	h := newHouse(t)
	mina, jonas, wei, hong := h.key("mina"), h.key("jonas"), h.key("wei"), h.key("hong")
	c, id := h.handedOver("refund please")
	desk := func(key, step string, body any) (now struct{ Status, Queue, Holder string }) {
		t.Helper()
		h.as(key, post, "/v1/handoffs/"+id+"/"+step, body).want(200, &now)
		return now
	}
	desk(mina, "claim", nil)
	h.as(jonas, post, "/v1/handoffs/"+id+"/claim", nil).problem(409, "not-holder")
	if now := desk(mina, "transfer", map[string]any{"agent": "jonas", "reason": "my shift ends"}); now.Holder != "agent:jonas" || now.Status != "claimed" {
		t.Errorf("transferred to a colleague: %+v", now)
	}
	if now := desk(jonas, "transfer", map[string]any{"queue": "experts", "reason": "needs an expert"}); now.Queue != "experts" || now.Status != "waiting" {
		t.Errorf("transferred to a queue: %+v", now)
	}
	if now := desk(wei, "bounce", map[string]any{"reason": "nothing technical"}); now.Queue != "watch" {
		t.Errorf("the third time it is passed on it goes to the supervisor: %+v", now)
	}
	desk(hong, "claim", nil)
	if now := desk(hong, "return", nil); now.Status != "returned" {
		t.Errorf("returned: %+v", now)
	}
	h.as(hong, post, "/v1/handoffs/"+id+"/claim", nil).problem(409, "wrong-state")

	var now Conversation
	h.as(hong, post, c.path("/takeover"), map[string]any{"reason": "I will do it"}).want(200, &now)
	if now.Holder != "agent:hong" || now.HandoffID == "" || now.HandoffID == id {
		t.Errorf("taken over: %+v", now)
	}
	h.as(hong, post, "/v1/handoffs/"+now.HandoffID+"/resolve", map[string]any{"outcome": "confirmed"}).want(200)
	h.as(hong, post, c.path("/reopen"), nil).want(200, &now)
	if now.Status != "open" || now.Holder != "agent:hong" {
		t.Errorf("reopened: %+v", now)
	}
}

func TestTypingHoldsTheAnswerBackALittle(t *testing.T) {
	h := newHouse(t)
	c := h.open(map[string]any{"locale": "en"})
	h.as(c.token, post, c.path("/typing"), nil).want(204)
	seq := c.say("How do I get a loyalty card?")
	if early := c.events(c.token, seq, "300ms"); len(early.Events) != 0 {
		t.Errorf("the bot did not wait: %+v", early)
	}
	c.await("answer", seq, fromBot)
}

func TestGapsAreWhatNothingAnswered(t *testing.T) {
	h := newHouse(t)
	c := h.open(map[string]any{"locale": "en"})
	c.await("answer", c.say("Which planets have rings made of ice?"), fromBot)
	var gaps List[struct{ Text string }]
	for range 200 {
		h.as(h.key("priya"), get, "/v1/knowledge/gaps", nil).want(200, &gaps)
		if len(gaps.Items) > 0 {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Error("a question without an answer leaves no gap")
}
