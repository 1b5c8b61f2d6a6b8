package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/store"
	"github.com/batondesk/baton/store/postgres"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

// BenchmarkTurns measures the two appends of a turn (the customer's message; the decision with its reply) for some
// conversations at once, and after each second of it the bare minimum of a turn in pgbench on the same server: "of-bare" is
// the median of the pairs. "xids/turn" are the transactions that wrote. Without pgbench there is no share.
//
//	go test -run - -bench Turns -benchtime 5x ./store/postgres
func BenchmarkTurns(b *testing.B) {
	for _, concurrent := range []int{1, 20, 100} {
		b.Run(fmt.Sprintf("conversations=%d", concurrent), func(b *testing.B) {
			url := pgtest.URL(b)
			s := openBench(b, url)
			bare := openBare(b, url)
			lines := make([]line, concurrent)
			for i := range lines {
				lines[i] = line{store: s, number: i}
			}
			manyTurns(b, lines, 300*time.Millisecond)
			var rates, bareRates, shares, xids []float64
			for b.Loop() {
				before := xid(b, url)
				start := time.Now()
				n := manyTurns(b, lines, time.Second)
				rate := float64(n) / time.Since(start).Seconds()
				rates, xids = append(rates, rate), append(xids, float64(xid(b, url)-before)/float64(n))
				if bareRate := bare.rate(b); bareRate > 0 {
					bareRates, shares = append(bareRates, bareRate), append(shares, rate/bareRate)
				}
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(median(rates), "turns/s")
			b.ReportMetric(median(bareRates), "bare-turns/s")
			b.ReportMetric(median(shares), "of-bare")
			b.ReportMetric(median(xids), "xids/turn")
		})
	}
}

func median(of []float64) float64 {
	if len(of) == 0 {
		return 0
	}
	slices.Sort(of)
	return of[len(of)/2]
}

func manyTurns(b *testing.B, lines []line, during time.Duration) int {
	var (
		wg    sync.WaitGroup
		mu    sync.Mutex
		total int
		until = time.Now().Add(during)
	)
	for i := range lines {
		wg.Go(func() {
			n := 0
			for time.Now().Before(until) {
				if err := lines[i].turn(); err != nil {
					b.Error(err)
					return
				}
				n++
			}
			mu.Lock()
			total += n
			mu.Unlock()
		})
	}
	wg.Wait()
	return total
}

// line is a customer who keeps asking: a new conversation every six turns.
type line struct {
	store  *store.Store
	number int
	turns  int
}

var answer = conversation.Source{ArticleID: "returns", Version: 1}

func (l *line) turn() error {
	ctx := context.Background()
	id := conversation.ID(fmt.Sprintf("conv-%d-%d", l.number, l.turns/6))
	if l.turns%6 == 0 {
		if _, err := l.store.Append(ctx, id, write(conversation.Entry{
			Actor:   conversation.Actor{Kind: conversation.System},
			Payload: conversation.HolderChanged{To: conversation.HeldByBot, Reason: "opened", Opening: &conversation.Opening{Channel: "web", Locale: "en"}},
		})); err != nil {
			return err
		}
	}
	l.turns++
	message := write(conversation.Entry{
		Actor: conversation.Actor{Kind: conversation.Customer}, Visibility: conversation.Public,
		Payload: conversation.Message{ClientID: fmt.Sprint("m", l.turns), Text: "How long do I have to send the headphones back, and who pays for the parcel?"},
	})
	message.Key, message.Digest, message.Lease = fmt.Sprint("m", l.turns), "digest of the message", true
	asked, err := l.store.Append(ctx, id, message)
	if err != nil {
		return err
	}
	through := asked.State.Seq
	_, err = l.store.Append(ctx, id, conversation.Write{
		Sources: []conversation.Source{answer},
		Compose: func(now conversation.State) ([]conversation.Entry, error) {
			if err := errors.Join(conversation.SameHolder(now, asked.State), conversation.ReadAll(now, asked.State)); err != nil {
				return nil, err
			}
			bot := conversation.Actor{Kind: conversation.Bot}
			return []conversation.Entry{
				{Actor: bot, Payload: conversation.Field{Name: "product", Type: conversation.TypeText, Value: "headphones", Raw: "headphones", FromSeq: through, Origin: "message"}},
				{Actor: bot, Payload: conversation.Decision{
					Through: through, Mode: "answer", Acts: []conversation.DecidedAct{{Act: conversation.ActAnswer, Article: answer.ArticleID}},
					Reasons: []string{"the best article is sure enough (0.93)"}, Sources: []conversation.Source{answer}, Confidence: 0.93, Locale: "en",
					Question: "how long to send headphones back, who pays parcel",
				}},
				{Actor: bot, Visibility: conversation.Public, Payload: conversation.Message{
					Text: strings.Repeat("You can send it back within the time given in the returns policy. ", 4), Locale: "en",
					Act: conversation.ActAnswer, Sources: []conversation.Source{answer}, Confidence: 0.93,
				}},
			}, nil
		},
	})
	return err
}

func write(e ...conversation.Entry) conversation.Write {
	return conversation.Write{Compose: func(conversation.State) ([]conversation.Entry, error) { return e, nil }}
}

func openBench(b *testing.B, url string) *store.Store {
	b.Helper()
	ctx := context.Background()
	db, err := postgres.Open(ctx, url, postgres.Options{})
	if err != nil {
		b.Fatal(err)
	}
	s := store.New(db, store.Options{})
	b.Cleanup(func() { s.Close() })
	now := time.Now()
	err = s.Knowledge().Apply(ctx, []knowledge.Change{{
		Kind: knowledge.KindArticle, ID: answer.ArticleID, At: now,
		Add: &knowledge.Version{Kind: knowledge.KindArticle, ID: answer.ArticleID, Number: 1, State: knowledge.Published, At: now, Body: []byte("{}")},
	}})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func xid(b *testing.B, url string) (next int64) {
	b.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(ctx)
	if err := conn.QueryRow(ctx, `SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint`).Scan(&next); err != nil {
		b.Fatal(err)
	}
	return next
}

// bare is the measure: what a turn cannot do without.
type bare struct{ url, script string }

func openBare(b *testing.B, url string) bare {
	b.Helper()
	run(b, url, `CREATE TABLE bare_message (conversation integer, text text); CREATE TABLE bare_conversation (id integer PRIMARY KEY, last text);
		INSERT INTO bare_conversation SELECT generate_series(1, 1000), ''`)
	script := filepath.Join(b.TempDir(), "turn.sql")
	text := fmt.Sprintf(`\set c random(1, 1000)
INSERT INTO bare_message VALUES (:c, '%[1]s');
BEGIN;
INSERT INTO bare_message VALUES (:c, '%[1]s');
UPDATE bare_conversation SET last = '%[1]s' WHERE id = :c;
COMMIT;
`, strings.Repeat("x", 100))
	if err := os.WriteFile(script, []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
	return bare{url, script}
}

var tps = regexp.MustCompile(`tps = ([0-9.]+)`)

func (p bare) rate(b *testing.B) float64 {
	b.Helper()
	out, err := exec.Command("pgbench", "-n", "-c", "8", "-j", "2", "-T", "1", "-f", p.script, p.url).CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		return 0
	}
	found := tps.FindSubmatch(bytes.TrimSpace(out))
	if err != nil || found == nil {
		b.Fatalf("pgbench: %v\n%s", err, out)
	}
	rate, err := strconv.ParseFloat(string(found[1]), 64)
	if err != nil {
		b.Fatal(err)
	}
	return rate
}
