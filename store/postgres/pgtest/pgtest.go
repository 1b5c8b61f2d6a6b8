// Package pgtest gives tests a real Postgres, of version 16 or newer and with pgvector.
//
// URL is a database of its own for one test; all of a test binary share one server, which is started when the first asks
// and keeps nothing on disk safe, for speed. Start is a whole server for tests that maltreat it. Where servers come from:
//
//  1. BATON_TEST_DATABASE_URL, if set, names a server on which databases may be made; only URL uses it.
//  2. A container engine that answers (docker or podman), with the official image of pgvector.
//  3. Postgres programs of this machine, if they are new enough and know pgvector.
//  4. On a system with Debian's packages and as root: programs installed once into a folder of their own in the user's
//     cache (about 600 MB, less than a minute), which changes nothing else of the system but installing debootstrap.
//
// Without any of them a test is skipped, except where CI is set: there it fails. It promises that no process and no data
// stays behind, however the test binary ends, except databases on a server that was given.
//
// Weak at: systems other than Unix have ways 1 and 2 only, and Pause needs a container or Linux.
package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// variable names a server to use instead of one of our own.
const variable = "BATON_TEST_DATABASE_URL"

// given is read before any test can change the environment.
var given = os.Getenv(variable)

// URL makes an empty database for this test and returns its URL. It is dropped when the test ends, even if connections
// are left.
func URL(t testing.TB) string {
	t.Helper()
	server := given
	if server == "" {
		s, err := shared()
		if err != nil {
			giveUp(t, err)
		}
		server = s.URL()
	}
	name := "baton_test_" + strings.ToLower(rand.Text()[:12])
	if err := execute(server, "CREATE DATABASE "+name+" TEMPLATE template0"); err != nil {
		t.Fatalf("no database for this test: %v", err)
	}
	t.Cleanup(func() {
		if err := execute(server, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("the database of this test stays behind: %v", err)
		}
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	u.Path = "/" + name
	return u.String()
}

// shared is the server of this test binary. It ends with the process.
var shared = sync.OnceValues(func() (*Server, error) { return start(false) })

// Start starts a server for this test alone, with every commit on disk before it is acknowledged.
func Start(t testing.TB) *Server {
	t.Helper()
	s, err := start(true)
	if err != nil {
		giveUp(t, err)
	}
	t.Cleanup(func() {
		if err := s.engine.remove(); err != nil {
			t.Errorf("the Postgres of this test: %v", err)
		}
	})
	return s
}

// Command is a client program of Postgres, such as pg_dump, to be run on what URL gave. It sees no files of the test: what
// it reads and writes goes through its stdin and stdout.
func Command(t testing.TB, name string, args ...string) *exec.Cmd {
	t.Helper()
	from, err := source()
	if err == nil {
		return from.client(name, args...)
	}
	if path, found := exec.LookPath(name); found == nil && given != "" {
		return exec.Command(path, args...)
	}
	giveUp(t, err)
	return nil
}

// giveUp ends a test that cannot have a Postgres.
func giveUp(t testing.TB, err error) {
	t.Helper()
	var missing *missingError
	if errors.As(err, &missing) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	t.Fatal(err)
}

// missingError says that there is no way to a Postgres on this machine.
type missingError struct{ why []string }

func (e *missingError) Error() string {
	return "this test needs Postgres 16 or newer with pgvector: set " + variable + ", start Docker or Podman, or install " +
		"postgresql-17 and postgresql-17-pgvector\n\t" + strings.Join(e.why, "\n\t")
}

// execute runs one statement.
func execute(server, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return fmt.Errorf("connecting to Postgres: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }() // the statement has been answered
	if _, err := conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}
