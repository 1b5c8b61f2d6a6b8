package pgtest

import (
	"fmt"
	"io"
	"os/exec"
	"strings"
)

// watchdog is a shell that cleans up when this process ends, also if it is killed: it reads from a pipe that only this
// process can write to, and acts when the pipe is closed.
type watchdog struct {
	cmd       *exec.Cmd
	pipe      io.WriteCloser
	complaint strings.Builder
}

// watchOver runs script at the end, with args as $1, $2 ... and the last line that was told as $told.
func watchOver(script string, args ...string) (*watchdog, error) {
	script = "told=; while read -r line; do told=$line; done; " + script
	w := &watchdog{cmd: exec.Command("sh", append([]string{"-c", script, "watchdog"}, args...)...)}
	w.cmd.Stderr = &w.complaint
	apart(w.cmd)
	var err error
	if w.pipe, err = w.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	return w, w.cmd.Start()
}

func (w *watchdog) tell(what any) error {
	_, err := fmt.Fprintln(w.pipe, what)
	return err
}

// end lets it act now and waits for it.
func (w *watchdog) end() error {
	_ = w.pipe.Close()
	if err := w.cmd.Wait(); err != nil {
		return fmt.Errorf("cleaning up: %w: %s", err, w.complaint.String())
	}
	return nil
}
