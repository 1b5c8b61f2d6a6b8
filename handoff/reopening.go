package handoff

import (
	"time"

	"github.com/batondesk/baton/conversation"
)

// Reopening is what a customer's message adds to a conversation that was resolved or closed: it is open again, held by
// the human who held it last if that one is on shift (the queue is open and active says that they still work here), with
// a case of its own; else by the bot. A human who gave the conversation to a bot that has answered since is left alone.
// It returns nothing if the conversation is open.
func (b *Book) Reopening(s conversation.State, active func(agent string) bool, now time.Time) []conversation.Entry {
	if !s.Exists() || s.Status == conversation.Open {
		return nil
	}
	entries := []conversation.Entry{system(conversation.Reopened{Reason: ReasonReopened})}
	if s.Handoff != nil { // whoever ended the conversation left the case open: it goes on where it was
		return entries
	}
	queue := b.QueueFor(s)
	human := s.LastAgent != "" && (s.Holder == conversation.AgentHolder(s.LastAgent) || s.Through < s.Epoch)
	if human && b.Hours(queue).OpenAt(now) && active(s.LastAgent) {
		return append(entries, b.assign(s, b.playbookFor(s), queue, s.LastAgent, s.LastAgentName, ReasonReopened, now)...)
	}
	if !s.Holder.IsBot() {
		entries = append(entries, system(conversation.HolderChanged{From: s.Holder, To: conversation.HeldByBot, Reason: ReasonReopened}))
	}
	return entries
}

// assign opens a case that a human holds from its first moment.
func (b *Book) assign(s conversation.State, p Playbook, queue, agent, name, reason string, now time.Time) []conversation.Entry {
	opened := b.newCase(s, p, queue, reason, now)
	return []conversation.Entry{
		system(opened),
		system(conversation.HandoffClaimed{HandoffID: opened.HandoffID, By: agent, Name: name, Due: opened.Due}),
		system(conversation.HolderChanged{From: s.Holder, To: conversation.AgentHolder(agent), Name: name, Reason: reason}),
	}
}
