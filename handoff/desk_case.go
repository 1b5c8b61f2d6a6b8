package handoff

import (
	"context"
	"errors"
	"strings"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/people"
)

// Claim makes by the holder of a waiting case. Claiming one's own case again changes nothing.
func (d *Desk) Claim(ctx context.Context, by people.Principal, handoffID string) (conversation.Receipt, error) {
	if err := by.Require(people.WorkCases); err != nil {
		return conversation.Receipt{}, err
	}
	st, err := d.counted(ctx, by)
	if err != nil {
		return conversation.Receipt{}, err
	}
	return d.onCase(ctx, handoffID, st.claim)
}

func (st step) claim(s conversation.State) ([]conversation.Entry, error) {
	if s.Holder == conversation.AgentHolder(st.by.ID) {
		return nil, nil
	}
	if _, held := s.Holder.Agent(); held {
		return nil, &conversation.HolderError{Holder: s.Holder, Name: s.HolderName}
	}
	if err := st.mayHold(s.Handoff.Queue); err != nil {
		return nil, err
	}
	return st.take(s, "claimed"), nil
}

// take makes the person the holder of the open case.
func (st step) take(s conversation.State, reason string) []conversation.Entry {
	from := s.Holder
	var entries []conversation.Entry
	if _, held := from.Agent(); held { // between two humans the queue holds for a moment, for the notice
		queue := conversation.QueueHolder(s.Handoff.Queue)
		entries = append(entries, st.holder(from, queue, "", reason))
		from = queue
	}
	entries = append(entries, joined(st.phrases, s, st.by.Name)...)
	return append(entries,
		st.says(conversation.HandoffClaimed{HandoffID: s.Handoff.ID, By: st.by.ID, Name: st.by.Name, Due: st.renewed(*s.Handoff)}),
		st.holder(from, conversation.AgentHolder(st.by.ID), st.by.Name, reason),
	)
}

// Bounce refuses a case, waiting or claimed: it goes to the default queue, or from there (and the third time it is passed
// on) to the supervisor's.
func (d *Desk) Bounce(ctx context.Context, by people.Principal, handoffID, reason string) (conversation.Receipt, error) {
	if err := errors.Join(by.Require(people.WorkCases), needReason(reason)); err != nil {
		return conversation.Receipt{}, err
	}
	st := d.step(by)
	return d.onCase(ctx, handoffID, func(s conversation.State) ([]conversation.Entry, error) {
		if err := st.mayPass(s); err != nil {
			return nil, err
		}
		h, queue := s.Handoff, st.book.front
		if queue == h.Queue || st.lastPass(*h) {
			queue = st.book.SupervisorOf(h.Queue).Name
		}
		entries := []conversation.Entry{
			st.says(conversation.HandoffBounced{
				HandoffID: h.ID, From: h.Queue, Queue: queue, Reason: reason, Due: st.book.Deadlines(h.Playbook, queue, st.now),
			}),
			st.holder(s.Holder, conversation.QueueHolder(queue), "", "bounced: "+reason),
		}
		return append(entries, st.goesOn(s, queue)...), nil
	})
}

// lastPass reports whether passing the case on once more is too much.
func (st step) lastPass(h conversation.Handoff) bool { return h.Passed+1 >= passesBeforeHelp }

// goesOn tells the customer that another colleague will come, if they were talking with one, or when the queue opens if it
// is closed; and asks how they can be reached if that is long.
func (st step) goesOn(s conversation.State, queue string) []conversation.Entry {
	hours := st.book.Hours(queue)
	if hours.OpenAt(st.now) {
		if _, held := s.Holder.Agent(); !held {
			return nil
		}
		return notice(st.phrases, s, knowledge.SayTransferred, nil)
	}
	entries := notice(st.phrases, s, knowledge.SayOutOfHoursOpens, map[string]string{"opens": st.book.Opens(queue, s.Locale, st.now)})
	if contact, ask := st.book.AskContact(s, queue, hours.NextOpen(st.now).Sub(st.now)); ask {
		for _, e := range notice(st.phrases, s, knowledge.SayAskContact, nil) {
			question := e.Payload.(conversation.Message)
			question.Act, question.Field, question.Input = conversation.ActAsk, contact.Name, contact.Input(s.Locale)
			e.Payload = question
			entries = append(entries, e)
		}
	}
	return entries
}

// Return gives the conversation back to the bot.
func (d *Desk) Return(ctx context.Context, by people.Principal, handoffID, reason string) (conversation.Receipt, error) {
	return d.asHolder(ctx, by, handoffID, func(st step, s conversation.State) []conversation.Entry {
		entries := []conversation.Entry{
			st.says(conversation.HandoffReturned{HandoffID: s.Handoff.ID, Reason: reason}),
			st.holder(s.Holder, conversation.HeldByBot, "", "returned"),
		}
		return append(entries, notice(st.phrases, s, knowledge.SayReturned, nil)...)
	})
}

// Resolve ends a case and with it the conversation, until the customer writes again. The outcome "confirmed" says that the
// customer agreed and "abandoned" that they gave up; those are the conversation's outcome too. Any other text, or none,
// stays with the case as a remark for colleagues, and the conversation's outcome is "assumed".
func (d *Desk) Resolve(ctx context.Context, by people.Principal, handoffID, outcome string) (conversation.Receipt, error) {
	end := "assumed"
	if outcome == "confirmed" || outcome == "abandoned" {
		end = outcome
	}
	return d.asHolder(ctx, by, handoffID, func(st step, s conversation.State) []conversation.Entry {
		return []conversation.Entry{
			st.says(conversation.HandoffResolved{HandoffID: s.Handoff.ID, Outcome: outcome}),
			st.holder(s.Holder, conversation.HeldByBot, "", "resolved"),
			st.says(conversation.Resolved{Outcome: end}),
		}
	})
}

// asHolder appends what the holder of an open case does to end their part in it.
func (d *Desk) asHolder(ctx context.Context, by people.Principal, handoffID string, do func(step, conversation.State) []conversation.Entry) (conversation.Receipt, error) {
	if err := by.Require(people.WorkCases); err != nil {
		return conversation.Receipt{}, err
	}
	st := d.step(by)
	return d.onCase(ctx, handoffID, func(s conversation.State) ([]conversation.Entry, error) {
		if err := conversation.HeldBy(s, by.ID); err != nil {
			return nil, err
		}
		return do(st, s), nil
	})
}

func blank(text string) bool { return strings.TrimSpace(text) == "" }
