package dialogue

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
)

// Script is one conversation.
type Script struct {
	File       string
	Title      string
	Locale     string
	Source     string
	Tags       []string
	AfterHours bool // to be played while the queues with hours are closed
	Customer   Customer
	Steps      []Step
}

// Customer is who writes.
type Customer struct {
	ExternalID string
	Name       string
	Email      string
	Attributes map[string]string
	Verified   bool // the site signs the identity
}

// Step is one line: somebody acts, or something is expected.
type Step struct {
	Line int
	Raw  string
	Who  string   // customer, a user's id, or the subject of an expectation: bot, never, holder, field ...
	Verb string   // what they do, as in the tables below
	Args []string // the words after the verb
	Text string   // after the colon
	Must bool     // false: the act must be refused
}

// Acts reports whether the step is somebody acting, and not an expectation.
func (s Step) Acts() bool { return !slices.Contains(subjects, s.Who) }

// Alone reports whether the script changes what other conversations would hear.
func (s Script) Alone() bool {
	return slices.ContainsFunc(s.Steps, func(step Step) bool {
		return step.Verb == "archives" || step.Verb == "restores" || step.Verb == "publishes"
	})
}

// SyntaxError is a line that cannot be understood.
type SyntaxError struct {
	File string
	Line int
	Why  string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Why) }

// Load reads every script (*.txt) below a folder, in the order of their paths. The error joins all that is wrong.
func Load(fsys fs.FS) ([]Script, error) {
	var scripts []Script
	var wrong []error
	err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".txt" {
			return err
		}
		text, err := fs.ReadFile(fsys, path)
		if err != nil {
			return err
		}
		script, problems := Parse(path, string(text))
		for _, p := range problems {
			wrong = append(wrong, p)
		}
		scripts = append(scripts, script)
		return nil
	})
	if err == nil && len(scripts) == 0 {
		err = errors.New("there are no scripts (*.txt) here")
	}
	return scripts, errors.Join(append(wrong, err)...)
}

// Parse reads one script. What is wrong is listed line by line.
func Parse(file, text string) (Script, []*SyntaxError) {
	p := &parser{script: Script{File: file, Customer: Customer{Attributes: map[string]string{}}}}
	header := true
	for i, line := range strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n") {
		p.line = i + 1
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "#"):
		case line == "":
			header = header && p.script.Title == ""
		case header:
			p.header(line)
		default:
			p.step(line)
		}
	}
	if len(p.script.Steps) == 0 {
		p.fail("there is no step: a header, an empty line, then the conversation")
	}
	return p.script, p.wrong
}

type parser struct {
	script Script
	line   int
	wrong  []*SyntaxError
}

func (p *parser) fail(format string, args ...any) {
	p.wrong = append(p.wrong, &SyntaxError{p.script.File, p.line, fmt.Sprintf(format, args...)})
}

func (p *parser) header(line string) {
	key, value, found := strings.Cut(line, ":")
	value = strings.TrimSpace(value)
	if !found || value == "" {
		p.fail("a header is key: value")
		return
	}
	c := &p.script.Customer
	switch key {
	case "title":
		p.script.Title = value
	case "locale":
		p.script.Locale = value
	case "source":
		p.script.Source = value
	case "tags":
		p.script.Tags = words(value)
	case "hours":
		p.script.AfterHours = value == "closed"
		if value != "open" && value != "closed" {
			p.fail("hours are open or closed")
		}
	case "verified", "claimed":
		c.ExternalID, c.Verified = value, key == "verified"
	case "name":
		c.Name = value
	case "email":
		c.Email = value
	case "profile":
		for _, pair := range strings.Split(value, ";") {
			name, v, ok := strings.Cut(pair, "=")
			if !ok {
				p.fail("profile is name=value; name=value")
				continue
			}
			c.Attributes[strings.TrimSpace(name)] = strings.TrimSpace(v)
		}
	default:
		p.fail("there is no header %q: title, locale, source, tags, hours, verified, claimed, name, email, profile", key)
	}
}

// words are the parts of a list with commas.
func words(list string) []string {
	var out []string
	for _, w := range strings.Split(list, ",") {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// Names are the articles, fields, queues and playbooks that a step speaks of, so that whoever owns them can check them.
func (s Step) Names() []string {
	switch s.Who {
	case "never":
		if s.Verb != "says" {
			return words(s.Text)
		}
	case "bot", "suggests":
		var names []string
		clauses, _ := parseClauses(s.Text)
		for _, c := range clauses {
			if !slices.Contains([]string{"says", "does not say", "notices"}, c.verb) {
				names = append(names, c.what...)
			}
		}
		return names
	case "handoff":
		if s.Text != "none" {
			return strings.Fields(s.Text)
		}
	case "field":
		f, _ := parseFact(s.Text)
		return []string{f.name}
	case "card":
		if c, _ := parseCardClaim(s.Text); c.part == "field" {
			return []string{c.name}
		} else if c.part == "missing" {
			return c.texts
		}
	}
	if s.Verb == "sets" || s.Verb == "archives" || s.Verb == "restores" || s.Verb == "publishes" {
		return s.Args
	}
	return nil
}
