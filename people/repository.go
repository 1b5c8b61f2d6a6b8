package people

import (
	"context"
	"time"
)

// Repository stores users, keys and customers. Every method is one transaction: a method that takes an AuditEntry writes
// the change and the entry together or neither. What is handed out belongs to the caller. Hashes are opaque strings and
// are handed out only by UserSecret and KeySecret.
type Repository interface {
	// Revision is a number that grows with every AddUser, UpdateUser, AddKey, RevokeKey and EndSession of any process (not
	// with customers). Reading it is cheap: it is read up to a few times a second.
	Revision(ctx context.Context) (int64, error)

	// AddUser stores a new user; an *ExistsError if the id is taken (ids are compared byte by byte).
	AddUser(ctx context.Context, u User, hash string, a AuditEntry) error
	// UpdateUser replaces a user whose stored Version is u.Version-1, else ErrConflict; a *NotFoundError if there is none.
	// An empty hash keeps the one that is stored.
	UpdateUser(ctx context.Context, u User, hash string, a AuditEntry) error
	// User returns a *NotFoundError if there is none.
	User(ctx context.Context, id string) (User, error)
	// UserSecret is User with the hash of the login secret.
	UserSecret(ctx context.Context, id string) (User, string, error)
	// Users lists users with a greater id, in the order of their ids (bytes), at most limit.
	Users(ctx context.Context, after string, limit int) ([]User, error)

	// EndSession remembers until that time that a session was ended, and forgets those whose time is over at a.At. One that
	// was ended already leaves no second entry.
	EndSession(ctx context.Context, id string, until time.Time, a AuditEntry) error
	// SessionEnded reports whether a session was ended and is not forgotten.
	SessionEnded(ctx context.Context, id string) (bool, error)

	// AddKey stores a new key; an *ExistsError if the id is taken, a *NotFoundError if its UserID names nobody.
	AddKey(ctx context.Context, k Key, hash string, a AuditEntry) error
	// RevokeKey sets RevokedAt; a *NotFoundError if there is no such key. A key that is revoked already keeps its time
	// and leaves no second entry.
	RevokeKey(ctx context.Context, id string, at time.Time, a AuditEntry) error
	// KeySecret returns a key, revoked or not, with the hash of its secret; a *NotFoundError if there is none.
	KeySecret(ctx context.Context, id string) (Key, string, error)
	// Keys lists keys with a greater id, revoked ones too, in the order of their ids, at most limit.
	Keys(ctx context.Context, after string, limit int) ([]Key, error)

	// AddCustomer stores a new customer. For a verified one each identity is unique among verified customers: if one is
	// taken, an *ExistsError and nothing is written. Identities of unverified customers are stored but never looked up.
	AddCustomer(ctx context.Context, c Customer, a AuditEntry) error
	// UpdateCustomer replaces a customer whose stored Version is c.Version-1, else ErrConflict; a *NotFoundError if there
	// is none; an *ExistsError as for AddCustomer.
	UpdateCustomer(ctx context.Context, c Customer, a AuditEntry) error
	// Customer returns a *NotFoundError if there is none.
	Customer(ctx context.Context, id string) (Customer, error)
	// VerifiedCustomer finds the verified customer with an identity, or returns a *NotFoundError.
	VerifiedCustomer(ctx context.Context, identity Identity) (Customer, error)

	// Audit lists entries, newest first. It holds those of every package that writes them.
	Audit(ctx context.Context, q AuditQuery) ([]AuditEntry, error)
}
