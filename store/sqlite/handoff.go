package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/store/driver"
)

// cases are the handoffs; they are written by Commit.
type cases struct{ tables }

var _ handoff.Repository = cases{}

func saveCase(ctx context.Context, s *statements, c driver.Case) error {
	verified := ""
	if c.Verified {
		verified = c.CustomerID
	}
	_, err := s.exec(ctx, `INSERT OR REPLACE INTO handoff
		(id, conversation, customer, queue, status, holder, priority, waiting_since, opened_at, claimed_at, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		c.ID, string(c.ConversationID), verified, c.Queue, string(c.Status), c.Holder, c.Priority,
		millis(c.WaitingSince), millis(c.OpenedAt), millis(c.ClaimedAt), string(c.Data))
	return err
}

// Case returns one case.
func (t cases) Case(ctx context.Context, id string) (c handoff.Case, err error) {
	var data []byte
	found, err := exists(t.read().row(ctx, `SELECT data FROM handoff WHERE id = ?`, []any{id}, &data))
	if err == nil && !found {
		err = &handoff.NotFoundError{What: "handoff", Name: id}
	}
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	return c, err
}

type casePosition struct {
	Priority int    `json:"p"`
	Since    int64  `json:"s"`
	ID       string `json:"i"`
}

func positionOf(c handoff.Case) casePosition {
	return casePosition{c.Priority, millis(c.WaitingSince), c.ID}
}

func (p casePosition) compare(o casePosition) int {
	return cmp.Or(cmp.Compare(p.Priority, o.Priority), cmp.Compare(p.Since, o.Since), strings.Compare(p.ID, o.ID))
}

// Cases reads a page from each range of an index that may hold some of it, and merges them.
func (t cases) Cases(ctx context.Context, q handoff.CaseQuery) ([]handoff.Case, string, error) {
	limit := driver.PageSize(q.Limit)
	after := casePosition{Priority: -1 << 31}
	if q.Cursor != "" {
		if err := driver.DecodeCursor(q.Cursor, &after); err != nil {
			return nil, "", err
		}
	}
	var found []handoff.Case
	for _, r := range rangesOf(q) {
		page, err := all(ctx, t.read(), scanJSON[handoff.Case], `SELECT data FROM handoff WHERE `+r.condition+`
			AND (priority, waiting_since, id) > (?, ?, ?) ORDER BY priority, waiting_since, id LIMIT ?`,
			append(r.args, after.Priority, after.Since, after.ID, limit+1)...)
		if err != nil {
			return nil, "", err
		}
		found = append(found, page...)
	}
	slices.SortFunc(found, func(a, b handoff.Case) int { return positionOf(a).compare(positionOf(b)) })
	found = slices.CompactFunc(found, func(a, b handoff.Case) bool { return a.ID == b.ID })
	if len(found) <= limit {
		return found, "", nil
	}
	return found[:limit], driver.EncodeCursor(positionOf(found[limit-1])), nil
}

// indexRange is a part of the table that lies in an index in the order of the list.
type indexRange struct {
	condition string
	args      []any
}

func rangesOf(q handoff.CaseQuery) (ranges []indexRange) {
	statuses := q.Status
	if len(statuses) == 0 {
		statuses = []handoff.CaseStatus{handoff.Waiting, handoff.Claimed, handoff.Returned, handoff.Resolved}
	}
	held := func(holder string) { // few: what one person holds now
		for _, status := range statuses {
			r := indexRange{`holder = ? AND holder <> '' AND status = ?`, []any{holder, string(status)}}
			if len(q.Queues) > 0 {
				r.condition += ` AND queue IN (SELECT value FROM json_each(?))`
				r.args = append(r.args, jsonList(q.Queues))
			}
			if q.Visible != nil && q.Visible.Agent != holder {
				r.condition += ` AND queue IN (SELECT value FROM json_each(?))`
				r.args = append(r.args, jsonList(q.Visible.Queues))
			}
			ranges = append(ranges, r)
		}
	}
	if q.Holder != "" {
		held(q.Holder)
		return ranges
	}
	queues := q.Queues
	if q.Visible != nil {
		if q.Visible.Agent != "" {
			held(q.Visible.Agent)
		}
		queues = q.Visible.Queues
		if len(q.Queues) > 0 {
			queues = slices.DeleteFunc(slices.Clone(q.Queues), func(name string) bool { return !slices.Contains(q.Visible.Queues, name) })
		}
	}
	for _, status := range statuses {
		if q.Visible == nil && len(queues) == 0 {
			ranges = append(ranges, indexRange{`status = ?`, []any{string(status)}})
		}
		for _, queue := range queues {
			ranges = append(ranges, indexRange{`queue = ? AND status = ?`, []any{queue, string(status)}})
		}
	}
	return ranges
}

func jsonList(names []string) string {
	data, err := json.Marshal(append([]string{}, names...))
	if err != nil {
		panic(err) // strings
	}
	return string(data)
}

// CasesOf lists the cases of a verified customer, newest first.
func (t cases) CasesOf(ctx context.Context, customerID string, limit int) ([]handoff.Case, error) {
	return all(ctx, t.read(), scanJSON[handoff.Case],
		`SELECT data FROM handoff WHERE customer = ? AND customer <> '' ORDER BY opened_at DESC, rowid DESC LIMIT ?`, customerID, limit)
}

// Waiting counts the cases that wait in a queue.
func (t cases) Waiting(ctx context.Context, queue string) (n int, err error) {
	err = t.read().row(ctx, `SELECT count(*) FROM handoff WHERE queue = ? AND status = 'waiting'`, []any{queue}, &n)
	return n, err
}

// Claimed counts the open cases that a human holds.
func (t cases) Claimed(ctx context.Context, agent string) (n int, err error) {
	err = t.read().row(ctx, `SELECT count(*) FROM handoff WHERE holder = ? AND holder <> '' AND status = 'claimed'`, []any{agent}, &n)
	return n, err
}

// ClaimWaits are the last waits until a first claim.
func (t cases) ClaimWaits(ctx context.Context, queue string, limit int) ([]time.Duration, error) {
	return all(ctx, t.read(), func(rows *sql.Rows) (time.Duration, error) {
		var ms int64
		err := rows.Scan(&ms)
		return time.Duration(ms) * time.Millisecond, err
	}, `SELECT claimed_at - opened_at FROM handoff WHERE queue = ? AND claimed_at > 0 ORDER BY claimed_at DESC LIMIT ?`, queue, limit)
}
