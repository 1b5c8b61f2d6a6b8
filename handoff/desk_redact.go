package handoff

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strconv"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

// Redact blanks an event, and the later ones that quote it. What they said is gone for good; that they happened, and that
// and why they were blanked, stays on record. An event that is blank already is left alone, so a repeat only finds what
// has quoted it since.
func (d *Desk) Redact(ctx context.Context, by people.Principal, id conversation.ID, seq int64, reason string) (conversation.Receipt, error) {
	if err := by.Require(people.Redact); err != nil {
		return conversation.Receipt{}, err
	}
	if blank(reason) {
		return conversation.Receipt{}, Problems{{"reason", "say why, for the record"}}
	}
	for attempt := 1; ; attempt++ {
		receipt, err := d.redact(ctx, by, id, seq, reason)
		if !errors.Is(err, conversation.ErrConflict) || attempt == redactAttempts {
			return receipt, err
		}
	}
}

// redactAttempts is how often something may be said while it is read what quotes an event.
const redactAttempts = 8

func (d *Desk) redact(ctx context.Context, by people.Principal, id conversation.ID, seq int64, reason string) (conversation.Receipt, error) {
	events, err := d.events(ctx, id)
	if err != nil {
		return conversation.Receipt{}, err
	}
	at := slices.IndexFunc(events, func(e conversation.Event) bool { return e.Seq == seq })
	if at < 0 {
		return conversation.Receipt{}, &NotFoundError{"event", strconv.FormatInt(seq, 10)}
	}
	st := d.step(by)
	var entries []conversation.Entry
	for _, e := range append([]conversation.Event{events[at]}, conversation.Quoting(events[at], events[at+1:])...) {
		if reflect.DeepEqual(conversation.Blank(e.Payload), e.Payload) {
			continue
		}
		redacted := st.says(conversation.Redacted{Target: e.Seq, Reason: reason})
		redacted.Visibility = e.Visibility
		entries = append(entries, redacted)
	}
	return d.onConversation(ctx, by, id, conversation.Write{
		Compose: func(s conversation.State) ([]conversation.Entry, error) {
			if s.Seq > events[len(events)-1].Seq { // what has been added may quote it too
				return nil, &conversation.StaleError{Why: "something happened meanwhile"}
			}
			return entries, nil
		},
	})
}
