package postgres

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/store/driver"
)

type casePosition struct {
	Priority int       `json:"p"`
	Since    time.Time `json:"s"`
	ID       string    `json:"i"`
}

// Each of these reads the next page from ranges of one index that lie there in the order of the list, and stops after a
// page in each.
const (
	nextCases = `SELECT priority, waiting_since, id, data FROM handoff
		WHERE (priority, waiting_since, id) > (@priority::bigint, @since::timestamptz, @id::text)`
	casesByStatus = `SELECT h.* FROM unnest(@statuses::text[]) AS s(name) CROSS JOIN LATERAL (
		` + nextCases + ` AND status = s.name ORDER BY priority, waiting_since, id LIMIT @limit) h`
	casesByQueue = `SELECT h.* FROM unnest(@queues::text[]) AS q(name) CROSS JOIN unnest(@statuses::text[]) AS s(name) CROSS JOIN LATERAL (
		` + nextCases + ` AND queue = q.name AND status = s.name ORDER BY priority, waiting_since, id LIMIT @limit) h`
	casesByHolder = `(` + nextCases + ` AND holder = @holder AND holder <> '' AND status = ANY(@statuses::text[])
		AND (NOT @limited OR queue = ANY(@among::text[])) ORDER BY priority, waiting_since, id LIMIT @limit)`
)

// Cases lists cases, the most urgent first.
func (t cases) Cases(ctx context.Context, q handoff.CaseQuery) ([]handoff.Case, string, error) {
	limit := driver.PageSize(q.Limit)
	after := casePosition{Priority: -1 << 31}
	if q.Cursor != "" {
		if err := driver.DecodeCursor(q.Cursor, &after); err != nil {
			return nil, "", err
		}
	}
	parts, args := partsOf(q)
	if len(parts) == 0 {
		return nil, "", nil
	}
	args["priority"], args["since"], args["id"], args["limit"] = after.Priority, after.Since, escaped(after.ID), limit+1
	found, err := all(ctx, t.read(), scanJSON[handoff.Case],
		`SELECT data FROM (SELECT DISTINCT ON (priority, waiting_since, id) * FROM (`+strings.Join(parts, " UNION ALL ")+`) AS ranges
			ORDER BY priority, waiting_since, id LIMIT @limit) AS page ORDER BY priority, waiting_since, id`, args)
	if err != nil || len(found) <= limit {
		return found, "", err
	}
	last := found[limit-1]
	return found[:limit], driver.EncodeCursor(casePosition{last.Priority, last.WaitingSince, last.ID}), nil
}

// partsOf are the selects that together hold what a query selects, and their arguments without the page's.
func partsOf(q handoff.CaseQuery) (parts []string, args pgx.NamedArgs) {
	statuses := q.Status
	if len(statuses) == 0 {
		statuses = []handoff.CaseStatus{handoff.Waiting, handoff.Claimed, handoff.Returned, handoff.Resolved}
	}
	asked, viewer := len(q.Queues) > 0, ""
	queues, limited := q.Queues, asked // the queues of which every case may be shown
	if q.Visible != nil {
		viewer, limited = q.Visible.Agent, true
		queues = slices.DeleteFunc(slices.Clone(q.Visible.Queues), func(name string) bool { return asked && !slices.Contains(q.Queues, name) })
	}
	args = pgx.NamedArgs{"statuses": words(statuses), "queues": queues}
	held := func(holder string, among []string, limited bool) { // few: what one person holds now
		parts = append(parts, casesByHolder)
		args["holder"], args["among"], args["limited"] = escaped(holder), among, limited
	}
	switch {
	case q.Holder != "" && q.Holder != viewer:
		held(q.Holder, queues, limited)
		return parts, args
	case q.Holder != "" || viewer != "":
		held(viewer, q.Queues, asked)
	}
	switch {
	case q.Holder != "":
	case !limited:
		parts = append(parts, casesByStatus)
	case len(queues) > 0:
		parts = append(parts, casesByQueue)
	}
	return parts, args
}

// words are values that are words, as an array of the database.
func words[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
