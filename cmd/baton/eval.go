package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/batondesk/baton/evals"
	"github.com/batondesk/baton/retrieval"
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
	place
	Fit       bool `help:"Fit the confidence and its threshold on the suites, and print them as retrieval/confidence.go has them; with --embedding as model.calibration_file wants them."`
	Embedding bool `help:"By the embedding model of the configuration as well. Texts and questions of the suites are sent to it."`
}

func (evalRetrievalCmd) Help() string {
	return `Without --embedding no configuration is read and no database opened. With it, vectors are kept in the database, so
that a second run asks the service for nothing.

Examples:

    baton eval retrieval --suite ../shared/evals
    baton eval retrieval --suite my-suites --embedding --fit > calibration.json`
}

func (cmd evalRetrievalCmd) Run(ctx context.Context, io *console) error {
	if !cmd.Embedding {
		return cmd.measure(ctx, io, evals.RetrievalOptions{})
	}
	return cmd.with(ctx, io, func(h *house) error {
		if err := h.connectModel(time.UTC); err != nil {
			return err
		}
		model := h.embedder()
		if model == nil {
			return &usageError{"no embedding model is configured: set model.embedding"}
		}
		fusion, err := calibrated(h.config.Model.CalibrationFile, model.Model(), h.log)
		if err != nil {
			return err
		}
		remembered, err := retrieval.Remember(ctx, model, h.store.Vectors(), h.log)
		if err != nil {
			return err
		}
		return cmd.measure(ctx, io, evals.RetrievalOptions{Embedder: named{remembered, model.Model()}, Fusion: fusion})
	})
}

// named is an embedder under the name that the configuration has for it.
type named struct {
	retrieval.Embedder
	name string
}

func (n named) Model() string { return n.name }

func (cmd evalRetrievalCmd) measure(ctx context.Context, io *console, o evals.RetrievalOptions) error {
	if !cmd.Fit {
		report, err := evals.Retrieval(ctx, cmd.Suite, o)
		if err != nil {
			return err
		}
		return cmd.print(io, report)
	}
	io.say("Fitting; this takes a minute ...")
	fit, err := evals.FitRetrieval(ctx, cmd.Suite, o.Embedder)
	switch {
	case err != nil:
		return err
	case o.Embedder != nil:
		io.say("%s", fit)
		return io.document(fit.Fusion)
	case cmd.JSON:
		return io.document(fit)
	}
	_, err = fmt.Fprint(io.out, fit)
	return err
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
