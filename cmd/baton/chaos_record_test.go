package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/batondesk/baton/cmd/baton/client"
	"github.com/batondesk/baton/conversation"
)

// told is what the outside was told of one conversation.
type told struct {
	conversation *client.Conversation

	mu           sync.Mutex
	texts        map[string]string // what was said, by the client's id of the message
	acknowledged map[string]int64  // seq, by the client's id of the message
	takeovers    []takeover        // acknowledged
}

// takeover is what an agent is told when one has succeeded.
type takeover struct {
	Holder  conversation.Holder `json:"holder"`
	Epoch   int64               `json:"epoch"`
	Handoff string              `json:"handoff_id"`
}

func newTold(c *client.Conversation) *told {
	return &told{conversation: c, texts: map[string]string{}, acknowledged: map[string]int64{}}
}

// says notes what somebody is about to say.
func (about *told) says(id, text string) {
	about.mu.Lock()
	defer about.mu.Unlock()
	about.texts[id] = text
}

// heard notes that it was acknowledged.
func (about *told) heard(id string, seq int64) {
	about.mu.Lock()
	defer about.mu.Unlock()
	about.acknowledged[id] = seq
}

func (about *told) took(t takeover) {
	about.mu.Lock()
	defer about.mu.Unlock()
	about.takeovers = append(about.takeovers, t)
}

// settle reads a record until nothing is owed in it.
func settle(ctx context.Context, t testing.TB, id string, read func(context.Context) ([]conversation.Event, error)) []conversation.Event {
	t.Helper()
	for {
		events, err := read(ctx)
		if err == nil && owed(events) == 0 {
			return events
		}
		if ctx.Err() != nil {
			t.Errorf("%s: still unanswered: message %d (%v)", id, owed(events), err)
			return events
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// debt follows what the customer is owed, event by event.
type debt struct {
	asked   int64 // their last message
	heard   int64 // the last message to them that was more than a notice
	through int64 // up to where they were answered
}

func (d *debt) follow(e conversation.Event) {
	switch p := e.Payload.(type) {
	case conversation.Message:
		if e.Actor.Kind == conversation.Customer {
			d.asked = e.Seq
		} else if p.Act != conversation.ActNotice {
			d.heard = e.Seq
		}
	case conversation.Decision:
		d.through = p.Through
	case conversation.HandoffReturned: // what the human has not replied to, the bot answers
		if d.asked > d.heard {
			d.through = min(d.through, d.heard)
		}
	}
}

// owed is the last customer message that nothing answers, or 0.
func owed(record []conversation.Event) int64 {
	var d debt
	for _, e := range record {
		d.follow(e)
	}
	if d.asked > d.through {
		return d.asked
	}
	return 0
}

// check compares what the outside was told with the record: everything acknowledged is there, once; everything is
// answered, once, and as decided; and the bot is silent while a human holds the conversation.
func (about *told) check(t testing.TB, record []conversation.Event) {
	t.Helper()
	wrong := append(about.misspoken(record), about.missing(record)...)
	if len(wrong) > 0 {
		t.Errorf("%s:\n\t%s\non record:\n%s", about.conversation.ID, strings.Join(wrong, "\n\t"), transcript(record))
	}
}

// misspoken is what the bot should not have said, or said otherwise.
func (about *told) misspoken(record []conversation.Event) (wrong []string) {
	holder, heldByHuman, owes := conversation.HeldByBot, int64(0), debt{}
	var decided []conversation.Act // and not said yet: that follows its decision at once
	for i, e := range record {
		says := func(format string, args ...any) {
			wrong = append(wrong, fmt.Sprintf("event %d: ", e.Seq)+fmt.Sprintf(format, args...))
		}
		if e.Seq != int64(i)+1 {
			says("it is the %d. event", i+1)
		}
		_, human := holder.Agent()
		if human {
			heldByHuman = e.Seq
		}
		p, isMessage := e.Payload.(conversation.Message)
		speaks := isMessage && e.Actor.Kind == conversation.Bot
		switch {
		case speaks && human:
			says("the bot speaks while %s holds the conversation", holder)
		case speaks && len(decided) == 0 && p.Act != conversation.ActNotice:
			says("nothing was decided")
		case len(decided) > 0 && (!speaks || p.Act != decided[0]):
			says("%v was decided and is not said", decided)
			decided = nil
		case len(decided) > 0:
			decided = decided[1:]
		}
		switch p := e.Payload.(type) {
		case conversation.HolderChanged:
			holder = p.To
		case conversation.Decision:
			if p.Through <= owes.through {
				says("it answers up to %d again, which was answered up to %d", p.Through, owes.through)
			}
			decided = spoken(p)
			if len(decided) == 0 && holder == conversation.HeldByBot && heldByHuman < p.Through {
				says("the bot holds the conversation and stays silent")
			}
		}
		owes.follow(e)
	}
	return wrong
}

// missing is what was acknowledged and is not on record as it should be, and what was not answered.
func (about *told) missing(record []conversation.Event) (wrong []string) {
	says := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	seqs := map[string][]int64{}
	for _, e := range record {
		if p, ok := e.Payload.(conversation.Message); ok && e.Actor.Kind != conversation.Bot {
			if seqs[p.ClientID] = append(seqs[p.ClientID], e.Seq); len(seqs[p.ClientID]) > 1 {
				says("message %s is on record as %v", p.ClientID, seqs[p.ClientID])
			}
			if p.Text != about.texts[p.ClientID] {
				says("message %s says %q on record, %q was sent", p.ClientID, p.Text, about.texts[p.ClientID])
			}
		}
	}
	if owed(record) != 0 {
		says("message %d was never answered", owed(record))
	}
	for message, seq := range about.acknowledged {
		if !slices.Equal(seqs[message], []int64{seq}) {
			says("message %s was acknowledged as event %d; on record it is %v", message, seq, seqs[message])
		}
	}
	for _, taken := range about.takeovers {
		if int(taken.Epoch) > len(record) {
			says("a takeover was acknowledged as event %d, which is not on record", taken.Epoch)
		} else if p, ok := record[taken.Epoch-1].Payload.(conversation.HolderChanged); !ok || p.To != taken.Holder {
			says("a takeover by %s was acknowledged as event %d; on record that is another", taken.Holder, taken.Epoch)
		}
	}
	return wrong
}

// spoken are the acts of a decision that are said.
func spoken(d conversation.Decision) []conversation.Act {
	var acts []conversation.Act
	for _, a := range d.Acts {
		if a.Act != conversation.ActSilence {
			acts = append(acts, a.Act)
		}
	}
	return acts
}

// transcript shows a record, an event per line.
func transcript(record []conversation.Event) string {
	var b strings.Builder
	for _, e := range record {
		fmt.Fprintf(&b, "%5d %s %s%s %s: ", e.Seq, e.At.Format("05.000"), e.Actor.Kind, e.Actor.ID, e.Payload.Kind())
		switch p := e.Payload.(type) {
		case conversation.Message:
			fmt.Fprintf(&b, "%s %s %q", p.ClientID, p.Act, p.Text)
		case conversation.Decision:
			fmt.Fprintf(&b, "through %d %v %v", p.Through, p.Acts, p.Reasons)
		case conversation.HolderChanged:
			fmt.Fprintf(&b, "%s to %s, %s", p.From, p.To, p.Reason)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
