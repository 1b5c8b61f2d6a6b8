package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/batondesk/baton/people"
)

type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"Add somebody; their secret is printed once."`
	List    userListCmd    `cmd:"" help:"List everybody."`
	Disable userDisableCmd `cmd:"" help:"Lock somebody out, at once and everywhere."`
	Enable  userEnableCmd  `cmd:"" help:"Let somebody in again."`
	Reset   userResetCmd   `cmd:"" help:"Give somebody a new secret; it is printed once."`
}

// roles are given as --role agent --role expert or --role agent,expert.
type roles struct {
	Role []string `required:"" help:"What they may do: ${roles}. May be repeated." placeholder:"ROLE"`
}

func (r roles) list() ([]people.Role, error) {
	var found []people.Role
	for _, name := range r.Role {
		role := people.Role(name)
		if !slices.Contains(people.Roles(), role) {
			return nil, &usageError{fmt.Sprintf("there is no role %q; roles are %s", name, roleNames())}
		}
		found = append(found, role)
	}
	return found, nil
}

func roleNames() string {
	return strings.ReplaceAll(joinRoles(people.Roles()), ",", ", ")
}

type userAddCmd struct {
	place
	Name    string `arg:"" help:"The name to log in with. It never changes."`
	Display string `help:"The name that customers see. Default: the same." placeholder:"NAME"`
	roles
}

func (userAddCmd) Help() string {
	return `The secret stands alone on stdout, so that a script can keep it; it cannot be shown again.

Examples:

    baton user add mei --role agent --display "Mei Lin"
    baton user add admin --role admin > admin.secret`
}

func (cmd userAddCmd) Run(ctx context.Context, io *console) error {
	list, err := cmd.list()
	if err != nil {
		return err
	}
	return cmd.with(ctx, io, func(h *house) error {
		display := cmd.Display
		if display == "" {
			display = cmd.Name
		}
		user, secret, err := h.people.AddUser(ctx, people.Operator, people.NewUser{ID: cmd.Name, Name: display, Roles: list})
		if err != nil {
			return asUsage(err)
		}
		if secret == "" {
			return fmt.Errorf("%s exists already, and a secret is shown only once; for a new one: baton user reset %s", user.ID, user.ID)
		}
		io.say("The secret of %s, shown only now:", user.ID)
		fmt.Fprintln(io.out, secret)
		return nil
	})
}

// asUsage makes wrong usage of a name that cannot be one.
func asUsage(err error) error {
	var invalid *people.InvalidError
	if errors.As(err, &invalid) {
		return &usageError{err.Error()}
	}
	return err
}

type userListCmd struct {
	place
	JSON bool `help:"Print one JSON document."`
}

func (cmd userListCmd) Run(ctx context.Context, io *console) error {
	return cmd.with(ctx, io, func(h *house) error {
		users, err := everyPage(func(after string) ([]people.User, string, error) {
			return h.people.Users(ctx, people.Operator, after, 500)
		})
		if err != nil {
			return err
		}
		if cmd.JSON {
			return io.document(map[string]any{"users": users})
		}
		table := tabwriter.NewWriter(io.out, 0, 0, 2, ' ', 0)
		for _, u := range users {
			state := "active"
			if u.Disabled {
				state = "disabled"
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", u.ID, u.Name, joinRoles(u.Roles), state)
		}
		return table.Flush()
	})
}

type userDisableCmd struct {
	place
	Name string `arg:"" help:"Who."`
}

func (cmd userDisableCmd) Run(ctx context.Context, io *console) error {
	return cmd.setDisabled(ctx, io, cmd.Name, true)
}

type userEnableCmd struct {
	place
	Name string `arg:"" help:"Who."`
}

func (cmd userEnableCmd) Run(ctx context.Context, io *console) error {
	return cmd.setDisabled(ctx, io, cmd.Name, false)
}

func (p place) setDisabled(ctx context.Context, io *console, name string, disabled bool) error {
	return p.with(ctx, io, func(h *house) error {
		_, err := h.people.UpdateUser(ctx, people.Operator, name, people.UserChange{Disabled: &disabled})
		return err
	})
}

type userResetCmd struct {
	place
	Name string `arg:"" help:"Who."`
}

func (cmd userResetCmd) Run(ctx context.Context, io *console) error {
	return cmd.with(ctx, io, func(h *house) error {
		secret, err := h.people.ResetSecret(ctx, people.Operator, cmd.Name)
		if err != nil {
			return err
		}
		io.say("The new secret of %s, shown only now; the old one and all sessions have ended:", cmd.Name)
		fmt.Fprintln(io.out, secret)
		return nil
	})
}

func joinRoles(roles []people.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	return strings.Join(names, ",")
}

// everyPage reads a list to its end.
func everyPage[T any](page func(after string) ([]T, string, error)) ([]T, error) {
	all := []T{}
	for after := ""; ; {
		items, next, err := page(after)
		if err != nil {
			return nil, err
		}
		all = append(all, items...)
		if next == "" {
			return all, nil
		}
		after = next
	}
}
