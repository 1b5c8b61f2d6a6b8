package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/store/driver"
)

// shelves are the versions of articles, phrases and terms. What changes them is in knowledge_apply.go.
type shelves struct{ tables }

var _ knowledge.Repository = shelves{}

const versionColumns = `v.kind, v.id, v.number, v.state, v.author, v.reviewer, v.label, v.at, v.valid_from, v.valid_until, v.body`

func scanVersion(row pgx.CollectableRow) (v knowledge.Version, err error) {
	var at, from, until *time.Time
	err = row.Scan(&v.Kind, &v.ID, &v.Number, &v.State, &v.Author, &v.Reviewer, &v.Label, &at, &from, &until, &v.Body)
	v.At, v.ValidFrom, v.ValidUntil = moment(at), moment(from), moment(until)
	return v, err
}

// Versions returns all versions of an item, oldest first.
func (t shelves) Versions(ctx context.Context, kind knowledge.Kind, id string) ([]knowledge.Version, error) {
	versions, err := all(ctx, t.read(), scanVersion, `SELECT `+versionColumns+` FROM version v WHERE kind = $1 AND id = $2 ORDER BY number`, string(kind), id)
	if err == nil && len(versions) == 0 {
		err = &knowledge.NotFoundError{Kind: kind, ID: id}
	}
	return versions, err
}

// Histories returns all versions of the items named.
func (t shelves) Histories(ctx context.Context, kind knowledge.Kind, ids []string) (map[string][]knowledge.Version, error) {
	versions, err := all(ctx, t.read(), scanVersion,
		`SELECT `+versionColumns+` FROM version v WHERE kind = $1 AND id = ANY($2) ORDER BY id, number`, string(kind), ids)
	if err != nil {
		return nil, err
	}
	byID := map[string][]knowledge.Version{}
	for _, v := range versions {
		byID[v.ID] = append(byID[v.ID], v)
	}
	return byID, nil
}

// listQuery is the statement of a list. Of an item's versions one of any state is the newest that is not archived, or the
// newest if all are.
func listQuery(q knowledge.Query, limit int) (query string, args []any) {
	args = []any{string(q.Kind), q.After, limit}
	label := func(column string) string {
		if q.Label == "" {
			return ""
		}
		args = append(args, string(q.Label))
		return fmt.Sprintf(" AND %s = $%d", column, len(args))
	}
	switch q.State {
	case "":
		query = `SELECT ` + versionColumns + ` FROM item i CROSS JOIN LATERAL (
			SELECT * FROM version WHERE kind = i.kind AND id = i.id ORDER BY state <> 'archived' DESC, number DESC LIMIT 1
		) v WHERE i.kind = $1 AND i.id > $2` + label("i.label") + ` ORDER BY i.id LIMIT $3`
	case knowledge.Archived:
		query = `SELECT ` + versionColumns + ` FROM item i JOIN version v ON v.kind = i.kind AND v.id = i.id AND v.number = i.newest
			WHERE i.kind = $1 AND i.id > $2 AND NOT i.live` + label("i.label") + ` ORDER BY i.id LIMIT $3`
	default:
		args = append(args, string(q.State))
		query = `SELECT DISTINCT ON (v.id) ` + versionColumns + ` FROM version v
			WHERE v.kind = $1 AND v.id > $2 AND v.state = $4 AND v.state <> 'archived'` + label("v.label") + ` ORDER BY v.id, v.number DESC LIMIT $3`
	}
	return query, args
}

// List returns a page of items, one version each.
func (t shelves) List(ctx context.Context, q knowledge.Query) ([]knowledge.Version, string, error) {
	limit := driver.PageSize(q.Limit)
	query, args := listQuery(q, limit+1)
	versions, err := all(ctx, t.read(), scanVersion, query, args...)
	if err != nil || len(versions) <= limit {
		return versions, "", err
	}
	return versions[:limit], versions[limit-1].ID, nil
}

// Published returns what is published and the revision of that reading, from one statement and so one moment.
func (t shelves) Published(ctx context.Context, kind knowledge.Kind) (items []knowledge.Version, at int64, err error) {
	_, err = all(ctx, t.read(), func(row pgx.CollectableRow) (struct{}, error) {
		var (
			v                    = knowledge.Version{Kind: kind, State: knowledge.Published}
			id, author, reviewer *string
			label                *string
			number               *int
			moved, from, until   *time.Time
		)
		err := row.Scan(&at, &id, &number, &author, &reviewer, &label, &moved, &from, &until, &v.Body)
		if err == nil && id != nil {
			v.ID, v.Number, v.Author, v.Reviewer = *id, *number, *author, *reviewer
			v.Label = knowledge.Label(*label)
			v.At, v.ValidFrom, v.ValidUntil = moment(moved), moment(from), moment(until)
			items = append(items, v)
		}
		return struct{}{}, err
	}, `SELECT r.value, v.id, v.number, v.author, v.reviewer, v.label, v.at, v.valid_from, v.valid_until, v.body
		FROM revision r LEFT JOIN version v ON v.kind = $1 AND v.state = 'published'
		WHERE r.name = 'knowledge' ORDER BY v.id`, string(kind))
	return items, at, err
}

// Revision grows with every change of knowledge by any process.
func (t shelves) Revision(ctx context.Context) (int64, error) {
	return revision(ctx, t.read(), "knowledge")
}

// InForce checks that every source is published and valid at that time.
func (t shelves) InForce(ctx context.Context, sources []conversation.Source, at time.Time) error {
	if len(sources) == 0 {
		return nil
	}
	ids, numbers := make([]string, len(sources)), make([]int64, len(sources))
	for i, source := range sources {
		ids[i], numbers[i] = source.ArticleID, int64(source.Version)
	}
	var first int64
	withdrawn, err := exists(row(ctx, t.read(), `SELECT s.place FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS s(id, number, place)
		WHERE NOT EXISTS (SELECT 1 FROM version v WHERE v.kind = 'article' AND v.id = s.id AND v.number = s.number AND v.state = 'published'
			AND (v.valid_from IS NULL OR v.valid_from <= $3) AND (v.valid_until IS NULL OR v.valid_until > $3))
		ORDER BY s.place LIMIT 1`, []any{ids, numbers, at}, &first))
	if err == nil && withdrawn {
		err = &conversation.SourceWithdrawnError{Source: sources[first-1]}
	}
	return err
}
