package handoff

import (
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

// QueueFor is the queue that a conversation belongs to: that of its open case, else that of the kind of case that is
// coming up, else that of its last case, else the default queue.
func (b *Book) QueueFor(s conversation.State) string {
	switch {
	case s.Handoff != nil:
		return b.queue(s.Handoff.Queue).Name
	case s.Playbook == "" && s.Previous != nil:
		return b.queue(s.Previous.Queue).Name
	}
	return b.playbook(s.Playbook).Queue
}

// playbookFor is the kind of case that a conversation is about.
func (b *Book) playbookFor(s conversation.State) Playbook {
	switch {
	case s.Handoff != nil:
		return b.playbook(s.Handoff.Playbook)
	case s.Playbook == "" && s.Previous != nil:
		return b.playbook(s.Previous.Playbook)
	}
	return b.playbook(s.Playbook)
}

// MayRead reports whether somebody may read a conversation: whoever may read all, members of the queue that it belongs
// to, and whoever holds it or was the last human to hold it.
func (b *Book) MayRead(p people.Principal, s conversation.State) bool {
	switch {
	case p.Can(people.ReadAllConversations):
		return true
	case !p.Can(people.ReadOwnQueues):
		return false
	}
	return b.Member(p, b.QueueFor(s)) || s.Holder == conversation.AgentHolder(p.ID) || s.LastAgent == p.ID
}

// TookPart reports whether one of the events made somebody the holder, or put a question to them or to a queue of theirs.
// Who once took part may go on reading.
func (b *Book) TookPart(p people.Principal, events []conversation.Event) bool {
	if !p.Can(people.ReadOwnQueues) {
		return false
	}
	self := conversation.AgentHolder(p.ID)
	for _, e := range events {
		switch e := e.Payload.(type) {
		case conversation.HolderChanged:
			if e.To == self {
				return true
			}
		case conversation.Consult:
			to := conversation.Holder(e.To)
			if queue, ok := to.Queue(); to == self || ok && b.Member(p, queue) {
				return true
			}
		}
	}
	return false
}

// LostSight reports whether the events may have taken a conversation out of somebody's sight: they held it, or it was in a
// queue of theirs.
func (b *Book) LostSight(p people.Principal, events []conversation.Event) bool {
	if !p.Can(people.ReadOwnQueues) {
		return false
	}
	for _, e := range events {
		var queue string
		switch e := e.Payload.(type) {
		case conversation.HolderChanged:
			if e.From == conversation.AgentHolder(p.ID) {
				return true
			}
			queue, _ = e.From.Queue()
		case conversation.HandoffBounced:
			queue = e.From
		case conversation.HandoffTransferred:
			queue = e.From
		}
		if queue != "" && b.Member(p, queue) {
			return true
		}
	}
	return false
}
