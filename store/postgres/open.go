package postgres

import (
	"context"
	"fmt"
	"strings"
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
	config.MaxConns, config.MinConns = lanes, 0
	for name, value := range map[string]string{
		"plan_cache_mode": "force_generic_plan", "enable_hashjoin": "off", "enable_mergejoin": "off", "enable_seqscan": "off", "jit": "off",
	} {
		config.ConnConfig.RuntimeParams[name] = value
	}
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
	params := config.ConnConfig.RuntimeParams
	for name, value := range map[string]string{
		"application_name":              "baton",
		"default_transaction_isolation": "read committed", // what the fences are made for
		// A server whose machine is gone must not keep rows locked that it was about to change.
		"idle_in_transaction_session_timeout": "10s",
	} {
		if params[name] == "" {
			params[name] = value
		}
	}
	config.AfterConnect = func(_ context.Context, conn *pgx.Conn) error {
		types := conn.TypeMap()
		types.RegisterType(&pgtype.Type{Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC}})
		registerText(types)
		return nil
	}
	return config, nil
}

// Close waits for what is under way and closes the connections.
func (db *DB) Close() error {
	for _, pool := range []*pgxpool.Pool{db.searches, db.commits, db.pool} {
		if pool != nil {
			pool.Close()
		}
	}
	return nil
}

// lanes: while one group waits for the disk, the next is on its way.
const lanes = 2

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
