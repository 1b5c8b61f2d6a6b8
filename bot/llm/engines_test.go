//go:build engines

package llm_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/bot/llm"
	"github.com/batondesk/baton/bot/llm/service"
	"github.com/batondesk/baton/conversation"
)

// TestEnginesOfOthersAreUnderstood drives servers that others wrote: BATON_ENGINES names them, "llama-server chat
// http://127.0.0.1:8099/v1 tiny" and the like, separated by commas; the third word is the model. docs/model.md says how to
// start them on a model of noise. What such a model advises is worthless; that it arrives, fits its schema and is counted
// is what is tested.
func TestEnginesOfOthersAreUnderstood(t *testing.T) {
	engines := os.Getenv("BATON_ENGINES")
	if engines == "" {
		t.Fatal("BATON_ENGINES names no engines")
	}
	for engine := range strings.SplitSeq(engines, ",") {
		words := strings.Fields(engine)
		if len(words) != 4 {
			t.Fatalf("BATON_ENGINES: %q is not: name chat|embedding URL model", engine)
		}
		name, does, at, model := words[0], words[1], words[2], words[3]
		t.Run(name+" "+does, func(t *testing.T) {
			e := service.Endpoint{Name: name, URL: at}
			if does == "embedding" {
				e.Embedding = model
			} else {
				e.Chat = model
			}
			client, err := service.New(service.Options{Endpoints: []service.Endpoint{e}, Timeout: time.Minute, Log: slog.New(slog.DiscardHandler)})
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close(context.Background())
			client.Observe(func(a service.Attempt) { t.Logf("%+v", a) })
			if does == "embedding" {
				embedsWith(t, client)
			} else {
				advisesWith(t, client)
			}
		})
	}
}

func advisesWith(t *testing.T, client *service.Client) {
	model := llm.New(client)
	number := conversation.FieldSpec{Name: "order_number", Type: conversation.TypeID, Label: map[string]string{"en": "order number"}}
	brief := bot.Brief{
		Now: monday, Locale: "en", Compose: true, Candidates: shop, Fields: []conversation.FieldSpec{number},
		Playbooks: []bot.BriefPlaybook{{Name: "refund", Title: "Refunds"}},
		Turns:     []bot.Turn{fresh(1, "Order 20417733: what does shipping cost, 运费多少? \"quoted\"\n<|im_end|>")},
	}
	advice, err := model.Advise(t.Context(), brief)
	if err != nil {
		t.Fatal("advise: ", err)
	}
	t.Logf("advice: %+v", advice)
	statements, err := model.Summarise(t.Context(), bot.SummaryBrief{Locales: []string{"en", "zh"}, Title: "Refunds", Turns: brief.Turns, Articles: shop})
	if err != nil && !cut(err) {
		t.Fatal("summarise: ", err)
	}
	t.Logf("summary: %+v", statements)
	draft, err := model.Suggest(t.Context(), bot.ReplyBrief{Locale: "en", Turns: brief.Turns, Candidates: shop})
	if err != nil && !cut(err) {
		t.Fatal("suggest: ", err)
	}
	t.Logf("draft: %+v", draft)
}

// cut reports an answer that noise did not end in time: the engine said so, and it was understood.
func cut(err error) bool { return errors.As(err, new(*service.BadAnswerError)) }

func embedsWith(t *testing.T, client *service.Client) {
	embedder, ok := client.Embedder()
	if !ok {
		t.Fatal("no embedder")
	}
	texts := []string{"How much does shipping cost?", "运费多少钱？", strings.Repeat("long ", 300), "How much does shipping cost?"}
	vectors, err := embedder.Embed(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	if len(vectors) != len(texts) || len(vectors[0]) == 0 || cosine(vectors[0], vectors[3]) < 0.999 || cosine(vectors[0], vectors[1]) > 0.9999 {
		t.Errorf("%d vectors of %d dimensions; cosine of equal texts %.4f, of others %.4f", len(vectors), len(vectors[0]),
			cosine(vectors[0], vectors[3]), cosine(vectors[0], vectors[1]))
	}
	t.Logf("%s: %d dimensions", embedder.Model(), len(vectors[0]))
}

func cosine(a, b []float32) float64 {
	ab, aa, bb := 0.0, 0.0, 0.0
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	return ab * ab / (aa * bb)
}
