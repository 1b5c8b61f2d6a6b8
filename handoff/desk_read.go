package handoff

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

// Wait is the expected time until a human claims a case that comes to the queue now.
func (d *Desk) Wait(ctx context.Context, queue string) (time.Duration, error) {
	waiting, err := d.o.Repository.Waiting(ctx, queue)
	if err != nil {
		return 0, err
	}
	recent, err := d.o.Repository.ClaimWaits(ctx, queue, 20)
	if err != nil {
		return 0, err
	}
	return d.o.Book().Wait(queue, waiting, recent, d.o.Now()), nil
}

// Cases lists the cases that by may see.
func (d *Desk) Cases(ctx context.Context, by people.Principal, q CaseQuery) ([]Case, string, error) {
	if err := by.Require(people.ReadOwnQueues); err != nil {
		return nil, "", err
	}
	q.Visible = nil
	if !by.Can(people.ReadAllConversations) {
		q.Visible = &Visible{Queues: d.o.Book().QueuesOf(by), Agent: by.ID}
	}
	return d.o.Repository.Cases(ctx, q)
}

// CasesIn are the open cases of some conversations, of those that by may see, the most urgent first.
func (d *Desk) CasesIn(ctx context.Context, by people.Principal, ids []conversation.ID) ([]Case, error) {
	book := d.o.Book()
	var cases []Case
	for _, id := range ids {
		s, err := d.ledger.State(ctx, id)
		if errors.Is(err, conversation.ErrNotFound) || err == nil && s.Handoff == nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !by.Can(people.ReadAllConversations) && s.Holder != conversation.AgentHolder(by.ID) && !book.Member(by, s.Handoff.Queue) {
			continue
		}
		c, err := d.o.Repository.Case(ctx, s.Handoff.ID)
		if err != nil {
			return nil, err
		}
		cases = append(cases, c)
	}
	slices.SortFunc(cases, func(a, b Case) int {
		return cmp.Or(cmp.Compare(a.Priority, b.Priority), a.WaitingSince.Compare(b.WaitingSince), cmp.Compare(a.ID, b.ID))
	})
	return cases, nil
}

// Read returns a case with its card in a locale (empty: the conversation's). It also serves cases that are over.
func (d *Desk) Read(ctx context.Context, by people.Principal, handoffID, locale string) (Case, Card, error) {
	c, err := d.o.Repository.Case(ctx, handoffID)
	if err != nil {
		return Case{}, Card{}, err
	}
	// The State is folded from the events that the card shows: the ledger's own may be a moment older or newer than they.
	events, err := d.events(ctx, c.ConversationID)
	if err != nil {
		return Case{}, Card{}, err
	}
	s := conversation.Fold(c.ConversationID, events)
	book := d.o.Book()
	member := by.Can(people.ReadOwnQueues) && book.Member(by, c.Queue)
	if !member && !book.MayRead(by, s) && !book.TookPart(by, events) {
		return Case{}, Card{}, &NotMemberError{c.Queue}
	}
	var earlier []Case
	if s.Opening.Verified && s.Opening.CustomerID != "" {
		if earlier, err = d.o.Repository.CasesOf(ctx, s.Opening.CustomerID, 10); err != nil {
			return Case{}, Card{}, err
		}
	}
	return c, NewCard(CardInput{
		State: s, Events: events, Case: c, Book: book, Article: d.o.Article, Earlier: earlier, Locale: locale, Now: d.o.Now(),
	}), nil
}

const eventPage = 500

func (d *Desk) events(ctx context.Context, id conversation.ID) ([]conversation.Event, error) {
	var all []conversation.Event
	for after := int64(0); ; {
		page, err := d.ledger.After(ctx, id, after, eventPage)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if len(page) < eventPage {
			return all, nil
		}
		after = page[len(page)-1].Seq
	}
}
