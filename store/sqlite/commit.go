package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
)

// Commit writes the group in one transaction. A change that is refused is found out before its first row is written, so
// that it needs no savepoint; a failure of the database itself undoes the group, whose members then get a transaction
// each, since one of them may be the cause.
func (db *DB) Commit(ctx context.Context, group []*driver.Change) []error {
	errs := make([]error, len(group))
	failed := db.change(ctx, func(ctx context.Context, s *statements) error {
		for i, c := range group {
			refused, err := db.apply(ctx, s, c)
			if err != nil {
				return err
			}
			errs[i] = refused
		}
		return nil
	})
	if failed == nil {
		return errs
	}
	for i, c := range group {
		if len(group) == 1 || errors.Is(failed, conversation.ErrBusy) {
			errs[i] = fmt.Errorf("store conversation %s: %w", c.Row.ID, failed)
		} else {
			errs[i] = db.Commit(ctx, group[i:i+1])[0]
		}
	}
	return errs
}

func (db *DB) apply(ctx context.Context, s *statements, c *driver.Change) (refused, err error) {
	for _, source := range c.Sources {
		if ok, err := inForce(ctx, s, source, c.At); err != nil {
			return nil, err
		} else if !ok {
			return &conversation.SourceWithdrawnError{Source: source}, nil
		}
	}
	if c.Key != "" && c.From > 0 {
		if taken, err := exists(s.row(ctx, `SELECT 1 FROM event WHERE conversation = ? AND key = ?`, []any{c.Row.Ref, c.Key}, new(int))); err != nil {
			return nil, err
		} else if taken {
			return driver.ErrKeyTaken, nil
		}
	}
	if stored, err := saveRow(ctx, s, c); err != nil {
		return nil, err
	} else if !stored {
		return conversation.ErrConflict, nil
	}
	for _, c := range c.Cases {
		if err := saveCase(ctx, s, c); err != nil {
			return nil, err
		}
	}
	for _, b := range c.Blanked {
		if err := blankEvent(ctx, s, c, b); err != nil {
			return nil, err
		}
	}
	if err := saveDeliveries(ctx, s, c); err != nil {
		return nil, err
	}
	return nil, saveEvents(ctx, s, c)
}

func blankEvent(ctx context.Context, s *statements, c *driver.Change, b driver.Blanked) error {
	if _, err := s.exec(ctx, `UPDATE event SET payload = ?, digest = iif(digest IS NULL, NULL, '') WHERE conversation = ? AND seq = ?`,
		string(b.Payload), c.Row.Ref, b.Seq); err != nil {
		return err
	}
	if _, err := s.exec(ctx, `DELETE FROM gap WHERE conversation = ? AND seq = ?`, string(c.Row.ID), b.Gap); err != nil {
		return err
	}
	return record(ctx, s, c.At, b.By, "conversation.redact", string(c.Row.ID), map[string]any{"seq": b.Seq, "reason": b.Reason})
}

func exists(err error) (bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// saveRow is the fence: it changes no row if the conversation is not where the change starts from.
func saveRow(ctx context.Context, s *statements, c *driver.Change) (bool, error) {
	r := &c.Row
	tags, err := json.Marshal(append([]string{}, r.Tags...))
	if err != nil {
		return false, err
	}
	next := sql.NullInt64{Int64: millis(r.NextAt), Valid: !r.NextAt.IsZero()}
	keep, owner, until := r.Owes, "", int64(0) // a lease is kept while something is owed
	if c.Lease != nil {
		keep, owner, until = false, c.Lease.Owner, millis(c.Lease.Now.Add(c.Lease.For))
	}
	if c.From == 0 {
		err := s.row(ctx, `INSERT INTO conversation (id, seq, status, holder, customer, channel, source, tags, owes, next_at,
				opened_at, updated_at, lease_owner, lease_until, state)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING RETURNING ref`,
			[]any{string(r.ID), r.Seq, string(r.Status), string(r.Holder), r.CustomerID, r.Channel, r.Source, string(tags), r.Owes, next,
				millis(r.Opened), millis(r.Updated), owner, until, string(r.State)}, &r.Ref)
		return exists(err)
	}
	n, err := s.exec(ctx, `UPDATE conversation SET seq = ?, status = ?, holder = ?, customer = ?, channel = ?, source = ?, tags = ?,
			owes = ?, next_at = ?, updated_at = ?, lease_owner = iif(?, lease_owner, ?), lease_until = iif(?, lease_until, ?), state = ?
		WHERE ref = ? AND seq = ?`,
		r.Seq, string(r.Status), string(r.Holder), r.CustomerID, r.Channel, r.Source, string(tags),
		r.Owes, next, millis(r.Updated), keep, owner, keep, until, string(r.State), r.Ref, c.From)
	return n == 1, err
}

func saveEvents(ctx context.Context, s *statements, c *driver.Change) error {
	key, digest, span := any(nil), any(nil), any(nil)
	if c.Key != "" {
		key, digest, span = c.Key, c.Digest, len(c.Events)
	}
	for _, e := range c.Events {
		_, err := s.exec(ctx, `INSERT INTO event (conversation, seq, at, actor_kind, actor_id, actor_name, visibility, kind, payload, key, digest, span)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			c.Row.Ref, e.Seq, millis(e.At), string(e.Actor.Kind), e.Actor.ID, e.Actor.Name, string(e.Visibility), string(e.Kind), string(e.Payload),
			key, digest, span)
		if err != nil {
			return err
		}
		key, digest, span = nil, nil, nil
	}
	return nil
}

func inForce(ctx context.Context, s *statements, source conversation.Source, at time.Time) (bool, error) {
	return exists(s.row(ctx, `SELECT 1 FROM version WHERE kind = 'article' AND id = ?1 AND number = ?2 AND state = 'published'
		AND valid_from <= ?3 AND (valid_until = 0 OR valid_until > ?3)`,
		[]any{source.ArticleID, source.Version, millis(at)}, new(int)))
}
