package handoff

import (
	"context"
	"errors"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

// Suggested is a reply that somebody asked to be suggested to them.
type Suggested struct {
	ID    string // idempotency key, chosen by the client, scoped to the conversation
	Reads int64  // the last event that it was made from
	conversation.Suggestion
}

// Suggest puts a suggested reply on record. It is refused if something that it was made from has been redacted meanwhile,
// or if one of its sources is no longer in force.
func (d *Desk) Suggest(ctx context.Context, by people.Principal, id conversation.ID, s Suggested) (conversation.Receipt, error) {
	if err := by.Require(people.WorkCases); err != nil {
		return conversation.Receipt{}, err
	}
	st := d.step(by)
	s.Why = conversation.Asked
	return d.onConversation(ctx, by, id, conversation.Write{
		Key: key("suggest", s.ID), Digest: digest(by.ID), Sources: s.Sources,
		Compose: func(now conversation.State) ([]conversation.Entry, error) {
			return []conversation.Entry{st.says(s.Suggestion)}, conversation.Unredacted(now, s.Reads)
		},
	})
}

var errNew = errors.New("this id has not been used")

// SuggestedBefore is what Suggest has put on record for an id, and its seq; false if nothing.
func (d *Desk) SuggestedBefore(ctx context.Context, by people.Principal, id conversation.ID, clientID string) (conversation.Suggestion, int64, bool, error) {
	var none conversation.Suggestion
	if clientID == "" {
		return none, 0, false, nil
	}
	receipt, err := d.onConversation(ctx, by, id, conversation.Write{
		Key: key("suggest", clientID), Digest: digest(by.ID),
		Compose: func(conversation.State) ([]conversation.Entry, error) { return nil, errNew },
	})
	if errors.Is(err, errNew) {
		return none, 0, false, nil
	}
	if err != nil {
		return none, 0, false, err
	}
	e := receipt.Events[0]
	return e.Payload.(conversation.Suggestion), e.Seq, true, nil // the key is of suggestions only
}
