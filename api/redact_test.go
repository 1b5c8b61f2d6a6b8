package api

import (
	"strings"
	"testing"
)

// TestWhatIsRedactedIsGoneForEverybody redacts a customer's message after it was handed over: no reader finds its words.
func TestWhatIsRedactedIsGoneForEverybody(t *testing.T) {
	h := newHouse(t)
	mina, ada := h.key("mina"), h.key("ada")
	c, handoffID := h.handedOver("refund please, order QX99887")
	c.await("the bot's words", 0, fromBot)
	var said int64
	for _, e := range c.events(ada, 0, "").Events {
		if strings.Contains(e.Text, "QX99887") && said == 0 {
			said = e.Seq
		}
	}
	reason := map[string]any{"seq": said, "reason": "the customer asked for it"}
	var state Conversation
	h.as(ada, post, c.path("/redactions"), reason).want(200, &state)
	if len(state.Fields["order_no"].Value) != 0 || state.Last != nil && strings.Contains(state.Last.Text, "QX99887") {
		t.Errorf("the state still knows it: %+v", state)
	}
	for _, read := range []struct{ by, path string }{
		{c.token, c.path("/events")}, {ada, c.path("/events")}, {mina, c.path("")}, {mina, "/v1/handoffs/" + handoffID}, {mina, "/v1/handoffs"},
		{ada, "/v1/knowledge/gaps"}, {ada, "/v1/conversations"},
	} {
		if body := string(h.as(read.by, get, read.path, nil).want(200).body); strings.Contains(body, "QX99887") {
			t.Errorf("%s still shows it: %s", read.path, body)
		}
	}
	if public := string(h.as(c.token, get, c.path("/events"), nil).want(200).body); !strings.Contains(public, `"redacted"`) || strings.Contains(public, "asked for it") {
		t.Errorf("the customer's page is told that, and not why: %s", public)
	}
	if audit := string(h.as(ada, get, "/v1/audit", nil).want(200).body); !strings.Contains(audit, "conversation.redact") || !strings.Contains(audit, "asked for it") {
		t.Errorf("the audit: %s", audit)
	}
	before := state.Seq
	h.as(ada, post, c.path("/redactions"), reason).want(200, &state)
	if state.Seq != before {
		t.Error("redacting it again is recorded again")
	}
	h.as(ada, post, c.path("/redactions"), map[string]any{"seq": 9999, "reason": "x"}).problem(404, "not-found")
}
