package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/store/driver"
)

// shelves are the versions of articles, phrases and terms.
type shelves struct{ tables }

var _ knowledge.Repository = shelves{}

// Apply writes editorial changes, all or none.
func (t shelves) Apply(ctx context.Context, changes []knowledge.Change) error {
	if len(changes) == 0 {
		return nil
	}
	return t.change(ctx, func(ctx context.Context, s *statements) error {
		for _, c := range changes {
			if err := applyKnowledge(ctx, s, c); err != nil {
				return err
			}
		}
		return raise(ctx, s, "knowledge")
	})
}

func applyKnowledge(ctx context.Context, s *statements, c knowledge.Change) error {
	var newest int
	if _, err := exists(s.row(ctx, `SELECT newest FROM item WHERE kind = ? AND id = ?`, []any{c.Kind, c.ID}, &newest)); err != nil {
		return err
	}
	conflict := &knowledge.ConflictError{Kind: c.Kind, ID: c.ID, Base: c.Newest, Current: newest}
	if newest != c.Newest {
		return conflict
	}
	for _, m := range c.Moves {
		n, err := s.exec(ctx, `UPDATE version SET state = ?, at = ?, reviewer = iif(? = '', reviewer, ?) WHERE kind = ? AND id = ? AND number = ? AND state = ?`,
			m.To, millis(c.At), m.Reviewer, m.Reviewer, c.Kind, c.ID, m.Number, m.From)
		if err != nil {
			return err
		}
		if n != 1 {
			return conflict
		}
	}
	if v := c.Add; v != nil {
		newest++
		if _, err := s.exec(ctx, `INSERT INTO version (kind, id, number, state, author, reviewer, label, at, valid_from, valid_until, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			c.Kind, c.ID, newest, v.State, v.Author, v.Reviewer, cmp.Or(v.Label, knowledge.LabelStandard), millis(v.At), millis(v.ValidFrom), millis(v.ValidUntil), append([]byte{}, v.Body...)); err != nil {
			return err
		}
	}
	if newest > 0 {
		if _, err := s.exec(ctx, `INSERT INTO item (kind, id, newest, live, label)
			SELECT ?1, ?2, ?3, state <> 'archived', label FROM version WHERE kind = ?1 AND id = ?2 AND number = ifnull(
				(SELECT max(number) FROM version WHERE kind = ?1 AND id = ?2 AND state <> 'archived'), ?3)
			ON CONFLICT DO UPDATE SET newest = excluded.newest, live = excluded.live, label = excluded.label`, c.Kind, c.ID, newest); err != nil {
			return err
		}
	}
	a := c.Audit
	detail := map[string]any{"version": a.Version}
	if a.Note != "" {
		detail["note"] = a.Note
	}
	return record(ctx, s, a.At, a.Actor, string(a.Kind)+"."+a.Action, a.ID, detail)
}

const versionColumns = `v.kind, v.id, v.number, v.state, v.author, v.reviewer, v.label, v.at, v.valid_from, v.valid_until, v.body`

func scanVersion(rows *sql.Rows) (knowledge.Version, error) {
	var (
		v               knowledge.Version
		at, from, until int64
	)
	err := rows.Scan(&v.Kind, &v.ID, &v.Number, &v.State, &v.Author, &v.Reviewer, &v.Label, &at, &from, &until, &v.Body)
	v.At, v.ValidFrom, v.ValidUntil = moment(at), moment(from), moment(until)
	return v, err
}

// Versions returns all versions of an item, oldest first.
func (t shelves) Versions(ctx context.Context, kind knowledge.Kind, id string) ([]knowledge.Version, error) {
	versions, err := all(ctx, t.read(), scanVersion, `SELECT `+versionColumns+` FROM version v WHERE kind = ? AND id = ? ORDER BY number`, kind, id)
	if err == nil && len(versions) == 0 {
		err = &knowledge.NotFoundError{Kind: kind, ID: id}
	}
	return versions, err
}

// Histories returns all versions of the items named.
func (t shelves) Histories(ctx context.Context, kind knowledge.Kind, ids []string) (map[string][]knowledge.Version, error) {
	named, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	versions, err := all(ctx, t.read(), scanVersion,
		`SELECT `+versionColumns+` FROM version v WHERE kind = ? AND id IN (SELECT value FROM json_each(?)) ORDER BY id, number`, kind, string(named))
	if err != nil {
		return nil, err
	}
	byID := map[string][]knowledge.Version{}
	for _, v := range versions {
		byID[v.ID] = append(byID[v.ID], v)
	}
	return byID, nil
}

// List returns a page of items, one version each.
func (t shelves) List(ctx context.Context, q knowledge.Query) ([]knowledge.Version, string, error) {
	limit := driver.PageSize(q.Limit)
	query := `SELECT ` + versionColumns + ` FROM item i JOIN version v ON v.kind = i.kind AND v.id = i.id AND v.number = ifnull(
			(SELECT max(number) FROM version w WHERE w.kind = i.kind AND w.id = i.id AND w.state <> 'archived'), i.newest)
		WHERE i.kind = ? AND i.id > ?`
	args := []any{q.Kind, q.After}
	switch q.State {
	case "":
	case knowledge.Archived:
		query += ` AND i.live = 0`
	default:
		query = `SELECT ` + versionColumns + ` FROM version v WHERE v.kind = ? AND v.id > ? AND v.state = ? AND v.state <> 'archived'`
		args = append(args, q.State)
	}
	if q.Label != "" {
		label := map[bool]string{true: ` AND i.label = ?`, false: ` AND v.label = ?`}[q.State == "" || q.State == knowledge.Archived]
		query, args = query+label, append(args, q.Label)
	}
	versions, err := all(ctx, t.read(), scanVersion, query+` ORDER BY 2 LIMIT ?`, append(args, limit+1)...)
	if err != nil || len(versions) <= limit {
		return versions, "", err
	}
	return versions[:limit], versions[limit-1].ID, nil
}

// Published returns what is published and the revision of that reading, from one statement and so one moment.
func (t shelves) Published(ctx context.Context, kind knowledge.Kind) (items []knowledge.Version, at int64, err error) {
	_, err = all(ctx, t.read(), func(rows *sql.Rows) (struct{}, error) {
		var (
			v                        knowledge.Version
			id, author, reviewer     sql.NullString
			label                    sql.NullString
			number, moved, from, end sql.NullInt64
		)
		err := rows.Scan(&at, &id, &number, &author, &reviewer, &label, &moved, &from, &end, &v.Body)
		if err == nil && id.Valid {
			v.Kind, v.State, v.ID, v.Number, v.Author, v.Reviewer = kind, knowledge.Published, id.String, int(number.Int64), author.String, reviewer.String
			v.Label = knowledge.Label(label.String)
			v.At, v.ValidFrom, v.ValidUntil = moment(moved.Int64), moment(from.Int64), moment(end.Int64)
			items = append(items, v)
		}
		return struct{}{}, err
	}, `SELECT r.value, v.id, v.number, v.author, v.reviewer, v.label, v.at, v.valid_from, v.valid_until, v.body
		FROM revision r LEFT JOIN version v ON v.kind = ? AND v.state = 'published' AND v.state <> 'archived'
		WHERE r.name = 'knowledge' ORDER BY v.id`, kind)
	return items, at, err
}

// Revision grows with every change of knowledge by any process.
func (t shelves) Revision(ctx context.Context) (int64, error) {
	return revision(ctx, t.read(), "knowledge")
}

// InForce checks that every source is published and valid at that time.
func (t shelves) InForce(ctx context.Context, sources []conversation.Source, at time.Time) error {
	for _, source := range sources {
		if ok, err := inForce(ctx, t.read(), source, at); err != nil {
			return err
		} else if !ok {
			return &conversation.SourceWithdrawnError{Source: source}
		}
	}
	return nil
}
