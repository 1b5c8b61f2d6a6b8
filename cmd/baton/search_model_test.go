package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/batondesk/baton/bot/llm/llmtest"
	"github.com/batondesk/baton/cmd/baton/client"
	"github.com/batondesk/baton/cmd/baton/config"
	"github.com/batondesk/baton/cmd/baton/demo"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/retrieval"
)

// embeddingShop serves the demo from a folder, with a model for vectors.
func embeddingShop(t *testing.T, folder string, double *llmtest.Server) *server {
	t.Helper()
	c, problems := config.Read("baton.yaml", demo.Config(), []string{"OPENAI_BASE_URL=" + double.URL, "BATON_MODEL_EMBEDDING=double-embedding"})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	c.Store.Data, c.Limits.Enabled = folder, false
	h, err := open(t.Context(), c, slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := seedDemo(t.Context(), h); err != nil {
		t.Fatal(err)
	}
	s, err := listen(t.Context(), h, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *server) learnt(t *testing.T) retrieval.Progress {
	t.Helper()
	for began := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		p, _, err := s.search.progress(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if p.Made == p.Of && p.Of > 0 {
			return p
		}
		if time.Since(began) > 30*time.Second {
			t.Fatalf("vectors are not made: %+v", p)
		}
	}
}

// A server makes the vectors of its articles once, for itself and for the next start; a turn asks for those of its questions
// in one request; a service that is gone is missed by nobody.
func TestVectorsAreMadeOnceAndAskedForOncePerTurn(t *testing.T) {
	double := llmtest.Start(t, llmtest.Options{})
	folder := filepath.Join(t.TempDir(), "data")
	s := embeddingShop(t, folder, double)
	if p := s.learnt(t); !strings.HasPrefix(p.Model, "double-embedding/") {
		t.Errorf("progress %+v", p)
	}
	say := func(s *server, text string) string {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		c, err := client.New(s.url, "").Open(ctx, client.Opening{Locale: "en"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Send(ctx, "q", text); err != nil {
			t.Fatal(err)
		}
		for e, err := range c.Stream(ctx, 0) {
			if err != nil {
				t.Fatal(err)
			}
			if m, ok := e.Payload.(conversation.Message); ok && e.Actor.Kind == conversation.Bot {
				return m.Text
			}
		}
		return ""
	}
	double.Forget()
	for i := range 3 {
		say(s, fmt.Sprintf("How long is delivery to the moon number %d?\nCan I return the lamp of jo%d@example.org?\nMy phone is 0171 234567%d, what colours are there?", i, i, i))
	}
	if n := double.Calls(llmtest.Embeddings); n != 3 {
		t.Errorf("3 turns made %d requests", n)
	}
	if leaked := double.Leaked("jo1@example.org", "2345671", "234567"); len(leaked) > 0 {
		t.Errorf("sent: %v", leaked)
	}
	if err := s.stop(0, time.Second); err != nil {
		t.Fatal(err)
	}

	double.Forget()
	s = embeddingShop(t, folder, double)
	s.learnt(t)
	if n := double.Calls(llmtest.Embeddings); n != 0 {
		t.Errorf("after a restart %d requests for vectors that were made before", n)
	}
	double.Stop()
	if said := say(s, "How long does delivery take?"); said == "" {
		t.Error("without the service nothing is said")
	}
	if err := s.stop(0, time.Second); err != nil {
		t.Fatal(err)
	}
}

// toolSuite writes a knowledge base of a few tools, with questions to it.
func toolSuite(t *testing.T) string {
	t.Helper()
	var items, queries strings.Builder
	for i, tool := range strings.Fields("saw drill ladder mower hammer sander pump trailer tent heater mixer jack") {
		fmt.Fprintf(&items, `{"id":"t%d","locale":"en","question":"What does it cost to hire the %[2]s?","alt_questions":["%[2]s price"],"answer":"The %[2]s costs %[1]d euros a day."}`+"\n", i, tool)
		fmt.Fprintf(&queries, `{"id":"a%[1]d","locale":"en","text":"how much is a %[2]s per day","expect":"t%[1]d","tag":"in"}`+"\n", i, tool)
		fmt.Fprintf(&queries, `{"id":"b%d","locale":"en","text":"who invented number %[1]d of the stars","expect":null,"tag":"far_oos"}`+"\n", i)
	}
	folder := t.TempDir()
	for name, text := range map[string]string{"knowledge.jsonl": items.String(), "queries.jsonl": queries.String()} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestRetrievalIsMeasuredAndFittedForTheModelConfigured(t *testing.T) {
	double, suite, data := llmtest.Start(t, llmtest.Options{}), toolSuite(t), t.TempDir()
	t.Setenv("OPENAI_BASE_URL", double.URL)
	t.Setenv("BATON_MODEL_EMBEDDING", "double-embedding")
	command := func(args ...string) []byte {
		t.Helper()
		var out, said bytes.Buffer
		args = append([]string{"eval", "retrieval", "--suite", suite, "--embedding", "--data", data}, args...)
		if code := run(args, &console{nil, &out, &said}); code != 0 {
			t.Fatalf("%v: %s", args, said.String())
		}
		return out.Bytes()
	}
	fusion, err := retrieval.ReadFusion(bytes.NewReader(command("--fit")))
	if err != nil || fusion.Model != "double-embedding" {
		t.Fatalf("%+v, error %v", fusion, err)
	}
	file := filepath.Join(t.TempDir(), "calibration.json")
	printed, err := json.Marshal(fusion)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, printed, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("BATON_MODEL_CALIBRATION_FILE", file)
	double.Forget()
	if !json.Valid(command("--json")) {
		t.Error("no report")
	}
	if n := double.Calls(llmtest.Embeddings); n != 0 {
		t.Errorf("the second run made %d requests for what the first one had", n)
	}
}
