package pgtest

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func number(t *testing.T, conn *pgx.Conn, query string) (n int) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestEveryTestHasADatabaseOfItsOwnWithPgvector(t *testing.T) {
	t.Parallel()
	var first string
	t.Run("first", func(t *testing.T) {
		first = URL(t)
		conn := connect(t, first)
		if version := number(t, conn, "SELECT current_setting('server_version_num')::int"); version < 160000 {
			t.Errorf("the server's version is %d", version)
		}
		if _, err := conn.Exec(t.Context(), "CREATE EXTENSION vector; CREATE TABLE note (at vector(3))"); err != nil {
			t.Fatal(err)
		}
		second := connect(t, URL(t))
		if n := number(t, second, "SELECT count(*)::int FROM pg_tables WHERE tablename = 'note'"); n != 0 {
			t.Error("a fresh database has the table of another one")
		}
	})
	if err := execute(first, "SELECT 1"); err == nil {
		t.Error("the database is there after its test has ended")
	}
}

func TestACommitSurvivesARestart(t *testing.T) {
	t.Parallel()
	s := Start(t)
	conn := connect(t, s.URL())
	if _, err := conn.Exec(t.Context(), "CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)"); err != nil {
		t.Fatal(err)
	}
	if err := s.Restart(); err != nil {
		t.Fatal(err)
	}
	if err := conn.Ping(t.Context()); err == nil {
		t.Error("the connection has survived")
	}
	if n := number(t, connect(t, s.URL()), "SELECT count(*)::int FROM kept"); n != 1 {
		t.Errorf("%d rows are left of one", n)
	}
}

func TestAPausedServerAnswersWhenItIsResumed(t *testing.T) {
	t.Parallel()
	s := Start(t)
	conn := connect(t, s.URL())
	if err := s.Pause(); err != nil {
		t.Fatal(err)
	}
	answered := make(chan error, 1)
	go func() { _, err := conn.Exec(context.Background(), "SELECT 1"); answered <- err }()
	select {
	case err := <-answered:
		t.Fatalf("a paused server answers (%v)", err)
	case <-time.After(300 * time.Millisecond):
	}
	if err := s.Resume(); err != nil {
		t.Fatal(err)
	}
	if err := <-answered; err != nil {
		t.Error(err)
	}
}

func TestTheClientProgramsReachTheDatabase(t *testing.T) {
	t.Parallel()
	out, err := Command(t, "pg_dump", "--schema-only", URL(t)).Output()
	if err != nil || !strings.Contains(string(out), "PostgreSQL database dump complete") {
		t.Errorf("pg_dump: %v: %s", err, out)
	}
}

func TestWithoutAnyWayATestIsSkippedExceptInCI(t *testing.T) {
	for _, c := range []struct {
		ci              string
		skipped, failed bool
	}{{"", true, false}, {"true", false, true}} {
		t.Setenv("CI", c.ci)
		fake := &outcome{TB: t}
		done := make(chan struct{})
		go func() { defer close(done); giveUp(fake, &missingError{}) }()
		<-done
		if fake.skipped != c.skipped || fake.failed != c.failed {
			t.Errorf("with CI=%q: skipped %v, failed %v", c.ci, fake.skipped, fake.failed)
		}
	}
}

// outcome is a test that notes how it ends.
type outcome struct {
	testing.TB
	skipped, failed bool
}

func (o *outcome) Helper() {}

func (o *outcome) Skip(...any) {
	o.skipped = true
	runtime.Goexit()
}

func (o *outcome) Fatal(...any) {
	o.failed = true
	runtime.Goexit()
}
