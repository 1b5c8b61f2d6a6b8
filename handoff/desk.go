package handoff

import (
	"context"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/people"
)

// DeskOptions are what a Desk works with.
type DeskOptions struct {
	Book       func() *Book // the version in force
	Phrases    func() Phrases
	Article    func(id string) (knowledge.Article, bool) // in force now, for cards
	Repository Repository
	People     interface { // *people.Service
		User(ctx context.Context, id string) (people.User, error)
	}
	Now func() time.Time // nil: time.Now
}

// Desk is where humans work on cases. Each method checks what its caller may do, then makes one append whose entries
// are composed from the newest State: of two agents who claim at once one wins and the other gets a
// *conversation.HolderError that names the winner.
//
// Besides what the ledger returns, the errors are *people.ForbiddenError, *NotMemberError, *NotFoundError, *EndedError,
// *CapacityError, *conversation.HolderError and Problems (what is wrong with the request).
type Desk struct {
	ledger conversation.Ledger
	o      DeskOptions
}

// NewDesk makes a desk.
func NewDesk(l conversation.Ledger, o DeskOptions) *Desk {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Desk{l, o}
}

// step is one append by somebody: what they may rely on while composing.
type step struct {
	by      people.Principal
	book    *Book
	phrases Phrases
	held    int // cases that by holds
	now     time.Time
}

func (d *Desk) step(by people.Principal) step {
	return step{by: by, book: d.o.Book(), phrases: d.o.Phrases(), now: d.o.Now().UTC()}
}

// counted is a step of somebody who may become a holder.
func (d *Desk) counted(ctx context.Context, by people.Principal) (step, error) {
	st := d.step(by)
	held, err := d.o.Repository.Claimed(ctx, by.ID)
	st.held = held
	return st, err
}

// onCase appends to the conversation of an open case.
func (d *Desk) onCase(ctx context.Context, handoffID string, compose conversation.Compose) (conversation.Receipt, error) {
	id, ok := ConversationOf(handoffID)
	if !ok {
		return conversation.Receipt{}, &NotFoundError{"case", handoffID}
	}
	return d.ledger.Append(ctx, id, conversation.Write{Compose: func(s conversation.State) ([]conversation.Entry, error) {
		if s.Handoff == nil || s.Handoff.ID != handoffID {
			if HandoffNumber(handoffID) <= s.Handoffs {
				return nil, &EndedError{handoffID}
			}
			return nil, &NotFoundError{"case", handoffID}
		}
		return compose(s)
	}})
}

// onConversation appends to a conversation that exists and that by may read. The key, if any, makes it idempotent.
func (d *Desk) onConversation(ctx context.Context, by people.Principal, id conversation.ID, w conversation.Write) (conversation.Receipt, error) {
	compose, book := w.Compose, d.o.Book()
	w.Compose = func(s conversation.State) ([]conversation.Entry, error) {
		if !s.Exists() {
			return nil, conversation.ErrNotFound
		}
		if !book.MayRead(by, s) {
			return nil, &NotMemberError{book.QueueFor(s)}
		}
		return compose(s)
	}
	return d.ledger.Append(ctx, id, w)
}

// says is an entry by the person who acts.
func (st step) says(p conversation.Payload) conversation.Entry {
	return conversation.Entry{Actor: st.by.Actor(), Payload: p}
}

func (st step) holder(from, to conversation.Holder, name, reason string) conversation.Entry {
	return st.says(conversation.HolderChanged{From: from, To: to, Name: name, Reason: reason})
}

// mayWork reports whether the person works on cases of a queue.
func (st step) mayWork(queue string) error {
	if st.by.Can(people.TakeOverAnybody) || st.book.Member(st.by, queue) {
		return nil
	}
	return &NotMemberError{queue}
}

// mayHold is mayWork, and has room for one more.
func (st step) mayHold(queue string) error {
	if err := st.mayWork(queue); err != nil {
		return err
	}
	capacity := st.book.queue(queue).Capacity
	if capacity > 0 && st.held >= capacity && !st.by.Can(people.TakeOverAnybody) {
		return &CapacityError{st.by.Name, st.held, capacity}
	}
	return nil
}

// mayPass reports whether the person may send the open case elsewhere: its holder, a supervisor, or, while it waits, a
// member of its queue.
func (st step) mayPass(s conversation.State) error {
	if agent, held := s.Holder.Agent(); held && agent != st.by.ID && !st.by.Can(people.TakeOverAnybody) {
		return &conversation.HolderError{Holder: s.Holder, Name: s.HolderName}
	} else if held {
		return nil
	}
	return st.mayWork(s.Handoff.Queue)
}

// renewed are the deadlines of a case that goes on: those that have passed start again.
func (st step) renewed(h conversation.Handoff) conversation.Due {
	fresh, due := st.book.Deadlines(h.Playbook, h.Queue, st.now), h.Due
	for _, d := range []struct{ at, fresh *time.Time }{
		{&due.Claim, &fresh.Claim}, {&due.FirstReply, &fresh.FirstReply}, {&due.Resolve, &fresh.Resolve},
	} {
		if !d.at.After(st.now) {
			*d.at = *d.fresh
		}
	}
	return due
}

func needReason(reason string) error {
	if blank(reason) {
		return Problems{{"reason", "say why, for the colleague who gets it"}}
	}
	return nil
}
