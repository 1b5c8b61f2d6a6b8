package sqlite_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/batondesk/baton/store/driver"
	"github.com/batondesk/baton/store/sqlite"
	"github.com/batondesk/baton/store/storetest"
)

func TestSQLiteIsADriver(t *testing.T) {
	storetest.Run(t, func(t testing.TB) storetest.Database {
		path := filepath.Join(t.TempDir(), "baton.db")
		if err := os.WriteFile(path, empty(t), 0o600); err != nil {
			t.Fatal(err)
		}
		return storetest.Database{Open: func(t testing.TB) driver.Driver {
			db, err := sqlite.Open(context.Background(), path)
			if err != nil {
				t.Fatal(err)
			}
			return db
		}}
	})
}

var (
	making sync.Once
	made   []byte
)

// empty is a database file with all its tables and nothing in them. It is made once: making the tables takes longer than
// most tests.
func empty(t testing.TB) []byte {
	t.Helper()
	making.Do(func() {
		path := filepath.Join(t.TempDir(), "empty.db")
		db, err := sqlite.Open(context.Background(), path)
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil { // the last one to leave moves the log into the file
			t.Fatal(err)
		}
		if made, err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	})
	if made == nil {
		t.Fatal("no database could be made")
	}
	return made
}
