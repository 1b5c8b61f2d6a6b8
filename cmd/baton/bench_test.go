package main

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/batondesk/baton/cmd/baton/demo"
	"github.com/batondesk/baton/knowledge"
)

// The load: conversations at once, each customer waiting for the reply on a stream before saying the next thing. Server,
// customers and database share the machine. Beside it, in turns, a bare loop of two durable commits per turn runs on the
// same disk: the ratio says what a turn costs beyond what any design must pay.
func BenchmarkTurns(b *testing.B) {
	for _, conversations := range []int{1, 20, 100} {
		b.Run(fmt.Sprintf("conversations=%d", conversations), func(b *testing.B) {
			p := serve(b, "--data", smallKnowledge(b))
			bare := newBareLoop(b)
			var turns, commits float64
			var latencies []time.Duration
			load(b, p.url, conversations, time.Second) // until everything is warm
			const rounds, span = 4, 3 * time.Second
			b.ResetTimer()
			for range rounds {
				commits += bare.run(b, span/3)
				took := load(b, p.url, conversations, span)
				turns += float64(len(took)) / span.Seconds()
				latencies = append(latencies, took...)
			}
			slices.Sort(latencies)
			at := func(q float64) float64 {
				return float64(latencies[int(q*float64(len(latencies)-1))].Microseconds()) / 1000
			}
			b.ReportMetric(turns/rounds, "turns/s")
			b.ReportMetric(commits/rounds, "bare/s")
			b.ReportMetric(turns/commits, "ratio")
			b.ReportMetric(at(0.50), "p50-ms")
			b.ReportMetric(at(0.95), "p95-ms")
			b.ReportMetric(at(0.99), "p99-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// Memory that the server has in RAM: when it is ready, with the demo in it, and after a hundred conversations.
func BenchmarkMemory(b *testing.B) {
	empty := serve(b)
	time.Sleep(time.Second)
	b.ReportMetric(mebibytes(empty), "empty-MiB")
	p := serve(b, "--demo")
	time.Sleep(time.Second)
	b.ReportMetric(mebibytes(p), "demo-MiB")
	converse(b, p.url, 100, 5)
	b.ReportMetric(mebibytes(p), "after-100-MiB")
	time.Sleep(10 * time.Second)
	b.ReportMetric(mebibytes(p), "10s-later-MiB")
	b.ReportMetric(0, "ns/op")
}

// From the start of the process until /readyz says yes, with 10,000 articles.
func BenchmarkStart(b *testing.B) {
	data := filepath.Join(b.TempDir(), "data")
	articles := filepath.Join(b.TempDir(), "articles.jsonl")
	if err := os.WriteFile(articles, []byte(manyArticles(10_000)), 0o600); err != nil {
		b.Fatal(err)
	}
	baton(b, "import", articles, "--publish", "--data", data)
	var took []time.Duration
	var p *process
	b.ResetTimer()
	for range 3 {
		began := time.Now()
		p = serve(b, "--data", data)
		took = append(took, time.Since(began))
		if len(took) < 3 {
			if err := p.stop(); err != nil {
				b.Fatal(err)
			}
		}
	}
	slices.Sort(took)
	b.ReportMetric(took[1].Seconds(), "s-until-ready")
	b.ReportMetric(mebibytes(p), "MiB")
	b.ReportMetric(0, "ns/op")
}

func mebibytes(p *process) float64 { return float64(p.residentBytes()) / (1 << 20) }

// converse has conversations of some turns each, ten at once, about what the demo knows.
func converse(b *testing.B, url string, conversations, turnsEach int) {
	var questions []string
	for row, err := range knowledge.Read(knowledge.JSONL, "demo", bytes.NewReader(demo.Articles())) {
		if err == nil && row.Locale == "en" {
			questions = append(questions, row.Question)
		}
	}
	var customers sync.WaitGroup
	for n := range 10 {
		customers.Go(func() {
			c := customer{addr: strings.TrimPrefix(url, "http://")}
			defer c.leave()
			for range conversations / 10 {
				_, err := c.converse(b.Context(), turnsEach, func(i int) string { return questions[(n*turnsEach+i)%len(questions)] })
				if err != nil {
					b.Error(err)
				}
			}
		})
	}
	customers.Wait()
}

// bareLoop is what the ratio is a ratio to.
type bareLoop struct{ db *sql.DB }

func newBareLoop(b *testing.B) bareLoop {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "bare.db")+
		"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	b.Cleanup(func() { db.Close() })
	if _, err := db.Exec("create table event (conversation integer, seq integer, payload text, primary key (conversation, seq)) without rowid"); err != nil {
		b.Fatal(err)
	}
	return bareLoop{db}
}

// run returns turns per second: two transactions with one row each.
func (l bareLoop) run(b *testing.B, span time.Duration) float64 {
	insert, err := l.db.Prepare("insert into event values (?, ?, ?)")
	if err != nil {
		b.Fatal(err)
	}
	defer insert.Close()
	payload := strings.Repeat("x", 300)
	began, done := time.Now(), 0
	for ; time.Since(began) < span; done++ {
		for half := range 2 {
			if _, err := insert.Exec(time.Now().UnixNano(), half, payload); err != nil {
				b.Fatal(err)
			}
		}
	}
	return float64(done) / time.Since(began).Seconds()
}

func smallKnowledge(b *testing.B) (data string) {
	data = filepath.Join(b.TempDir(), "data")
	articles := filepath.Join(b.TempDir(), "articles.jsonl")
	if err := os.WriteFile(articles, []byte(topicArticles()), 0o600); err != nil {
		b.Fatal(err)
	}
	baton(b, "import", articles, "--publish", "--data", data)
	return data
}

// manyArticles are made of words that differ enough for an index to have work.
func manyArticles(n int) string {
	var b strings.Builder
	for i := range n {
		thing, place, use := word(i), word(i*7+3), word(i*13+5)
		fmt.Fprintf(&b, `{"id":"a%d","locale":"en","question":"How do I use the %s with a %s in the %s?","answer":"Put the %s on the %s, wait two minutes, and follow what the %s shows.","alt_questions":["Where does the %s go?","Can the %s be used with the %s?"]}`+"\n",
			i, thing, use, place, thing, use, place, thing, use, thing)
	}
	return b.String()
}

func word(i int) string {
	syllables := []string{"ba", "ko", "mi", "ter", "lun", "do", "ver", "pas", "ri", "net", "sol", "gu"}
	var b strings.Builder
	for range 3 {
		b.WriteString(syllables[i%len(syllables)])
		i /= len(syllables)
	}
	return b.String()
}
