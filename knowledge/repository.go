package knowledge

import (
	"context"
	"time"

	"github.com/batondesk/baton/conversation"
)

// Kind is what a stored version is a version of.
type Kind string

// The kinds of items that lead an editorial life.
const (
	KindArticle Kind = "article"
	KindPhrase  Kind = "phrase"
	KindTerm    Kind = "term"
)

// Version is one version of an item as it is stored. Everything but State, Reviewer and At is written once.
type Version struct {
	Kind       Kind
	ID         string
	Number     int // from 1, without holes
	State      State
	Author     string
	Reviewer   string
	Label      Label     // of an article; "" is stored as LabelStandard
	At         time.Time // last change of this version: UTC, milliseconds
	ValidFrom  time.Time // zero: always
	ValidUntil time.Time // exclusive; zero: for ever
	Body       []byte    // JSON of the content; equal bytes are equal content
}

// Move takes one version from one state to another.
type Move struct {
	Number   int
	From, To State
	Reviewer string // written when not empty
}

// Change is one step in the life of one item: written whole or not at all, with its audit entry.
type Change struct {
	Kind   Kind
	ID     string
	Newest int       // the number of the newest version that the step was computed from; 0: there is no such item yet
	Moves  []Move    // done first
	Add    *Version  // the version Newest+1, if the step makes one
	At     time.Time // becomes At of every version moved
	Audit  Audit
}

// Audit says who did what to which version, and when.
type Audit struct {
	At      time.Time `json:"at"`
	Actor   string    `json:"actor"`  // a user's id, or "operator" for the command line
	Action  string    `json:"action"` // create, update, submit, reject, publish, archive, restore, import
	Kind    Kind      `json:"kind"`
	ID      string    `json:"id"`
	Version int       `json:"version"` // the version that the action made or moved
	Note    string    `json:"note,omitempty"`
}

// Query selects items for a list, in the order of their ids.
type Query struct {
	Kind  Kind
	State State  // see Repository.List; empty: every item
	Label Label  // only versions with it; empty: any
	After string // the last id of the page before
	Limit int    // at most 500; 0 means 50
}

// Gap is a question to which no answer was found.
type Gap struct {
	ConversationID conversation.ID `json:"conversation_id"`
	Seq            int64           `json:"seq"` // the customer's message
	Text           string          `json:"text"`
	Locale         string          `json:"locale,omitempty"`
	At             time.Time       `json:"at"`
}

// Repository stores versions. Every method is one transaction; reads see a consistent state. Versions and gaps that are
// handed out belong to the caller.
type Repository interface {
	// Apply writes the changes, all or none, in their order; a later change may build on an earlier one. A change whose
	// Newest is not the number of the item's newest version, or of whose Moves one names a version that is not in state
	// From, fails everything with a *ConflictError naming the item and its newest version as the database has it. Each
	// successful call, unless changes is empty, raises the revision by at least one.
	Apply(ctx context.Context, changes []Change) error

	// Erase removes the item that the entry names, with all its versions, leaves the entry and raises the revision. If a
	// version is or was published (it has a reviewer) nothing is done, and a *StateError names it. An item that does not
	// exist leaves nothing.
	Erase(ctx context.Context, entry Audit) error

	// Versions returns all versions of an item, oldest first, or a *NotFoundError.
	Versions(ctx context.Context, kind Kind, id string) ([]Version, error)

	// Histories returns, per id, all versions of the items named, oldest first; ids that do not exist are left out.
	// It serves imports, which look at many items at once (at most 500 ids).
	Histories(ctx context.Context, kind Kind, ids []string) (map[string][]Version, error)

	// List returns one version per item, ordered by id (byte order), ids greater than After only: of the versions that are
	// in q.State, or with no State of those that are not archived, the one with the highest number. Items without such a
	// version are left out, except that items of which every version is archived are listed, with their newest version,
	// for State Archived and for no State; and for Archived only they are. With q.Label those are left out whose version
	// so chosen has another label. next is the id to go on after, or empty on the last page.
	List(ctx context.Context, q Query) (items []Version, next string, err error)

	// Published returns every version in state Published of one kind, ordered by id, with the revision that this
	// reading belongs to.
	Published(ctx context.Context, kind Kind) (items []Version, revision int64, err error)

	// Revision is a number that grows with every Apply of any process. Reading it is cheap.
	Revision(ctx context.Context) (int64, error)

	// InForce returns nil if each source is an article whose named version is published and valid at that time
	// (ValidFrom included, ValidUntil not), else a *conversation.SourceWithdrawnError naming the first that is not.
	InForce(ctx context.Context, sources []conversation.Source, at time.Time) error

	// AddGap records an unanswered question. The same conversation and seq again changes nothing.
	AddGap(ctx context.Context, g Gap) error

	// Gaps returns unanswered questions, newest first (by At, then conversation, then seq), at most limit (0 means 50,
	// at most 500), from before the cursor; next is the cursor to go on with, or empty at the end.
	Gaps(ctx context.Context, cursor string, limit int) (gaps []Gap, next string, err error)
}
