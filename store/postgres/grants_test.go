package postgres_test

import (
	"crypto/rand"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// grants are the rights that a server needs, as docs/postgres.md gives them. Tables made later get them too.
const grants = `
	GRANT USAGE ON SCHEMA public TO %[1]s;
	GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %[1]s;
	ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %[1]s;`

// asServer makes a role that may do no more than a server needs in a database, whose tables somebody else owns, and in
// its copies. It returns a function that puts the role into a URL.
func asServer(t testing.TB, database string) func(string) string {
	t.Helper()
	role, password := "baton_test_"+strings.ToLower(rand.Text()[:12]), rand.Text()
	run(t, database, fmt.Sprintf(`CREATE ROLE %[1]s LOGIN PASSWORD '%[2]s';`+grants, role, password))
	t.Cleanup(func() { run(t, database, fmt.Sprintf(`DROP OWNED BY %[1]s; DROP ROLE %[1]s`, role)) })
	return func(name string) string {
		u, err := url.Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		u.User = url.UserPassword(role, password)
		return u.String()
	}
}
