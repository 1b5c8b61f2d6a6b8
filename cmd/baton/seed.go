package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/batondesk/baton/cmd/baton/config"
	"github.com/batondesk/baton/cmd/baton/demo"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/store/driver"
)

// demoLogin lets one of the demo's people in.
type demoLogin struct {
	user   demo.User
	secret string
}

// demoSettings is the demo's configuration with the flags and the environment over it.
func (p place) demoSettings(out *console) (config.Config, error) {
	c, problems := config.Read("the demo's baton.yaml", demo.Config(), os.Environ())
	return p.apply(c, problems, out)
}

// seedDemo fills an empty store with the demo's articles and people, in one transaction. It returns how its people sign
// in, also at later starts if the store is a folder, where that is kept; otherwise none.
func seedDemo(ctx context.Context, h *house) ([]demoLogin, error) {
	var made []demoLogin
	seeded, err := h.store.Seed(ctx, func(ctx context.Context, r driver.Repositories) error {
		articles := knowledge.New(r.Knowledge(), knowledge.Options{Now: h.now, Fallback: h.config.Knowledge.DefaultLocale})
		if err := importDemo(ctx, articles); err != nil {
			return err
		}
		staff := people.New(r.People(), people.Options{Now: h.now})
		for _, u := range demo.Users() {
			login, err := addDemoUser(ctx, staff, u)
			if err != nil {
				return err
			}
			made = append(made, login)
		}
		return h.keepLogins(made) // before the end of the transaction: a demo without its logins is of no use
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot seed the demo: %w", err)
	case !seeded:
		return h.keptLogins(), nil
	}
	return made, nil
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

func addDemoUser(ctx context.Context, s *people.Service, u demo.User) (demoLogin, error) {
	var roles []people.Role
	for _, r := range u.Roles {
		roles = append(roles, people.Role(r))
	}
	_, secret, err := s.AddUser(ctx, people.Operator, people.NewUser{ID: u.ID, Name: u.Name, Roles: roles, Secret: shortSecret()})
	return demoLogin{u, secret}, err
}

// shortSecret has 80 random bits and can be typed.
func shortSecret() string {
	text := strings.ToLower(rand.Text())
	return text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:16]
}

// loginsFile is where the logins of the demo's people are kept, beside its database, so that every start can show them.
func (h *house) loginsFile() (path string, ok bool) {
	return filepath.Join(h.config.Store.Data, "demo-logins"), h.config.Store.DatabaseURL == ""
}

func (h *house) keepLogins(logins []demoLogin) error {
	path, ok := h.loginsFile()
	if !ok {
		return nil
	}
	var b strings.Builder
	for _, l := range logins {
		fmt.Fprintln(&b, l.user.ID, l.secret)
	}
	return os.WriteFile(path, []byte(b.String()), 0o600)
}

func (h *house) keptLogins() []demoLogin {
	path, ok := h.loginsFile()
	if !ok {
		return nil
	}
	text, err := os.ReadFile(path)
	if err != nil { // no demo's folder, or somebody has removed it
		return nil
	}
	secrets := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if id, secret, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			secrets[id] = secret
		}
	}
	var logins []demoLogin
	for _, u := range demo.Users() {
		if secret := secrets[u.ID]; secret != "" {
			logins = append(logins, demoLogin{u, secret})
		}
	}
	return logins
}
