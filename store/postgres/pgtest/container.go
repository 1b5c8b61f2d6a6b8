package pgtest

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
)

// image is the official image of pgvector.
const image = "pgvector/pgvector:pg17"

// containerEngine is the command of one: docker or podman.
type containerEngine string

// container is a Postgres in a container. The port of the host is fixed, so that it stays the same over a restart.
type container struct {
	command string
	id      string
	watch   *watchdog
}

// findContainerEngine finds an engine that answers; one that is merely installed is no use.
func findContainerEngine() (supply, error) {
	var errs []error
	for _, command := range []string{"docker", "podman"} {
		if _, err := exec.LookPath(command); err != nil {
			errs = append(errs, fmt.Errorf("%s is not installed", command))
			continue
		}
		engine := containerEngine(command)
		if err := engine.ready(); err != nil {
			errs = append(errs, err)
			continue
		}
		return engine, nil
	}
	return nil, errors.Join(errs...)
}

// ready reports why an engine is of no use: it does not answer, or cannot get the image.
func (e containerEngine) ready() error {
	soon, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	if _, err := said(exec.CommandContext(soon, string(e), "ps", "--quiet")); err != nil {
		return err
	}
	if _, err := said(exec.CommandContext(soon, string(e), "image", "inspect", image)); err == nil {
		return nil
	}
	patient, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	_, err := said(exec.CommandContext(patient, string(e), "pull", "--quiet", image))
	return err
}

// cluster makes a container.
func (e containerEngine) cluster(port int, options []string) (engine, error) {
	args := []string{"create", "--publish", "127.0.0.1:" + strconv.Itoa(port) + ":5432", "--env", "POSTGRES_HOST_AUTH_METHOD=trust", image}
	id, err := said(exec.Command(string(e), append(args, options...)...))
	if err != nil {
		return nil, err
	}
	c := &container{command: string(e), id: id}
	if c.watch, err = watchOver(`"$1" rm --force --volumes "$2"`, string(e), id); err != nil {
		return nil, errors.Join(err, c.do("rm", "--force", "--volumes"))
	}
	return c, nil
}

func (e containerEngine) client(name string, args ...string) *exec.Cmd {
	return exec.Command(string(e), append([]string{"run", "--rm", "--interactive", "--network", "host", image, name}, args...)...)
}

func (c *container) do(verb string, args ...string) error {
	_, err := said(exec.Command(c.command, slices.Concat([]string{verb}, args, []string{c.id})...))
	return err
}

func (c *container) run() error    { return c.do("start") }
func (c *container) halt() error   { return errors.Join(c.do("kill", "--signal", "QUIT"), c.do("wait")) }
func (c *container) pause() error  { return c.do("pause") }
func (c *container) resume() error { return c.do("unpause") }
func (c *container) remove() error { return c.watch.end() }

// said runs a command and returns what it printed; the error holds what it complained about.
func said(cmd *exec.Cmd) (string, error) {
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w: %s", strings.Join(cmd.Args, " "), err, strings.TrimSpace(complaint.String()))
	}
	return strings.TrimSpace(string(out)), nil
}
