package outbox

import (
	"context"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

// Repository stores endpoints and deliveries. Deliveries are made by the ledger only. Times are the database's own where
// it runs elsewhere; on one machine they are the caller's.
type Repository interface {
	// Endpoints lists all of them, by id, with their secrets.
	Endpoints(ctx context.Context) ([]Endpoint, error)
	// AddEndpoint stores a new one with the audit entry; a *people.ExistsError if the id is taken.
	AddEndpoint(ctx context.Context, e Endpoint, a people.AuditEntry) error
	// UpdateEndpoint replaces one whose stored Version is e.Version-1, else people.ErrConflict; a *people.NotFoundError if
	// there is none.
	UpdateEndpoint(ctx context.Context, e Endpoint, a people.AuditEntry) error

	// Claim leases, for each endpoint named, at most so many deliveries that are due: of each conversation only the one
	// with the lowest seq that is pending. It is cheap when there is nothing.
	Claim(ctx context.Context, l Lease, room map[string]int) ([]Entry, error)
	// Settle writes what became of deliveries that the owner has on lease; one that it has no more is left as it is. Where
	// More is set it leases the next one of the same endpoint and conversation, if that is due, and returns it.
	Settle(ctx context.Context, l Lease, results []Result) ([]Entry, error)

	// Log lists an endpoint's deliveries, newest first. next is the cursor to go on with, empty on the last page.
	Log(ctx context.Context, q LogQuery) (entries []Entry, next string, err error)
	// Replay makes deliveries pending again, due at once and with their tries forgotten, and returns how many. An audit
	// entry is written if there were any; their number is added to its Detail as "count".
	Replay(ctx context.Context, r Replay, a people.AuditEntry) (int, error)
	// Tidy gives up what is pending since before t.Pending, deletes what was settled too long ago, each at most limit, and
	// returns the most it did of one kind.
	Tidy(ctx context.Context, t Tidy, limit int) (int, error)
	// Backlog counts what is not delivered, per endpoint.
	Backlog(ctx context.Context) (map[string]Backlog, error)
}

// Lease is who takes deliveries, when, and for how long.
type Lease struct {
	Owner string
	Now   time.Time
	For   time.Duration
}

// Result is what became of a delivery.
type Result struct {
	Entry               // as it is from now on: State, Tries, Attempts
	Retry time.Duration // if it stays pending: when to try again, counted from now
	More  bool
}

// LogQuery selects a page of an endpoint's log.
type LogQuery struct {
	Endpoint string
	State    State // "" for all
	Cursor   string
	Limit    int // 0 means 50; at most 500
}

// Replay selects what to deliver again: one delivery, whether dead or delivered, or with Seq 0 all dead ones of the
// endpoint (and of the conversation, if one is named).
type Replay struct {
	Endpoint     string
	Conversation conversation.ID
	Seq          int64
	Now          time.Time
}

// Tidy says what is too old.
type Tidy struct {
	Now       time.Time
	Pending   time.Time // pending from before then is given up
	Delivered time.Time // delivered before then is deleted
	Dead      time.Time // given up before then is deleted
}

// Backlog is what an endpoint has not got.
type Backlog struct {
	Pending, Dead int
	Oldest        time.Time // when the oldest pending one happened; zero: none
}
