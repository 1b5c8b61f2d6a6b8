package postgres

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

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
	patience time.Duration                      // for the answer to a search; tables.wait is for what is done in the background
	serving  atomic.Pointer[map[string]vectors] // lately known, by model
}

var _ retrieval.Catalogue = (*catalogue)(nil)

// Catalogue is where a large knowledge base is searched.
func (db *DB) Catalogue() retrieval.Catalogue {
	c := &catalogue{tables: db.tables, searches: db.searches, patience: db.wait}
	c.wait = time.Minute
	c.serving.Store(&map[string]vectors{})
	return c
}

// What the search by vectors takes and gives: docs/retrieval.md has what was measured.
const (
	searchWidth  = 400             // hnsw.ef_search
	buildWidth   = 256             // ef_construction: with 64 one vector in fifteen is hardly ever found behind a filter
	orderOfScan  = "relaxed_order" // candidates need no order, and strict_order loses some
	mostVisited  = 20_000          // hnsw.max_scan_tuples: then a filter that lets next to nothing through gives what it has
	searchersMax = 4               // connections; the processors of the database are the limit
)

// forSearches are connections on which a search is planned once: through the indexes, whatever the tables held at the time.
func forSearches(config *pgxpool.Config) *pgxpool.Config {
	config.MaxConns, config.MinConns, config.MinIdleConns = searchersMax, 0, 0
	always(config, map[string]string{
		"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off", "jit": "off",
		"hnsw.ef_search": fmt.Sprint(searchWidth), "hnsw.iterative_scan": orderOfScan, "hnsw.max_scan_tuples": fmt.Sprint(mostVisited),
		"hnsw.scan_mem_multiplier": "8", // times work_mem, for what a filter makes the scan remember
	})
	settled := config.AfterConnect
	config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		if err := settled(ctx, conn); err != nil {
			return err
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
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.patience)
		defer cancel()
		if _, err := exec(ctx, conn, `SELECT pg_advisory_unlock($1)`, taskLocks[task]); err != nil {
			_ = conn.Conn().Close(ctx) // ends the lock
		}
	}()
	return true, work(ctx)
}
