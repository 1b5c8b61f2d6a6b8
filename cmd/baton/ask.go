package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/batondesk/baton/bot"
)

type askCmd struct {
	place
	Text   []string `arg:"" help:"The question."`
	Locale string   `help:"Language of the answer. Default: that of the question." placeholder:"L"`
	Tag    []string `help:"A tag that the conversation would carry; some answers are only for some tags." placeholder:"TAG"`
	JSON   bool     `help:"Print one JSON document."`
}

func (askCmd) Help() string {
	return `Works on the data folder and needs no running server. The confidence is the probability that the
first article found answers the question; the bot answers, asks which was meant, or passes on by it.

Examples:

    baton ask "Where is my order?"
    baton ask 我的订单到哪了 --json`
}

func (cmd askCmd) Run(ctx context.Context, io *console) error {
	question := strings.TrimSpace(strings.Join(cmd.Text, " "))
	if question == "" {
		return &usageError{"the question is empty"}
	}
	return cmd.with(ctx, io, func(h *house) error {
		e, err := newEngine(ctx, h)
		if err != nil {
			return err
		}
		e.search.recall(ctx)
		reply, err := e.bot.Ask(ctx, question, cmd.Locale, cmd.Tag)
		if err != nil {
			return err
		}
		if cmd.JSON {
			return io.document(reply)
		}
		printReply(io, reply)
		if now := e.live.Snapshot(); !now.Large && len(now.Articles) == 0 {
			io.say("There are no published articles yet. Import some: baton import FILE --publish")
		}
		return nil
	})
}

func printReply(io *console, r bot.Reply) {
	text := r.Text
	if text == "" {
		text = "(no answer: the conversation would go on to a human, or the customer be asked to put it differently)"
	}
	fmt.Fprintln(io.out, text)
	for i, choice := range r.Choices {
		fmt.Fprintf(io.out, "  %d) %s\n", i+1, choice.Text)
	}
	fmt.Fprintf(io.out, "\n%s, confidence %.2f\n", r.Act, r.Confidence)
	for _, s := range r.Sources {
		fmt.Fprintf(io.out, "source: %s version %d", s.ArticleID, s.Version)
		if s.URL != "" {
			fmt.Fprintf(io.out, ", %s: %s", s.Title, s.URL)
		}
		fmt.Fprintln(io.out)
	}
	for _, c := range r.Candidates {
		fmt.Fprintf(io.out, "found:  %.2f  %s  %s\n", c.Probability, c.ArticleID, c.Question)
	}
}
