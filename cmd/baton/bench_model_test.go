package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/batondesk/baton/bot/llm/llmtest"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

// BenchmarkModel asks what the bot is unsure of, in 100 conversations at once, so that each turn waits 300 ms for a model
// service: how many turns there are of those that nothing but this wait would allow, and how much longer than it a turn
// takes. Beside it the same load without a model, and with a service that is dead. Three connections to the database and one
// worker: waiting takes neither.
func BenchmarkModel(b *testing.B) {
	const conversations, takes = 100, 300 * time.Millisecond
	articles := filepath.Join(b.TempDir(), "articles.jsonl")
	if err := os.WriteFile(articles, []byte(topicArticles()), 0o600); err != nil {
		b.Fatal(err)
	}
	for name, place := range map[string]func(b *testing.B) []string{
		"sqlite":   func(b *testing.B) []string { return []string{"--data", filepath.Join(b.TempDir(), "data")} },
		"postgres": func(b *testing.B) []string { return []string{"--database-url", pgtest.URL(b)} },
	} {
		b.Run(name, func(b *testing.B) {
			where := place(b)
			baton(b, append([]string{"import", articles, "--publish"}, where...)...)
			d := llmtest.Start(b, llmtest.Options{Delay: takes})
			run := func(what string, env ...string) []time.Duration {
				p, err := startProcess(append(env, "BATON_LIMITS_ENABLED=false", "BATON_BOT_WORKERS=1", "BATON_STORE_CONNECTIONS=3"), append([]string{"--addr", "127.0.0.1:0"}, where...)...)
				if err != nil {
					b.Fatal(err)
				}
				defer p.kill()
				const span = 20 * time.Second // turns that it cuts off count for nothing
				took := loadWith(b, []string{p.url}, conversations, span, unsureQuestion)
				slices.Sort(took)
				at := took[int(0.95*float64(len(took)-1))]
				b.ReportMetric(float64(at.Microseconds())/1000, what+"-p95-ms")
				return took
			}
			with := run("model", "BATON_MODEL_CHAT=double-chat", "OPENAI_BASE_URL="+d.URL)
			calls := float64(d.Calls(llmtest.Chats))
			b.ReportMetric(float64(len(with))/20/(conversations/takes.Seconds()), "of-ideal")
			b.ReportMetric(calls/float64(len(with)), "calls/turn")
			run("local")
			d.Stop()
			run("dead", "BATON_MODEL_CHAT=double-chat", "OPENAI_BASE_URL="+d.URL)
			b.ReportMetric(0, "ns/op")
		})
	}
}

// unsureQuestion is one that the bot is not sure about by itself.
func unsureQuestion(i int) string {
	return fmt.Sprintf("I have been looking at a %s of yours for a while, is there a choice?", topics[i%len(topics)])
}
