package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/batondesk/baton/store/sqlite"
)

// databaseFile is the database in a data folder.
const databaseFile = "baton.db"

type backupCmd struct {
	place
	File string `arg:"" help:"The file to write. It must not be there yet."`
}

func (backupCmd) Help() string {
	return `Writes the embedded database to one file (mode 0600), as it was at one moment, and checks it. The server may
go on meanwhile. The file holds what customers said and all secrets. Of Postgres make backups with pg_dump:
see docs/deployment.md.

Examples:

    baton backup /backups/baton-$(date +%F).db
    baton backup --data /var/lib/baton /backups/baton.db`
}

func (cmd backupCmd) Run(ctx context.Context, io *console) error {
	c, err := cmd.settings(io)
	if err != nil {
		return err
	}
	if c.Store.DatabaseURL != "" {
		return errors.New("this installation is on Postgres: make backups of it with pg_dump, see docs/deployment.md")
	}
	if err := sqlite.Backup(ctx, filepath.Join(c.Store.Data, databaseFile), cmd.File); err != nil {
		return err
	}
	info, err := os.Stat(cmd.File)
	if err != nil {
		return err
	}
	io.say("%s: %d bytes, checked.", cmd.File, info.Size())
	return nil
}

type restoreCmd struct {
	place
	File string `arg:"" help:"A file that baton backup wrote."`
}

func (restoreCmd) Help() string {
	return `Makes the database of a data folder from a backup. The folder must not have one: an installation is never
overwritten. What was written after the backup is not there; keep the old folder until you are sure.

Example:

    baton restore --data /var/lib/baton-restored /backups/baton.db`
}

func (cmd restoreCmd) Run(ctx context.Context, io *console) error {
	c, err := cmd.settings(io)
	if err != nil {
		return err
	}
	if c.Store.DatabaseURL != "" {
		return errors.New("this installation is on Postgres: restore it with pg_restore, see docs/deployment.md")
	}
	if _, err := os.Stat(cmd.File); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	release, err := lockData(c.Store.Data)
	if err != nil {
		return err
	}
	defer func() { _ = release() }()
	if err := sqlite.Restore(ctx, cmd.File, filepath.Join(c.Store.Data, databaseFile)); err != nil {
		return err
	}
	// Opening it brings it up to date.
	return cmd.with(ctx, io, func(h *house) error {
		io.say("Restored to %s. Start the server with: baton serve --data %s", c.Store.Data, c.Store.Data)
		return h.store.VoidLeases(ctx)
	})
}
