package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/batondesk/baton/cmd/baton/client"
	"github.com/batondesk/baton/conversation"
)

type chatCmd struct {
	URL    string `help:"Where the server is." default:"http://127.0.0.1:8080" placeholder:"URL"`
	Locale string `help:"Your language: the greeting is in it." placeholder:"L"`
	Source string `help:"The page or product you come from, as rules may use it." placeholder:"S"`
}

func (chatCmd) Help() string {
	return `You are a customer of the running server: every line you type is a message.

While you chat:

    1          take the first of the choices that the bot offers
    /edit TEXT replace what you said last
    /recall    take back what you said last
    /human     ask for a person
    /quit      leave

Examples:

    baton chat
    baton chat --locale zh
    echo "Where is my order?" | baton chat      one question, the answer, the end`
}

func (cmd chatCmd) Run(ctx context.Context, io *console) error {
	if cmd.Locale == "" {
		cmd.Locale = "en"
		if strings.HasPrefix(os.Getenv("LANG"), "zh") {
			cmd.Locale = "zh"
		}
	}
	server := client.New(cmd.URL, "")
	opened, err := server.Open(ctx, client.Opening{ID: uuid.NewString(), Locale: cmd.Locale, Source: cmd.Source})
	if err != nil {
		return fmt.Errorf("no conversation at %s: %w\nIs the server running? Start one with: baton serve --demo", cmd.URL, err)
	}
	io.say("Connected to %s, conversation %s. /quit to leave.", cmd.URL, opened.ID)
	c := &chat{Conversation: opened, out: io.out, io: io, locale: cmd.Locale, sent: map[string]bool{}}
	return c.run(ctx, io.in)
}

// chat is one conversation at the terminal. Everything happens in the goroutine of run, so it needs no lock.
type chat struct {
	*client.Conversation
	out     io.Writer
	io      *console
	locale  string
	sent    map[string]bool // ids of the messages typed here: their echo is not printed
	last    int64           // seq of the last of them
	answer  int64           // seq of the last message to the customer
	choices []conversation.Choice
	failed  error // set once the server refused something
}

// quiet is how long the bot must have been silent after an answer before a piped chat ends; patience is how long one is
// waited for.
const (
	quiet    = 400 * time.Millisecond
	patience = 20 * time.Second
)

func (c *chat) run(ctx context.Context, in io.Reader) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	lines, events := typed(ctx, in), c.events(ctx)
	var end <-chan time.Time // runs once nothing more is typed
	for {
		select {
		case line, ok := <-lines:
			if !ok {
				lines = nil
				end = c.untilQuiet()
				continue
			}
			if stop, err := c.typed(ctx, line); stop || err != nil {
				return err
			}
		case e, ok := <-events:
			if !ok {
				return ctx.Err()
			}
			if e.err != nil {
				if !client.Passing(e.err) {
					return e.err
				}
				c.io.say("(connection lost, trying again: %v)", e.err)
				continue
			}
			c.show(e.Event)
			if lines == nil {
				end = c.untilQuiet()
			}
		case <-end:
			if c.last > c.answer {
				return fmt.Errorf("no answer within %s", patience)
			}
			return c.failed
		case <-ctx.Done():
			return nil
		}
	}
}

func (c *chat) untilQuiet() <-chan time.Time {
	if c.last > c.answer {
		return time.After(patience)
	}
	return time.After(quiet)
}

// typed does what a line says; stop is true when it says to leave.
func (c *chat) typed(ctx context.Context, line string) (stop bool, err error) {
	line = strings.TrimSpace(line)
	command, rest, _ := strings.Cut(line, " ")
	switch {
	case line == "":
	case command == "/quit":
		return true, nil
	case command == "/edit" && c.last > 0 && rest != "":
		return false, c.refused(client.Persist(ctx, func() error { return c.Edit(ctx, c.last, rest) }))
	case command == "/recall" && c.last > 0:
		err := client.Persist(ctx, func() error { return c.Recall(ctx, c.last) })
		if err == nil {
			c.answer = max(c.answer, c.last) // nothing is awaited any more
		}
		return false, c.refused(err)
	case command == "/edit" || command == "/recall":
		c.io.say("(say something first; /edit needs the new text)")
	case command == "/human":
		return false, c.send(ctx, humanWish(c.locale))
	case command == "/help":
		c.io.say("(a number takes a choice; /edit TEXT, /recall, /human, /quit)")
	case strings.HasPrefix(command, "/"):
		c.io.say("(there is no %s; try /edit TEXT, /recall, /human, /quit)", command)
	default:
		if n, err := strconv.Atoi(line); err == nil && n >= 1 && n <= len(c.choices) {
			line = c.choices[n-1].Text
			fmt.Fprintf(c.out, "you> %s\n", line)
		}
		return false, c.send(ctx, line)
	}
	return false, nil
}

func humanWish(locale string) string {
	if strings.HasPrefix(locale, "zh") {
		return "我要转人工客服"
	}
	return "I would like to talk to a person, please."
}

// send sends a message once, however often the connection breaks.
func (c *chat) send(ctx context.Context, text string) error {
	id := uuid.NewString()
	c.sent[id] = true
	return c.refused(client.Persist(ctx, func() error {
		seq, err := c.Send(ctx, id, text)
		if err == nil {
			c.last, c.choices = seq, nil
		} else if client.Passing(err) {
			c.io.say("(not sent yet, trying again: %v)", err)
		}
		return err
	}))
}

// refused shows what the server will not do; the chat goes on.
func (c *chat) refused(err error) error {
	var problem *client.Problem
	if errors.As(err, &problem) && !client.Passing(err) {
		c.io.say("(%v)", problem)
		c.failed = errReported
		return nil
	}
	return err
}

func (c *chat) show(e conversation.Event) {
	switch p := e.Payload.(type) {
	case conversation.Message:
		if e.Actor.Kind == conversation.Customer {
			if !c.sent[p.ClientID] {
				fmt.Fprintf(c.out, "you> %s\n", p.Text)
			}
			return
		}
		c.answer = max(c.answer, e.Seq) // the greeting may be heard of after something was taken back
		name := string(e.Actor.Kind)
		if e.Actor.Name != "" {
			name = e.Actor.Name
		}
		fmt.Fprintf(c.out, "%s> %s\n", name, strings.ReplaceAll(p.Text, "\n", "\n     "))
		for i, choice := range p.Choices {
			fmt.Fprintf(c.out, "     %d) %s\n", i+1, choice.Text)
		}
		c.choices = p.Choices
	case conversation.MessageEdited:
		if e.Actor.Kind != conversation.Customer {
			fmt.Fprintf(c.out, "(message %d now reads: %s)\n", p.Target, p.Text)
		}
	case conversation.MessageRecalled:
		fmt.Fprintf(c.out, "(message %d was taken back)\n", p.Target)
	case conversation.HandoffClaimed:
		if p.Name != "" {
			fmt.Fprintf(c.out, "(%s takes over)\n", p.Name)
		}
	case conversation.Closed:
		fmt.Fprintln(c.out, "(the conversation is closed; a message opens it again)")
	}
}

// typed yields the lines of in.
func typed(ctx context.Context, in io.Reader) <-chan string {
	lines := make(chan string)
	go func() { // ends with the process: a read of a terminal cannot be interrupted
		defer close(lines)
		scanner := bufio.NewScanner(in)
		scanner.Buffer(nil, 1<<20)
		for scanner.Scan() {
			select {
			case lines <- scanner.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	return lines
}

type chatEvent struct {
	conversation.Event
	err error
}

func (c *chat) events(ctx context.Context) <-chan chatEvent {
	events := make(chan chatEvent)
	go func() {
		defer close(events)
		for e, err := range c.Stream(ctx, 0) {
			select {
			case events <- chatEvent{e, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return events
}
