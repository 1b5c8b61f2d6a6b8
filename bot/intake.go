package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
)

// The errors of the Intake.
var (
	ErrExists          = errors.New("a conversation with this id exists already")
	ErrMessageNotFound = errors.New("there is no such message")
	ErrRecalled        = errors.New("the message was recalled")
	ErrNotAnswer       = errors.New("feedback goes to a message of the bot or of a colleague")
)

// Intake is the customers' door: whatever a customer does arrives here, is made durable, and wakes the bot.
type Intake struct {
	Ledger  conversation.Ledger
	Runner  *Runner
	Phrases func() *knowledge.Phrasebook
	Book    func() *handoff.Book
	Active  func(agent string) bool // whether a reopened conversation may go back to them
	Modes   Modes
	Now     func() time.Time
}

// Opening is a new conversation.
type Opening struct {
	ID     conversation.ID
	Digest string // of the request, to recognise a repeat
	Tags   []string
	conversation.Opening
}

// Open begins a conversation, held by the bot. Where the customer's language is known they are welcomed at once. The same
// id and digest again is a repeat; another digest is conversation.ErrKeyReused.
func (in *Intake) Open(ctx context.Context, o Opening) (conversation.Receipt, error) {
	return in.Ledger.Append(ctx, o.ID, conversation.Write{
		Key: "open", Digest: o.Digest,
		Compose: func(now conversation.State) ([]conversation.Entry, error) {
			if now.Exists() {
				return nil, ErrExists
			}
			opening := o.Opening
			entries := []conversation.Entry{{
				Actor:   conversation.Actor{Kind: conversation.System},
				Payload: conversation.HolderChanged{To: conversation.HeldByBot, Reason: "opened", Opening: &opening},
			}}
			book := in.Book()
			entries = append(entries, book.ProfileFields(opening, in.Now())...)
			situation := handoff.Situation{State: conversation.State{Opening: opening, Tags: o.Tags}}
			tag := conversation.Tag{Add: slices.Concat(o.Tags, book.Tags(situation)), Source: book.Source(situation)}
			if len(tag.Add) > 0 || tag.Source != "" {
				entries = append(entries, system(tag))
			}
			if opening.Locale != "" && in.Modes.For(opening.Channel, opening.Locale, tag.Add) == Answer {
				if text, source, ok := in.Phrases().Phrase(knowledge.SayGreeting, opening.Locale, nil); ok {
					entries = append(entries, said(conversation.Message{
						Text: text, Locale: opening.Locale, Act: conversation.ActNotice, Phrase: source,
					}))
				}
			}
			return entries, nil
		},
	})
}

// Incoming is one message of the customer.
type Incoming struct {
	ClientID    string // idempotency key, unique in the conversation
	Digest      string
	Text        string
	Attachments []conversation.Attachment
}

// Receive appends a message; when it returns, the message is durable and the bot is at work on it. A message to a resolved
// or closed conversation reopens it.
func (in *Intake) Receive(ctx context.Context, id conversation.ID, m Incoming) (seq int64, repeat bool, err error) {
	write := conversation.Write{
		Digest: m.Digest,
		Lease:  true,
		Compose: func(now conversation.State) ([]conversation.Entry, error) {
			if !now.Exists() {
				return nil, conversation.ErrNotFound
			}
			return append(in.reopening(now), conversation.Entry{
				Actor:      conversation.Actor{Kind: conversation.Customer, ID: now.Opening.CustomerID},
				Visibility: conversation.Public,
				Payload:    conversation.Message{ClientID: m.ClientID, Text: m.Text, Attachments: m.Attachments},
			}), nil
		},
	}
	if m.ClientID != "" {
		write.Key = "message:" + m.ClientID
	}
	receipt, err := in.Ledger.Append(ctx, id, write)
	if err != nil {
		return 0, false, err
	}
	for _, e := range receipt.Events {
		if _, ok := e.Payload.(conversation.Message); ok && e.Actor.Kind == conversation.Customer {
			seq = e.Seq
		}
	}
	if !receipt.Repeat || receipt.State.Owes() { // of the first time nobody here may know
		in.Runner.Wake(id)
	}
	return seq, receipt.Repeat, nil
}

func (in *Intake) reopening(now conversation.State) []conversation.Entry {
	if now.Status == conversation.Open {
		return nil
	}
	book := in.Book()
	return book.Told(now, in.Phrases(), in.Now(), book.Reopening(now, in.Active, in.Now()))
}

// Edit replaces the text of one of the customer's own messages. What the bot relied on is read again.
func (in *Intake) Edit(ctx context.Context, id conversation.ID, seq int64, text string) (conversation.Receipt, error) {
	return in.amend(ctx, id, seq, conversation.MessageEdited{Target: seq, Text: text})
}

// Recall withdraws one of the customer's own messages. It stays on record; facts that came from it alone are forgotten.
func (in *Intake) Recall(ctx context.Context, id conversation.ID, seq int64) (conversation.Receipt, error) {
	return in.amend(ctx, id, seq, conversation.MessageRecalled{Target: seq})
}

func (in *Intake) amend(ctx context.Context, id conversation.ID, seq int64, p conversation.Payload) (conversation.Receipt, error) {
	message, text, recalled, err := in.find(ctx, id, seq)
	if err != nil {
		return conversation.Receipt{}, err
	}
	if message.Actor.Kind != conversation.Customer {
		return conversation.Receipt{}, ErrMessageNotFound
	}
	if recalled {
		if p.Kind() == conversation.KindMessageRecalled {
			state, err := in.Ledger.State(ctx, id)
			return conversation.Receipt{State: state, Repeat: true}, err
		}
		return conversation.Receipt{}, ErrRecalled
	}
	if edit, ok := p.(conversation.MessageEdited); ok && edit.Text == text { // a request that was repeated
		state, err := in.Ledger.State(ctx, id)
		return conversation.Receipt{State: state, Repeat: true}, err
	}
	receipt, err := in.Ledger.Append(ctx, id, conversation.Write{
		Lease: true,
		Compose: func(now conversation.State) ([]conversation.Entry, error) {
			return append(in.reopening(now), conversation.Entry{
				Actor:      conversation.Actor{Kind: conversation.Customer, ID: now.Opening.CustomerID},
				Visibility: conversation.Public,
				Payload:    p,
			}), nil
		},
	})
	if err == nil {
		in.Runner.Wake(id)
	}
	return receipt, err
}

// find reads one message, its text as it stands now, and whether it was recalled since.
func (in *Intake) find(ctx context.Context, id conversation.ID, seq int64) (message conversation.Event, text string, recalled bool, err error) {
	events, err := readAll(ctx, in.Ledger, id, seq-1)
	if err != nil {
		return conversation.Event{}, "", false, err
	}
	if len(events) == 0 || events[0].Seq != seq || events[0].Kind() != conversation.KindMessage {
		return conversation.Event{}, "", false, fmt.Errorf("%d: %w", seq, ErrMessageNotFound)
	}
	text = events[0].Payload.(conversation.Message).Text
	for _, e := range events {
		switch p := e.Payload.(type) {
		case conversation.MessageEdited:
			if p.Target == seq {
				text = p.Text
			}
		case conversation.MessageRecalled:
			recalled = recalled || p.Target == seq
		}
	}
	return events[0], text, recalled, nil
}

// Typing says that the customer is writing: the turn waits a little.
func (in *Intake) Typing(id conversation.ID) { in.Runner.Typing(id) }

// Feedback records whether a message helped.
func (in *Intake) Feedback(ctx context.Context, id conversation.ID, seq int64, helpful bool) error {
	message, _, _, err := in.find(ctx, id, seq)
	if err != nil {
		return err
	}
	if message.Actor.Kind == conversation.Customer {
		return ErrNotAnswer
	}
	_, err = in.Ledger.Append(ctx, id, conversation.Write{
		Compose: func(now conversation.State) ([]conversation.Entry, error) {
			return []conversation.Entry{{
				Actor:      conversation.Actor{Kind: conversation.Customer, ID: now.Opening.CustomerID},
				Visibility: conversation.Public,
				Payload:    conversation.Feedback{Target: seq, Helpful: helpful},
			}}, nil
		},
	})
	return err
}

// readAll reads the events of a conversation after a seq, page by page.
func readAll(ctx context.Context, ledger conversation.Ledger, id conversation.ID, after int64) ([]conversation.Event, error) {
	const page = 500
	var all []conversation.Event
	for {
		events, err := ledger.After(ctx, id, after, page)
		if err != nil {
			return nil, err
		}
		all = append(all, events...)
		if len(events) < page {
			return all, nil
		}
		after = events[len(events)-1].Seq
	}
}

func system(p conversation.Payload) conversation.Entry {
	return conversation.Entry{Actor: conversation.Actor{Kind: conversation.System}, Payload: p}
}

func said(m conversation.Message) conversation.Entry {
	return conversation.Entry{Actor: conversation.Actor{Kind: conversation.Bot}, Visibility: conversation.Public, Payload: m}
}

func noted(p conversation.Payload) conversation.Entry {
	return conversation.Entry{Actor: conversation.Actor{Kind: conversation.Bot}, Payload: p}
}
