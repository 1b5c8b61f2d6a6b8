package main

import (
	"context"

	"github.com/batondesk/baton/knowledge"
)

type exportCmd struct {
	place
	Format string `help:"jsonl, csv or md." enum:"jsonl,csv,md" default:"jsonl"`
	State  string `help:"Only articles in this state: draft, in_review, published, archived. Default: the current version of each." enum:",draft,in_review,published,archived" default:"" placeholder:"STATE"`
}

func (exportCmd) Help() string {
	return `Import reads the result back unchanged.

Examples:

    baton export > articles.jsonl
    baton export --format csv --state published > for-the-lawyers.csv`
}

func (cmd exportCmd) Run(ctx context.Context, io *console) error {
	return cmd.with(ctx, io, func(h *house) error {
		return h.knowledge.Export(ctx, io.out, knowledge.Format(cmd.Format), knowledge.State(cmd.State))
	})
}
