package postgres

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/store/driver"
)

// Options are what can be set beside the URL. The zero value is usable.
type Options struct {
	Connections int           // at most, beside the one that listens; 0: what the URL says (pool_max_conns), or 10
	Wait        time.Duration // how long an answer may take before the database counts as unavailable; 0: 5 s
}

// DB is an open database.
type DB struct {
	tables
	commits  *pgxpool.Pool // connections of their own, so that commits wait for no reader
	searches *pgxpool.Pool // as many as forSearches says
	config   *pgx.ConnConfig
}

var (
	_ driver.Driver = (*DB)(nil)
	_ driver.Wakes  = (*DB)(nil)
)

// connections is how many a server opens at most, unless told: commits take two, the rest reads.
const connections = 10

// Open connects to the database that a URL (postgres://user@host/name, or key=value words) names and brings its tables up
// to date. The URL may have whatever pgx knows.
func Open(ctx context.Context, url string, o Options) (*DB, error) {
	if o.Wait <= 0 {
		o.Wait = 5 * time.Second
	}
	config, err := configure(url, o)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err) // pgx leaves the password out
	}
	db, err := open(ctx, config, o)
	if err != nil {
		return nil, fmt.Errorf("open database %s on %s: %w", config.ConnConfig.Database, config.ConnConfig.Host, failed(err))
	}
	return db, nil
}

func open(ctx context.Context, config *pgxpool.Config, o Options) (_ *DB, err error) {
	db := &DB{tables: tables{wait: o.Wait}, config: config.ConnConfig.Copy()}
	defer func() {
		if err != nil {
			_ = db.Close()
		}
	}()
	if db.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, err
	}
	if err = migrate(ctx, db.pool); err != nil {
		return nil, err
	}
	if db.searches, err = pgxpool.NewWithConfig(ctx, forSearches(config.Copy())); err != nil {
		return nil, err
	}
	db.commits, err = pgxpool.NewWithConfig(ctx, forCommits(config))
	return db, err
}

// forCommits are connections on which save is planned once and always the same: row by row through the indexes, in the
// order of its arguments, however small the tables were when it was planned.
func forCommits(config *pgxpool.Config) *pgxpool.Config {
	config = config.Copy()
	config.MaxConns = 4 * lanes // a connection on which a commit got no answer takes some seconds to go
	always(config, map[string]string{
		"plan_cache_mode": "force_generic_plan", "enable_hashjoin": "off", "enable_mergejoin": "off", "enable_seqscan": "off", "jit": "off",
	})
	return config
}

func configure(url string, o Options) (*pgxpool.Config, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	switch {
	case o.Connections > 0:
		config.MaxConns = int32(o.Connections)
	case !strings.Contains(url, "pool_max_conns"):
		config.MaxConns = connections
	}
	config.MinIdleConns = 1
	if timeout := config.ConnConfig.ConnectTimeout; timeout == 0 || timeout > o.Wait {
		config.ConnConfig.ConnectTimeout = o.Wait
	}
	if params := config.ConnConfig.RuntimeParams; params["application_name"] == "" {
		params["application_name"] = "baton"
	}
	config.AfterConnect = func(_ context.Context, conn *pgx.Conn) error {
		types := conn.TypeMap()
		types.RegisterType(&pgtype.Type{Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC}})
		registerText(types)
		return nil
	}
	always(config, map[string]string{
		"default_transaction_isolation": "read committed", // what the fences are made for
		"random_page_cost":              "1.1",            // as on any solid state disk: lists go along an index and stop
		// A server whose machine is gone must not keep rows locked that it was about to change.
		"idle_in_transaction_session_timeout": "10s",
	})
	return config, nil
}

// always has settings made on every connection that the pool opens. What the URL sets is left as it is. They are not sent
// with the request to connect, as the URL's are: a pooler refuses what it does not know.
func always(config *pgxpool.Config, settings map[string]string) {
	var names, values []string
	for name, value := range settings {
		if config.ConnConfig.RuntimeParams[name] == "" {
			names, values = append(names, name), append(values, value)
		}
	}
	before := config.AfterConnect
	config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		if before != nil {
			if err := before(ctx, conn); err != nil {
				return err
			}
		}
		_, err := conn.Exec(ctx, `SELECT set_config(name, value, false) FROM unnest($1::text[], $2::text[]) AS s(name, value)`, names, values)
		return err
	}
}

// Close waits for what is under way and closes the connections. It does not wait longer for a database that is silent
// than any answer is waited for.
func (db *DB) Close() error {
	var closing sync.WaitGroup
	for _, pool := range []*pgxpool.Pool{db.searches, db.commits, db.pool} {
		if pool != nil {
			closing.Go(pool.Close)
		}
	}
	closed := make(chan struct{})
	go func() { closing.Wait(); close(closed) }()
	select {
	case <-closed:
		return nil
	case <-time.After(db.wait):
		return fmt.Errorf("close database: %w", driver.ErrUnavailable)
	}
}

// lanes is one: what comes while a group is on its way makes the next one larger, and a commit costs as much work as ten
// changes. Two lanes halve the groups (of 20 conversations, 10 and 6 changes) and took a third more of the processor for the
// same turns.
const lanes = 1

// Lanes is how many groups are committed at a time.
func (db *DB) Lanes() int { return lanes }

// People are users, keys, customers and the audit.
func (t tables) People() people.Repository { return register{t} }

// Knowledge are articles, phrases and terms.
func (t tables) Knowledge() knowledge.Repository { return shelves{t} }

// Handoff are the cases and the configuration that they follow.
func (t tables) Handoff() handoff.Repository { return cases{t} }

// Secrets are keys that the installation makes for itself.
func (t tables) Secrets() driver.Secrets { return secrets{t} }
