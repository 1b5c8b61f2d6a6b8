package main

import (
	"fmt"
	"os"

	"github.com/batondesk/baton/cmd/baton/config"
)

type checkCmd struct {
	Config string `help:"The file to check. Default: baton.yaml, if it is there." placeholder:"FILE"`
}

func (checkCmd) Help() string {
	return `Prints every problem as file:line:column: message and exits with 1 if there is one that stops the
server. Variables of the environment (BATON_SECTION_KEY) are checked with it.

Examples:

    baton check
    baton check --config production.yaml`
}

func (cmd checkCmd) Run(io *console) error {
	c, problems := config.Load(cmd.Config, os.Environ())
	for _, p := range problems {
		fmt.Fprintln(io.out, p)
	}
	if len(problems.Errors()) > 0 {
		return errReported
	}
	if len(problems) == 0 {
		io.say("ok: %d playbooks, %d queues, %d fields", len(c.Playbooks), len(c.Queues), len(c.Fields))
	}
	return nil
}
