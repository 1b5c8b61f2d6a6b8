package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/batondesk/baton/people"
)

type keyCmd struct {
	Create keyCreateCmd `cmd:"" help:"Create a key; its secret is printed once."`
	List   keyListCmd   `cmd:"" help:"List the keys, without their secrets."`
	Revoke keyRevokeCmd `cmd:"" help:"Make a key useless, at once and everywhere."`
}

type keyCreateCmd struct {
	place
	Name string `required:"" help:"What the key is for." placeholder:"NAME"`
	User string `help:"Whom the key acts as. Default: the key acts as itself." placeholder:"NAME"`
	roles
}

func (keyCreateCmd) Help() string {
	return `The secret stands alone on stdout, so that a script can keep it; it cannot be shown again.
Send it as: Authorization: Bearer SECRET

Examples:

    baton key create --name "shop backend" --role editor
    baton key create --name "Mei's phone" --role agent --user mei
    KEY=$(baton key create --name tests --role admin)`
}

func (cmd keyCreateCmd) Run(ctx context.Context, io *console) error {
	list, err := cmd.list()
	if err != nil {
		return err
	}
	return cmd.with(ctx, io, func(h *house) error {
		key, secret, err := h.people.CreateKey(ctx, people.Operator, people.NewKey{Name: cmd.Name, Roles: list, UserID: cmd.User})
		if err != nil {
			return asUsage(err)
		}
		io.say("The secret of key %s (%s), shown only now:", key.ID, key.Name)
		fmt.Fprintln(io.out, secret)
		return nil
	})
}

type keyListCmd struct {
	place
	JSON bool `help:"Print one JSON document."`
}

func (cmd keyListCmd) Run(ctx context.Context, io *console) error {
	return cmd.with(ctx, io, func(h *house) error {
		keys, err := everyPage(func(after string) ([]people.Key, string, error) {
			return h.people.Keys(ctx, people.Operator, after, 500)
		})
		if err != nil {
			return err
		}
		if cmd.JSON {
			return io.document(map[string]any{"keys": keys})
		}
		table := tabwriter.NewWriter(io.out, 0, 0, 2, ' ', 0)
		for _, k := range keys {
			state := "active"
			if !k.RevokedAt.IsZero() {
				state = "revoked " + k.RevokedAt.Format(time.DateTime)
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", k.ID, k.Name, joinRoles(k.Roles), k.UserID, state)
		}
		return table.Flush()
	})
}

type keyRevokeCmd struct {
	place
	ID string `arg:"" help:"The key's id, as key list shows it."`
}

func (cmd keyRevokeCmd) Run(ctx context.Context, io *console) error {
	return cmd.with(ctx, io, func(h *house) error { return h.people.RevokeKey(ctx, people.Operator, cmd.ID) })
}
