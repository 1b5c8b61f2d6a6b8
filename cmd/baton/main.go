// Command baton is the whole of Baton in one binary: the server and the tools around it. This package reads the
// configuration, wires the other packages together and holds the command line; it decides nothing about conversations.
//
// Exit codes: 0 done, 1 the work failed, 2 wrong usage. What was asked for goes to stdout, everything else to stderr.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	_ "time/tzdata" // queues have time zones, and the machine may know none

	"github.com/alecthomas/kong"
)

// version is set by the linker.
var version = "unknown"

// The exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

type commands struct {
	Serve   serveCmd   `cmd:"" help:"Run the server."`
	Ask     askCmd     `cmd:"" help:"Ask one question and see the answer with its sources and confidence."`
	Chat    chatCmd    `cmd:"" help:"Talk to a running server in the terminal."`
	Import  importCmd  `cmd:"" help:"Import articles from CSV, JSONL, Markdown or HTML, or documents to answer from."`
	Export  exportCmd  `cmd:"" help:"Print all articles."`
	Check   checkCmd   `cmd:"" help:"Check the configuration: every problem with its line."`
	Eval    evalCmd    `cmd:"" help:"Measure how well it understands, on labelled data."`
	Migrate migrateCmd `cmd:"" help:"Bring the database up to this version, or copy an installation to Postgres."`
	Backup  backupCmd  `cmd:"" help:"Write the embedded database to a file, beside a running server."`
	Restore restoreCmd `cmd:"" help:"Make a data folder from such a file."`
	User    userCmd    `cmd:"" help:"The people who work here."`
	Key     keyCmd     `cmd:"" help:"Keys for programs."`
	Health  healthCmd  `cmd:"" help:"Ask a server whether it can serve."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

func main() {
	os.Exit(run(os.Args[1:], &console{os.Stdin, os.Stdout, os.Stderr}))
}

func run(args []string, io *console) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	parser := kong.Must(&commands{},
		kong.Name("baton"),
		kong.Description("An AI-first triage bot with human handoff. Begin with: baton serve --demo"),
		kong.Writers(io.out, io.err), kong.Vars{"roles": roleNames()},
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(io),
	)
	command, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(io.err, "baton: %v\nSee baton --help.\n", err)
		return exitUsage
	}
	err = command.Run()
	var usage *usageError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &usage):
		fmt.Fprintf(io.err, "baton %s: %v\n", command.Command(), err)
		return exitUsage
	case errors.Is(err, errReported):
		return exitFailed
	default:
		fmt.Fprintf(io.err, "baton: %v\n", err)
		return exitFailed
	}
}

// errReported ends a command with code 1 when it has already said why.
var errReported = errors.New("reported")

// usageError is a mistake in the command line that only the command itself can see.
type usageError struct{ message string }

func (e *usageError) Error() string { return e.message }

type versionCmd struct{}

func (versionCmd) Run(io *console) error {
	fmt.Fprintln(io.out, "baton", version)
	return nil
}
