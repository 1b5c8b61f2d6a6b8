package api

import (
	"strings"
	"testing"
	"time"

	"github.com/batondesk/baton/people"
)

func TestATokenOpensOneConversationOnly(t *testing.T) {
	h := newHouse(t)
	mine, other := h.open(map[string]any{}), h.open(map[string]any{})
	for name, secret := range map[string]string{
		"another conversation's": other.token,
		"cut short":              mine.token[:len(mine.token)-1],
		"longer":                 mine.token + "A",
		"without its prefix":     strings.TrimPrefix(mine.token, tokenPrefix),
		"in capitals":            strings.ToUpper(mine.token),
		"an API key":             h.key("ada"),
	} {
		if got := h.as(secret, post, mine.path("/messages"), `{"text": "hello"}`); got.status != 401 {
			t.Errorf("a token %s gets %d", name, got.status)
		}
	}
	h.as("", post, mine.path("/messages?access_token="+mine.token), `{"text": "hello"}`).problem(401, "unauthorized")
	h.as(mine.token, post, "/v1/conversations/none/messages", `{"text": "hello"}`).problem(401, "unauthorized")
}

// Ids may be chosen by clients and so guessed: once the customer has spoken, asking for the token again takes proof.
func TestAnIDAloneDoesNotOpenAConversationUnderWay(t *testing.T) {
	h := newHouse(t)
	opening := map[string]any{"id": "order-17", "locale": "en"}
	c := h.open(opening)
	if again := h.open(opening); again.token != c.token {
		t.Fatal("a repeat before the first message gives another token")
	}
	c.say("hello")
	h.as("", post, "/v1/conversations", opening).problem(409, "id-taken")
	h.as(h.open(map[string]any{}).token, post, "/v1/conversations", opening).problem(409, "id-taken")
	var again Opened
	h.as(c.token, post, "/v1/conversations", opening).want(201, &again)
	if again.Token != c.token {
		t.Error("the repeat gives another token")
	}
}

func TestASignedCustomerGetsBackIn(t *testing.T) {
	h := newHouse(t)
	signed := func(who string) map[string]any {
		at := time.Now().UTC().Format(time.RFC3339)
		return map[string]any{"id": "order-18", "customer": map[string]any{
			"external_id": who, "name": "Kim", "issued_at": at, "signature": people.SignIdentity(identitySecret, who, at)}}
	}
	c := h.open(signed("u1"))
	c.say("hello")
	h.as("", post, "/v1/conversations", signed("u1")).want(201)
	h.as("", post, "/v1/conversations", signed("u2")).problem(409, "id-taken")
	forged := signed("u1")
	forged["customer"].(map[string]any)["signature"] = strings.Repeat("0", 64)
	h.as("", post, "/v1/conversations", forged).problem(409, "id-taken")

	var now Conversation
	h.as(h.key("ada"), get, c.path(""), nil).want(200, &now)
	if !now.Verified || now.Name != "Kim" {
		t.Errorf("the customer is %+v", now)
	}
	var who Customer
	h.as(h.key("ada"), get, "/v1/customers/"+now.CustomerID, nil).want(200, &who)
	if len(who.Conversations) != 1 || string(who.Conversations[0].ID) != c.id {
		t.Errorf("earlier conversations: %+v", who.Conversations)
	}
}

// Ids are chosen by clients and may be guessed. Before anything is said in a conversation, too, a stranger does not get
// into that of a signed customer, nor is a signed customer led into one that a stranger has opened in advance.
func TestAGuessedIDLeadsNobodyTogether(t *testing.T) {
	h := newHouse(t)
	opening := func(id string, signed bool) map[string]any {
		customer := map[string]any{"external_id": "u1", "name": "Kim"}
		if signed {
			at := time.Now().UTC().Format(time.RFC3339)
			customer["issued_at"], customer["signature"] = at, people.SignIdentity(identitySecret, "u1", at)
		}
		return map[string]any{"id": id, "customer": customer}
	}
	kim := h.open(opening("order-1", true))
	h.as("", post, "/v1/conversations", opening("order-1", false)).problem(409, "id-taken")
	h.as("", post, "/v1/conversations", opening("order-1", true)).want(201)
	h.as(kim.token, post, "/v1/conversations", opening("order-1", false)).want(201)

	h.open(opening("order-2", false))
	h.as("", post, "/v1/conversations", opening("order-2", false)).want(201)
	h.as("", post, "/v1/conversations", opening("order-2", true)).problem(409, "id-taken")
}
