package sqlite

import (
	"context"

	"github.com/batondesk/baton/knowledge"
)

// Erase removes an item that was never published, with all its versions.
func (t shelves) Erase(ctx context.Context, entry knowledge.Audit) error {
	return t.change(ctx, func(ctx context.Context, s *statements) error {
		v := knowledge.StateError{Kind: entry.Kind, ID: entry.ID, Action: "erase"}
		published, err := exists(s.row(ctx, `SELECT number, state FROM version WHERE kind = ? AND id = ? AND (state = 'published' OR reviewer <> '') LIMIT 1`,
			[]any{entry.Kind, entry.ID}, &v.Version, &v.State))
		if err != nil {
			return err
		}
		if published {
			return &v
		}
		if _, err := s.exec(ctx, `DELETE FROM version WHERE kind = ? AND id = ?`, entry.Kind, entry.ID); err != nil {
			return err
		}
		if n, err := s.exec(ctx, `DELETE FROM item WHERE kind = ? AND id = ?`, entry.Kind, entry.ID); err != nil || n == 0 {
			return err
		}
		if err := record(ctx, s, entry.At, entry.Actor, string(entry.Kind)+"."+entry.Action, entry.ID, map[string]any{}); err != nil {
			return err
		}
		return raise(ctx, s, "knowledge")
	})
}
