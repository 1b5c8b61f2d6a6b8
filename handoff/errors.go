package handoff

import (
	"fmt"
	"strings"
)

// NotFoundError says that there is no such case, queue, playbook, person or version.
type NotFoundError struct{ What, Name string }

func (e *NotFoundError) Error() string { return fmt.Sprintf("there is no %s %q", e.What, e.Name) }

// NotMemberError says that somebody acts in a queue that is not theirs.
type NotMemberError struct{ Queue string }

func (e *NotMemberError) Error() string {
	return fmt.Sprintf("only members of the queue %q and supervisors may do this", e.Queue)
}

// CapacityError says that somebody holds as many cases as their queue allows.
type CapacityError struct {
	Agent          string
	Held, Capacity int
}

func (e *CapacityError) Error() string {
	return fmt.Sprintf("%s holds %d cases and the queue allows %d at a time: resolve or pass one on first", e.Agent, e.Held, e.Capacity)
}

// EndedError says that the case is over.
type EndedError struct{ HandoffID string }

func (e *EndedError) Error() string {
	return fmt.Sprintf("case %q is over; a new message from the customer or a takeover opens another", e.HandoffID)
}

// Problem is one thing that is wrong with what was given: a configuration or a request. Path is where, as in
// playbooks.refund.fields[2].
type Problem struct {
	Path    string `json:"path"`
	Message string `json:"message"`
}

func (p Problem) Error() string { return p.Path + ": " + p.Message }

// Problems is everything that is wrong, as an error.
type Problems []Problem

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.Error()
	}
	return strings.Join(lines, "\n")
}
