package pgtest

import (
	"fmt"
	"os/exec"
	"sync"
)

// supply is a way to a Postgres.
type supply interface {
	// cluster makes a fresh one that will listen on the port, with these options of the server program.
	cluster(port int, options []string) (engine, error)
	// client is a command that comes with Postgres, such as pg_dump. It reaches ports of this machine.
	client(name string, args ...string) *exec.Cmd
}

// source finds the first way to a Postgres on this machine; which one that is does not change while the tests run.
var source = sync.OnceValues(func() (supply, error) {
	missing := &missingError{}
	for _, way := range []struct {
		name string
		find func() (supply, error)
	}{
		{"container", findContainerEngine},
		{"programs of this machine", findPrograms},
		{"packages", installPrograms},
	} {
		found, err := way.find()
		if err == nil {
			return found, nil
		}
		missing.why = append(missing.why, fmt.Sprintf("%s: %v", way.name, err))
	}
	return nil, missing
})
