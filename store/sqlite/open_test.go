package sqlite_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/batondesk/baton/store"
	"github.com/batondesk/baton/store/sqlite"
)

func TestDatabaseIsPrivate(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "baton-data")
	path := filepath.Join(folder, "baton.db")
	db, err := sqlite.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Secrets().Secret(context.Background(), "token", []byte("secret")); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) < 2 {
		t.Fatalf("%d files, error %v", len(files), err)
	}
	for _, file := range files {
		info, err := file.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, error %v", file.Name(), info.Mode(), err)
		}
	}
	if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder has mode %v, error %v", info.Mode(), err)
	}
}

func TestManyMayOpenANewDatabaseAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "baton.db")
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			db, err := sqlite.Open(context.Background(), path)
			if err != nil {
				t.Error(err)
				return
			}
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	ctx := context.Background()
	text := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(text, []byte(strings.Repeat("not a database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for dsn, says := range map[string]string{
		"": "empty", "sqlite:": "empty", "oracle://localhost/x": "oracle", text: text, filepath.Join(text, "baton.db"): text,
	} {
		s, err := store.Open(ctx, dsn, store.Options{})
		if err == nil {
			s.Close()
			t.Errorf("%q was opened", dsn)
		} else if !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", dsn, err)
		}
	}
}

func TestPathMayContainAnything(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a b?c#d%20é&mode=ro", "ba;ton.db")
	s, err := store.Open(context.Background(), "sqlite:"+path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		t.Errorf("the database is not at its path: %v", err)
	}
}
