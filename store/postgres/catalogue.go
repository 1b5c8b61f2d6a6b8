package postgres

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	pgvector "github.com/pgvector/pgvector-go/pgx"

	"github.com/batondesk/baton/retrieval"
)

// catalogue is what a large knowledge base is searched in. Searching is in passage_find.go, keeping it up to date in
// passage_keep.go and vector.go.
type catalogue struct {
	tables
	searches *pgxpool.Pool
	serving  atomic.Pointer[vectors] // lately known
}

var _ retrieval.Catalogue = (*catalogue)(nil)

// Catalogue is where a large knowledge base is searched.
func (db *DB) Catalogue() retrieval.Catalogue {
	c := &catalogue{tables: db.tables, searches: db.searches}
	c.serving.Store(&vectors{})
	return c
}

// How far the search by vectors goes: docs/retrieval.md has what recall and time it gives.
const (
	searchWidth  = 100    // hnsw.ef_search, at least as many as candidates are asked for
	mostVisited  = 40_000 // hnsw.max_scan_tuples: after so many vectors a filter that lets few through is given up
	orderOfScan  = "relaxed_order"
	searchersMax = 4 // connections; the processors of the database are the limit
)

// forSearches are connections on which a search is planned once: through the indexes, whatever the tables held at the time.
func forSearches(config *pgxpool.Config) *pgxpool.Config {
	config.MaxConns, config.MinConns, config.MinIdleConns = searchersMax, 0, 0
	for name, value := range map[string]string{
		"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off", "jit": "off",
		"hnsw.ef_search": fmt.Sprint(searchWidth), "hnsw.iterative_scan": orderOfScan, "hnsw.max_scan_tuples": fmt.Sprint(mostVisited),
	} {
		config.ConnConfig.RuntimeParams[name] = value
	}
	before := config.AfterConnect
	config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		if before != nil {
			if err := before(ctx, conn); err != nil {
				return err
			}
		}
		return pgvector.RegisterTypes(ctx, conn)
	}
	return config
}

// tasks that one server at a time does, by the advisory lock that it holds meanwhile.
var taskLocks = map[string]int64{"passages": 0x6261746f6e10, "vectors": 0x6261746f6e11} // "baton", 16 and 17

// Alone runs work under the lock of a task. A server that dies, or loses the connection, loses the lock; should it then still
// be at work, the unique keys of what it writes keep it and the next from writing the same twice.
func (c *catalogue) Alone(ctx context.Context, task string, work func(ctx context.Context) error) (bool, error) {
	conn, err := c.pool.Acquire(ctx)
	if err != nil {
		return false, failed(err)
	}
	defer conn.Release()
	held := false
	if err := row(ctx, conn, `SELECT pg_try_advisory_lock($1)`, []any{taskLocks[task]}, &held); err != nil || !held {
		return false, err
	}
	defer func() {
		if _, err := exec(context.WithoutCancel(ctx), conn, `SELECT pg_advisory_unlock($1)`, taskLocks[task]); err != nil {
			_ = conn.Conn().Close(context.WithoutCancel(ctx)) // ends the lock
		}
	}()
	return true, work(ctx)
}
