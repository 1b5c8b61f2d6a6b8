package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/people"
)

// Erase removes an item that was never published, with all its versions. It raises the counter first, as Apply does.
func (t shelves) Erase(ctx context.Context, entry knowledge.Audit) error {
	return t.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		if err := raise(ctx, tx, "knowledge"); err != nil {
			return err
		}
		published, err := all(ctx, tx, func(row pgx.CollectableRow) (v knowledge.StateError, err error) {
			v.Kind, v.ID, v.Action = entry.Kind, entry.ID, "erase"
			return v, row.Scan(&v.Version, &v.State)
		}, `SELECT number, state FROM version WHERE kind = $1 AND id = $2 AND (state = 'published' OR reviewer <> '') LIMIT 1`, string(entry.Kind), entry.ID)
		if err != nil {
			return err
		}
		if len(published) > 0 {
			return &published[0]
		}
		if _, err := exec(ctx, tx, `DELETE FROM version WHERE kind = $1 AND id = $2`, string(entry.Kind), entry.ID); err != nil {
			return err
		}
		if n, err := exec(ctx, tx, `DELETE FROM item WHERE kind = $1 AND id = $2`, string(entry.Kind), entry.ID); err != nil || n == 0 {
			return err
		}
		return record(ctx, tx, people.AuditEntry{At: entry.At, Actor: entry.Actor, Action: string(entry.Kind) + "." + entry.Action, Object: entry.ID, Detail: map[string]any{}})
	})
}
