package dialogue

import (
	"slices"
	"strings"
)

// subjects are what expectations are about; every other first word is somebody who acts.
var subjects = []string{
	"bot", "never", "holder", "handoff", "status", "field", "card", "tags", "language", "suggests", "promise",
}

// customerVerbs and staffVerbs are what people can do, with the number of words that follow. The longest that fits counts.
var (
	customerVerbs = map[string]int{"": 0, "quickly": 0, "types": 0, "edits": 1, "recalls": 1, "rates": 1}
	staffVerbs    = map[string]int{
		"claims": 0, "claims and replies": 0, "replies": 0, "transfers to": 1, "bounces": 0, "returns": 0, "takes over": 0,
		"resolves": 0, "notes": 0, "sets": 1, "tags": 1, "untags": 1, "archives": 1, "restores": 1, "publishes": 1,
	}
	needText = []string{"", "quickly", "edits", "claims and replies", "replies", "bounces", "notes", "sets"}
)

func (p *parser) step(line string) {
	head, text, colon := strings.Cut(line, ":")
	step := Step{Line: p.line, Raw: line, Text: strings.ReplaceAll(strings.TrimSpace(text), `\n`, "\n"), Must: true}
	if head == "refused" {
		step.Must = false
		head, text, colon = strings.Cut(strings.TrimSpace(text), ":")
		step.Text = strings.TrimSpace(text)
	}
	parts := strings.Fields(head)
	if len(parts) == 0 {
		p.fail("a line begins with who acts or what is expected")
		return
	}
	step.Who = parts[0]
	if !step.Acts() {
		p.expectation(step, parts[1:], colon)
		return
	}
	verbs := staffVerbs
	if step.Who == "customer" {
		verbs = customerVerbs
	}
	var ok bool
	if step.Verb, step.Args, ok = longest(verbs, parts[1:]); !ok {
		p.fail("%q is nothing that %s can do: %s", strings.Join(parts[1:], " "), step.Who, strings.Join(names(verbs), ", "))
		return
	}
	if slices.Contains(needText, step.Verb) && step.Text == "" {
		p.fail("what do they say? %s %s: TEXT", step.Who, step.Verb)
		return
	}
	p.script.Steps = append(p.script.Steps, step)
}

// longest finds the verb that the words begin with and checks how many words follow it.
func longest(verbs map[string]int, words []string) (verb string, args []string, ok bool) {
	for n := len(words); n >= 0; n-- {
		verb = strings.Join(words[:n], " ")
		if count, known := verbs[verb]; known && len(words)-n == count {
			return verb, words[n:], true
		}
	}
	return "", nil, false
}

func names(verbs map[string]int) []string {
	var out []string
	for v, n := range verbs {
		out = append(out, strings.TrimSpace(v+strings.Repeat(" X", n)))
	}
	slices.Sort(out)
	return out
}

// expectation checks the form of an expectation, so that a slip is found before anything is played.
func (p *parser) expectation(step Step, rest []string, colon bool) {
	if step.Who == "never" { // never asks: a, b
		if len(rest) != 1 || !slices.Contains([]string{"asks", "says", "answers"}, rest[0]) || step.Text == "" {
			p.fail("never asks: FIELDS, never answers: ARTICLES, or never says: WORDS")
			return
		}
		step.Verb = rest[0]
	} else if !colon || step.Text == "" || len(rest) > 0 {
		p.fail("an expectation is %s: WHAT", step.Who)
		return
	}
	var err error
	switch step.Who {
	case "bot", "suggests":
		_, err = parseClauses(step.Text)
	case "field":
		_, err = parseFact(step.Text)
	case "card":
		_, err = parseCardClaim(step.Text)
	}
	if err != nil {
		p.fail("%v", err)
		return
	}
	p.script.Steps = append(p.script.Steps, step)
}
