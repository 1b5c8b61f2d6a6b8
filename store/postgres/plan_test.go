package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

// many is how many conversations there are in the test. The plans are those of a busy installation, and what they read is
// counted: it must not grow with the total.
const many = 100_000

// readable is how many rows of a table one statement may look at: those of a page that filters, found and read.
const readable = scanned + 500

func TestNoStatementReadsMoreThanItNeeds(t *testing.T) {
	if testing.Short() {
		t.Skip("fills a large database")
	}
	ctx := context.Background()
	db, heard := openHeard(ctx, t)
	fillConversations(ctx, t, db)
	for _, u := range uses(ctx, t, db) {
		heard.begin()
		if err := u.use(); err != nil {
			t.Errorf("%s: %v", u.name, err)
		}
		for _, s := range heard.end() {
			for table, rows := range looked(ctx, t, db, s) {
				if rows > readable {
					t.Errorf("%s looks at %d rows of %s: %s", u.name, rows, table, s.query)
				}
			}
		}
	}
}

// TestASweepPassesOverWhatIsLeased has ten thousand conversations due that other servers are working on, as after a storm.
func TestASweepPassesOverWhatIsLeased(t *testing.T) {
	ctx := context.Background()
	db, heard := openHeard(ctx, t)
	const query = `INSERT INTO conversation (id, seq, status, holder, customer, channel, source, tags, owes, next_at, opened_at, updated_at, state, lease_owner, lease_until)
		SELECT 'c' || i, 2, 'open', 'bot', '', 'web', '', '{}', true, now() - interval '1 minute' + i * interval '1 ms', now(), now(), '{}',
			CASE WHEN i > 10000 THEN '' ELSE 'another' END, CASE WHEN i <= 10000 THEN now() + interval '1 hour' END
		FROM generate_series(1, 10020) AS i`
	for _, q := range []string{query, `ANALYZE conversation`} {
		if _, err := db.pool.Exec(ctx, q); err != nil {
			t.Fatal(err)
		}
	}
	heard.begin()
	got, err := db.Lease(ctx, driver.Lease{Grant: driver.Grant{Owner: "me", Now: time.Now(), For: time.Minute}, Limit: 50})
	if len(got) != 20 || err != nil {
		t.Fatalf("the sweep got %d, %v; 20 are free", len(got), err)
	}
	for _, s := range heard.end() {
		for table, rows := range looked(ctx, t, db, s) {
			if rows > 100 {
				t.Errorf("looks at %d rows of %s: %s", rows, table, s.query)
			}
		}
	}
}

// openHeard opens a new database and hears every statement that goes there.
func openHeard(ctx context.Context, t *testing.T) (*DB, *listener) {
	t.Helper()
	config, err := configure(pgtest.URL(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	heard := &listener{}
	config.ConnConfig.Tracer = heard
	db, err := open(ctx, config, Options{Wait: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db, heard
}

// fillConversations makes conversations of a year, most of them closed and held by the bot to the end; a few of the oldest
// are still open.
func fillConversations(ctx context.Context, t *testing.T, db *DB) {
	t.Helper()
	for _, query := range []string{
		fmt.Sprintf(`INSERT INTO conversation (id, seq, status, holder, customer, channel, source, tags, owes, next_at, opened_at, updated_at, state)
			SELECT 'c' || i, 2, CASE WHEN open THEN 'open' ELSE 'closed' END,
				CASE WHEN i %% 10 = 0 THEN 'queue:front' WHEN i %% 10 = 1 THEN 'agent:mei' ELSE 'bot' END,
				CASE WHEN i %% 2 = 0 THEN 'customer' || i %% 20000 ELSE '' END, CASE WHEN i %% 1000 = 7 THEN 'mail' ELSE 'web' END, '',
				CASE WHEN i %% 5000 = 9 THEN '{rare}'::text[] ELSE '{}' END, open,
				CASE WHEN open THEN now() + CASE WHEN i %% 3000 = 0 THEN -interval '1 minute' ELSE interval '1 day' END END,
				now() - (%[1]d - i) * interval '5 minutes', now() - (%[1]d - i) * interval '5 minutes', '{}'
			FROM (SELECT i, i > %[1]d - 10000 OR i < 300 AS open FROM generate_series(1, %[1]d) AS i)`, many),
		`INSERT INTO event (conversation, seq, at, actor_kind, actor_id, actor_name, visibility, kind, payload, key, digest, span)
			SELECT ref, n, opened_at, 'customer', '', '', 'public', 'message', '{}', CASE WHEN n = 2 THEN 'k' END, CASE WHEN n = 2 THEN 'd' END, CASE WHEN n = 2 THEN 1 END
			FROM conversation c, generate_series(1, 2) AS n`,
		`ANALYZE conversation, event`,
	} {
		if _, err := db.pool.Exec(ctx, query); err != nil {
			t.Fatal(err)
		}
	}
}

type use struct {
	name string
	use  func() error
}

func uses(ctx context.Context, t *testing.T, db *DB) []use {
	now := time.Now()
	grant := driver.Grant{Owner: "me", Now: now, For: time.Minute}
	all := []use{
		{"Load", func() error { _, err := db.Load(ctx, "c7"); return err }},
		{"After", func() error { _, err := db.After(ctx, "c7", 1, 100); return err }},
		{"ByKey", func() error { _, _, _, err := db.ByKey(ctx, "c7", "k"); return err }},
		{"Lease", func() error { _, err := db.Lease(ctx, driver.Lease{Grant: grant, Limit: 50}); return err }},
		{"Renew", func() error { return db.Renew(ctx, grant, "c7", "c99990") }},
		{"Release", func() error { return db.Release(ctx, "me", "c7") }},
		{"Release all", func() error { return db.Release(ctx, "me") }},
		{"VoidLeases", func() error { return db.VoidLeases(ctx) }},
		{"Overdue", func() error { _, _, err := db.Overdue(ctx, now); return err }},
		{"Moved", func() error { _, err := db.Moved(ctx, now.Add(-time.Hour), 500); return err }},
		{"Pulse", func() error { _, err := db.Pulse(ctx); return err }},
		{"Commit", func() error { return commitOne(ctx, db, "c7") }},
		{"Commit again", func() error { return commitOne(ctx, db, "c99990") }},
	}
	cursor := driver.EncodeCursor(driver.Position{At: now.Add(-1000 * time.Hour).UnixMilli(), Ref: 1})
	for _, q := range []driver.Query{
		{}, {Status: conversation.Open}, {Status: conversation.StatusClosed}, {Status: conversation.StatusResolved},
		{Holder: conversation.HeldByBot}, {Holder: "queue:front"}, {Holder: "agent:nobody"},
		{Status: conversation.Open, Holder: conversation.HeldByBot}, {Status: conversation.Open, Holder: "agent:mei"},
		{CustomerID: "customer4"}, {CustomerID: "customer4", Status: conversation.Open}, {CustomerID: "nobody"},
		{Tag: "rare"}, {Tag: "rare", Status: conversation.Open}, {Channel: "mail"}, {Source: "nowhere"},
	} {
		for _, after := range []string{"", cursor} {
			q := q
			q.After = after
			all = append(all, use{fmt.Sprintf("Find %+v", q), func() error { _, _, err := db.Find(ctx, q); return err }})
		}
	}
	return all
}

func commitOne(ctx context.Context, db *DB, id conversation.ID) error {
	r, err := db.Load(ctx, id)
	if err != nil {
		return err
	}
	from := r.Seq
	r.Seq++
	return db.Commit(ctx, []*driver.Change{
		{From: from, Row: r, Key: fmt.Sprint("key", r.Seq), At: r.Updated, Events: []driver.Event{{Seq: r.Seq, At: r.Updated, Payload: []byte("{}")}}},
		{Row: driver.Row{ID: id + "-new", Seq: 1, Opened: r.Opened, Updated: r.Updated, State: []byte("{}")}},
	})[0]
}

// statement is what was asked of the database.
type statement struct {
	query  string
	args   []any
	commit bool // on a connection for commits
}

// listener hears every statement.
type listener struct {
	mu   sync.Mutex
	on   bool
	said []statement
}

func (l *listener) begin() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.on, l.said = true, nil
}

func (l *listener) end() []statement {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.on = false
	return l.said
}

func (l *listener) hear(query string, args []any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if first, _, _ := strings.Cut(strings.TrimSpace(query), " "); l.on && strings.Contains("SELECT WITH UPDATE INSERT DELETE", first) {
		l.said = append(l.said, statement{query, args, strings.HasPrefix(query, "WITH change")})
	}
}

func (l *listener) TraceQueryStart(ctx context.Context, _ *pgx.Conn, q pgx.TraceQueryStartData) context.Context {
	l.hear(q.SQL, q.Args)
	return ctx
}

func (l *listener) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

func (l *listener) TraceBatchStart(ctx context.Context, _ *pgx.Conn, b pgx.TraceBatchStartData) context.Context {
	for _, q := range b.Batch.QueuedQueries {
		l.hear(q.SQL, q.Arguments)
	}
	return ctx
}

func (l *listener) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}
func (l *listener) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData)     {}

// node is a step of a plan that was carried out.
type node struct {
	Table   string  `json:"Relation Name"`
	Rows    float64 `json:"Actual Rows"`
	Removed float64 `json:"Rows Removed by Filter"`
	Recheck float64 `json:"Rows Removed by Index Recheck"`
	Loops   float64 `json:"Actual Loops"`
	Index   string  `json:"Index Name"`
	Type    string  `json:"Node Type"`
	Below   []node  `json:"Plans"`
}

// looked runs a statement again, for its plan only, and counts the rows that it reads of each table.
func looked(ctx context.Context, t *testing.T, db *DB, s statement) map[string]int {
	t.Helper()
	pool := db.pool
	if s.commit {
		pool = db.commits
	}
	var plans []struct{ Plan node }
	err := pool.AcquireFunc(ctx, func(conn *pgxpool.Conn) error {
		tx, err := conn.Begin(ctx)
		if err != nil {
			return err
		}
		defer tx.Rollback(ctx)
		var data []byte
		if err := tx.QueryRow(ctx, `EXPLAIN (ANALYZE, FORMAT JSON) `+s.query, s.args...).Scan(&data); err != nil {
			return err
		}
		return json.Unmarshal(data, &plans)
	})
	if err != nil {
		t.Fatalf("%s: %v", s.query, err)
	}
	rows := map[string]int{}
	var count func(n node)
	count = func(n node) {
		if n.Table != "" && strings.Contains(n.Type, "Scan") {
			rows[n.Table] += int((n.Rows + n.Removed + n.Recheck) * n.Loops)
		}
		for _, below := range n.Below {
			count(below)
		}
	}
	count(plans[0].Plan)
	return rows
}
