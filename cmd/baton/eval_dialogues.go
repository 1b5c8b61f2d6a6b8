package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/batondesk/baton/cmd/baton/config"
	"github.com/batondesk/baton/cmd/baton/demo"
	"github.com/batondesk/baton/evals"
	"github.com/batondesk/baton/evals/dialogue"
	"github.com/batondesk/baton/people"
)

type evalDialoguesCmd struct {
	suite
	URL            string            `help:"A running server to play against. Default: two of the demo shop, started for this, one of them after hours." placeholder:"URL"`
	Key            map[string]string `help:"With --url: the keys of the people in the scripts." placeholder:"USER=SECRET"`
	Observer       string            `help:"With --url: the person whose key may read every conversation." default:"hong" placeholder:"USER"`
	IdentitySecret string            `help:"With --url: the server's identity.secret, for scripts with a signed-in customer." env:"BATON_IDENTITY_SECRET" placeholder:"SECRET"`
}

func (evalDialoguesCmd) Help() string {
	return `Each script says who says what and what must and must not follow. Exit code 1 if one did not go so.

Examples:

    baton eval dialogues --suite cmd/baton/demo/dialogues
    baton eval dialogues --suite mine --url http://127.0.0.1:8080 --key mina=... --key hong=...`
}

func (cmd evalDialoguesCmd) Run(ctx context.Context, io *console) (err error) {
	target := dialogue.Target{
		URL: cmd.URL, Keys: cmd.Key, Observer: cmd.Observer, IdentitySecret: []byte(cmd.IdentitySecret),
	}
	if cmd.URL == "" {
		shop, err := openDemoShop(ctx, "")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, shop.close()) }()
		target = shop.target
	}
	report, failed := evals.Dialogues(ctx, cmd.Suite, target)
	var failures *evals.DialogueFailures
	if failed != nil && !errors.As(failed, &failures) {
		return failed
	}
	if err := cmd.print(io, report); err != nil {
		return err
	}
	if failures != nil {
		io.say("%v", failures)
		return errReported
	}
	return nil
}

// demoShop is the demo served twice: in the hours of its queues, and after them.
type demoShop struct {
	trials []*trial
	target dialogue.Target
}

// openDemoShop starts it with more settings, if any are given, and what the environment has.
func openDemoShop(ctx context.Context, more string, environ ...string) (*demoShop, error) {
	c, problems := config.Read("the demo's baton.yaml", append(demo.Config(), more...), environ)
	if len(problems) > 0 {
		return nil, problems
	}
	c.Identity.Secret = rand.Text()
	shop := &demoShop{}
	zone, err := time.LoadLocation(c.Business.Zone)
	if err != nil {
		return nil, err
	}
	open, err := shop.at(ctx, c, time.Date(2026, time.March, 11, 11, 0, 0, 0, zone)) // a Wednesday
	if err == nil {
		var closed dialogue.Target
		closed, err = shop.at(ctx, c, time.Date(2026, time.March, 15, 3, 0, 0, 0, zone)) // a Sunday night
		open.AfterHours = &closed
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the demo does not start: %w", err), shop.close())
	}
	shop.target = open
	return shop, nil
}

// at serves the demo on a clock that begins at that time.
func (shop *demoShop) at(ctx context.Context, c config.Config, start time.Time) (dialogue.Target, error) {
	began := time.Now()
	now := func() time.Time { return start.Add(time.Since(began)) }
	keys := map[string]string{}
	t, err := startTrial(ctx, c, now, func(ctx context.Context, h *house) error {
		made, err := seedDemo(ctx, h)
		for _, login := range made {
			var roles []people.Role
			for _, r := range login.user.Roles {
				roles = append(roles, people.Role(r))
			}
			_, secret, failed := h.people.CreateKey(ctx, people.Operator, people.NewKey{Name: "dialogues", Roles: roles, UserID: login.user.ID})
			keys[login.user.ID], err = secret, errors.Join(err, failed)
		}
		return err
	})
	if err != nil {
		return dialogue.Target{}, err
	}
	shop.trials = append(shop.trials, t)
	return dialogue.Target{URL: t.url, Keys: keys, Observer: "hong", IdentitySecret: []byte(c.Identity.Secret), Now: now}, nil
}

func (shop *demoShop) close() error {
	var err error
	for _, t := range shop.trials {
		err = errors.Join(err, t.stop())
	}
	return err
}
