package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/batondesk/baton/conversation"
)

// Record is where what is sent is read.
type Record interface {
	Recent(ctx context.Context, id conversation.ID) (conversation.State, error)
	After(ctx context.Context, id conversation.ID, seq int64, limit int) ([]conversation.Event, error)
}

// maxBody bounds what is sent, in bytes. Of an event that is larger only the head goes out.
const maxBody = 64 << 10

// message is what an endpoint receives.
type message struct {
	Type         string          `json:"type"` // "conversation." and the kind of the event; "ping"
	ID           string          `json:"id"`
	At           time.Time       `json:"at"` // when it happened
	Conversation *about          `json:"conversation,omitempty"`
	Event        json.RawMessage `json:"event,omitempty"`
	Truncated    bool            `json:"truncated,omitempty"` // the event is larger than maxBody: only its head is here
}

// about is the conversation as it stands when the message is sent, which may be later than the event.
type about struct {
	ID       conversation.ID     `json:"id"`
	Seq      int64               `json:"seq"` // of its last event
	Status   conversation.Status `json:"status"`
	Channel  string              `json:"channel"`
	Source   string              `json:"source,omitempty"`
	Locale   string              `json:"locale,omitempty"`
	Customer string              `json:"customer_id,omitempty"`
	Holder   conversation.Holder `json:"holder,omitempty"` // internal only, like Tags
	Tags     []string            `json:"tags,omitempty"`
}

var (
	errGone   = errors.New("the event is not on record any more")
	errHidden = errors.New("the event is not one that customers may see, and the webhook is for those only")
)

// write makes the body of a delivery from the record. public gives an event as its customer may see it.
func write(ctx context.Context, r Record, d Delivery, include Include, public func(conversation.Event) (conversation.Event, bool)) ([]byte, error) {
	events, err := r.After(ctx, d.Conversation, d.Seq-1, 1)
	if err != nil {
		return nil, err
	}
	if len(events) == 0 || events[0].Seq != d.Seq {
		return nil, errGone
	}
	state, err := r.Recent(ctx, d.Conversation)
	if err != nil {
		return nil, err
	}
	event := events[0]
	m := message{Type: "conversation." + string(event.Kind()), ID: d.EventID(), At: event.At, Conversation: &about{
		ID: state.ID, Seq: state.Seq, Status: state.Status, Channel: state.Opening.Channel, Source: state.Opening.Source,
		Locale: state.Locale, Customer: state.Opening.CustomerID,
	}}
	if include == Internal {
		m.Conversation.Holder, m.Conversation.Tags = state.Holder, state.Tags
	} else {
		shown, ok := public(event)
		if !ok {
			return nil, errHidden
		}
		event = shown
	}
	if m.Event, err = json.Marshal(event); err != nil {
		return nil, fmt.Errorf("write event %d: %w", event.Seq, err)
	}
	if len(m.Event) > maxBody {
		m.Truncated = true
		m.Event, err = json.Marshal(struct {
			Seq        int64                   `json:"seq"`
			At         time.Time               `json:"at"`
			Actor      conversation.Actor      `json:"actor"`
			Kind       conversation.Kind       `json:"kind"`
			Visibility conversation.Visibility `json:"visibility"`
		}{event.Seq, event.At, event.Actor, event.Kind(), event.Visibility})
		if err != nil {
			return nil, err
		}
	}
	return json.Marshal(m)
}

func pingBody(id string, at time.Time) ([]byte, error) {
	return json.Marshal(message{Type: "ping", ID: id, At: at})
}
