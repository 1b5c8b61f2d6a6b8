package main

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/batondesk/baton/cmd/baton/client"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

// Customers write and supervisors take over while the demo moves: its server is stopped, what it has is copied to
// Postgres, and a server starts there under the same address. To them it looks like a short pause. Everything acknowledged
// before and after is on record and answered, once; tokens, keys and cases are the same.
func TestTheDemoMovesToPostgresWhileCustomersWrite(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	data, database, addr := filepath.Join(t.TempDir(), "data"), pgtest.URL(t), freeAddress(t)
	env := []string{"BATON_LIMITS_ENABLED=false"}
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
	mina := client.New(first.url, demoSecret(t, first.said.String(), "mina"))
	supervisor := strings.TrimSpace(baton(t, "key", "create", "--name", "test", "--role", "supervisor", "--data", data))

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

	if said := second.said.String(); strings.Contains(said, "keys that are shown only now") {
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
	t.Logf("%d conversations with %d acknowledged messages and %d takeovers, of which %d conversations and %d rows moved in %.1f s; the server was away for %.1f s",
		len(s.told), messages, taken, report.Conversations, report.rows(), report.Seconds, pause.Seconds())
	if messages < 50 || taken == 0 || report.Conversations < 5 || int(report.Conversations) >= len(s.told) {
		t.Errorf("too little happened for the test to mean anything")
	}
}

// refused runs a command that must fail and say why.
func refused(t *testing.T, why string, args ...string) {
	t.Helper()
	said, err := exec.Command(binary(), args...).CombinedOutput()
	if err == nil || !strings.Contains(string(said), why) {
		t.Errorf("baton %s: error %v, want %q: %s", strings.Join(args, " "), err, why, said)
	}
}
