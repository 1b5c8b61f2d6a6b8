package api

import (
	"bytes"
	"testing"
)

// TestEveryCreatingPostMayBeRepeated sends each creating request twice: the same answer and nothing new; and once more
// with another body under the same id: 409.
func TestEveryCreatingPostMayBeRepeated(t *testing.T) {
	h := newHouse(t)
	mina, ada := h.key("mina"), h.key("ada")
	c, id := h.handedOver("refund please")
	h.as(mina, post, "/v1/handoffs/"+id+"/claim", nil).want(200)
	for _, r := range []struct {
		name, by, path, body, other string
		status                      int
	}{
		{"conversation", "", "/v1/conversations", `{"id": "c-1", "locale": "en"}`, `{"id": "c-1", "locale": "zh"}`, 201},
		{"message", c.token, c.path("/messages"), `{"id": "m1", "text": "one"}`, `{"id": "m1", "text": "two"}`, 202},
		{"reply", mina, c.path("/replies"), `{"id": "r1", "text": "one"}`, `{"id": "r1", "text": "two"}`, 201},
		{"note", mina, c.path("/notes"), `{"id": "n1", "text": "one"}`, `{"id": "n1", "text": "two"}`, 201},
		{"consult", mina, c.path("/consults"), `{"id": "q1", "text": "one", "to": "queue:experts"}`, `{"id": "q1", "text": "two", "to": "queue:experts"}`, 201},
		{"article", ada, "/v1/articles", `{"id": "new", "texts": {"en": {"question": "q", "answer": "one"}}}`, `{"id": "new", "texts": {"en": {"question": "q", "answer": "two"}}}`, 201},
		{"phrase", ada, "/v1/phrases", `{"situation": "thanks", "texts": {"en": "Bye"}}`, `{"situation": "thanks", "texts": {"en": "Goodbye"}}`, 201},
		{"term", ada, "/v1/terms", `{"id": "till", "words": {"en": {"preferred": "till"}}}`, `{"id": "till", "words": {"en": {"preferred": "desk"}}}`, 201},
	} {
		t.Run(r.name, func(t *testing.T) {
			first := h.as(r.by, post, r.path, r.body).want(r.status)
			again := h.as(r.by, post, r.path, r.body).want(r.status)
			if !bytes.Equal(first.body, again.body) {
				t.Errorf("first %s, then %s", first.body, again.body)
			}
			if got := h.as(r.by, post, r.path, r.other); got.status != 409 {
				t.Errorf("another body under the same id gets %d: %s", got.status, got.body)
			}
		})
	}
}

// A secret is shown once, so a repeated user or key is the same one without it.
func TestUsersAndKeysAreMadeOnce(t *testing.T) {
	h := newHouse(t)
	ada := h.key("ada")
	for _, r := range []struct{ path, body, other string }{
		{"/v1/users", `{"id": "kim", "roles": ["agent"]}`, `{"id": "kim", "roles": ["admin"]}`},
		{"/v1/keys", `{"id": "till", "name": "till", "roles": ["agent"]}`, `{"id": "till", "name": "till", "roles": ["admin"]}`},
	} {
		var first, again struct{ ID, Secret string }
		h.as(ada, post, r.path, r.body).want(201, &first)
		h.as(ada, post, r.path, r.body).want(201, &again)
		if first.Secret == "" || again.Secret != "" || first.ID != again.ID {
			t.Errorf("%s: first %+v, then %+v", r.path, first, again)
		}
		h.as(ada, post, r.path, r.other).problem(409, "id-taken")
	}
}

func TestAnEditAndARecallStayOnRecord(t *testing.T) {
	h := newHouse(t)
	c := h.open(map[string]any{"locale": "en"})
	seq := c.say("How do I get a loyalty card?")
	h.as(c.token, put, c.path("/messages/"+jsonNumber(seq)), `{"text": "What are your opening hours?"}`).want(200)
	h.as(c.token, remove, c.path("/messages/"+jsonNumber(seq)), nil).want(204)
	h.as(c.token, remove, c.path("/messages/"+jsonNumber(seq)), nil).want(204)
	h.as(c.token, put, c.path("/messages/"+jsonNumber(seq)), `{"text": "again"}`).problem(409, "wrong-state")
	kinds := map[string]int{}
	for _, e := range c.events(h.key("ada"), 0, "").Events {
		kinds[e.Kind]++
	}
	if kinds["message_edited"] != 1 || kinds["message_recalled"] != 1 {
		t.Errorf("on record: %v", kinds)
	}
	// The bot's own words are not the customer's to change.
	answer := c.await("answer", 0, fromBot)
	h.as(c.token, put, c.path("/messages/"+jsonNumber(answer.Seq)), `{"text": "You owe me 100 dollars"}`).problem(404, "not-found")
}
