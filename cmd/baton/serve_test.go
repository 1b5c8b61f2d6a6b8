package main

import (
	"context"
	"io"
	"net/http"
	"os"
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
	login := demoLogins(first.said.String())["mina"]
	signIn(t, first.url, "mina", login)
	key := strings.TrimSpace(baton(t, "key", "create", "--name", "test", "--role", "agent", "--user", "mina", "--data", data))
	mina := client.New(first.url, key)

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
	if again := demoLogins(second.said.String())["mina"]; again != login {
		t.Errorf("a later start shows mina the login %q, the first one showed %q", again, login)
	}
	if info, err := os.Stat(filepath.Join(data, "demo-logins")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the logins are kept in %v: %v", info, err)
	}
	customer = client.New(second.url, "").Resume(customer.ID, customer.Token)
	after, last, err := customer.Events(ctx, 0, 0)
	if err != nil || len(after) != len(before) {
		t.Fatalf("%d events before the restart, %d after it: %v", len(before), len(after), err)
	}
	if _, err := customer.Send(ctx, "q3", "Are you still there?"); err != nil {
		t.Fatal(err)
	}
	mina = client.New(second.url, key)
	call(ctx, t, mina, http.MethodPost, "/v1/conversations/"+customer.ID+"/replies", map[string]any{"id": "r2", "text": "Yes, I am."})
	if heard := await(ctx, t, customer, last, conversation.Agent); heard.Text != "Yes, I am." {
		t.Errorf("after the restart the customer heard %q", heard.Text)
	}
	call(ctx, t, mina, http.MethodPost, "/v1/handoffs/"+handoff+"/resolve", map[string]any{"outcome": "answered"})
}

func TestServerWithoutUsersOrArticlesSaysWhatToDoNext(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	first := serve(t, "--data", data)
	if said := first.said.String(); !strings.Contains(said, "baton user add NAME --role admin --data "+data) {
		t.Errorf("without users it said:\n%s", said)
	}
	signIn(t, first.url, "kim", strings.TrimSpace(baton(t, "user", "add", "kim", "--role", "admin", "--data", data)))
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	if said := serve(t, "--data", data).said.String(); !strings.Contains(said, "baton import FILE.csv --publish --data "+data) {
		t.Errorf("without articles it said:\n%s", said)
	}
}

// The pages are served where the API is, and what is not built says so.
func TestThePagesAreServed(t *testing.T) {
	p := serve(t, "--demo")
	var signedIn map[string]any
	shop := client.New(p.url, "")
	if err := shop.Call(t.Context(), http.MethodGet, "/shop/customer.json", nil, &signedIn); err != nil {
		t.Fatal(err)
	}
	if err := shop.Call(t.Context(), http.MethodPost, "/v1/conversations", map[string]any{"customer": signedIn}, nil); err != nil {
		t.Errorf("the shop's customer is not let in as %v: %v", signedIn, err)
	}
	for path, shown := range map[string]string{"/": "Baton", "/console/": "Baton", "/console/desk": "Baton", "/shop/": "/widget.js"} {
		response, err := http.Get(p.url + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if policy := response.Header.Get("Content-Security-Policy"); err != nil || !strings.Contains(string(body), shown) || !strings.Contains(policy, "script-src 'self'") {
			t.Errorf("%s: %v, %s, %s", path, err, policy, body)
		}
	}
}

// demoLogins are the secrets of the demo's people in what a start printed, by name.
func demoLogins(said string) map[string]string {
	logins := map[string]string{}
	for _, found := range regexp.MustCompile(`(?m)^    ([a-z]+) .* ([a-z2-7]{4}(?:-[a-z2-7]{4}){3})$`).FindAllStringSubmatch(said, -1) {
		logins[found[1]] = found[2]
	}
	return logins
}

// signIn opens a session as the console does.
func signIn(t *testing.T, url, name, secret string) {
	t.Helper()
	if err := client.New(url, "").Call(t.Context(), http.MethodPost, "/v1/session", map[string]any{"name": name, "secret": secret}, nil); err != nil {
		t.Errorf("%s cannot sign in with what was printed: %v", name, err)
	}
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
