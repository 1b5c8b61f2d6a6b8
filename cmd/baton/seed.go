package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/batondesk/baton/cmd/baton/config"
	"github.com/batondesk/baton/cmd/baton/demo"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/store/driver"
)

// demoKey is the key of one of the demo's people.
type demoKey struct {
	user   demo.User
	secret string
}

// demoSettings is the demo's configuration with the flags and the environment over it.
func (p place) demoSettings(out *console) (config.Config, error) {
	c, problems := config.Read("the demo's baton.yaml", demo.Config(), os.Environ())
	return p.apply(c, problems, out)
}

// seedDemo fills an empty store with the demo's articles and people, in one transaction. It returns their keys, or none
// if the store was not empty.
func seedDemo(ctx context.Context, h *house) ([]demoKey, error) {
	var keys []demoKey
	seeded, err := h.store.Seed(ctx, func(ctx context.Context, r driver.Repositories) error {
		articles := knowledge.New(r.Knowledge(), knowledge.Options{Now: h.now, Fallback: h.config.Knowledge.DefaultLocale})
		if err := importDemo(ctx, articles); err != nil {
			return err
		}
		staff := people.New(r.People(), people.Options{Now: h.now})
		for _, u := range demo.Users() {
			key, err := addDemoUser(ctx, staff, u)
			if err != nil {
				return err
			}
			keys = append(keys, key)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("cannot seed the demo: %w", err)
	}
	if !seeded {
		return nil, nil
	}
	return keys, nil
}

func importDemo(ctx context.Context, s *knowledge.Service) error {
	var wrong error
	report, err := s.Import(ctx, knowledge.Actor{Operator: true},
		knowledge.Read(knowledge.JSONL, "the demo's articles", bytes.NewReader(demo.Articles())),
		knowledge.ImportOptions{Publish: true, Each: func(r knowledge.Result) {
			if r.Outcome == knowledge.RowInvalid {
				wrong = fmt.Errorf("%s", r.Message)
			}
		}})
	if err == nil && report.Invalid > 0 {
		err = wrong
	}
	return err
}

func addDemoUser(ctx context.Context, s *people.Service, u demo.User) (demoKey, error) {
	var roles []people.Role
	for _, r := range u.Roles {
		roles = append(roles, people.Role(r))
	}
	if _, _, err := s.AddUser(ctx, people.Operator, people.NewUser{ID: u.ID, Name: u.Name, Roles: roles}); err != nil {
		return demoKey{}, err
	}
	_, secret, err := s.CreateKey(ctx, people.Operator, people.NewKey{Name: "demo key of " + u.Name, Roles: roles, UserID: u.ID})
	return demoKey{u, secret}, err
}

// hints say what to do next, once the server is ready.
func (s *server) hints(out *console, cmd serveCmd, keys []demoKey) {
	flag := ""
	if cmd.Data != "" {
		flag += " --data " + cmd.Data
	}
	baton := "baton"
	if strings.ContainsRune(os.Args[0], filepath.Separator) {
		baton = os.Args[0] // not on the PATH, so these lines must name it
	}
	chat := baton + " chat"
	if s.url != "http://127.0.0.1:8080" {
		chat += " --url " + s.url
	}
	switch {
	case len(keys) > 0:
		s.demoHints(out.err, chat, keys)
	case cmd.Demo:
		out.say("\nThe demo was set up before; its keys are not shown again. Make a new one:\n\n    %s key create --name again --role agent --user mina%s\n", baton, flag)
	case !s.live.Snapshot().Large && len(s.live.Snapshot().Articles) == 0:
		out.say("\nThe bot knows nothing yet. Give it articles, and somebody to take over:\n\n"+
			"    %[1]s import FILE.csv --publish%[2]s\n    %[1]s user add NAME --role agent%[2]s\n    %[3]s\n", baton, flag, chat)
	}
}

func (s *server) demoHints(w io.Writer, chat string, keys []demoKey) {
	fmt.Fprintf(w, "\nThe demo shop is open at %s. Be its customer:\n\n    %s\n\n", s.url, chat)
	fmt.Fprintf(w, "Or with curl; these lines work as they are:\n\n"+
		"    OPENED=$(curl -s %[1]s/v1/conversations -H 'Content-Type: application/json' -d '{\"locale\":\"en\"}')\n"+
		"    ID=$(echo \"$OPENED\" | sed 's/.*\"id\":\"\\([^\"]*\\)\".*/\\1/')\n"+
		"    TOKEN=$(echo \"$OPENED\" | sed 's/.*\"token\":\"\\([^\"]*\\)\".*/\\1/')\n"+
		"    curl -s %[1]s/v1/conversations/$ID/messages -H \"Authorization: Bearer $TOKEN\" \\\n"+
		"         -H 'Content-Type: application/json' -d '{\"text\":\"I want my money back\"}'\n"+
		"    sleep 1; curl -s %[1]s/v1/conversations/$ID/events -H \"Authorization: Bearer $TOKEN\"\n\n", s.url)
	fmt.Fprintln(w, "The people who work there, with keys that are shown only now:")
	fmt.Fprintln(w)
	for _, k := range keys {
		fmt.Fprintf(w, "    %-6s %-20s %s\n", k.user.ID, strings.Join(k.user.Roles, ", "), k.secret)
	}
	for _, k := range keys {
		if k.user.ID == "mina" {
			fmt.Fprintf(w, "\nWhat waits for %s:\n\n    curl -s %s/v1/handoffs -H 'Authorization: Bearer %s'\n", k.user.Name, s.url, k.secret)
		}
	}
	fmt.Fprintf(w, "\nAll of the API: %s/openapi.json    Stop with Ctrl-C.\n\n", s.url)
}
