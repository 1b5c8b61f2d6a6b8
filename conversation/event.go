package conversation

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
)

// ID names a conversation. Callers may choose it; it is opaque to Baton.
type ID string

// ActorKind says who acted.
type ActorKind string

// The kinds of actors.
const (
	Customer ActorKind = "customer"
	Bot      ActorKind = "bot"
	Agent    ActorKind = "agent"
	System   ActorKind = "system"
)

// Actor is who caused an event. ID is empty for the bot and the system.
type Actor struct {
	Kind ActorKind `json:"kind"`
	ID   string    `json:"id,omitempty"`
	Name string    `json:"name,omitempty"`
}

// Visibility says who may read an event.
type Visibility string

// A public event may be shown to the customer, an internal one only to people who work here.
const (
	Public   Visibility = "public"
	Internal Visibility = "internal"
)

// Event is one thing that happened in a conversation. It is written once and never changed, except that redaction may
// blank its payload. Seq counts from 1 without holes in the store; what a customer is shown has gaps.
type Event struct {
	Seq        int64
	At         time.Time // UTC, milliseconds
	Actor      Actor
	Visibility Visibility
	Payload    Payload
}

// Kind is the kind of the event's payload.
func (e Event) Kind() Kind { return e.Payload.Kind() }

// Payload is what happened. The types in payload.go are the only ones.
type Payload interface {
	Kind() Kind
}

type header struct {
	Seq        int64      `json:"seq"`
	At         time.Time  `json:"at"`
	Actor      Actor      `json:"actor"`
	Kind       Kind       `json:"kind"`
	Visibility Visibility `json:"visibility"`
}

// MarshalJSON writes the header and the payload as one flat object.
func (e Event) MarshalJSON() ([]byte, error) {
	if e.Payload == nil {
		return nil, fmt.Errorf("event %d has no payload", e.Seq)
	}
	head, err := json.Marshal(header{e.Seq, e.At, e.Actor, e.Payload.Kind(), e.Visibility})
	if err != nil {
		return nil, err
	}
	if d, ok := e.Payload.(Decision); ok {
		e.Payload = d.full()
	}
	body, err := json.Marshal(e.Payload)
	if err != nil {
		return nil, err
	}
	if len(body) <= 2 { // "{}"
		return head, nil
	}
	flat := append(head[:len(head)-1], ',')
	return append(flat, body[1:]...), nil
}

// UnmarshalJSON reads what MarshalJSON wrote. An unknown kind is an error: an older binary must not fold what it does
// not understand.
func (e *Event) UnmarshalJSON(data []byte) error {
	var head header
	if err := json.Unmarshal(data, &head); err != nil {
		return err
	}
	payload, err := decodePayload(head.Kind, data)
	if err != nil {
		return fmt.Errorf("event %d: %w", head.Seq, err)
	}
	*e = Event{head.Seq, head.At, head.Actor, head.Visibility, payload}
	return nil
}

// EncodePayload and DecodePayload are the stored form of a payload; the header has columns of its own.
func EncodePayload(p Payload) ([]byte, error) { return json.Marshal(p) }

// DecodePayload reads a payload of a known kind.
func DecodePayload(kind Kind, data []byte) (Payload, error) { return decodePayload(kind, data) }

func decodePayload(kind Kind, data []byte) (Payload, error) {
	decode, ok := decoders[kind]
	if !ok {
		return nil, fmt.Errorf("unknown event kind %q: written by a newer version of Baton?", kind)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		data = []byte("{}")
	}
	return decode(data)
}

func decoder[P Payload](data []byte) (Payload, error) {
	var p P
	err := json.Unmarshal(data, &p)
	return p, err
}
