package postgres_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/store/driver"
	"github.com/batondesk/baton/store/postgres"
	"github.com/batondesk/baton/store/postgres/pgtest"
	"github.com/batondesk/baton/store/storetest"
)

func TestPostgresIsADriver(t *testing.T) {
	template := pgtest.URL(t)
	db, err := postgres.Open(t.Context(), template, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	server := asServer(t, template) // which owns nothing
	storetest.Run(t, func(t testing.TB) storetest.Database {
		copied := copyOf(t, template)
		return storetest.Database{
			Open: func(t testing.TB) driver.Driver {
				db, err := postgres.Open(context.Background(), server(copied), postgres.Options{})
				if err != nil {
					t.Fatal(err)
				}
				return db
			},
			SetClock: func(t testing.TB, now time.Time) {
				run(t, copied, fmt.Sprintf(`CREATE OR REPLACE FUNCTION baton_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$SELECT timestamptz '%s'$$`, now.Format(time.RFC3339Nano)))
			},
		}
	})
}

// copyOf is a new database like the template, to which nobody is connected: making the tables takes longer than most tests.
func copyOf(t testing.TB, template string) string {
	t.Helper()
	u, err := url.Parse(template)
	if err != nil {
		t.Fatal(err)
	}
	server, from, to := *u, strings.TrimPrefix(u.Path, "/"), "baton_test_"+strings.ToLower(rand.Text()[:12])
	server.Path, u.Path = "/postgres", "/"+to
	run(t, server.String(), fmt.Sprintf(`CREATE DATABASE %s TEMPLATE %s`, to, from))
	t.Cleanup(func() { run(t, server.String(), `DROP DATABASE `+to+` WITH (FORCE)`) })
	return u.String()
}

func run(t testing.TB, url, query string) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, query); err != nil {
		t.Fatal(err)
	}
}
