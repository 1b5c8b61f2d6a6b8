package people

import (
	"strings"
	"time"
)

// AuditEntry records one change that is not an event of a conversation. It never holds a secret or a hash.
type AuditEntry struct {
	ID     int64          `json:"id"` // given by the repository, growing
	At     time.Time      `json:"at"` // UTC, milliseconds
	Actor  string         `json:"actor"`
	Action string         `json:"action"` // user.add, user.update, user.secret, session.end, session.end_all, key.create, key.revoke, customer.add, customer.update
	Object string         `json:"object"` // the id of what was changed
	Detail map[string]any `json:"detail,omitempty"`
}

// AuditQuery selects entries, newest first. Empty members do not restrict.
type AuditQuery struct {
	Actor  string // the id of who did it
	Object string // the id of what was changed
	Kind   string // of what was changed: "user", "article": the action up to its dot
	Before int64  // entries with a smaller id only; 0: from the newest on
	Limit  int    // at most
}

// Selects reports whether an entry fits everything but Limit.
func (q AuditQuery) Selects(a AuditEntry) bool {
	return (q.Before == 0 || a.ID < q.Before) && (q.Actor == "" || a.Actor == q.Actor) && (q.Object == "" || a.Object == q.Object) &&
		(q.Kind == "" || strings.HasPrefix(a.Action, q.Kind+"."))
}
