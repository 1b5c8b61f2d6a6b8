package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/store/driver"
)

// What one append may hold. The doors (api, channels) have smaller limits with better messages.
const (
	MaxPayload = 256 << 10 // bytes of JSON of one event
	MaxEntries = 200       // events
)

// ErrTooLarge says that an append holds more than MaxPayload or MaxEntries allow.
var ErrTooLarge = errors.New("too large to be stored")

// composed is an append that is ready to be committed.
type composed struct {
	change   *driver.Change
	events   []conversation.Event
	standing standing // after it
}

// compose numbers and stamps the entries, folds them and encodes the rows.
func (s *Store) compose(ctx context.Context, id conversation.ID, before standing, w conversation.Write, entries []conversation.Entry) (composed, error) {
	if !before.state.Exists() && !opens(entries[0].Payload) {
		return composed{}, fmt.Errorf("conversation %s: %w", id, conversation.ErrNotFound)
	}
	if len(entries) > MaxEntries {
		return composed{}, fmt.Errorf("conversation %s: %w: %d events in one append", id, ErrTooLarge, len(entries))
	}
	at := s.now()
	if at.Before(before.state.Updated) {
		at = before.state.Updated // the clock went back
	}
	change := &driver.Change{From: before.state.Seq, Key: w.Key, Digest: w.Digest, Sources: w.Sources, At: at}
	events := make([]conversation.Event, len(entries))
	change.Events = make([]driver.Event, len(entries))
	for i, entry := range entries {
		e := conversation.Event{Seq: change.From + int64(i) + 1, At: at, Actor: entry.Actor, Visibility: entry.Visibility, Payload: entry.Payload}
		if e.Visibility == "" {
			e.Visibility = conversation.Usual(e.Payload)
		}
		var err error
		if events[i], change.Events[i], err = encodeEvent(e); err != nil {
			return composed{}, fmt.Errorf("conversation %s: event %d: %w", id, e.Seq, err)
		}
	}
	before, err := s.redact(ctx, before, events, change)
	if err != nil {
		return composed{}, fmt.Errorf("conversation %s: %w", id, err)
	}
	after, cases, err := fold(before, events)
	if err != nil {
		return composed{}, fmt.Errorf("conversation %s: %w", id, err)
	}
	change.Cases = append(change.Cases, cases...) // of a case that is there twice the last one is kept
	if change.Row, err = rowOf(after.state, s.opts.Timers); err != nil {
		return composed{}, fmt.Errorf("conversation %s: %w", id, err)
	}
	change.Row.Ref = before.ref
	change.Deliveries = s.opts.Outbox.Route(id, events)
	after.bytes = len(change.Row.State) + len(after.caseJSON)
	if w.Lease {
		grant := s.grant()
		change.Lease = &grant
	}
	return composed{change, events, after}, nil
}

func opens(p conversation.Payload) bool {
	holder, ok := p.(conversation.HolderChanged)
	return ok && holder.Opening != nil
}

// fold is the one place where events become rows: the State, and the cases that changed on the way.
func fold(now standing, events []conversation.Event) (standing, []driver.Case, error) {
	var changed []driver.Case
	keep := func(c handoff.Case, before []byte) ([]byte, error) {
		if c.ID == "" {
			return nil, nil
		}
		data, err := json.Marshal(c)
		if err == nil && !bytes.Equal(data, before) {
			changed = append(changed, driver.Case{Case: c, Data: data})
		}
		return data, err
	}
	for _, e := range events {
		now.state = now.state.Apply(e)
		next := now.handoff.Apply(e, now.state)
		if next.ID != now.handoff.ID { // another case opened in the same append
			if _, err := keep(now.handoff, now.caseJSON); err != nil {
				return now, nil, err
			}
			now.caseJSON = nil
		}
		now.handoff = next
	}
	var err error
	now.caseJSON, err = keep(now.handoff, now.caseJSON)
	if now.state.Handoff == nil { // an ended case changes no more
		now.handoff, now.caseJSON = handoff.Case{}, nil
	}
	return now, changed, err
}

// rowOf is the row of a State.
func rowOf(s conversation.State, timers conversation.Timers) (driver.Row, error) {
	data, err := json.Marshal(s)
	next, _ := timers.Next(s)
	return driver.Row{
		ID: s.ID, Seq: s.Seq, Status: s.Status, Holder: s.Holder, CustomerID: s.Opening.CustomerID, Channel: s.Opening.Channel,
		Source: s.Opening.Source, Tags: s.Tags, Owes: s.Owes(), NextAt: next.At, Opened: s.Opened, Updated: s.Updated, State: data,
	}, err
}

// encodeEvent returns the event as it will be read again, and as it is stored.
func encodeEvent(e conversation.Event) (conversation.Event, driver.Event, error) {
	if e.Payload == nil || reflect.TypeOf(e.Payload).Kind() == reflect.Pointer {
		return e, driver.Event{}, fmt.Errorf("a payload must be one of the values of package conversation, not %T", e.Payload)
	}
	data, err := conversation.EncodePayload(e.Payload)
	if err != nil {
		return e, driver.Event{}, err
	}
	if len(data) > MaxPayload {
		return e, driver.Event{}, fmt.Errorf("%w: a %s of %d bytes", ErrTooLarge, e.Kind(), len(data))
	}
	if bytes.Contains(data, []byte(`\ufffd`)) { // text that was no UTF-8 has changed
		if e.Payload, err = conversation.DecodePayload(e.Kind(), data); err != nil {
			return e, driver.Event{}, err
		}
	}
	return e, driver.Event{Seq: e.Seq, At: e.At, Actor: e.Actor, Visibility: e.Visibility, Kind: e.Kind(), Payload: data}, nil
}

func decodeEvents(stored []driver.Event) ([]conversation.Event, error) {
	events := make([]conversation.Event, len(stored))
	for i, e := range stored {
		payload, err := conversation.DecodePayload(e.Kind, e.Payload)
		if err != nil {
			return nil, fmt.Errorf("event %d: %w", e.Seq, err)
		}
		events[i] = conversation.Event{Seq: e.Seq, At: e.At, Actor: e.Actor, Visibility: e.Visibility, Payload: payload}
	}
	return events, nil
}
