package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/batondesk/baton/store"
	"github.com/batondesk/baton/store/postgres"
)

type migrateCmd struct {
	place
	From string `help:"Copy an installation to Postgres: its data folder, or a backup of it." placeholder:"DIR"`
	To   string `help:"The empty database to copy to. Default: the one of the configuration." placeholder:"URL"`
	JSON bool   `name:"json" help:"With --from: the report as one JSON document."`
}

func (migrateCmd) Help() string {
	return `Without --from it brings the database up to this version. Every command does this by itself when it opens
the database; run it alone before a new version goes live, to see that it works.

With --from it copies an embedded installation, with all conversations, knowledge, people, keys and secrets,
to an empty Postgres database, compares every table, and folds conversations again from their events. Stop
the server first; it is only read. What was interrupted is completed by the same command.

Examples:

    baton migrate --data /var/lib/baton
    baton migrate --from ./baton-data --to postgres://baton@db.example/baton
    BATON_STORE_DATABASE_URL_FILE=/run/secrets/url baton migrate --from ./baton-data`
}

func (cmd migrateCmd) Run(ctx context.Context, io *console) error {
	if cmd.From != "" {
		return cmd.copy(ctx, io)
	}
	if cmd.To != "" || cmd.JSON {
		return &usageError{"--to and --json go with --from"}
	}
	return cmd.with(ctx, io, func(h *house) error {
		io.say("The database is up to date.")
		return h.store.Ping(ctx)
	})
}

// copied is the report of a copy.
type copied struct {
	From string `json:"from"`
	store.CopyReport
	OK      bool    `json:"ok"`
	Seconds float64 `json:"seconds"`
}

func (cmd migrateCmd) copy(ctx context.Context, io *console) error {
	if cmd.Data != "" {
		return &usageError{"--from names the folder; --data is not needed"}
	}
	c, err := cmd.settings(io)
	if err != nil {
		return err
	}
	if cmd.To != "" {
		c.Store.DatabaseURL = cmd.To
	}
	if c.Store.DatabaseURL == "" {
		return &usageError{"say where to with --to postgres://..."}
	}
	file, release, err := still(cmd.From)
	if err != nil {
		return err
	}
	defer func() { _ = release() }()

	began := time.Now()
	shown := &copyProgress{io: io}
	report, err := store.Copy(ctx, file, c.Store.DatabaseURL, store.CopyOptions{Progress: shown.done})
	shown.end()
	if err != nil {
		return fmt.Errorf("the installation was not copied: %w", err)
	}
	result := copied{file, report, report.OK(), time.Since(began).Seconds()}
	if cmd.JSON {
		err = io.document(result)
	} else {
		err = result.print(io)
	}
	if err == nil && !result.OK {
		err = errors.New("the copy is not what the source is, and stays closed; create the database anew and try again")
	}
	return err
}

// still finds the database that is to be read, and keeps servers from its folder until release.
func still(from string) (file string, release func() error, err error) {
	info, err := os.Stat(from)
	if err != nil {
		return "", nil, err
	}
	if !info.IsDir() { // a backup, which nothing serves
		return from, func() error { return nil }, nil
	}
	file = filepath.Join(from, databaseFile)
	if _, err := os.Stat(file); err != nil { // before lockData leaves anything there
		return "", nil, fmt.Errorf("there is no installation in %s: %w", from, err)
	}
	release, err = lockData(from)
	return file, release, err
}

// print tells what was copied, as a table.
func (c copied) print(io *console) error {
	table := tabwriter.NewWriter(io.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "table\trows\tchecksum\t")
	for _, t := range c.Tables {
		verdict := "ok"
		if !t.OK {
			verdict = "DIFFERS"
		}
		fmt.Fprintf(table, "%s\t%d\t%s\t%s\n", t.Name, t.Rows, t.Checksum, verdict)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if c.Updated {
		io.say("The source is of an older version: a temporary copy of it was brought up to date and read.")
	}
	switch c.Begun {
	case postgres.Finished:
		io.say("Nothing to do: the copy was finished before, and the source has not changed since.")
		return nil
	case postgres.Resumed:
		io.say("This completed a copy that had been interrupted.")
	case postgres.Restarted:
		io.say("The source had changed since a copy was interrupted, so it was begun anew.")
	}
	for _, id := range c.Differ {
		io.say("conversation %s: its events do not give its rows", id)
	}
	which := "all"
	if c.Folded < c.Conversations {
		which = "an even sample"
	}
	io.say("%d rows copied and compared in %.1f s; %d of %d conversations folded again from their events (%s), %d differ.",
		c.rows(), c.Seconds, c.Folded, c.Conversations, which, len(c.Differ))
	if c.OK {
		io.say("Start servers with: baton serve --database-url URL. Keys, tokens and ids are the same; %s is as it was.", c.From)
	}
	return nil
}

func (c copied) rows() (n int64) {
	for _, t := range c.Tables {
		n += t.Rows
	}
	return n
}

// copyProgress shows how far a copy is: a line per step and table.
type copyProgress struct {
	io   *console
	step string
	now  *progress
}

func (p *copyProgress) done(step store.Step, what string, done, of int64) {
	name := fmt.Sprintf("%s %s", step, what)
	if of > 0 {
		name += fmt.Sprintf(" (%d)", of)
	}
	if name != p.step {
		p.end()
		p.step, p.now = name, p.io.progress(name)
	}
	p.now.done(int(done))
}

func (p *copyProgress) end() {
	if p.now != nil {
		p.now.end()
	}
}
