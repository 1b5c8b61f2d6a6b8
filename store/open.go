package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/outbox"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/store/driver"
	"github.com/batondesk/baton/store/postgres"
	"github.com/batondesk/baton/store/sqlite"
)

// Options are what a Store must know. The zero value is usable.
type Options struct {
	Now      func() time.Time    // nil: time.Now
	Timers   conversation.Timers // zero: conversation.DefaultTimers
	Owner    string              // names this process as the owner of leases; empty: a random name
	LeaseFor time.Duration       // how long a lease lasts; 0: LeaseFor
	Cached   int                 // how many conversations' States are kept in memory; 0: 2000

	Connections int // at most, to a database server; 0: its driver's default

	Outbox *outbox.Router // who outside is told what happens; nil: nobody
}

// Store is an open store. It is safe for concurrent use.
type Store struct {
	db     driver.Driver
	opts   Options
	locks  stripes
	recent *recent
	health *health
	group  *grouper
	feed   *feed
	close  func() error

	shared bool          // other servers must be told of what is committed
	moved  *moves        // what to tell them
	heard  *moves        // what they told
	missed chan struct{} // has something when some of it may not have been heard
}

var (
	_ conversation.Ledger = (*Store)(nil)
	_ conversation.Feed   = (*Store)(nil)
)

// Open opens the store that a DSN names, and brings its tables up to date: the URL of a Postgres database
// (postgres://user@host/name), or the path of a SQLite file, with or without "sqlite:" before it, which is created if there
// is none.
func Open(ctx context.Context, dsn string, o Options) (*Store, error) {
	db, err := open(ctx, dsn, o)
	if err != nil {
		return nil, err
	}
	return New(db, o), nil
}

func open(ctx context.Context, dsn string, o Options) (driver.Driver, error) {
	scheme, _, isURL := strings.Cut(dsn, "://")
	path, isFile := strings.CutPrefix(dsn, "sqlite:")
	switch {
	case isURL && (scheme == "postgres" || scheme == "postgresql"):
		return openPostgres(ctx, dsn, o)
	case isURL && !isFile:
		return nil, fmt.Errorf("open store: no driver for %s: use postgres:// or the path of a file", scheme)
	case path == "":
		return nil, errors.New("open store: the path of the database file is empty")
	}
	return sqlite.Open(ctx, path)
}

// openPostgres refuses a database that holds a part of an installation.
func openPostgres(ctx context.Context, url string, o Options) (driver.Driver, error) {
	db, err := postgres.Open(ctx, url, postgres.Options{Connections: o.Connections})
	if err != nil {
		return nil, err
	}
	if err := db.Whole(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// New makes a Store over a database that is open. Close closes it.
func New(db driver.Driver, o Options) *Store {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Timers == (conversation.Timers{}) {
		o.Timers = conversation.DefaultTimers()
	}
	if o.Owner == "" {
		o.Owner = uuid.NewString()
	}
	if o.LeaseFor <= 0 {
		o.LeaseFor = LeaseFor
	}
	if o.Cached <= 0 {
		o.Cached = 2000
	}
	s := &Store{
		db: db, opts: o, recent: newRecent(o.Cached, cachedBytes), health: newHealth(), feed: newFeed(),
		moved: newMoves(), heard: newMoves(), missed: make(chan struct{}, 1),
	}
	s.group = newGrouper(db, s.health)
	_, s.shared = db.(driver.Wakes)
	s.close = sync.OnceValue(func() error {
		s.locks.closeAll()
		s.feed.close()
		return s.db.Close()
	})
	return s
}

// Close ends all subscriptions and closes the database. Appends that are under way finish first.
func (s *Store) Close() error { return s.close() }

func (s *Store) now() time.Time { return s.opts.Now().UTC().Truncate(time.Millisecond) }

// People, Knowledge, Handoff and Secrets are the repositories of what is not a conversation.
func (s *Store) People() people.Repository { return s.db.People() }

// Knowledge stores articles, phrases, terms and gaps.
func (s *Store) Knowledge() knowledge.Repository { return s.db.Knowledge() }

// Handoff lists cases and stores the versions of the business's configuration.
func (s *Store) Handoff() handoff.Repository { return s.db.Handoff() }

// Outbox stores the services outside that are told what happens, and what became of it.
func (s *Store) Outbox() outbox.Repository { return s.db.Outbox() }

// Secrets stores the keys that the installation makes for itself.
func (s *Store) Secrets() driver.Secrets { return s.db.Secrets() }

// Spending keeps what model services were used for.
func (s *Store) Spending() driver.Spending { return s.db.Spending() }

// Seed fills an empty store once, in one transaction; false if it is not empty or was seeded before. fill must write
// through the repositories that it is given and through nothing else.
func (s *Store) Seed(ctx context.Context, fill func(context.Context, driver.Repositories) error) (bool, error) {
	return s.db.Seed(ctx, fill)
}
