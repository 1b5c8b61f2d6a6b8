package main

import (
	"fmt"
	"maps"
	"slices"
	"text/tabwriter"

	"github.com/batondesk/baton/evals"
)

type evalCmd struct {
	Retrieval evalRetrievalCmd `cmd:"" help:"Does the right article come first, and is doubt justified?"`
	Fields    evalFieldsCmd    `cmd:"" help:"Are the facts of a conversation read right?"`
	Routing   evalRoutingCmd   `cmd:"" help:"Does a message go to the right team; is the wish for a human noticed?"`
	Dialogues evalDialoguesCmd `cmd:"" help:"Do scripted conversations go as written, against a running server?"`
	Served    evalServedCmd    `cmd:"" help:"What would customers have met: every question sent to a server as its own conversation."`
}

func (evalCmd) Help() string {
	return `A suite is a folder of JSONL files; docs/commands.md says what is in them and what the metrics mean.
All metrics are shares from 0 to 1.

Examples:

    baton eval retrieval --suite ../shared/evals/retrieval
    baton eval fields --suite ../shared/evals/slots --json
    baton eval dialogues --suite cmd/baton/demo/dialogues`
}

// suite is what every evaluation is told.
type suite struct {
	Suite string `required:"" help:"Folder with the data." placeholder:"DIR"`
	JSON  bool   `help:"Print one JSON document."`
}

// print shows a report as it was asked for.
func (s suite) print(io *console, r evals.Report) error {
	if s.JSON {
		return io.document(r)
	}
	table := tabwriter.NewWriter(io.out, 0, 0, 2, ' ', 0)
	for _, set := range r.Sets {
		fmt.Fprintf(table, "%s (%s)\n", set.Name, set.Setting)
		for _, name := range slices.Sorted(maps.Keys(set.Metrics)) {
			fmt.Fprintf(table, "  %s\t%.3f\n", name, set.Metrics[name])
		}
	}
	return table.Flush()
}

type evalRetrievalCmd struct {
	suite
	Fit bool `help:"Fit the confidence and its threshold on the suites, and print them as retrieval/confidence.go has them."`
}

func (cmd evalRetrievalCmd) Run(io *console) error {
	if cmd.Fit {
		io.say("Fitting; this takes a minute ...")
		fit, err := evals.FitRetrieval(cmd.Suite)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return io.document(fit)
		}
		_, err = fmt.Fprint(io.out, fit)
		return err
	}
	report, err := evals.Retrieval(cmd.Suite, evals.RetrievalOptions{})
	if err != nil {
		return err
	}
	return cmd.print(io, report)
}

type evalFieldsCmd struct{ suite }

func (cmd evalFieldsCmd) Run(io *console) error {
	report, err := evals.Fields(cmd.Suite)
	if err != nil {
		return err
	}
	return cmd.print(io, report)
}

type evalRoutingCmd struct{ suite }

func (cmd evalRoutingCmd) Run(io *console) error {
	report, err := evals.Routing(cmd.Suite)
	if err != nil {
		return err
	}
	return cmd.print(io, report)
}
