package store_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os/exec"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store"
	"github.com/batondesk/baton/store/driver"
	"github.com/batondesk/baton/store/postgres"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

// The commands of docs/deployment.md make a backup of Postgres beside writers, and restore it: what was acknowledged
// before the backup began is there, it is one moment, and it goes on.
func TestABackupOfPostgresBesideWritersIsOneMoment(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	s := open(t, url)
	writing, stop := context.WithCancel(t.Context())
	var (
		mu           sync.Mutex
		acknowledged = map[conversation.ID]int64{}
		writers      sync.WaitGroup
	)
	for i := range 4 {
		id := conversation.ID(fmt.Sprint("c", i))
		converse(t, s, id, 0, &conversation.Opening{Channel: "web"})
		writers.Go(func() {
			for writing.Err() == nil {
				receipt, err := s.Append(t.Context(), id, conversation.Write{Lease: true, Compose: func(conversation.State) ([]conversation.Entry, error) {
					return []conversation.Entry{{Actor: conversation.Actor{Kind: conversation.Customer}, Payload: conversation.Message{Text: "are you there?"}}}, nil
				}})
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				acknowledged[id] = receipt.State.Seq
				mu.Unlock()
			}
		})
	}
	for enough := false; !enough; {
		mu.Lock()
		enough = acknowledged["c0"] > 20
		mu.Unlock()
	}
	mu.Lock()
	before := maps.Clone(acknowledged)
	mu.Unlock()
	backup := dump(t, url)
	stop()
	writers.Wait()

	again := open(t, restore(t, backup))
	for id, seq := range before {
		if state, err := again.State(t.Context(), id); err != nil || state.Seq < seq {
			t.Errorf("%s: %d acknowledged before the backup, %d restored, error %v", id, seq, state.Seq, err)
		}
	}
	if differ, err := again.Check(t.Context()); err != nil || len(differ) > 0 {
		t.Errorf("rows that are not the fold of their events: %v, error %v", differ, err)
	}
	converse(t, again, "new", 3, &conversation.Opening{Channel: "web"})
}

// Every row of every table is restored, and whoever had a conversation on lease has it no longer.
func TestARestoredPostgresIsWhole(t *testing.T) {
	t.Parallel()
	path, url := embedded(t, 10, 3), pgtest.URL(t)
	if _, err := store.Copy(t.Context(), path, url, store.CopyOptions{}); err != nil {
		t.Fatal(err)
	}
	s := open(t, url)
	if due, err := s.Lease(t.Context(), 100); err != nil || len(due) == 0 {
		t.Fatalf("%d leases, error %v", len(due), err)
	}
	restored := restore(t, dump(t, url))
	if diff := cmp.Diff(digests(t, url), digests(t, restored)); diff != "" {
		t.Errorf("(-original +restored)\n%s", diff)
	}
	again := open(t, restored)
	if err := again.VoidLeases(t.Context()); err != nil {
		t.Fatal(err)
	}
	if due, err := again.Lease(t.Context(), 100); err != nil || len(due) == 0 {
		t.Errorf("%d conversations can be taken up, error %v", len(due), err)
	}
}

// digests are the rows and digests of all tables.
func digests(t *testing.T, url string) map[string]string {
	t.Helper()
	db, err := postgres.Open(t.Context(), url, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	f, err := db.Fill(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tables, err := f.Tables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, table := range tables {
		var d driver.Digest
		if err := f.Rows(t.Context(), table, d.Add); err != nil {
			t.Fatal(err)
		}
		found[table.Name] = fmt.Sprint(d.Rows, " ", d.String())
	}
	if len(found) < 16 || found["event"] == "" {
		t.Fatalf("tables: %v", found)
	}
	return found
}

func dump(t *testing.T, url string) []byte {
	t.Helper()
	return clientProgram(t, nil, pgtest.Command(t, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", url))
}

// restore restores into a new database and returns its URL.
func restore(t *testing.T, backup []byte) string {
	t.Helper()
	url := pgtest.URL(t)
	clientProgram(t, backup, pgtest.Command(t, "pg_restore", "--no-owner", "--no-privileges", "--no-comments", "--exit-on-error", "--single-transaction", "--dbname", url))
	return url
}

func clientProgram(t *testing.T, in []byte, cmd *exec.Cmd) []byte {
	t.Helper()
	var out, said bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(in), &out, &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", cmd.Args[0], err, said.String())
	}
	return out.Bytes()
}
