package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/cmd/baton/config"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

// outside understands as the one behind it does, after asking something outside for a while.
type outside struct {
	bot.Understander
	takes time.Duration
}

func (o outside) Understand(ctx context.Context, in bot.Input) (bot.Understanding, error) {
	select {
	case <-time.After(o.takes):
	case <-ctx.Done():
	}
	return o.Understander.Understand(ctx, in)
}

// A turn that waits 300 ms for something outside, in 100 conversations at once, as a share of the rate at which nothing but
// that wait would count. Three connections to the database and one worker: waiting takes neither.
func BenchmarkWaiting(b *testing.B) {
	const conversations, takes = 100, 300 * time.Millisecond
	articles := filepath.Join(b.TempDir(), "articles.jsonl")
	if err := os.WriteFile(articles, []byte(topicArticles()), 0o600); err != nil {
		b.Fatal(err)
	}
	for name, place := range map[string]func(b *testing.B) config.Store{
		"sqlite":   func(b *testing.B) config.Store { return config.Store{Data: filepath.Join(b.TempDir(), "data")} },
		"postgres": func(b *testing.B) config.Store { return config.Store{DatabaseURL: pgtest.URL(b), Connections: 3} },
	} {
		b.Run(name, func(b *testing.B) {
			c := config.Default()
			at := place(b)
			at.Lease = c.Store.Lease
			c.Store, c.Limits.Enabled, c.Bot.Workers = at, false, 1
			where := []string{"--data", at.Data}
			if at.DatabaseURL != "" {
				where = []string{"--database-url", at.DatabaseURL}
			}
			baton(b, append([]string{"import", articles, "--publish"}, where...)...)
			h, err := open(b.Context(), c, slog.New(slog.DiscardHandler), time.Now)
			if err != nil {
				b.Fatal(err)
			}
			s, err := listen(b.Context(), h, "127.0.0.1:0")
			if err != nil {
				b.Fatal(err)
			}
			defer s.stop(0, time.Minute)
			s.bot.Understand = outside{s.bot.Understand, takes}
			const span = 20 * time.Second // turns that it cuts off count for nothing
			b.ResetTimer()
			turns := load(b, s.url, conversations, span)
			rate, ideal := float64(len(turns))/span.Seconds(), conversations/takes.Seconds()
			b.ReportMetric(rate, "turns/s")
			b.ReportMetric(rate/ideal, "of-ideal")
			b.ReportMetric(0, "ns/op")
		})
	}
}
