package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"math"
	"time"

	"github.com/batondesk/baton/people"
)

// record writes an audit entry.
func record(ctx context.Context, s *statements, at time.Time, actor, action, object string, detail map[string]any) error {
	data, err := json.Marshal(detail)
	if err == nil {
		_, err = s.exec(ctx, `INSERT INTO audit (at, actor, action, object, detail) VALUES (?, ?, ?, ?, ?)`, millis(at), actor, action, object, string(data))
	}
	return err
}

// Audit lists entries, newest first.
func (t register) Audit(ctx context.Context, q people.AuditQuery) ([]people.AuditEntry, error) {
	if q.Before == 0 {
		q.Before = math.MaxInt64
	}
	return all(ctx, t.read(), scanAudit, `SELECT id, at, actor, action, object, detail FROM audit
		WHERE id < ?1 AND (?2 = '' OR actor = ?2) AND (?3 = '' OR object = ?3) AND (?4 = '' OR substr(action, 1, length(?4) + 1) = ?4 || '.')
		ORDER BY id DESC LIMIT ?5`, q.Before, q.Actor, q.Object, q.Kind, q.Limit)
}

func scanAudit(rows *sql.Rows) (a people.AuditEntry, err error) {
	var (
		at     int64
		detail []byte
	)
	if err = rows.Scan(&a.ID, &at, &a.Actor, &a.Action, &a.Object, &detail); err == nil {
		err = json.Unmarshal(detail, &a.Detail)
	}
	a.At = moment(at)
	return a, err
}
