package postgres

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/batondesk/baton/store/driver"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

func TestManyMayOpenANewDatabaseAtOnce(t *testing.T) {
	name := pgtest.URL(t)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			db, err := Open(t.Context(), name, Options{})
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

func TestOlderProgramUsesANewerDatabase(t *testing.T) {
	name := pgtest.URL(t)
	newer := openTest(t, name)
	if _, err := exec(t.Context(), newer.read(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)`); err != nil {
		t.Fatal(err)
	}
	openTest(t, name)
}

func TestNoErrorTellsThePassword(t *testing.T) {
	good, err := url.Parse(pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	bad := func(edit func(u *url.URL)) string {
		u := *good
		u.User = url.UserPassword("nobody", "s3cret")
		edit(&u)
		return u.String()
	}
	for _, name := range []string{
		bad(func(*url.URL) {}),
		bad(func(u *url.URL) { u.Host = "127.0.0.1:1" }),
		bad(func(u *url.URL) { u.RawQuery = "sslmode=perhaps" }),
		bad(func(u *url.URL) { u.RawQuery = "pool_max_conns=many" }),
		"host=127.0.0.1 port=x user=nobody password=s3cret",
		"postgres://nobody:s3cret@[::1/x",
		"postgres://nobody:s3cret%zz@127.0.0.1/x",
	} {
		db, err := Open(t.Context(), name, Options{Wait: 2 * time.Second})
		if err == nil {
			db.Close()
			t.Errorf("%s was opened", name)
		} else if strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%v", err)
		}
	}
}

func TestAnAbsentDatabaseIsToldFromAWrongStatement(t *testing.T) {
	for code, absent := range map[string]bool{
		"08006": true, "53300": true, "53100": true, "57P01": true, "57P02": true, "57P03": true, "57014": true, "25006": true,
		"23505": false, "22021": false, "42P01": false, "40P01": false, "": false,
	} {
		if err := failed(&pgconn.PgError{Code: code}); errors.Is(err, driver.ErrUnavailable) != absent {
			t.Errorf("%q: %v", code, err)
		}
	}
	if err := failed(context.Canceled); errors.Is(err, driver.ErrUnavailable) {
		t.Errorf("who no longer waits: %v", err)
	}
}

func TestSilentDatabaseIsNotWaitedForLong(t *testing.T) {
	name := pgtest.URL(t)
	holder := openTest(t, name)
	db, err := Open(t.Context(), name, Options{Wait: 300 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tx, err := holder.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context())
	if _, err := tx.Exec(t.Context(), `LOCK TABLE conversation, revision`); err != nil { // nobody gets an answer
		t.Fatal(err)
	}
	start := time.Now()
	change := &driver.Change{Row: driver.Row{ID: "c", Seq: 1, State: []byte("{}")}}
	_, loading := db.Load(t.Context(), "c")
	for what, err := range map[string]error{"Load": loading, "Commit": db.Commit(t.Context(), []*driver.Change{change, change})[1]} {
		if !errors.Is(err, driver.ErrUnavailable) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("it took %v", took)
	}
}
