// Package driver is what package store needs of a database, as database/sql/driver is to database/sql.
//
// A driver saves rows and checks fences; it neither folds nor decides. What it must do is specified by store/storetest
// alone: an implementation that passes that suite is a driver. Times are UTC with milliseconds; a zero time is "none".
package driver

import (
	"context"
	"errors"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/outbox"
)

// Driver is a database. All methods may be called concurrently.
type Driver interface {
	Conversations
	Repositories

	// Seed runs fill once in the life of a database, in one transaction: what fill writes through the repositories that
	// it is given is kept whole or not at all. A database that was seeded before, or that holds a conversation, a user or
	// an article, is left alone (false). fill must write through nothing else.
	Seed(ctx context.Context, fill func(context.Context, Repositories) error) (bool, error)

	// Pulse is cheap enough to be read several times a second. It tells whether the database is there.
	Pulse(ctx context.Context) (Pulse, error)

	// Lanes is how many Commits at the same time serve this database best. It does not change.
	Lanes() int

	Close() error
}

// Conversations are the rows of the one write path.
type Conversations interface {
	// Load reads a conversation's row; conversation.ErrNotFound if there is none.
	Load(ctx context.Context, id conversation.ID) (Row, error)
	// Commit writes the changes durably, each whole or not at all, and returns one error per change: nil,
	// conversation.ErrConflict (the row is not at From any more), ErrKeyTaken, *conversation.SourceWithdrawnError,
	// ErrUnavailable (it may be written or not), or the database's own failure (it is not written). It sets Row.Ref of new rows. A group never names a conversation twice. A change without
	// events rewrites the rows only.
	Commit(ctx context.Context, group []*Change) []error
	// After are the events with a higher seq, at most limit, in order.
	After(ctx context.Context, id conversation.ID, seq int64, limit int) ([]Event, error)
	// ByKey finds the write that used a key: its digest and events. ok is false if the key is free.
	ByKey(ctx context.Context, id conversation.ID, key string) (digest string, events []Event, ok bool, err error)

	// Lease gives up to l.Limit conversations whose next action is due and that nobody has on lease to l.Owner, those
	// that are due longest first.
	Lease(ctx context.Context, l Lease) ([]conversation.ID, error)
	// Renew prolongs owner's leases of these conversations, where it still has them, to g.For from now.
	Renew(ctx context.Context, g Grant, ids ...conversation.ID) error
	// Release gives back what owner has on lease: the conversations named, or all of them if none is named.
	Release(ctx context.Context, owner string, ids ...conversation.ID) error
	// VoidLeases ends all leases of all owners.
	VoidLeases(ctx context.Context) error
	// Overdue counts the open conversations whose next action was due before that time, and those that are not closed
	// and have no next action at all (there should be none).
	Overdue(ctx context.Context, before time.Time) (due, ownerless int, err error)

	// Moved are the conversations that were updated at that time or later, last updated first, at most limit.
	Moved(ctx context.Context, since time.Time, limit int) ([]Moved, error)

	// Find returns rows, last updated first, from after the cursor; next is the cursor to go on with, empty at the end.
	// A page may be shorter than asked for and still have a next one.
	Find(ctx context.Context, q Query) (rows []Row, next string, err error)
}

// Wakes is implemented by databases that several servers share: a server tells the others what it has committed. What it
// says may be lost; Moved finds that too, later.
type Wakes interface {
	// Announce tells all that Listen, of other owners. It is not part of any other transaction.
	Announce(ctx context.Context, owner string, moved []Moved) error
	// Listen calls heard with what others announce, until ctx ends or the connection is lost, which is an error. It calls
	// ready when nothing will be missed from then on.
	Listen(ctx context.Context, owner string, ready func(), heard func([]Moved)) error
}

// Moved says how far a conversation has come.
type Moved struct {
	ID  conversation.ID
	Seq int64
}

// Row is a conversation as it is stored: the columns that lists and sweeps need, and the State.
type Row struct {
	Ref        int64 // the driver's own name of the row; 0 before it is stored
	ID         conversation.ID
	Seq        int64
	Status     conversation.Status
	Holder     conversation.Holder
	CustomerID string
	Channel    string
	Source     string
	Tags       []string
	Owes       bool
	NextAt     time.Time // when something happens next; zero for never
	Opened     time.Time
	Updated    time.Time
	State      []byte // JSON
}

// Event is an event as it is stored.
type Event struct {
	Seq        int64
	At         time.Time
	Actor      conversation.Actor
	Visibility conversation.Visibility
	Kind       conversation.Kind
	Payload    []byte // JSON
}

// Case is a handoff as it is stored: the columns are taken from the value.
type Case struct {
	handoff.Case
	Data []byte // JSON of the value
}

// Change is what one append does, already folded and encoded.
type Change struct {
	From       int64 // the seq that the row must have; 0: there must be no row
	Row        Row
	Events     []Event // numbered from From+1
	Cases      []Case  // to insert or replace
	Blanked    []Blanked
	Deliveries []outbox.Delivery // of these Events, to store beside them
	Key        string            // idempotency key; "" for none
	Digest     string
	Sources    []conversation.Source // must be in force at At
	At         time.Time
	Lease      *Grant // nil: an existing lease is kept while something is owed, and ends when nothing is
}

// Blanked is an earlier event whose payload is replaced, because one of the Events redacts it. In the same transaction the
// driver forgets the digest of the write that it began and the gap that quoted it, and leaves an audit entry
// "conversation.redact".
type Blanked struct {
	Seq        int64
	Payload    []byte // JSON
	Gap        int64  // seq of the gap to forget; 0: none
	By, Reason string // for the audit
}

// Grant gives a lease. A driver whose database runs elsewhere counts For from the database's clock.
type Grant struct {
	Owner string
	Now   time.Time
	For   time.Duration
}

// Lease asks for due conversations.
type Lease struct {
	Grant
	Limit int
}

// Query selects conversations; empty fields do not restrict.
type Query struct {
	Status     conversation.Status
	Holder     conversation.Holder
	CustomerID string
	Channel    string
	Source     string
	Tag        string
	After      string // cursor
	Limit      int    // 0 means 50; at most 500
}

// Pulse tells cheaply whether anything changed.
type Pulse struct {
	Foreign   int64 // differs after another process wrote anything; always 0 where there are Wakes
	Knowledge int64 // grows with every change of articles, phrases and terms
	People    int64 // of users and keys
	Config    int64 // of the configuration of playbooks and queues
	Outbox    int64 // of the services outside that are told what happens
}

// The errors that a driver adds to those of the interfaces it implements.
var (
	ErrKeyTaken  = errors.New("the key is already used in this conversation")
	ErrBadCursor = errors.New("this cursor is not from a list of this kind")
	// ErrUnavailable is what a database that cannot be reached or is silent ends a call with; a call must not wait for it
	// longer than some seconds, nor longer than its context.
	ErrUnavailable = conversation.ErrUnavailable
)
