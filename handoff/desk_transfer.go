package handoff

import (
	"context"
	"errors"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

// To is where a case is transferred: to a queue, or to a person (and then into Queue, or a queue of theirs).
type To struct {
	Queue string
	Agent string
}

// Transfer passes a case on, waiting or claimed. The third time that a case is passed on it goes to the supervisor's
// queue instead, unless a supervisor passes it.
func (d *Desk) Transfer(ctx context.Context, by people.Principal, handoffID string, to To, reason string) (conversation.Receipt, error) {
	st := d.step(by)
	target, err := d.target(ctx, st.book, to)
	if err := errors.Join(by.Require(people.WorkCases), needReason(reason), err); err != nil {
		return conversation.Receipt{}, err
	}
	return d.onCase(ctx, handoffID, func(s conversation.State) ([]conversation.Entry, error) {
		if err := st.mayPass(s); err != nil {
			return nil, err
		}
		if st.lastPass(*s.Handoff) && !by.Can(people.TakeOverAnybody) {
			return st.toQueue(s, st.book.SupervisorOf(s.Handoff.Queue).Name, reason), nil
		}
		if to.Agent == "" {
			if s.Holder == conversation.QueueHolder(to.Queue) {
				return nil, Problems{{"queue", "the case is in this queue already"}}
			}
			return st.toQueue(s, to.Queue, reason), nil
		}
		return st.toPerson(s, target, to.Queue, reason)
	})
}

// target is the person to whom a case is transferred, as a step of theirs; none for a queue.
func (d *Desk) target(ctx context.Context, b *Book, to To) (step, error) {
	if _, ok := b.Queue(to.Queue); !ok && to.Queue != "" {
		return step{}, &NotFoundError{"queue", to.Queue}
	}
	if to.Agent == "" && to.Queue == "" {
		return step{}, Problems{{"queue", "say to which queue or to whom"}}
	}
	if to.Agent == "" {
		return step{}, nil
	}
	user, err := d.o.People.User(ctx, to.Agent)
	var missing *people.NotFoundError
	if errors.As(err, &missing) {
		return step{}, &NotFoundError{"person", to.Agent}
	}
	if err != nil {
		return step{}, err
	}
	target, err := d.counted(ctx, people.Principal{ID: user.ID, Name: user.Name, Roles: user.Roles})
	if err == nil && (user.Disabled || !target.by.Can(people.WorkCases)) {
		return step{}, Problems{{"agent", user.Name + " does not work on cases"}}
	}
	return target, err
}

func (st step) toQueue(s conversation.State, queue, reason string) []conversation.Entry {
	entries := []conversation.Entry{
		st.says(conversation.HandoffTransferred{
			HandoffID: s.Handoff.ID, From: s.Handoff.Queue, Queue: queue, Reason: reason, Due: st.book.Deadlines(s.Handoff.Playbook, queue, st.now),
		}),
		st.holder(s.Holder, conversation.QueueHolder(queue), "", "transferred: "+reason),
	}
	return append(entries, st.goesOn(s, queue)...)
}

func (st step) toPerson(s conversation.State, target step, queue, reason string) ([]conversation.Entry, error) {
	person := target.by
	if s.Holder == conversation.AgentHolder(person.ID) {
		return nil, Problems{{"agent", person.Name + " holds the case already"}}
	}
	if queue == "" {
		queue = st.book.queueOf(person, s.Handoff.Queue)
	}
	if err := target.mayHold(queue); err != nil {
		return nil, err
	}
	through := conversation.QueueHolder(queue)
	entries := []conversation.Entry{
		st.says(conversation.HandoffTransferred{
			HandoffID: s.Handoff.ID, From: s.Handoff.Queue, Queue: queue, To: person.ID, Name: person.Name, Reason: reason,
			Due: st.book.Deadlines(s.Handoff.Playbook, queue, st.now),
		}),
	}
	from := s.Holder
	if from != through { // the queue holds for a moment, for the notice
		entries = append(entries, st.holder(from, through, "", "transferred: "+reason))
		from = through
	}
	entries = append(entries, joined(st.phrases, s, person.Name)...)
	return append(entries, st.holder(from, conversation.AgentHolder(person.ID), person.Name, "transferred: "+reason)), nil
}

// queueOf is a queue that somebody is a member of: the preferred one if they are, else their first, else the preferred.
func (b *Book) queueOf(p people.Principal, preferred string) string {
	if own := b.QueuesOf(p); !b.Member(p, preferred) && len(own) > 0 {
		return own[0]
	}
	return preferred
}
