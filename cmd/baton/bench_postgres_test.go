package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/batondesk/baton/cmd/baton/client"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

// The load of BenchmarkTurns on Postgres. Beside it, in turns, pgbench does the bare minimum of a turn on the same server:
// the customer's message, commit; the reply and the conversation's row, commit. Five pairs; the ratio is the median of
// theirs. xids/turn counts the transactions that wrote, whoever made them.
func BenchmarkTurnsOnPostgres(b *testing.B) {
	for _, conversations := range []int{1, 20, 100} {
		b.Run(fmt.Sprintf("conversations=%d", conversations), func(b *testing.B) {
			db := newBenchDatabase(b)
			p := serve(b, "--database-url", db.url)
			load(b, p.url, conversations, time.Second)
			var latencies []time.Duration
			var xids float64
			m := measure(b, db, bareTurn, func(span time.Duration) float64 {
				before := db.xid(b)
				took := load(b, p.url, conversations, span)
				xids += float64(db.xid(b) - before)
				latencies = append(latencies, took...)
				return float64(len(took)) / span.Seconds()
			})
			m.report(b, "turns/s")
			slices.Sort(latencies)
			for _, q := range []float64{0.50, 0.95, 0.99} {
				at := latencies[int(q*float64(len(latencies)-1))]
				b.ReportMetric(float64(at.Microseconds())/1000, fmt.Sprintf("p%.0f-ms", q*100))
			}
			b.ReportMetric(xids/float64(len(latencies)), "xids/turn")
		})
	}
}

// Messages to 20 conversations that humans hold, beside bare turns as above: the bot still reads each and records that it
// stays silent, so there are two commits here too.
func BenchmarkIngestOnPostgres(b *testing.B) {
	db := newBenchDatabase(b)
	key := strings.TrimSpace(baton(b, "key", "create", "--name", "bench", "--role", "supervisor", "--database-url", db.url))
	p := serve(b, "--database-url", db.url)
	staff := client.New(p.url, key)
	const conversations = 20
	measure(b, db, bareTurn, func(span time.Duration) float64 {
		return float64(ingest(b, p.url, staff, conversations, span)) / span.Seconds()
	}).report(b, "messages/s")
}

// ingest has customers write to humans for a while and counts the messages that were acknowledged.
func ingest(b *testing.B, url string, staff *client.Client, conversations int, span time.Duration) int64 {
	customers := make([]customer, conversations)
	for i := range customers {
		c := &customers[i]
		c.addr = strings.TrimPrefix(url, "http://")
		var err error
		if c.says, err = dial(c.addr); err != nil {
			b.Fatal(err)
		}
		defer c.leave()
		var opened struct {
			ID    string `json:"id"`
			Token string `json:"token"`
		}
		if err := c.post("/v1/conversations", struct{}{}, &opened); err != nil {
			b.Fatal(err)
		}
		c.id, c.token = opened.ID, opened.Token
		if err := staff.Call(b.Context(), http.MethodPost, "/v1/conversations/"+c.id+"/takeover", map[string]string{"reason": "bench"}, nil); err != nil {
			b.Fatal(err)
		}
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // as in load
	ctx, cancel := context.WithTimeout(b.Context(), span)
	defer cancel()
	var sent atomic.Int64
	var writing sync.WaitGroup
	for i := range customers {
		writing.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				said := map[string]string{"id": fmt.Sprint(n), "text": topicQuestion(n)}
				if err := customers[i].post("/v1/conversations/"+customers[i].id+"/messages", said, &struct{}{}); err != nil {
					b.Error(err)
					return
				}
				sent.Add(1)
			}
		})
	}
	writing.Wait()
	return sent.Load()
}

// Three replicas behind one database, beside one of them with the same conversations on the same machine.
func BenchmarkThreeReplicas(b *testing.B) {
	for _, conversations := range []int{21, 99} {
		b.Run(fmt.Sprintf("conversations=%d", conversations), func(b *testing.B) {
			db := newBenchDatabase(b)
			urls := make([]string, 3)
			for i := range urls {
				urls[i] = serve(b, "--database-url", db.url).url
			}
			const span = 3 * time.Second
			loadAll(b, urls, conversations, time.Second)
			var ones, threes, ratios []float64
			for range pairs {
				one := float64(len(load(b, urls[0], conversations, span))) / span.Seconds()
				three := float64(len(loadAll(b, urls, conversations, span))) / span.Seconds()
				ones, threes, ratios = append(ones, one), append(threes, three), append(ratios, three/one)
			}
			b.ReportMetric(median(ones), "one-turns/s")
			b.ReportMetric(median(threes), "three-turns/s")
			b.ReportMetric(median(ratios), "ratio")
			b.ReportMetric(0, "ns/op")
		})
	}
}

const pairs = 5

// paired are the rates of rounds in which something and the bare minimum ran one after the other.
type paired struct{ rates, bare, ratios []float64 }

func measure(b *testing.B, db benchDatabase, script string, run func(span time.Duration) float64) paired {
	var m paired
	for range pairs {
		bare := db.pgbench(b, script, 2*time.Second)
		rate := run(3 * time.Second)
		m.rates, m.bare, m.ratios = append(m.rates, rate), append(m.bare, bare), append(m.ratios, rate/bare)
	}
	return m
}

func (m paired) report(b *testing.B, unit string) {
	b.ReportMetric(median(m.rates), unit)
	b.ReportMetric(median(m.bare), "bare/s")
	b.ReportMetric(median(m.ratios), "ratio")
	b.ReportMetric(0, "ns/op")
}

func median(of []float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}

// benchDatabase is a database on a durable server of its own, with the small knowledge of these tests in it and the tables
// of the bare minimum.
type benchDatabase struct{ url string }

func newBenchDatabase(b *testing.B) benchDatabase {
	db := benchDatabase{pgtest.Start(b).URL()}
	articles := filepath.Join(b.TempDir(), "articles.jsonl")
	if err := os.WriteFile(articles, []byte(topicArticles()), 0o600); err != nil {
		b.Fatal(err)
	}
	baton(b, "import", articles, "--publish", "--database-url", db.url)
	db.psql(b, `CREATE TABLE bare_message (conversation integer, text text);
		CREATE TABLE bare_conversation (id integer PRIMARY KEY, last text);
		INSERT INTO bare_conversation SELECT generate_series(1, 1000), ''`)
	return db
}

var bareTurn = strings.ReplaceAll(`\set c random(1, 1000)
INSERT INTO bare_message VALUES (:c, 'TEXT');
BEGIN;
INSERT INTO bare_message VALUES (:c, 'TEXT');
UPDATE bare_conversation SET last = 'TEXT' WHERE id = :c;
COMMIT;
`, "TEXT", strings.Repeat("x", 100))

var tps = regexp.MustCompile(`tps = ([0-9.]+)`)

// pgbench gives the rate at which the script runs in 8 connections, simple protocol.
func (db benchDatabase) pgbench(b *testing.B, script string, span time.Duration) float64 {
	cmd := pgtest.Command(b, "pgbench", "-n", "-c", "8", "-j", "2", "-T", fmt.Sprint(int(span.Seconds())), "-f", "-", db.url)
	cmd.Stdin = strings.NewReader(script)
	out, err := cmd.CombinedOutput()
	found := tps.FindSubmatch(out)
	if err != nil || found == nil {
		b.Fatalf("pgbench: %v\n%s", err, out)
	}
	rate, _ := strconv.ParseFloat(string(found[1]), 64)
	return rate
}

func (db benchDatabase) psql(b *testing.B, statement string) string {
	out, err := pgtest.Command(b, "psql", "-v", "ON_ERROR_STOP=1", "-Atc", statement, db.url).CombinedOutput()
	if err != nil {
		b.Fatalf("psql: %v\n%s", err, out)
	}
	return strings.TrimSpace(string(out))
}

// xid is the next number of a transaction that writes.
func (db benchDatabase) xid(b *testing.B) (next int64) {
	next, err := strconv.ParseInt(db.psql(b, `SELECT pg_snapshot_xmax(pg_current_snapshot())`), 10, 64)
	if err != nil {
		b.Fatal(err)
	}
	return next
}
