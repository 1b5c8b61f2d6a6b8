package conversation

import (
	"context"
	"errors"
	"fmt"
)

// Entry is an event to be appended: the ledger gives it its number and time.
type Entry struct {
	Actor      Actor
	Visibility Visibility // "": the Usual one
	Payload    Payload
}

// Compose says what to append, given the State it is appended to, or refuses with an error (a fence that no longer
// holds). It may be called again with a newer State when another writer was faster, so it must not have effects. No
// entries and no error means that there is nothing to do.
type Compose func(State) ([]Entry, error)

// Write is one append: all of it is committed, or nothing.
type Write struct {
	Key     string // idempotency key, scoped to the conversation; "" for none
	Digest  string // what the key stands for: the same key with another digest is ErrKeyReused
	Compose Compose
	Sources []Source // articles that must be in force when this is committed
	Lease   bool     // take the turn's lease for this process in the same commit
}

// Receipt is what an append left behind.
type Receipt struct {
	State  State
	Events []Event // as stored; for a repeated key, the events of the first time
	Repeat bool    // the key had been used with the same digest: nothing was appended now
}

// Ledger is the only way to change a conversation. It is implemented in package store.
type Ledger interface {
	// Append commits one write durably. Errors: what Compose returned; ErrKeyReused; ErrSourceWithdrawn naming the source;
	// ErrBusy when other writers kept winning; ErrUnavailable; or the store's own failure.
	Append(ctx context.Context, id ID, w Write) (Receipt, error)
	// State is the current state, whichever process wrote last; ErrNotFound if there is no such conversation.
	State(ctx context.Context, id ID) (State, error)
	// Recent is the State as this process remembers it, without asking the database if it does. It may be behind: whatever
	// is made of it must be proven by the Compose of an Append.
	Recent(ctx context.Context, id ID) (State, error)
	// After are the events with a higher seq, at most limit, in order, as on record now. An unknown conversation has none.
	After(ctx context.Context, id ID, seq int64, limit int) ([]Event, error)
}

// Commit is what the Feed tells: events that were committed and the State after them. One without events only asks the
// reader to look at Lagged.
type Commit struct {
	State  State
	Events []Event
}

// Feed tells readers in this process what was committed, here or elsewhere, in order per conversation.
type Feed interface {
	// Subscribe to one conversation, or to all of them with id "". The channel is closed when the subscription ends.
	Subscribe(id ID) Subscription
	// Own subscribes to what this process commits, in all conversations.
	Own() Subscription
}

// Subscription receives commits. A reader that is too slow loses commits and is told so: it then reads After.
type Subscription interface {
	// Commits is closed by Close or when the feed shuts down.
	Commits() <-chan Commit
	// Lagged reports, once, whether commits were lost since the last call.
	Lagged() bool
	Close()
}

// The errors of a Ledger.
var (
	ErrNotFound  = errors.New("there is no such conversation")
	ErrKeyReused = errors.New("this id was already used for something else")
	ErrBusy      = errors.New("the conversation is being written by many at once; try again")
	ErrConflict  = errors.New("the conversation has moved on")
	// ErrUnavailable says that the database cannot be reached or does not answer. What was being written may be on record
	// or not: who repeats it must use the same key, or look first.
	ErrUnavailable = errors.New("the database does not answer at the moment; try again")
)

// SourceWithdrawnError says that an article is no longer in force in the version that was used.
type SourceWithdrawnError struct{ Source Source }

func (e *SourceWithdrawnError) Error() string {
	return fmt.Sprintf("article %s version %d is no longer in force", e.Source.ArticleID, e.Source.Version)
}
