package postgres

import (
	"context"
	"encoding/json"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/people"
)

// addAudit writes audit entries, in their order.
const addAudit = `INSERT INTO audit (at, actor, action, object, detail)
	SELECT at, actor, action, object, detail FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[])
		WITH ORDINALITY AS a(at, actor, action, object, detail, place) ORDER BY place`

// auditArgs are the arguments of addAudit.
func auditArgs(entries []people.AuditEntry) ([]any, error) {
	var (
		times                           = make([]*time.Time, len(entries))
		actors, actions, objects, texts = make([]string, len(entries)), make([]string, len(entries)), make([]string, len(entries)), make([]string, len(entries))
	)
	for i, a := range entries {
		detail, err := json.Marshal(a.Detail)
		if err != nil {
			return nil, err
		}
		times[i], actors[i], actions[i], objects[i], texts[i] = stamp(a.At), a.Actor, a.Action, a.Object, string(detail)
	}
	return []any{times, actors, actions, objects, texts}, nil
}

// record writes audit entries.
func record(ctx context.Context, s statements, entries ...people.AuditEntry) error {
	args, err := auditArgs(entries)
	if err == nil {
		_, err = exec(ctx, s, addAudit, args...)
	}
	return err
}

// Audit lists entries, newest first.
func (t register) Audit(ctx context.Context, q people.AuditQuery) ([]people.AuditEntry, error) {
	if q.Before == 0 {
		q.Before = math.MaxInt64
	}
	return all(ctx, t.read(), scanAudit, `SELECT id, at, actor, action, object, detail FROM audit
		WHERE id < $1 AND ($2::text = '' OR actor = $2) AND ($3::text = '' OR object = $3) AND ($4::text = '' OR starts_with(action, $4 || '.'))
		ORDER BY id DESC LIMIT $5`, q.Before, q.Actor, q.Object, q.Kind, q.Limit)
}

func scanAudit(row pgx.CollectableRow) (a people.AuditEntry, err error) {
	var (
		at     *time.Time
		detail []byte
	)
	if err = row.Scan(&a.ID, &at, &a.Actor, &a.Action, &a.Object, &detail); err == nil {
		err = json.Unmarshal(detail, &a.Detail)
	}
	a.At = moment(at)
	return a, err
}
