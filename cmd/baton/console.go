package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"
)

// console is where a command reads and writes. What was asked for goes to out and nothing else does; everything said to
// the person goes to the other stream.
type console struct {
	in       io.Reader
	out, err io.Writer
}

// say tells the person something.
func (c *console) say(format string, args ...any) { fmt.Fprintf(c.err, format+"\n", args...) }

// document prints the one JSON document of --json.
func (c *console) document(v any) error {
	e := json.NewEncoder(c.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// progress tells how far long work is: at once on a terminal, every few seconds into a log, and never for work that is
// over before anybody wonders.
type progress struct {
	c        *console
	what     string
	terminal bool
	last     time.Time
	shown    bool
}

func (c *console) progress(what string) *progress {
	return &progress{c: c, what: what, terminal: isTerminal(c.err), last: time.Now()}
}

func (p *progress) done(n int) {
	pause := 5 * time.Second
	if p.terminal {
		pause = 200 * time.Millisecond
	}
	if time.Since(p.last) < pause {
		return
	}
	p.last, p.shown = time.Now(), true
	if p.terminal {
		fmt.Fprintf(p.c.err, "\r%s: %d ", p.what, n)
		return
	}
	p.c.say("%s: %d", p.what, n)
}

// end leaves the line that a terminal was on.
func (p *progress) end() {
	if p.terminal && p.shown {
		fmt.Fprintln(p.c.err)
	}
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
