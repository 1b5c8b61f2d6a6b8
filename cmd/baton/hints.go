package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/batondesk/baton/people"
)

// hints say what to do next, once the server is ready.
func (s *server) hints(ctx context.Context, out *console, cmd serveCmd, logins []demoLogin) {
	switch {
	case len(logins) > 0:
		s.demoHints(out.err, cmd, logins)
	case cmd.Demo:
		out.say("\nThe demo shop is open at %s/shop/, its console at %[1]s/console/.\nIt was set up before, and its logins were shown then. For a new one:\n\n    %s\n",
			s.url, cmd.again("user reset mina"))
	case s.nobody(ctx):
		out.say("\nNobody can sign in yet. Make the first login; it prints the secret:\n\n    %s\n\n"+
			"Then sign in at %s/console/, which shows what comes next.\n", cmd.again("user add NAME --role admin"), s.url)
	case !s.live.Snapshot().Large && len(s.live.Snapshot().Articles) == 0:
		out.say("\nThe bot knows nothing yet. Write articles at %s/console/, or import them:\n\n    %s\n", s.url, cmd.again("import FILE.csv --publish"))
	}
}

// nobody reports whether there are no users.
func (s *server) nobody(ctx context.Context) bool {
	users, _, err := s.people.Users(ctx, people.Operator, "", 1)
	return err == nil && len(users) == 0
}

func (s *server) demoHints(w io.Writer, cmd serveCmd, logins []demoLogin) {
	fmt.Fprintf(w, "\nThe demo shop is open.\n\n    Be its customer     %[1]s/shop/\n    Work there          %[1]s/console/     with one of these logins:\n\n", s.url)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, l := range logins {
		fmt.Fprintf(table, "    %s\t%s\t%s\n", l.user.ID, strings.Join(l.user.Roles, ", "), l.secret)
	}
	_ = table.Flush() // it is only said
	if path, ok := s.loginsFile(); ok {
		fmt.Fprintf(w, "\nThese are from the first start, and kept in %s.\n", path)
	} else {
		fmt.Fprintf(w, "\nThey are shown only now; for a new one: %s\n", cmd.again("user reset mina"))
	}
	chat := program() + " chat"
	if s.url != "http://127.0.0.1:8080" {
		chat += " --url " + s.url
	}
	fmt.Fprintf(w, "In the terminal: %s    All of the API: %s/openapi.json    Stop with Ctrl-C.\n\n", chat, s.url)
}

// again is a command line for the same installation.
func (cmd serveCmd) again(command string) string {
	line := program() + " " + command
	if cmd.Config != "" {
		line += " --config " + cmd.Config
	}
	if cmd.Data != "" {
		line += " --data " + cmd.Data
	}
	if cmd.DatabaseURL != "" { // it may have a password in it
		line += " --database-url URL"
	}
	return line
}

// program is what to type to run it again.
func program() string {
	if strings.ContainsRune(os.Args[0], filepath.Separator) {
		return os.Args[0] // not on the PATH
	}
	return "baton"
}
