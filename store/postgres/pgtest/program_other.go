//go:build !unix

package pgtest

import (
	"errors"
	"os/exec"
)

var errNotHere = errors.New("this system is not a Unix")

func findPrograms() (supply, error)    { return nil, errNotHere }
func installPrograms() (supply, error) { return nil, errNotHere }

func apart(*exec.Cmd) {}
