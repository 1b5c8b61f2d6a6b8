package api

import (
	"strings"
	"testing"

	"github.com/batondesk/baton/knowledge"
)

// canned are the ids of the replies offered, articles only.
func (h *house) canned(secret, query string) (ids []string, items []Canned) {
	h.t.Helper()
	var list List[Canned]
	h.as(secret, get, "/v1/replies?"+query, nil).want(200, &list)
	for _, c := range list.Items {
		if c.Kind == "article" {
			ids = append(ids, c.ID)
		}
	}
	return ids, list.Items
}

func TestCannedRepliesFitTheConversation(t *testing.T) {
	h := newHouse(t, func(o *Options) { o.Variables = map[string]string{"city": "Kiel"} })
	h.approve(knowledge.Article{ID: "where", Texts: map[string]knowledge.Text{"en": {
		Question: "Where is my order?", Answer: "Order {order_no} is in {city}, ask {carrier}.",
	}}})
	h.approve(knowledge.Article{ID: "staff-only", Audience: []string{"staff"}, Texts: map[string]knowledge.Text{"en": {
		Question: "What is the loyalty discount for staff?", Answer: "Staff get a loyalty discount.",
	}}})
	mina := h.key("mina")
	c, _ := h.handedOver("refund please for order AB12345")
	c.say("How long can I send something back?")
	about := "conversation_id=" + c.id

	if ids, _ := h.canned(mina, about); len(ids) == 0 || ids[0] != "return-window" {
		t.Errorf("without words what fits the customer's question comes first: %v", ids)
	}
	if ids, _ := h.canned(mina, about+"&q=loyal"); len(ids) == 0 || ids[0] != "loyalty-card" || strings.Contains(strings.Join(ids, " "), "staff-only") {
		t.Errorf("the words are in a title that this conversation may hear: %v", ids)
	}
	_, items := h.canned(mina, about+"&q=where+is+my")
	if len(items) == 0 || items[0].Text != "Order AB12345 is in Kiel, ask {carrier}." || strings.Join(items[0].Missing, ",") != "carrier" {
		t.Errorf("the facts of the conversation are filled in: %+v", items)
	}
	if ids, _ := h.canned(mina, "locale=zh"); len(ids) != 1 || ids[0] != "opening-hours" {
		t.Errorf("only texts in the language asked for: %v", ids)
	}
	_, items = h.canned(mina, "q=greeting")
	if len(items) != 2 || items[0].Kind != "phrase" || items[0].ID != "greeting" || items[0].Text == "" {
		t.Errorf("phrases are offered too: %+v", items)
	}
	h.as(h.key("wei"), get, "/v1/replies?"+about, nil).problem(404, "not-found")
}

// approve puts an article in force.
func (h *house) approve(a knowledge.Article) {
	h.t.Helper()
	boss := knowledge.Actor{ID: "operator", Operator: true}
	_, err := h.o.Knowledge.Articles.Create(h.t.(*testing.T).Context(), boss, a)
	must(h.t, err)
	_, err = h.o.Knowledge.Articles.Publish(h.t.(*testing.T).Context(), boss, a.ID, 0)
	must(h.t, err)
	h.o.KnowledgeChanged(a.ID)
}
