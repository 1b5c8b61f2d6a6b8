package bot_test

import (
	"fmt"
	"sync"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

func (h *house) talk(locale string) *talk {
	h.Helper()
	id := conversation.ID(fmt.Sprintf("talk-%d", talks.next()))
	_, err := h.intake.Open(h.ctx, bot.Opening{ID: id, Opening: conversation.Opening{Channel: "api", Locale: locale}})
	h.must(err)
	return &talk{house: h, id: id}
}

type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) next() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	return c.n
}

var talks counter

// talk is one conversation in a test.
type talk struct {
	*house
	id conversation.ID
	n  int
}

// says is a message of the customer; it is durable when this returns.
func (c *talk) says(text string) int64 {
	c.Helper()
	c.n++
	seq, _, err := c.intake.Receive(c.ctx, c.id, bot.Incoming{ClientID: fmt.Sprint(c.n), Digest: text, Text: text})
	c.must(err)
	return seq
}

// turn lets the bot do what is due.
func (c *talk) turn() {
	c.Helper()
	c.must(c.bot.Step(c.ctx, c.id))
}

func (c *talk) state() conversation.State {
	c.Helper()
	state, err := c.store.State(c.ctx, c.id)
	c.must(err)
	return state
}

func (c *talk) events() []conversation.Event {
	c.Helper()
	events, err := c.store.After(c.ctx, c.id, 0, 500)
	c.must(err)
	return events
}

// heard are the messages that the customer got since an event, as "act: text".
func (c *talk) heard(since int64) []string {
	c.Helper()
	var heard []string
	for _, e := range c.events() {
		if m, ok := e.Payload.(conversation.Message); ok && e.Seq > since && e.Actor.Kind != conversation.Customer {
			heard = append(heard, string(m.Act)+": "+m.Text)
		}
	}
	return heard
}

func agent(id string) people.Principal {
	return people.Principal{ID: id, Name: "Colleague " + id, Roles: []people.Role{people.RoleAgent, people.RoleSupervisor}}
}
