package main

import "context"

type migrateCmd struct{ place }

func (migrateCmd) Help() string {
	return `Every command does this by itself when it opens the database. Run it alone before a new version
goes live, to see that it works.

Example:

    baton migrate --data /var/lib/baton`
}

func (cmd migrateCmd) Run(ctx context.Context, io *console) error {
	return cmd.with(ctx, io, func(h *house) error {
		io.say("The database is up to date.")
		return h.store.Ping(ctx)
	})
}
