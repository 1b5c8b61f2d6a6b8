package main

import (
	"context"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/batondesk/baton/cmd/baton/client"
	"github.com/batondesk/baton/conversation"
)

// From two commands to a customer who was answered by the bot, handed over, answered by a human, and goes on after the
// server was restarted.
func TestFromTheFirstStartToTheEndOfACase(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	data := filepath.Join(t.TempDir(), "data")
	first := serve(t, "--demo", "--data", data)
	mina := client.New(first.url, demoSecret(t, first.said.String(), "mina"))

	customer, err := client.New(first.url, "").Open(ctx, client.Opening{Locale: "en"})
	if err != nil {
		t.Fatal(err)
	}
	say(ctx, t, customer, "q1", "How long does delivery take?")
	say(ctx, t, customer, "q2", "I would like to talk to a person, please.")

	handoff := waitingCase(ctx, t, mina, customer.ID)
	call(ctx, t, mina, http.MethodPost, "/v1/handoffs/"+handoff+"/claim", map[string]any{})
	call(ctx, t, mina, http.MethodPost, "/v1/conversations/"+customer.ID+"/replies", map[string]any{"id": "r1", "text": "Hello, this is Mina. What can I do for you?"})
	if heard := await(ctx, t, customer, 0, conversation.Agent); heard.Text != "Hello, this is Mina. What can I do for you?" {
		t.Errorf("the customer heard %q", heard.Text)
	}
	before, _, err := customer.Events(ctx, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}

	second := serve(t, "--demo", "--data", data)
	if said := second.said.String(); !strings.Contains(said, "baton key create") || strings.Contains(said, "keys that are shown only now") {
		t.Errorf("a later start must say how to make a key and show none:\n%s", said)
	}
	customer = client.New(second.url, "").Resume(customer.ID, customer.Token)
	after, last, err := customer.Events(ctx, 0, 0)
	if err != nil || len(after) != len(before) {
		t.Fatalf("%d events before the restart, %d after it: %v", len(before), len(after), err)
	}
	if _, err := customer.Send(ctx, "q3", "Are you still there?"); err != nil {
		t.Fatal(err)
	}
	mina = client.New(second.url, demoSecret(t, first.said.String(), "mina"))
	call(ctx, t, mina, http.MethodPost, "/v1/conversations/"+customer.ID+"/replies", map[string]any{"id": "r2", "text": "Yes, I am."})
	if heard := await(ctx, t, customer, last, conversation.Agent); heard.Text != "Yes, I am." {
		t.Errorf("after the restart the customer heard %q", heard.Text)
	}
	call(ctx, t, mina, http.MethodPost, "/v1/handoffs/"+handoff+"/resolve", map[string]any{"outcome": "answered"})
}

func TestServerWithoutArticlesSaysWhatToDoNext(t *testing.T) {
	p := serve(t)
	if said := p.said.String(); !strings.Contains(said, "baton import FILE.csv --publish") {
		t.Errorf("it said:\n%s", said)
	}
}

// demoSecret finds the key of one of the demo's people in what the first start printed.
func demoSecret(t *testing.T, said, user string) string {
	t.Helper()
	found := regexp.MustCompile(`(?m)^    ` + user + ` .* (\S+)$`).FindStringSubmatch(said)
	if found == nil {
		t.Fatalf("no key of %s in:\n%s", user, said)
	}
	return found[1]
}

// say sends a message and waits for the bot's reply to it.
func say(ctx context.Context, t *testing.T, c *client.Conversation, id, text string) conversation.Message {
	t.Helper()
	seq, err := c.Send(ctx, id, text)
	if err != nil {
		t.Fatal(err)
	}
	return await(ctx, t, c, seq, conversation.Bot)
}

// await is the first message after seq by somebody of that kind.
func await(ctx context.Context, t *testing.T, c *client.Conversation, seq int64, by conversation.ActorKind) conversation.Message {
	t.Helper()
	for e, err := range c.Stream(ctx, seq) {
		if err != nil {
			t.Fatal(err)
		}
		if m, ok := e.Payload.(conversation.Message); ok && e.Actor.Kind == by {
			return m
		}
	}
	t.Fatalf("no message by %s after %d", by, seq)
	return conversation.Message{}
}

// waitingCase is the id of the case that a conversation waits with.
func waitingCase(ctx context.Context, t *testing.T, agent *client.Client, conversationID string) string {
	t.Helper()
	var list struct {
		Items []struct {
			ID             string `json:"id"`
			ConversationID string `json:"conversation_id"`
		} `json:"items"`
	}
	if err := agent.Call(ctx, http.MethodGet, "/v1/handoffs?status=waiting", nil, &list); err != nil {
		t.Fatal(err)
	}
	for _, item := range list.Items {
		if item.ConversationID == conversationID {
			return item.ID
		}
	}
	t.Fatalf("no case waits with conversation %s: %+v", conversationID, list.Items)
	return ""
}

func call(ctx context.Context, t *testing.T, c *client.Client, method, path string, body any) {
	t.Helper()
	if err := c.Call(ctx, method, path, body, nil); err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
}
