package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/batondesk/baton/cmd/baton/client"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/outbox/webhook"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

// Customers write and supervisors take over while the demo moves: its server is stopped, what it has is copied to
// Postgres, and a server starts there under the same address. To them it looks like a short pause. Everything acknowledged
// before and after is on record and answered, once; tokens, keys, cases
// and the secrets of webhooks are the same.
func TestTheDemoMovesToPostgresWhileCustomersWrite(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	data, database, addr := filepath.Join(t.TempDir(), "data"), pgtest.URL(t), freeAddress(t)
	env := []string{"BATON_LIMITS_ENABLED=false", "BATON_WEBHOOKS_ALLOW_PRIVATE=true", "BATON_WEBHOOKS_ALLOW_HTTP=true"}
	first, err := startProcess(env, "--demo", "--data", data, "--addr", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { first.kill() })
	articles := filepath.Join(t.TempDir(), "articles.jsonl")
	if err := os.WriteFile(articles, []byte(topicArticles()), 0o600); err != nil {
		t.Fatal(err)
	}
	baton(t, "import", articles, "--publish", "--data", data)
	mina := client.New(first.url, strings.TrimSpace(baton(t, "key", "create", "--name", "test", "--role", "agent", "--user", "mina", "--data", data)))
	supervisor := strings.TrimSpace(baton(t, "key", "create", "--name", "test", "--role", "supervisor", "--data", data))

	admin := client.New(first.url, strings.TrimSpace(baton(t, "key", "create", "--name", "test", "--role", "admin", "--data", data)))
	hook := &hookedService{heard: map[string]int{}}
	outside := httptest.NewServer(hook)
	defer outside.Close()
	var added struct{ Secret string }
	if err := admin.Call(ctx, http.MethodPost, "/v1/webhooks", map[string]any{"id": "crm", "url": outside.URL, "kinds": []string{"message"}}, &added); err != nil {
		t.Fatal(err)
	}
	hook.secret.Store(added.Secret)

	ann, err := client.New(first.url, "").Open(ctx, client.Opening{Locale: "en"})
	if err != nil {
		t.Fatal(err)
	}
	say(ctx, t, ann, "q1", "I would like to talk to a person, please.")
	handoff := waitingCase(ctx, t, mina, ann.ID)
	call(ctx, t, mina, http.MethodPost, "/v1/handoffs/"+handoff+"/claim", map[string]any{})
	before, last, err := ann.Events(ctx, 0, 0)
	if err != nil {
		t.Fatal(err)
	}

	s := &survivor{t: t, url: first.url, staff: client.New(first.url, supervisor)}
	writing, stop := context.WithCancel(ctx)
	var customers sync.WaitGroup
	for n := range 6 {
		customers.Go(func() { s.beCustomer(writing, n) })
	}
	time.Sleep(2 * time.Second)
	refused(t, "another server is running", "migrate", "--from", data, "--to", database)
	stopped := time.Now()
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	var report copied
	if err := json.Unmarshal([]byte(baton(t, "migrate", "--from", data, "--to", database, "--json")), &report); err != nil {
		t.Fatal(err)
	}
	if !report.OK || report.Folded != report.Conversations || len(report.Tables) < 16 {
		t.Errorf("%+v", report)
	}
	second, err := startProcess(env, "--demo", "--database-url", database, "--addr", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { second.kill() })
	pause := time.Since(stopped)
	time.Sleep(2 * time.Second)
	stop()
	customers.Wait()

	if said := second.said.String(); len(demoLogins(said)) > 0 {
		t.Error("the demo was set up again")
	}
	if after, _, err := ann.Events(ctx, 0, 0); err != nil || len(after) != len(before) {
		t.Errorf("ann's token showed %d events before and shows %d now, error %v", len(before), len(after), err)
	}
	call(ctx, t, mina, http.MethodPost, "/v1/conversations/"+ann.ID+"/replies", map[string]any{"id": "r1", "text": "Here I am."})
	if heard := await(ctx, t, ann, last, conversation.Agent); heard.Text != "Here I am." {
		t.Errorf("after the move ann heard %q", heard.Text)
	}
	messages, taken := 0, 0
	for _, about := range s.told {
		of := s.staff.Conversation(about.conversation.ID)
		about.check(t, settle(ctx, t, of.ID, func(ctx context.Context) ([]conversation.Event, error) {
			events, _, err := of.Events(ctx, 0, 0)
			return events, err
		}))
		messages += len(about.acknowledged)
		taken += len(about.takeovers)
	}
	pending := func() int {
		var log struct{ Items []any }
		call := "/v1/webhooks/crm/deliveries?state=pending"
		if err := admin.Call(ctx, http.MethodGet, call, nil, &log); err != nil {
			t.Fatal(err)
		}
		return len(log.Items)
	}
	for pending() > 0 {
		time.Sleep(50 * time.Millisecond)
	}
	delivered, unsigned := hook.count()
	if unsigned > 0 || delivered < messages {
		t.Errorf("the webhook heard of %d messages of %d or more; %d were not signed with its secret", delivered, messages, unsigned)
	}
	t.Logf("%d conversations with %d acknowledged messages and %d takeovers, %d signed deliveries to a webhook; %d conversations and %d rows moved in %.1f s; the server was away for %.1f s",
		len(s.told), messages, taken, delivered, report.Conversations, report.rows(), report.Seconds, pause.Seconds())
	if messages < 50 || taken == 0 || report.Conversations < 5 || int(report.Conversations) >= len(s.told) {
		t.Errorf("too little happened for the test to mean anything")
	}
}

// hookedService is the other end of a webhook.
type hookedService struct {
	secret atomic.Value

	mu       sync.Mutex
	heard    map[string]int // by id
	unsigned int
}

func (h *hookedService) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	body, _ := io.ReadAll(request.Body)
	secret, _ := h.secret.Load().(string)
	err := webhook.Verify(secret, request.Header, body, time.Now())
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.heard[request.Header.Get(webhook.HeaderID)]++; err != nil {
		h.unsigned++
	}
}

func (h *hookedService) count() (delivered, unsigned int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.heard), h.unsigned
}

// refused runs a command that must fail and say why.
func refused(t *testing.T, why string, args ...string) {
	t.Helper()
	said, err := exec.Command(binary(), args...).CombinedOutput()
	if err == nil || !strings.Contains(string(said), why) {
		t.Errorf("baton %s: error %v, want %q: %s", strings.Join(args, " "), err, why, said)
	}
}
