// Package outbox brings what happened to services outside, once it is committed.
package outbox

import (
	"time"

	"github.com/batondesk/baton/conversation"
)

// Delivery is one event that one endpoint must be told of. It is stored in the transaction that stores the event, and
// holds no words: what is sent is read from the record when it is sent.
type Delivery struct {
	Endpoint     string // id of the endpoint
	Conversation conversation.ID
	Seq          int64
	At           time.Time
}
