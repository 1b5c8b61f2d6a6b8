package handoff

import (
	"time"

	"github.com/batondesk/baton/conversation"
)

// The deadlines of a case, as events name a missed one.
const (
	breachClaim      = conversation.NextClaim
	breachFirstReply = conversation.NextFirstReply
	breachResolve    = conversation.NextResolve
)

// Overdue is what the sweep appends when a deadline of the open case has passed: the case goes to the supervisor's queue
// with new deadlines; one that is there already keeps its place and its holder and gets new deadlines. All new deadlines
// are later than now, so that the same deadline does not fire at once again. It returns nothing if none has passed.
func (b *Book) Overdue(s conversation.State, now time.Time) []conversation.Entry {
	breach := missed(s, now)
	if breach == "" {
		return nil
	}
	h := s.Handoff
	reason := "missed deadline: " + breach
	queue := b.SupervisorOf(h.Queue).Name
	moved := conversation.HandoffTransferred{
		HandoffID: h.ID, From: h.Queue, Queue: queue, Reason: reason, Breach: breach, Due: b.Deadlines(h.Playbook, queue, now),
	}
	if queue == h.Queue {
		if agent, held := s.Holder.Agent(); held {
			moved.To, moved.Name = agent, s.HolderName
		}
		return []conversation.Entry{system(moved)}
	}
	return []conversation.Entry{
		system(moved),
		system(conversation.HolderChanged{From: s.Holder, To: conversation.QueueHolder(queue), Reason: reason}),
	}
}

// missed is the deadline that has passed, the earliest in the life of a case first. A case without a deadline to resolve
// has missed it: the sweep would find nothing to wait for.
func missed(s conversation.State, now time.Time) string {
	h := s.Handoff
	if h == nil || s.Status != conversation.Open {
		return ""
	}
	passed := func(at time.Time) bool { return !at.IsZero() && !at.After(now) }
	switch {
	case !h.Claimed && passed(h.Due.Claim):
		return breachClaim
	case !h.Replied && passed(h.Due.FirstReply):
		return breachFirstReply
	case passed(h.Due.Resolve) || !h.Due.Resolve.After(h.Since):
		return breachResolve
	}
	return ""
}
