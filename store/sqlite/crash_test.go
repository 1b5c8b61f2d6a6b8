package sqlite_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store"
)

// The test binary runs itself as the process that is killed: with this variable set it writes to the database it names.
const victimOf = "BATON_TEST_CRASH_DATABASE"

func TestMain(m *testing.M) {
	if path := os.Getenv(victimOf); path != "" {
		fmt.Fprintln(os.Stderr, writeUntilKilled(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// Each append of the victim is three events with the same text, so that a torn one would show.
const eventsPerAppend = 3

// writeUntilKilled appends in eight conversations at once, and prints each append after it was acknowledged.
func writeUntilKilled(path string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		return err
	}
	failed := make(chan error)
	for i := range 8 {
		id := conversation.ID(fmt.Sprint("c", i))
		go func() {
			for {
				if err := appendNext(ctx, s, id); err != nil {
					failed <- err
				}
			}
		}()
	}
	return <-failed
}

func appendNext(ctx context.Context, s *store.Store, id conversation.ID) error {
	receipt, err := s.Append(ctx, id, conversation.Write{Lease: true, Compose: func(now conversation.State) ([]conversation.Entry, error) {
		if !now.Exists() {
			return []conversation.Entry{{Payload: conversation.HolderChanged{To: conversation.HeldByBot, Opening: &conversation.Opening{Channel: "web"}}}}, nil
		}
		message := conversation.Message{Text: textAfter(now.Seq)}
		var entries []conversation.Entry
		for range eventsPerAppend {
			entries = append(entries, conversation.Entry{Actor: conversation.Actor{Kind: conversation.Customer}, Payload: message})
		}
		return entries, nil
	}})
	if err == nil {
		_, err = fmt.Printf("%s %d\n", id, receipt.State.Seq) // one write to the pipe: whole or not at all
	}
	return err
}

func textAfter(seq int64) string { return fmt.Sprint("after ", seq) }

// TestKilledProcessLosesNothing kills a process that writes, again and again at random moments. Whatever it had
// acknowledged must be there, and nothing half.
func TestKilledProcessLosesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "baton.db")
	kills := 25
	if testing.Short() {
		kills = 5
	}
	acknowledged := map[conversation.ID]int64{}
	for range kills {
		killOnce(t, path, acknowledged)
		if t.Failed() {
			return
		}
	}
	ctx := context.Background()
	s, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if len(acknowledged) == 0 {
		t.Fatal("nothing was acknowledged")
	}
	total := 0
	for id, seq := range acknowledged {
		events, err := s.After(ctx, id, 0, 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		total += len(events)
		if int64(len(events)) < seq {
			t.Errorf("%s: %d acknowledged, %d stored", id, seq, len(events))
		}
		for i, e := range events[1:] {
			first := int64(i/eventsPerAppend*eventsPerAppend) + 1
			if text := e.Payload.(conversation.Message).Text; e.Seq != int64(i)+2 || text != textAfter(first) {
				t.Fatalf("%s: event %d is %d, %q", id, i+2, e.Seq, text)
			}
		}
		if (len(events)-1)%eventsPerAppend != 0 {
			t.Errorf("%s: a torn append", id)
		}
	}
	t.Logf("%d kills, %d events", kills, total)
	if differ, err := s.Check(ctx); err != nil || len(differ) > 0 {
		t.Errorf("rows that are not the fold of their events: %v, error %v", differ, err)
	}
	sound(t, path)
}

// killOnce starts the victim, kills it after a random time, and notes what it acknowledged.
func killOnce(t *testing.T, path string, acknowledged map[conversation.ID]int64) {
	t.Helper()
	victim := exec.Command(os.Args[0])
	victim.Env = append(os.Environ(), victimOf+"="+path)
	victim.Stderr = os.Stderr
	out, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	var timer *time.Timer
	var once sync.Once
	for lines.Scan() {
		once.Do(func() {
			timer = time.AfterFunc(time.Duration(rand.IntN(60_000))*time.Microsecond, func() { _ = victim.Process.Kill() })
		})
		var id conversation.ID
		var seq int64
		if _, err := fmt.Sscan(lines.Text(), &id, &seq); err != nil {
			t.Fatalf("victim said %q", lines.Text())
		}
		if seq <= acknowledged[id] {
			t.Errorf("%s: %d acknowledged twice: it was lost in between", id, seq)
		}
		acknowledged[id] = seq
	}
	if timer == nil {
		t.Fatal("the victim wrote nothing")
	}
	var killed *exec.ExitError
	if err := victim.Wait(); !errors.As(err, &killed) || killed.Exited() {
		t.Fatalf("the victim ended by itself: %v", err)
	}
}

func sound(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("integrity check: %s, error %v", verdict, err)
	}
}
