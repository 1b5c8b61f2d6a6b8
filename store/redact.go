package store

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
)

// redact prepares a change whose events redact earlier ones: the payloads that they blank, and where the conversation
// stands when everything is folded again without the words. Folding anew, instead of looking for them in what was folded,
// is what makes it certain that no row keeps them.
func (s *Store) redact(ctx context.Context, before standing, events []conversation.Event, change *driver.Change) (standing, error) {
	targets := map[int64]conversation.Event{}
	for _, e := range events {
		if p, ok := e.Payload.(conversation.Redacted); ok {
			if p.Target < 1 || p.Target > before.state.Seq {
				return before, fmt.Errorf("event %d, to be redacted, is not on record", p.Target)
			}
			targets[p.Target] = e
		}
	}
	if len(targets) == 0 {
		return before, nil
	}
	now, cases, err := s.replay(ctx, before.state.ID, before.state.Seq, func(e conversation.Event) (conversation.Event, error) {
		by, ok := targets[e.Seq]
		if !ok {
			return e, nil
		}
		blanked := driver.Blanked{Seq: e.Seq, By: by.Actor.ID, Reason: by.Payload.(conversation.Redacted).Reason}
		if decision, ok := e.Payload.(conversation.Decision); ok {
			blanked.Gap = decision.Through
		}
		e.Payload = conversation.Blank(e.Payload)
		var err error
		if blanked.Payload, err = conversation.EncodePayload(e.Payload); err == nil {
			change.Blanked = append(change.Blanked, blanked)
		}
		return e, err
	})
	now.ref, change.Cases = before.ref, cases
	return now, err
}

// replay folds the events of a conversation up to a seq from nothing, each as edit leaves it (nil: as it is), and returns
// every case that ever was.
func (s *Store) replay(ctx context.Context, id conversation.ID, through int64, edit func(conversation.Event) (conversation.Event, error)) (standing, []driver.Case, error) {
	now := standing{state: conversation.State{ID: id}}
	last := map[string]driver.Case{}
	for now.state.Seq < through {
		stored, err := s.db.After(ctx, id, now.state.Seq, int(min(page, through-now.state.Seq)))
		if err != nil {
			return now, nil, err
		}
		if len(stored) == 0 {
			return now, nil, fmt.Errorf("conversation %s: events after %d are missing", id, now.state.Seq)
		}
		events, err := decodeEvents(stored)
		if err != nil {
			return now, nil, fmt.Errorf("conversation %s: %w", id, err)
		}
		for _, e := range events {
			if e.Seq != now.state.Seq+1 {
				return now, nil, fmt.Errorf("conversation %s: event %d follows %d", id, e.Seq, now.state.Seq)
			}
			if edit != nil {
				if e, err = edit(e); err != nil {
					return now, nil, err
				}
			}
			var changed []driver.Case
			if now, changed, err = fold(now, []conversation.Event{e}); err != nil {
				return now, nil, err
			}
			for _, c := range changed {
				last[c.ID] = c
			}
		}
	}
	return now, slices.Collect(maps.Values(last)), nil
}
