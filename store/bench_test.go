package store_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/store"
)

// BenchmarkTurns measures the two appends of a turn (the customer's message; the decision with its reply) for some
// conversations at once, as a share ("of-bare") of a loop of two durable single-row commits per turn on the same disk
// with the same settings. The two are run in turns of a quarter second, so that both see the same machine.
//
//	go test -run - -bench Turns -benchtime 3s ./store
func BenchmarkTurns(b *testing.B) {
	for _, concurrent := range []int{1, 20, 100} {
		b.Run(fmt.Sprintf("conversations=%d", concurrent), func(b *testing.B) {
			dir := b.TempDir()
			s := openBench(b, filepath.Join(dir, "baton.db"))
			bare := openBare(b, filepath.Join(dir, "bare.db"))
			lines := make([]line, concurrent)
			for i := range lines {
				lines[i] = line{store: s, number: i}
			}
			var done, bareDone int
			var took, bareTook time.Duration
			b.ResetTimer()
			for left := b.N; left > 0; {
				start := time.Now()
				n := manyTurns(b, lines, left, start.Add(250*time.Millisecond))
				took += time.Since(start)
				done, left = done+n, left-n
				b.StopTimer()
				start = time.Now()
				for time.Since(start) < 250*time.Millisecond {
					bare.turn(b)
					bareDone++
				}
				bareTook += time.Since(start)
				b.StartTimer()
			}
			b.StopTimer()
			rate, bareRate := float64(done)/took.Seconds(), float64(bareDone)/bareTook.Seconds()
			b.ReportMetric(rate, "turns/s")
			b.ReportMetric(bareRate, "bare-turns/s")
			b.ReportMetric(rate/bareRate, "of-bare")
		})
	}
}

func manyTurns(b *testing.B, lines []line, most int, until time.Time) int {
	var (
		wg    sync.WaitGroup
		mu    sync.Mutex
		taken int
	)
	for i := range lines {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for time.Now().Before(until) {
				mu.Lock()
				if taken == most {
					mu.Unlock()
					return
				}
				taken++
				mu.Unlock()
				if err := lines[i].turn(); err != nil {
					b.Error(err)
					return
				}
			}
		}()
	}
	wg.Wait()
	return taken
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
		if _, err := l.store.Append(ctx, id, opening()); err != nil {
			return err
		}
	}
	l.turns++
	asked, err := l.store.Append(ctx, id, conversation.Write{
		Key: fmt.Sprint("m", l.turns), Digest: "digest of the message", Lease: true,
		Compose: entries(conversation.Entry{
			Actor: conversation.Actor{Kind: conversation.Customer}, Visibility: conversation.Public,
			Payload: conversation.Message{ClientID: fmt.Sprint("m", l.turns), Text: "How long do I have to send the headphones back, and who pays for the parcel?"},
		}),
	})
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

func opening() conversation.Write {
	return conversation.Write{Compose: entries(conversation.Entry{
		Actor:   conversation.Actor{Kind: conversation.System},
		Payload: conversation.HolderChanged{To: conversation.HeldByBot, Reason: "opened", Opening: &conversation.Opening{Channel: "web", Locale: "en"}},
	})}
}

func entries(e ...conversation.Entry) conversation.Compose {
	return func(conversation.State) ([]conversation.Entry, error) { return e, nil }
}

func openBench(b *testing.B, path string) *store.Store {
	b.Helper()
	ctx := context.Background()
	s, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
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

// bareLoop is the measure: a table, a prepared insert, autocommit.
type bareLoop struct{ insert *sql.Stmt }

func openBare(b *testing.B, path string) bareLoop {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE bare (id INTEGER PRIMARY KEY, text TEXT)"); err != nil {
		b.Fatal(err)
	}
	insert, err := db.Prepare("INSERT INTO bare (text) VALUES (?)")
	if err != nil {
		b.Fatal(err)
	}
	return bareLoop{insert}
}

func (l bareLoop) turn(b *testing.B) {
	text := strings.Repeat("x", 200)
	for range 2 {
		if _, err := l.insert.Exec(text); err != nil {
			b.Fatal(err)
		}
	}
}
