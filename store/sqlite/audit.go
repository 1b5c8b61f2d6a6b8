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
func (t register) Audit(ctx context.Context, before int64, limit int) ([]people.AuditEntry, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	return all(ctx, t.read(), scanAudit, `SELECT id, at, actor, action, object, detail FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?`, before, limit)
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
