package postgres

import (
	"cmp"
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/people"
)

// Apply writes editorial changes, all or none.
//
// It first raises the counter, whose row stays locked until the end, so that the appliers of all replicas go one after
// the other: what is read after that is still true at the commit, a conflict can name the newest version, and two imports
// cannot each wait for the other. Then the changes are worked out in memory and written with one statement per table,
// whatever their number. Readers, and the turns that rest on knowledge, wait for none of it; only a withdrawal makes
// those wait, for the length of a commit.
func (t shelves) Apply(ctx context.Context, changes []knowledge.Change) error {
	if len(changes) == 0 {
		return nil
	}
	return t.change(ctx, func(ctx context.Context, tx pgx.Tx) error {
		if err := raise(ctx, tx, "knowledge"); err != nil {
			return err
		}
		b, err := takeDown(ctx, tx, changes)
		if err != nil {
			return err
		}
		for _, c := range changes {
			if err := b.apply(c); err != nil {
				return err
			}
		}
		return b.putBack(ctx, tx)
	})
}

// bench is where changes are worked out: the items they are about, without what their versions say.
type bench struct {
	items     map[itemName]*item
	order     []*item // as the changes name them first
	audit     []people.AuditEntry
	withdraws bool // an article that is published in the database will not be
}

type itemName struct {
	kind knowledge.Kind
	id   string
}

type item struct {
	itemName
	newest int
	held   map[int]*version
	order  []*version
}

type version struct {
	knowledge.Version
	stored knowledge.State // in the database, "" for one that is added
	moved  bool
}

// takeDown reads the items that the changes are about.
func takeDown(ctx context.Context, s statements, changes []knowledge.Change) (*bench, error) {
	b := &bench{items: map[itemName]*item{}}
	var kinds, ids []string
	for _, c := range changes {
		name := itemName{c.Kind, c.ID}
		if b.items[name] == nil {
			b.items[name] = &item{itemName: name, held: map[int]*version{}}
			b.order = append(b.order, b.items[name])
			kinds, ids = append(kinds, string(c.Kind)), append(ids, c.ID)
		}
	}
	_, err := all(ctx, s, func(row pgx.CollectableRow) (struct{}, error) {
		var v version
		err := row.Scan(&v.Kind, &v.ID, &v.Number, &v.stored, &v.Label)
		if err == nil {
			v.State = v.stored
			b.items[itemName{v.Kind, v.ID}].hold(&v)
		}
		return struct{}{}, err
	}, `SELECT v.kind, v.id, v.number, v.state, v.label FROM unnest($1::text[], $2::text[]) AS n(kind, id) JOIN version v USING (kind, id)`, kinds, ids)
	return b, err
}

func (i *item) hold(v *version) {
	i.held[v.Number], i.order, i.newest = v, append(i.order, v), max(i.newest, v.Number)
}

func (b *bench) apply(c knowledge.Change) error {
	i := b.items[itemName{c.Kind, c.ID}]
	conflict := &knowledge.ConflictError{Kind: c.Kind, ID: c.ID, Base: c.Newest, Current: i.newest}
	if i.newest != c.Newest {
		return conflict
	}
	for _, m := range c.Moves {
		v := i.held[m.Number]
		if v == nil || v.State != m.From {
			return conflict
		}
		v.State, v.At, v.moved = m.To, c.At, true
		if m.Reviewer != "" {
			v.Reviewer = m.Reviewer
		}
	}
	if c.Add != nil {
		added := *c.Add
		added.Kind, added.ID, added.Number, added.Label = c.Kind, c.ID, c.Newest+1, cmp.Or(added.Label, knowledge.LabelStandard)
		i.hold(&version{Version: added})
	}
	a := c.Audit
	detail := map[string]any{"version": a.Version}
	if a.Note != "" {
		detail["note"] = a.Note
	}
	b.audit = append(b.audit, people.AuditEntry{At: a.At, Actor: a.Actor, Action: string(a.Kind) + "." + a.Action, Object: a.ID, Detail: detail})
	return nil
}

// putBack writes what became of the items.
func (b *bench) putBack(ctx context.Context, tx pgx.Tx) error {
	if err := b.move(ctx, tx); err != nil {
		return err
	}
	if err := b.add(ctx, tx); err != nil {
		return err
	}
	if err := b.list(ctx, tx); err != nil {
		return err
	}
	if err := record(ctx, tx, b.audit...); err != nil {
		return err
	}
	if !b.withdraws {
		return nil
	}
	_, err := exec(ctx, tx, `SELECT pg_advisory_xact_lock($1)`, int64(knowledgeLock))
	return err
}

func (b *bench) move(ctx context.Context, tx pgx.Tx) error {
	var (
		kinds, ids, states, reviewers []string
		numbers                       []int64
		times                         []*time.Time
	)
	for _, i := range b.order {
		for _, v := range i.order {
			if v.stored == "" || !v.moved {
				continue
			}
			kinds, ids, numbers = append(kinds, string(v.Kind)), append(ids, v.ID), append(numbers, int64(v.Number))
			states, reviewers, times = append(states, string(v.State)), append(reviewers, v.Reviewer), append(times, stamp(v.At))
			b.withdraws = b.withdraws || v.Kind == knowledge.KindArticle && v.stored == knowledge.Published && v.State != knowledge.Published
		}
	}
	if len(ids) == 0 {
		return nil
	}
	_, err := exec(ctx, tx, `UPDATE version v SET state = m.state, at = m.at, reviewer = coalesce(nullif(m.reviewer, ''), v.reviewer)
		FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[]) AS m(kind, id, number, state, reviewer, at)
		WHERE v.kind = m.kind AND v.id = m.id AND v.number = m.number`, kinds, ids, numbers, states, reviewers, times)
	return err
}

func (b *bench) add(ctx context.Context, tx pgx.Tx) error {
	var rows [][]any
	for _, i := range b.order {
		for _, v := range i.order {
			if v.stored == "" {
				rows = append(rows, []any{
					string(v.Kind), v.ID, int64(v.Number), string(v.State), v.Author, v.Reviewer, string(v.Label),
					stamp(v.At), stamp(v.ValidFrom), stamp(v.ValidUntil), append([]byte{}, v.Body...),
				})
			}
		}
	}
	if len(rows) == 0 {
		return nil
	}
	ctx, cancel := bounded(ctx, tx)
	defer cancel()
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"version"},
		[]string{"kind", "id", "number", "state", "author", "reviewer", "label", "at", "valid_from", "valid_until", "body"}, pgx.CopyFromRows(rows))
	return failed(err)
}

// list keeps what lists need to know of each item.
func (b *bench) list(ctx context.Context, tx pgx.Tx) error {
	var (
		kinds, ids, labels []string
		newest             []int64
		live               []bool
	)
	for _, i := range b.order {
		if i.newest == 0 {
			continue
		}
		shown := i.shown()
		kinds, ids, newest = append(kinds, string(i.kind)), append(ids, i.id), append(newest, int64(i.newest))
		live, labels = append(live, shown.State != knowledge.Archived), append(labels, string(shown.Label))
	}
	_, err := exec(ctx, tx, `INSERT INTO item (kind, id, newest, live, label) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::boolean[], $5::text[])
		ON CONFLICT (kind, id) DO UPDATE SET newest = excluded.newest, live = excluded.live, label = excluded.label`, kinds, ids, newest, live, labels)
	return err
}

// shown is the version that a list of all items has: the newest that is not archived, or the newest if all are.
func (i *item) shown() *version {
	best := i.order[0]
	for _, v := range i.order {
		used, better := v.State != knowledge.Archived, best.State != knowledge.Archived
		if used && !better || used == better && v.Number > best.Number {
			best = v
		}
	}
	return best
}
