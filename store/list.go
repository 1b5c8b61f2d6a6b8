package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
)

// ConversationQuery selects conversations; empty members do not restrict.
type ConversationQuery = driver.Query

// ErrBadCursor says that a cursor does not come from the list that it is given to.
var ErrBadCursor = driver.ErrBadCursor

// Conversations lists conversations, last updated first. next is the cursor to go on with, empty on the last page; a
// page may be shorter than asked for and still have one.
func (s *Store) Conversations(ctx context.Context, q ConversationQuery) (states []conversation.State, next string, err error) {
	if err := s.health.check(); err != nil {
		return nil, "", err
	}
	rows, next, err := s.db.Find(ctx, q)
	if err != nil {
		return nil, "", err
	}
	states = make([]conversation.State, len(rows))
	for i, row := range rows {
		if err := json.Unmarshal(row.State, &states[i]); err != nil {
			return nil, "", fmt.Errorf("list conversation %s: %w", row.ID, err)
		}
	}
	return states, next, nil
}
