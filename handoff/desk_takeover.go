package handoff

import (
	"context"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

// Takeover makes by the holder of a conversation, whoever holds it: the bot, a queue, or, for a supervisor, a colleague.
// Where no case is open it opens one, so that every conversation that a human holds has a case with deadlines. A
// conversation that was over is opened again.
func (d *Desk) Takeover(ctx context.Context, by people.Principal, id conversation.ID, reason string) (conversation.Receipt, error) {
	if err := by.Require(people.TakeOver); err != nil {
		return conversation.Receipt{}, err
	}
	st := d.step(by)
	return d.onConversation(ctx, by, id, conversation.Write{Compose: func(s conversation.State) ([]conversation.Entry, error) {
		return st.takeover(s, reason)
	}})
}

func (st step) takeover(s conversation.State, reason string) ([]conversation.Entry, error) {
	if reason == "" {
		reason = ReasonTakeover
	}
	if s.Holder == conversation.AgentHolder(st.by.ID) && s.Handoff != nil {
		return nil, nil
	}
	if _, held := s.Holder.Agent(); held && !st.by.Can(people.TakeOverAnybody) {
		return nil, &conversation.HolderError{Holder: s.Holder, Name: s.HolderName}
	}
	queue := st.book.QueueFor(s)
	if err := st.mayWork(queue); err != nil { // not mayHold: a bot that goes wrong is stopped by whoever sees it
		return nil, err
	}
	if s.Handoff != nil {
		return st.take(s, reason), nil
	}
	var entries []conversation.Entry
	if s.Status != conversation.Open {
		entries = append(entries, st.says(conversation.Reopened{Reason: reason}))
	}
	entries = append(entries, joined(st.phrases, s, st.by.Name)...)
	p := st.book.playbookFor(s)
	entries = append(entries, st.book.tagged(s, p)...)
	for _, e := range st.book.assign(s, p, queue, st.by.ID, st.by.Name, reason, st.now) {
		e.Actor = st.by.Actor()
		entries = append(entries, e)
	}
	return entries, nil
}

// Reopen takes over a conversation that was resolved or closed.
func (d *Desk) Reopen(ctx context.Context, by people.Principal, id conversation.ID, reason string) (conversation.Receipt, error) {
	if err := by.Require(people.TakeOver); err != nil {
		return conversation.Receipt{}, err
	}
	st := d.step(by)
	return d.onConversation(ctx, by, id, conversation.Write{Compose: func(s conversation.State) ([]conversation.Entry, error) {
		if s.Status == conversation.Open {
			return nil, &conversation.StaleError{Why: "it is open; take it over instead"}
		}
		return st.takeover(s, reason)
	}})
}
