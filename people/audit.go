package people

import "time"

// AuditEntry records one change that is not an event of a conversation. It never holds a secret or a hash.
type AuditEntry struct {
	ID     int64          `json:"id"` // given by the repository, growing
	At     time.Time      `json:"at"` // UTC, milliseconds
	Actor  string         `json:"actor"`
	Action string         `json:"action"` // user.add, user.update, user.secret, key.create, key.revoke, customer.add, customer.update
	Object string         `json:"object"` // the id of what was changed
	Detail map[string]any `json:"detail,omitempty"`
}
