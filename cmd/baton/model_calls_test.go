package main

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/batondesk/baton/bot/llm/llmtest"
	"github.com/batondesk/baton/cmd/baton/client"
	"github.com/batondesk/baton/cmd/baton/config"
)

// A thousand customers of a bank ask what real ones asked, each in a conversation of their own. No turn makes two calls, as
// the service counts them at its socket, and those that the bot is sure of make none.
func TestATurnMakesAtMostOneCall(t *testing.T) {
	const bank, customers = "../../../shared/evals/retrieval/banking77", 1000
	questions, err := readQuestions(filepath.Join(bank, "queries.jsonl"))
	if os.IsNotExist(err) {
		t.Skip("no evaluation data beside the repository (../shared/evals)")
	}
	if err != nil {
		t.Fatal(err)
	}
	questions = questions[:customers]
	d := llmtest.Start(t, llmtest.Options{Key: modelKey})
	c, problems := config.Read("baton.yaml", []byte("model: {chat: double-chat, retries: 0}"), []string{"OPENAI_BASE_URL=" + d.URL, "OPENAI_API_KEY=" + modelKey})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	s, err := startTrial(t.Context(), c, time.Now, func(ctx context.Context, h *house) error {
		return importAll(ctx, h.knowledge, filepath.Join(bank, "knowledge.jsonl"))
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	server := client.New(s.url, "")
	defer server.Close()
	served, err := askAll(t.Context(), server, questions, 16, (&console{err: io.Discard}).progress(""))
	if err != nil {
		t.Fatal(err)
	}

	said, asked := map[string]int{}, map[string]int{}
	for _, q := range questions {
		said[q.Text]++
	}
	for _, r := range d.Requests() {
		text := newest(t, r.Body)
		if asked[text]++; said[text] > 0 && asked[text] > said[text] {
			t.Errorf("%d calls for %q, which was asked %d times", asked[text], text, said[text])
		}
	}
	calls := d.Calls(llmtest.Chats)
	if calls == 0 || calls > customers*9/10 {
		t.Errorf("%d calls in %d turns", calls, customers)
	}
	spent := s.model.Status().Spent
	tokens := spent.Prompt + spent.Completion
	t.Logf("%d turns, %d calls: %d saved; %d tokens, %d a call: about %d saved", customers, calls, customers-calls, tokens,
		tokens/int64(calls), tokens/int64(calls)*int64(customers-calls))
	t.Logf("%v", servedMetrics(served))
}

// newest is what the customer said last, as a prompt has it.
func newest(t *testing.T, body []byte) string {
	t.Helper()
	var request struct {
		Messages []struct {
			Role, Content string
		}
	}
	var prompt struct {
		Data struct {
			Messages []struct{ Text string }
		}
	}
	err := json.Unmarshal(body, &request)
	if err == nil {
		err = json.Unmarshal([]byte(request.Messages[len(request.Messages)-1].Content), &prompt)
	}
	if err != nil || len(prompt.Data.Messages) == 0 {
		t.Fatalf("not a prompt: %v: %s", err, body)
	}
	return prompt.Data.Messages[len(prompt.Data.Messages)-1].Text
}
