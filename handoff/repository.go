package handoff

import (
	"context"
	"time"
)

// Repository lists and counts cases and keeps the versions of the configuration. Cases are written by the ledger only,
// as a fold of events (Case.Apply).
type Repository interface {
	// Case returns a *NotFoundError if there is none.
	Case(ctx context.Context, id string) (Case, error)
	// Cases lists cases, the most urgent first: by Priority, then WaitingSince, then ID. next is the cursor to go on with,
	// or empty on the last page.
	Cases(ctx context.Context, q CaseQuery) (cases []Case, next string, err error)
	// CasesOf lists the cases of the conversations of one verified customer, newest first, at most limit.
	CasesOf(ctx context.Context, customerID string, limit int) ([]Case, error)
	// Waiting counts the cases that wait in a queue.
	Waiting(ctx context.Context, queue string) (int, error)
	// Claimed counts the open cases that a human holds.
	Claimed(ctx context.Context, agent string) (int, error)
	// ClaimWaits are the waits from opening until the first claim of the cases of a queue that were claimed last, newest
	// first, at most limit.
	ClaimWaits(ctx context.Context, queue string, limit int) ([]time.Duration, error)

	// SaveConfig stores the configuration as the newest version, with an audit entry in the same transaction. If the
	// newest version is the same (equal JSON) nothing is written and its number is returned. Versions count from 1.
	SaveConfig(ctx context.Context, c Config, actor string, at time.Time) (version int, err error)
	// Config returns one version, or with 0 the newest; a *NotFoundError if there is none.
	Config(ctx context.Context, version int) (c Config, number int, err error)
}

// CaseQuery selects cases for a list. Empty members select everything.
type CaseQuery struct {
	Queues []string     // any of these queues
	Status []CaseStatus // any of these
	Holder string       // an agent's id
	// Visible limits the list to what one person may see: cases of these queues or held by Holder. nil: no limit.
	Visible *Visible
	Cursor  string
	Limit   int // at most 500; 0 means 50
}

// Visible is what one person may see in a list of cases.
type Visible struct {
	Queues []string
	Agent  string
}
