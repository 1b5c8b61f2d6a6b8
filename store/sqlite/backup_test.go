package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store"
	"github.com/batondesk/baton/store/sqlite"
)

// say appends one message and returns the seq that it got.
func say(ctx context.Context, s *store.Store, id conversation.ID) (int64, error) {
	receipt, err := s.Append(ctx, id, conversation.Write{Lease: true, Compose: func(now conversation.State) ([]conversation.Entry, error) {
		if !now.Exists() {
			return []conversation.Entry{{Payload: conversation.HolderChanged{To: conversation.HeldByBot, Opening: &conversation.Opening{Channel: "web"}}}}, nil
		}
		return []conversation.Entry{{Actor: conversation.Actor{Kind: conversation.Customer}, Payload: conversation.Message{Text: textAfter(now.Seq)}}}, nil
	}})
	return receipt.State.Seq, err
}

// What was acknowledged before the backup began is in it, although customers write on, and it is one moment: every
// conversation folds to its rows.
func TestABackupBesideWritersIsOneMoment(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	folder := t.TempDir()
	path, backup := filepath.Join(folder, "baton.db"), filepath.Join(folder, "backup.db")
	s, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var mu sync.Mutex
	acknowledged := map[conversation.ID]int64{}
	var writers sync.WaitGroup
	for i := range 8 {
		id := conversation.ID(fmt.Sprint("c", i))
		writers.Go(func() {
			for ctx.Err() == nil {
				seq, err := say(context.WithoutCancel(ctx), s, id)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				acknowledged[id] = seq
				mu.Unlock()
			}
		})
	}
	for enough := false; !enough; {
		mu.Lock()
		enough = len(acknowledged) == 8 && acknowledged["c0"] > 50
		mu.Unlock()
	}
	mu.Lock()
	before := map[conversation.ID]int64{}
	for id, seq := range acknowledged {
		before[id] = seq
	}
	mu.Unlock()
	if err := sqlite.Backup(ctx, path, backup); err != nil {
		t.Fatal(err)
	}
	stop()
	writers.Wait()

	if info, err := os.Stat(backup); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup has mode %v, error %v", info.Mode(), err)
	}
	restored := filepath.Join(folder, "elsewhere", "baton.db")
	if err := sqlite.Restore(t.Context(), backup, restored); err != nil {
		t.Fatal(err)
	}
	again, err := store.Open(t.Context(), restored, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	for id, seq := range before {
		if state, err := again.State(t.Context(), id); err != nil || state.Seq < seq {
			t.Errorf("%s: %d acknowledged before the backup, %d restored, error %v", id, seq, state.Seq, err)
		}
	}
	if differ, err := again.Check(t.Context()); err != nil || len(differ) > 0 {
		t.Errorf("rows that are not the fold of their events: %v, error %v", differ, err)
	}
}

func TestABackupOverwritesNothingAndLeavesNothingHalf(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "baton.db")
	db, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	taken := filepath.Join(folder, "taken")
	write(t, taken, []byte("mine"))
	for name, attempt := range map[string]func() error{
		"is there already":        func() error { return sqlite.Backup(t.Context(), path, taken) },
		"no such file":            func() error { return sqlite.Backup(t.Context(), path, filepath.Join(folder, "nowhere", "backup.db")) },
		"not a database of Baton": func() error { return sqlite.Backup(t.Context(), other(t), filepath.Join(folder, "other.db")) },
		"not a database":          func() error { return sqlite.Backup(t.Context(), taken, filepath.Join(folder, "mine.db")) },
	} {
		if err := attempt(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("want %q, got %v", name, err)
		}
	}
	if content, _ := os.ReadFile(taken); string(content) != "mine" {
		t.Errorf("the file was overwritten")
	}
	if left, _ := filepath.Glob(filepath.Join(folder, "*unfinished*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestRestoreRefusesWhatItCannotTrust(t *testing.T) {
	folder := t.TempDir()
	path, backup := filepath.Join(folder, "baton.db"), filepath.Join(folder, "backup.db")
	s, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for i := range 200 {
		if _, err := say(t.Context(), s, conversation.ID(fmt.Sprint("c", i))); err != nil {
			t.Fatal(err)
		}
	}
	if err := sqlite.Backup(t.Context(), path, backup); err != nil {
		t.Fatal(err)
	}
	fresh := func() string { return filepath.Join(t.TempDir(), "baton.db") }
	refuse := func(what, backup, to, want string) {
		t.Helper()
		if err := sqlite.Restore(t.Context(), backup, to); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want %q, got %v", what, want, err)
		}
	}
	refuse("an installation in its place", backup, path, "there already")
	leftover := fresh()
	write(t, leftover+"-wal", []byte("log of another database"))
	refuse("a log of another database", backup, leftover, "there already")

	content, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	cut := fresh()
	write(t, cut, content[:len(content)/2/4096*4096])
	refuse("half a file", cut, fresh(), "")
	scratched := fresh()
	torn := bytes.Clone(content)
	for i := len(torn) / 4096 / 2 * 4096; i < len(torn); i++ {
		torn[i] = 0xAA
	}
	write(t, scratched, torn)
	refuse("a scratched file", scratched, fresh(), "")

	newer := fresh()
	write(t, newer, content)
	change(t, newer, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`)
	refuse("a file of a newer version", newer, fresh(), "newer version")
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// other is a database of another program.
func other(t *testing.T) string {
	path := filepath.Join(t.TempDir(), "other.db")
	change(t, path, `CREATE TABLE conversation (words)`)
	return path
}

func change(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}
