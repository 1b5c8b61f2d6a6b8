package handoff

import (
	"context"
	"fmt"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

// Question is put to an expert, or answers one.
type Question struct {
	ID       string // idempotency key; empty for none
	To       string // queue:<name> or agent:<id>; may be empty for an answer
	AnswerTo int64  // seq of the question that this answers
	Text     string
}

// Consult asks somebody behind the scene, or answers. The customer never sees it. Whoever was asked may answer, also
// without being a member of the conversation's queue.
func (d *Desk) Consult(ctx context.Context, by people.Principal, id conversation.ID, q Question) (conversation.Receipt, error) {
	if err := by.Require(people.Consult); err != nil {
		return conversation.Receipt{}, err
	}
	problems, asked, err := d.checkQuestion(ctx, by, id, q)
	if err != nil {
		return conversation.Receipt{}, err
	}
	if len(problems) > 0 {
		return conversation.Receipt{}, problems
	}
	st, book := d.step(by), d.o.Book()
	return d.ledger.Append(ctx, id, conversation.Write{
		Key: key("consult", q.ID), Digest: digest(by.ID, q),
		Compose: func(s conversation.State) ([]conversation.Entry, error) {
			switch {
			case !s.Exists():
				return nil, conversation.ErrNotFound
			case !asked && !book.MayRead(by, s):
				return nil, &NotMemberError{book.QueueFor(s)}
			}
			return []conversation.Entry{st.says(conversation.Consult{ClientID: q.ID, To: q.To, AnswerTo: q.AnswerTo, Text: q.Text})}, nil
		},
	})
}

// checkQuestion lists what is wrong with a question, and says whether it answers one that by was asked.
func (d *Desk) checkQuestion(ctx context.Context, by people.Principal, id conversation.ID, q Question) (problems Problems, asked bool, err error) {
	if blank(q.Text) {
		problems = append(problems, Problem{"text", "is empty"})
	}
	if queue, ok := conversation.Holder(q.To).Queue(); ok {
		if _, known := d.o.Book().Queue(queue); !known {
			problems = append(problems, Problem{"to", fmt.Sprintf("there is no queue %q", queue)})
		}
	} else if agent, ok := conversation.Holder(q.To).Agent(); ok {
		if _, err := d.o.People.User(ctx, agent); err != nil {
			problems = append(problems, Problem{"to", fmt.Sprintf("there is nobody called %q", agent)})
		}
	} else if q.AnswerTo == 0 || q.To != "" {
		problems = append(problems, Problem{"to", "say queue:<name> or agent:<id>"})
	}
	if q.AnswerTo == 0 {
		return problems, false, nil
	}
	to, isQuestion, err := d.questionTo(ctx, id, q.AnswerTo)
	if !isQuestion {
		problems = append(problems, Problem{"answer_to", fmt.Sprintf("event %d is not a question to an expert", q.AnswerTo)})
	}
	queue, _ := to.Queue()
	return problems, to == conversation.AgentHolder(by.ID) || d.o.Book().Member(by, queue), err
}

// questionTo is whom a question was put to; false if the event is no question.
func (d *Desk) questionTo(ctx context.Context, id conversation.ID, seq int64) (conversation.Holder, bool, error) {
	events, err := d.ledger.After(ctx, id, max(seq, 1)-1, 1)
	if err != nil || len(events) == 0 || events[0].Seq != seq {
		return "", false, err
	}
	p, ok := events[0].Payload.(conversation.Consult)
	return conversation.Holder(p.To), ok && p.To != "", nil
}
