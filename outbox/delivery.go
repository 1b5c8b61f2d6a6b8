package outbox

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/batondesk/baton/conversation"
)

// Delivery is one event that one endpoint must be told of. It is stored in the transaction that stores the event, and
// holds no words: what is sent is read from the record when it is sent.
type Delivery struct {
	Endpoint     string            `json:"-"` // id of the endpoint
	Conversation conversation.ID   `json:"conversation_id"`
	Seq          int64             `json:"seq"`
	Kind         conversation.Kind `json:"kind"`
	At           time.Time         `json:"at"` // when it happened
}

// EventID names the event to receivers. It is the same for every attempt and every replay, and holds nothing of the
// conversation's own id, which may be anything.
func (d Delivery) EventID() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", d.Seq, d.Conversation))
	return "evt_" + hex.EncodeToString(sum[:16])
}

// State is how far a delivery has come.
type State string

// A delivery is pending until the endpoint has accepted it, or it is given up. A dead one can be replayed.
const (
	Pending   State = "pending"
	Delivered State = "delivered"
	Dead      State = "dead"
)

// Attempt is one try to deliver.
type Attempt struct {
	At     time.Time `json:"at"`
	Status int       `json:"status,omitempty" doc:"The HTTP status of the answer; absent if there was none."`
	Error  string    `json:"error,omitempty" doc:"Why it failed; absent if it did not."`
	Millis int64     `json:"ms" doc:"How long it took, in milliseconds."`
}

// OK reports whether the endpoint accepted it.
func (a Attempt) OK() bool { return a.Error == "" }

// Entry is a delivery with what became of it so far: a line of the log, and the job of whoever has it on lease.
type Entry struct {
	Delivery
	State    State     `json:"state" enum:"pending,delivered,dead"`
	Tries    int       `json:"tries" doc:"Attempts since it was made, or last replayed."`
	Attempts []Attempt `json:"attempts" nullable:"false" doc:"The last ones, oldest first."`
	NextAt   time.Time `json:"next_at,omitzero" doc:"When it is tried next at the earliest; absent unless pending."`
	Settled  time.Time `json:"settled_at,omitzero" doc:"When it was delivered or given up."`
}

// attemptsKept is how many attempts an entry remembers.
const attemptsKept = 20

// tried is the list of attempts with one more.
func (e Entry) tried(a Attempt) []Attempt {
	kept := e.Attempts[max(0, len(e.Attempts)-attemptsKept+1):]
	return append(append(make([]Attempt, 0, len(kept)+1), kept...), a)
}
