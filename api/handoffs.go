package api

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/people"
)

// Handoff is a case with its card.
type Handoff struct {
	handoff.Case
	Holder conversation.Holder `json:"holder,omitempty" doc:"agent:<id>, while claimed."`
	Late   bool                `json:"late" doc:"A deadline has passed, or was missed before."`
	Next   *NextDue            `json:"next_due,omitempty" doc:"Absent when the case is over."`
	Card   *handoff.Card       `json:"card,omitempty" doc:"Absent only in the answer to a step by which the caller lost sight of the case."`
}

// NextDue is the deadline that comes next.
type NextDue struct {
	What string    `json:"what" enum:"claim,first_reply,resolve" doc:"What must be done until then."`
	At   time.Time `json:"at"`
}

type handoffsInput struct {
	Page
	Queue  []string             `query:"queue" doc:"Of any of these queues."`
	Status []handoff.CaseStatus `query:"status" enum:"waiting,claimed,returned,resolved" doc:"In any of these; waiting and claimed by default."`
	Holder string               `query:"holder" maxLength:"200" doc:"Held by this person; me for oneself."`
	Of     []conversation.ID    `query:"conversation" maxItems:"100" doc:"The open cases of these conversations; nothing else counts then."`
	Late   bool                 `query:"late" doc:"Only those of which a deadline has passed, or was missed before."`
}

// listHandoffs lists cases, the most urgent first: by priority, then by how long they wait.

func (s *Server) listHandoffs(ctx context.Context, in *handoffsInput) (*listOutput[Handoff], error) {
	who := principal(ctx)
	if len(in.Of) > 0 {
		cases, err := s.o.Desk.CasesIn(ctx, who, in.Of)
		if err != nil {
			return nil, err
		}
		rows := make([]Handoff, len(cases))
		for i, c := range cases {
			rows[i] = s.handoffOf(c, nil)
		}
		return listed(rows, ""), nil
	}
	q := handoff.CaseQuery{Queues: in.Queue, Status: in.Status, Holder: in.Holder, Cursor: in.Cursor, Limit: in.Limit}
	if len(q.Status) == 0 {
		q.Status = []handoff.CaseStatus{handoff.Waiting, handoff.Claimed}
	}
	if q.Holder == "me" {
		q.Holder = who.ID
	}
	q.Holder = strings.TrimPrefix(q.Holder, string(conversation.AgentHolder("")))
	var found []Handoff
	for scanned := 0; ; {
		cases, next, err := s.o.Desk.Cases(ctx, who, q)
		if err != nil {
			return nil, err
		}
		for _, c := range cases {
			if row := s.handoffOf(c, nil); row.Late || !in.Late {
				found = append(found, row)
			}
		}
		scanned += len(cases)
		if next == "" || len(found) >= in.Limit || scanned >= mostScanned {
			return listed(found, next), nil
		}
		q.Cursor, q.Limit = next, in.Limit-len(found)
	}
}

func (s *Server) handoffOf(c handoff.Case, card *handoff.Card) Handoff {
	h := Handoff{Case: c, Card: card, Late: c.Late(s.o.Now())}
	if c.Holder != "" {
		h.Holder = conversation.AgentHolder(c.Holder)
	}
	if what, at := c.NextDue(); !at.IsZero() {
		h.Next = &NextDue{what, at}
	}
	return h
}

// HandoffRef names a case in a path.
type HandoffRef struct {
	ID string `path:"id"`
}

type handoffInput struct {
	HandoffRef
	Locale string `query:"locale" maxLength:"35" doc:"The language of the card's own words; the customer's by default."`
}

func (s *Server) getHandoff(ctx context.Context, in *handoffInput) (*output[Handoff], error) {
	return s.readHandoff(ctx, in.ID, in.Locale)
}

// readHandoff reads a case and its card. One that the caller may not see looks like one that does not exist.
func (s *Server) readHandoff(ctx context.Context, id, locale string) (*output[Handoff], error) {
	c, card, err := s.o.Desk.Read(ctx, principal(ctx), id, locale)
	var hidden *handoff.NotMemberError
	if errors.As(err, &hidden) {
		err = &handoff.NotFoundError{What: "handoff", Name: id}
	}
	if err != nil {
		return nil, err
	}
	return answer(s.handoffOf(c, &card)), nil
}

// step takes a step in the life of a case that the caller may see, and answers with the case as it is then.
func (s *Server) step(ctx context.Context, id string, do func(people.Principal) (conversation.Receipt, error)) (*output[Handoff], error) {
	if _, err := s.readHandoff(ctx, id, ""); err != nil {
		return nil, err
	}
	if _, err := do(principal(ctx)); err != nil {
		return nil, err
	}
	after, err := s.readHandoff(ctx, id, "")
	var gone *handoff.NotFoundError
	if errors.As(err, &gone) { // passed on to people whose cases the caller does not see
		c, err := s.o.Store.Handoff().Case(ctx, id)
		return answerOr(s.handoffOf(c, nil), err)
	}
	return after, err
}

func (s *Server) claim(ctx context.Context, in *HandoffRef) (*output[Handoff], error) {
	return s.step(ctx, in.ID, func(who people.Principal) (conversation.Receipt, error) {
		return s.o.Desk.Claim(ctx, who, in.ID)
	})
}

type reasonInput struct {
	HandoffRef
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000"`
	}
}

func (s *Server) bounce(ctx context.Context, in *reasonInput) (*output[Handoff], error) {
	return s.step(ctx, in.ID, func(who people.Principal) (conversation.Receipt, error) {
		return s.o.Desk.Bounce(ctx, who, in.ID, in.Body.Reason)
	})
}

type transferInput struct {
	HandoffRef
	Body struct {
		Queue  string `json:"queue,omitempty" maxLength:"100" doc:"To this queue, or"`
		Agent  string `json:"agent,omitempty" maxLength:"100" doc:"to this colleague."`
		Reason string `json:"reason" minLength:"1" maxLength:"1000"`
	}
}

func (s *Server) transfer(ctx context.Context, in *transferInput) (*output[Handoff], error) {
	return s.step(ctx, in.ID, func(who people.Principal) (conversation.Receipt, error) {
		return s.o.Desk.Transfer(ctx, who, in.ID, handoff.To{Queue: in.Body.Queue, Agent: in.Body.Agent}, in.Body.Reason)
	})
}

type returnInput struct {
	HandoffRef
	Body *Why
}

func (s *Server) giveBack(ctx context.Context, in *returnInput) (*output[Handoff], error) {
	return s.step(ctx, in.ID, func(who people.Principal) (conversation.Receipt, error) {
		return s.o.Desk.Return(ctx, who, in.ID, in.Body.reason())
	})
}

type resolveInput struct {
	HandoffRef
	Body *struct {
		Outcome string `json:"outcome,omitempty" maxLength:"1000" doc:"What came of it: confirmed (the customer agreed), abandoned (they gave up) or assumed. Other words stay with the case, for colleagues; the conversation then counts as assumed."`
	}
}

func (s *Server) resolve(ctx context.Context, in *resolveInput) (*output[Handoff], error) {
	var outcome string
	if in.Body != nil {
		outcome = in.Body.Outcome
	}
	return s.step(ctx, in.ID, func(who people.Principal) (conversation.Receipt, error) {
		return s.o.Desk.Resolve(ctx, who, in.ID, outcome)
	})
}
