package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
)

// Check folds the events of every conversation again and compares the result with the stored rows. It returns the
// conversations whose rows differ. Rows that were written under other Timers differ in when something happens next.
func (s *Store) Check(ctx context.Context) (differ []conversation.ID, err error) {
	for cursor := ""; ; {
		rows, next, err := s.db.Find(ctx, driver.Query{After: cursor, Limit: 100})
		if err != nil {
			return differ, err
		}
		for _, row := range rows {
			same, err := s.checkOne(ctx, row.ID, true)
			if err != nil {
				return differ, err
			}
			if !same {
				differ = append(differ, row.ID)
			}
		}
		if cursor = next; cursor == "" {
			return differ, nil
		}
	}
}

// checkOne leaves out when something happens next unless it is timed: that depends on the Timers it was written under.
func (s *Store) checkOne(ctx context.Context, id conversation.ID, timed bool) (bool, error) {
	unlock, err := s.locks.lock(id)
	if err != nil {
		return false, err
	}
	defer unlock()
	stored, err := s.db.Load(ctx, id)
	if err != nil {
		return false, err
	}
	want, err := s.refold(ctx, stored)
	if err != nil {
		return false, err
	}
	for _, c := range want.Cases {
		have, err := s.db.Handoff().Case(ctx, c.ID)
		if err != nil {
			return false, nil // missing
		}
		if data, err := json.Marshal(have); err != nil || !bytes.Equal(data, c.Data) {
			return false, err
		}
	}
	if !timed {
		stored.NextAt = want.Row.NextAt
	}
	return sameRow(stored, want.Row), nil
}

func sameRow(a, b driver.Row) bool {
	return a.ID == b.ID && a.Seq == b.Seq && a.Status == b.Status && a.Holder == b.Holder && a.CustomerID == b.CustomerID &&
		a.Channel == b.Channel && a.Source == b.Source && slices.Equal(a.Tags, b.Tags) && a.Owes == b.Owes &&
		a.NextAt.Equal(b.NextAt) && a.Opened.Equal(b.Opened) && a.Updated.Equal(b.Updated) && bytes.Equal(a.State, b.State)
}

// Rebuild writes a conversation's rows as its events say. It is for after a change of what is folded.
func (s *Store) Rebuild(ctx context.Context, id conversation.ID) error {
	unlock, err := s.locks.lock(id)
	if err != nil {
		return err
	}
	defer unlock()
	stored, err := s.db.Load(ctx, id)
	if err != nil {
		return fmt.Errorf("rebuild conversation %s: %w", id, err)
	}
	change, err := s.refold(ctx, stored)
	if err != nil {
		return err
	}
	s.recent.drop(id)
	return s.group.commit(ctx, change)
}

// refold makes the rows of a conversation from nothing but its events.
func (s *Store) refold(ctx context.Context, stored driver.Row) (*driver.Change, error) {
	now, cases, err := s.replay(ctx, stored.ID, stored.Seq, nil)
	if err != nil {
		return nil, err
	}
	row, err := rowOf(now.state, s.opts.Timers)
	row.Ref = stored.Ref
	return &driver.Change{From: stored.Seq, Row: row, Cases: cases, At: s.now()}, err
}
