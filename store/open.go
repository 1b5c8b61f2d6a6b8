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
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/store/driver"
	"github.com/batondesk/baton/store/sqlite"
)

// Options are what a Store must know. The zero value is usable.
type Options struct {
	Now      func() time.Time    // nil: time.Now
	Timers   conversation.Timers // zero: conversation.DefaultTimers
	Owner    string              // names this process as the owner of leases; empty: a random name
	LeaseFor time.Duration       // how long a lease lasts; 0: one minute
	Cached   int                 // how many conversations' States are kept in memory; 0: 2000
}

// Store is an open store. It is safe for concurrent use.
type Store struct {
	db     driver.Driver
	opts   Options
	locks  stripes
	recent *recent
	group  grouper
	feed   *feed
	close  func() error
}

var (
	_ conversation.Ledger = (*Store)(nil)
	_ conversation.Feed   = (*Store)(nil)
)

// Open opens the store that a DSN names: the path of a SQLite file, with or without "sqlite:" before it. The file is
// created if there is none, and its tables are brought up to date.
func Open(ctx context.Context, dsn string, o Options) (*Store, error) {
	path, named := strings.CutPrefix(dsn, "sqlite:")
	if !named && strings.Contains(dsn, "://") {
		scheme, _, _ := strings.Cut(dsn, "://")
		return nil, fmt.Errorf("open store: no driver for %s: use the path of a file", scheme)
	}
	if path == "" {
		return nil, errors.New("open store: the path of the database file is empty")
	}
	db, err := sqlite.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	return New(db, o), nil
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
		o.LeaseFor = time.Minute
	}
	if o.Cached <= 0 {
		o.Cached = 2000
	}
	s := &Store{db: db, opts: o, recent: newRecent(o.Cached, cachedBytes), group: grouper{db: db}, feed: newFeed()}
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

// Secrets stores the keys that the installation makes for itself.
func (s *Store) Secrets() driver.Secrets { return s.db.Secrets() }

// Seed fills an empty store once, in one transaction; false if it is not empty or was seeded before. fill must write
// through the repositories that it is given and through nothing else.
func (s *Store) Seed(ctx context.Context, fill func(context.Context, driver.Repositories) error) (bool, error) {
	return s.db.Seed(ctx, fill)
}

// Ping reports whether the database answers. It does not wait for writers.
func (s *Store) Ping(ctx context.Context) error {
	_, err := s.db.People().Revision(ctx)
	return err
}
