package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// process is a server in a process of its own.
type process struct {
	cmd    *exec.Cmd
	url    string
	said   *words // its stderr
	exited chan struct{}
}

// words is what a process says, readable while it goes on.
type words struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (w *words) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(p)
}

func (w *words) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// binary is the program that is run: this test binary, which TestMain has put on the PATH, or for measurements the one
// that users run.
func binary() string { return cmp.Or(os.Getenv(binaryVariable), "baton") }

// Variables that change what the tests here do.
const (
	longRun        = "BATON_LONG_RUN" // how long the tests under load go on: 10m
	binaryVariable = "BATON_BINARY"   // the program to measure instead of the test binary
)

var servingAt = regexp.MustCompile(`url=(http://\S+)`)

// startProcess runs baton serve with more arguments and waits until it is ready.
func startProcess(env []string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(binary(), append([]string{"serve"}, args...)...), said: &words{}, exited: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stderr, p.cmd.Stdout = p.said, p.said
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { _ = p.cmd.Wait(); close(p.exited) }()
	for began := time.Now(); time.Since(began) < time.Minute; time.Sleep(5 * time.Millisecond) {
		select {
		case <-p.exited:
			return nil, fmt.Errorf("baton serve ended by itself: %s", p.said)
		default:
		}
		if found := servingAt.FindStringSubmatch(p.said.String()); found != nil {
			p.url = found[1]
		}
		if p.url != "" && p.ready() {
			return p, nil
		}
	}
	p.kill()
	return nil, fmt.Errorf("baton serve was not ready after a minute: %s", p.said)
}

func (p *process) ready() bool {
	response, err := http.Get(p.url + "/readyz")
	if err != nil {
		return false
	}
	defer response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// kill ends the process as a power cut would.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.exited
}

// stop ends it as Ctrl-C does; the error says if it did not end well.
func (p *process) stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.exited:
	case <-time.After(30 * time.Second):
		p.kill()
		return fmt.Errorf("still running 30 s after SIGTERM: %s", p.said)
	}
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("exit code %d: %s", code, p.said)
	}
	return nil
}

// residentBytes is the memory that the process has in RAM; 0 where the system does not tell.
func (p *process) residentBytes() int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	var size, resident int64
	_, _ = fmt.Sscan(string(text), &size, &resident)
	return resident * int64(os.Getpagesize())
}

// serve starts a server that ends with the test, on its own data folder unless --data is among args.
func serve(t testing.TB, args ...string) *process {
	t.Helper()
	if !strings.Contains(strings.Join(args, " "), "--data") {
		args = append(args, "--data", filepath.Join(t.TempDir(), "data"))
	}
	p, err := startProcess([]string{"BATON_LIMITS_ENABLED=false"}, append([]string{"--addr", "127.0.0.1:0"}, args...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		select {
		case <-p.exited:
		default:
			if err := p.stop(); err != nil {
				t.Error(err)
			}
		}
	})
	return p
}

// scriptServer is the script command "server ARGS...": a server in the background; $URL is where it is.
func scriptServer(ts *testscript.TestScript, neg bool, args []string) {
	data := []string{"--addr", "127.0.0.1:0"}
	if !strings.Contains(strings.Join(args, " "), "--data") {
		data = append(data, "--data", ts.MkAbs("baton-data"))
	}
	p, err := startProcess([]string{"BATON_LIMITS_ENABLED=false"}, append(data, args...)...)
	ts.Check(err)
	ts.Defer(func() {
		if err := p.stop(); err != nil {
			ts.Logf("server: %v", err)
		}
	})
	ts.Setenv("URL", p.url)
}

// scriptJSON is the script command "json FILE": the file holds one JSON document and nothing else.
func scriptJSON(ts *testscript.TestScript, neg bool, args []string) {
	var document any
	decoder := json.NewDecoder(strings.NewReader(ts.ReadFile(args[0])))
	ts.Check(decoder.Decode(&document))
	if decoder.More() {
		ts.Fatalf("%s: there is more than one JSON document", args[0])
	}
}
