package handoff

import (
	"slices"
	"time"

	"github.com/batondesk/baton/conversation"
)

// OpenCase is what a case is opened with.
type OpenCase struct {
	Urgent   bool   // of the highest priority whatever the playbook says: somebody may come to harm
	Playbook string // unknown or empty: the default playbook
	Reason   string // a code, for the record and the card: "wants_human", "must_escalate:keyword refund", or the Why of a Match
}

// Open passes a conversation to the queue of a playbook: its tags, the case with its deadlines, and the new holder. It
// returns nothing if a case is open already, or the conversation does not exist.
func (b *Book) Open(s conversation.State, o OpenCase, now time.Time) []conversation.Entry {
	if s.Handoff != nil || !s.Exists() {
		return nil
	}
	p := b.playbook(o.Playbook)
	opened := b.newCase(s, p, p.Queue, o.Reason, now)
	if o.Urgent {
		opened.Priority = highestPriority
	}
	entries := b.tagged(s, p)
	return append(entries,
		system(opened),
		system(conversation.HolderChanged{From: s.Holder, To: conversation.QueueHolder(opened.Queue), Reason: o.Reason}),
	)
}

func (b *Book) tagged(s conversation.State, p Playbook) []conversation.Entry {
	add := slices.DeleteFunc(slices.Clone(p.Tags), s.HasTag)
	if len(add) == 0 {
		return nil
	}
	return []conversation.Entry{system(conversation.Tag{Add: add})}
}

func (b *Book) newCase(s conversation.State, p Playbook, queue, reason string, now time.Time) conversation.HandoffOpened {
	opened := conversation.HandoffOpened{
		HandoffID: HandoffID(s), Playbook: p.Name, PlaybookVersion: b.version, Queue: queue, Priority: p.Priority,
		Reason: reason, Needs: slices.Clone(p.Fields), Due: b.Deadlines(p.Name, queue, now),
	}
	if hours := b.Hours(queue); !hours.OpenAt(now) {
		opened.OutOfHours, opened.OpensAt = true, hours.NextOpen(now).UTC()
	}
	return opened
}
