package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/outbox"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/retrieval"
	"github.com/batondesk/baton/store"
	"github.com/batondesk/baton/store/driver"
	"github.com/batondesk/baton/store/postgres"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

// embedded makes an installation in a SQLite file, with something of every kind in it.
func embedded(t *testing.T, conversations, events int) string {
	t.Helper()
	ctx, path := t.Context(), filepath.Join(t.TempDir(), "baton.db")
	router := outbox.NewRouter(func(conversation.Event) bool { return true })
	s, err := store.Open(ctx, path, store.Options{Outbox: router})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC().Truncate(time.Millisecond)
	entry := func(object string) people.AuditEntry {
		return people.AuditEntry{At: now, Actor: "root", Action: "test", Object: object, Detail: map[string]any{"note": "<&> 注"}}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.People().AddUser(ctx, people.User{ID: "mei", Name: "Mei 梅", Roles: []people.Role{people.RoleAgent}, CreatedAt: now, Version: 1}, "hash", entry("mei")))
	must(s.People().AddKey(ctx, people.Key{ID: "k1", Name: "shop", CreatedAt: now}, "hash of k1", entry("k1")))
	must(s.People().AddKey(ctx, people.Key{ID: "k2", Name: "old", CreatedAt: now}, "hash of k2", entry("k2")))
	must(s.People().RevokeKey(ctx, "k2", now, entry("k2")))
	must(s.People().EndSession(ctx, "a session", now.Add(time.Hour), entry("mei")))
	must(s.People().AddCustomer(ctx, people.Customer{ID: "u1", Verified: true, Identities: []people.Identity{{Channel: "web", ExternalID: "7"}}, CreatedAt: now, Version: 1}, people.AuditEntry{}))
	must(s.Knowledge().Apply(ctx, []knowledge.Change{
		{Kind: knowledge.KindArticle, ID: "hours", At: now, Add: &knowledge.Version{Kind: knowledge.KindArticle, ID: "hours", State: knowledge.Published, At: now, ValidFrom: now, Body: []byte("\"\x00\xff nine to six\"")}},
		{Kind: knowledge.KindPhrase, ID: "问候", Add: &knowledge.Version{Kind: knowledge.KindPhrase, ID: "问候", State: knowledge.Archived, Body: []byte(`{}`)}},
	}))
	must(s.Knowledge().AddGap(ctx, knowledge.Gap{ConversationID: "c0", Seq: 2, Text: "多久? \x00\xff", At: now}))
	_, err = s.Handoff().SaveConfig(ctx, handoff.Config{Queues: map[string]handoff.Queue{"front": {Capacity: 3}}}, "root", now)
	must(err)
	_, err = s.Spending().AddSpend(ctx, "2026-03-01", []driver.Spend{{Endpoint: "api.example", Calls: 3, Prompt: 900, Completion: 40, Cost: 1234}})
	must(err)
	_, err = s.Secrets().Secret(ctx, "api", []byte{0, 1, 255})
	must(err)
	_, err = s.Spending().AddSpend(ctx, "2026-03-01", []driver.Spend{{Endpoint: "near", Calls: 2, Prompt: 3, Completion: 4, Cost: 5}})
	must(err)
	must(s.Vectors().KeepVectors(ctx, "small", 2, map[retrieval.TextHash][]float32{retrieval.HashText("a"): {-0.5, 1e-9}}, now))
	webhook := outbox.Endpoint{ID: "crm", URL: "https://crm.example/", Include: outbox.Internal, Active: true, Version: 1, Secrets: []outbox.Secret{{Value: "whsec_a"}}}
	must(s.Outbox().AddEndpoint(ctx, webhook, entry("crm")))
	router.Set([]outbox.Endpoint{webhook})
	for i := range conversations {
		id := conversation.ID(fmt.Sprint("c", i))
		opening := &conversation.Opening{Channel: "web", Source: "shop\x00"}
		if i%2 == 0 {
			opening.CustomerID, opening.Verified = "u1", true
		}
		converse(t, s, id, events, opening)
	}
	_, err = s.Outbox().Claim(ctx, outbox.Lease{Owner: "a server", Now: time.Now(), For: time.Minute}, map[string]int{"crm": 2})
	must(err)
	must(s.Close())
	return path
}

// converse opens a conversation, hands it over, and lets the customer write.
func converse(t *testing.T, s *store.Store, id conversation.ID, events int, opening *conversation.Opening) {
	t.Helper()
	customer, bot := conversation.Actor{Kind: conversation.Customer}, conversation.Actor{Kind: conversation.Bot}
	writes := [][]conversation.Entry{
		{
			{Payload: conversation.HolderChanged{To: conversation.HeldByBot, Opening: opening}},
			{Actor: bot, Payload: conversation.Tag{Add: []string{"vip", "a \"b\", {c}\x00", "标"}}},
		},
		{
			{Actor: bot, Payload: conversation.HandoffOpened{HandoffID: string(id) + ".1", Playbook: "refund", PlaybookVersion: 1, Queue: "front", Priority: 2}},
			{Actor: bot, Payload: conversation.HolderChanged{From: conversation.HeldByBot, To: conversation.QueueHolder("front")}},
		},
	}
	message := conversation.Entry{Actor: customer, Payload: conversation.Message{Text: "where is it? \x00 在哪"}}
	for ; events > 0; events -= 200 {
		writes = append(writes, slices.Repeat([]conversation.Entry{message}, min(events, 200)))
	}
	for i, entries := range writes {
		_, err := s.Append(t.Context(), id, conversation.Write{
			Lease: true, Key: fmt.Sprint("k", i), Digest: "d",
			Compose: func(conversation.State) ([]conversation.Entry, error) { return entries, nil },
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// A copied installation is equal in every table, and goes on: with the same keys of requests, new conversations, no leases.
func TestACopyOnPostgresGoesOn(t *testing.T) {
	t.Parallel()
	path, url := embedded(t, 20, 5), pgtest.URL(t)
	report, err := store.Copy(t.Context(), path, url, store.CopyOptions{})
	if err != nil || !report.OK() || report.Begun != postgres.Fresh || report.Folded != 20 {
		t.Fatalf("%+v, error %v", report, err)
	}
	for _, table := range report.Tables {
		if table.Rows == 0 {
			t.Errorf("this test does not fill table %s: let embedded do it, so that its columns are known to be copied", table.Name)
		}
	}
	from, to := open(t, path), open(t, url)
	for what, read := range map[string]func(*store.Store) (any, error){
		"user": func(s *store.Store) (any, error) {
			u, hash, err := s.People().UserSecret(t.Context(), "mei")
			return []any{u, hash}, err
		},
		"keys": func(s *store.Store) (any, error) { return s.People().Keys(t.Context(), "", 10) },
		"key": func(s *store.Store) (any, error) {
			_, hash, err := s.People().KeySecret(t.Context(), "k1")
			return hash, err
		},
		"customer": func(s *store.Store) (any, error) {
			return s.People().VerifiedCustomer(t.Context(), people.Identity{Channel: "web", ExternalID: "7"})
		},
		"audit": func(s *store.Store) (any, error) { return s.People().Audit(t.Context(), people.AuditQuery{Limit: 100}) },
		"knowledge": func(s *store.Store) (any, error) {
			return s.Knowledge().Versions(t.Context(), knowledge.KindArticle, "hours")
		},
		"gaps": func(s *store.Store) (any, error) {
			gaps, _, err := s.Knowledge().Gaps(t.Context(), "", 10)
			return gaps, err
		},
		"config": func(s *store.Store) (any, error) {
			c, n, err := s.Handoff().Config(t.Context(), 0)
			return []any{c, n}, err
		},
		"secret":   func(s *store.Store) (any, error) { return s.Secrets().Secret(t.Context(), "api", []byte("fresh")) },
		"case":     func(s *store.Store) (any, error) { return s.Handoff().Case(t.Context(), "c3.1") },
		"state":    func(s *store.Store) (any, error) { return s.State(t.Context(), "c3") },
		"events":   func(s *store.Store) (any, error) { return s.After(t.Context(), "c3", 0, 100) },
		"webhooks": func(s *store.Store) (any, error) { return s.Outbox().Endpoints(t.Context()) },
		"deliveries": func(s *store.Store) (any, error) {
			log, _, err := s.Outbox().Log(t.Context(), outbox.LogQuery{Endpoint: "crm", Limit: 500})
			return log, err
		},
		"pulse": func(s *store.Store) (any, error) {
			p, err := s.Pulse(t.Context())
			return []int64{p.Knowledge, p.People, p.Config, p.Outbox}, err
		},
	} {
		want, err := read(from)
		if err != nil {
			t.Errorf("%s in the source: %v", what, err)
		}
		got, err := read(to)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: error %v, (-source +copy)\n%s", what, err, diff)
		}
	}

	converse(t, to, "new", 3, &conversation.Opening{Channel: "web"})
	converse(t, to, "c3", 5, nil) // the same requests again: nothing is written twice
	if state, err := to.State(t.Context(), "c3"); err != nil || state.Seq != 9 {
		t.Errorf("after the same requests c3 is at %d, error %v", state.Seq, err)
	}
	if err := to.People().AddUser(t.Context(), people.User{ID: "jo", Version: 1}, "hash", people.AuditEntry{Actor: "root"}); err != nil {
		t.Error("a number is given twice: ", err)
	}
	due, err := to.Lease(t.Context(), 100)
	if err != nil || len(due) < 20 {
		t.Errorf("%d conversations can be taken up, error %v", len(due), err)
	}
	if differ, err := to.Check(t.Context()); err != nil || len(differ) > 0 {
		t.Errorf("rows that are not the fold of their events: %v, error %v", differ, err)
	}
}

// onlyInPostgres are the tables that an installation in a file has not got, with the reason why nothing is lost.
var onlyInPostgres = map[string]string{
	"passage":   "made anew from version",
	"language":  "made anew from version",
	"lexicon":   "made anew from version",
	"weight":    "made anew from version",
	"embedding": "made anew when the model is used",
}

// Every table of both databases is known to the copy, so that a later one cannot be forgotten. (A table or column of SQLite
// without a counterpart is an error of Copy itself.)
func TestEveryTableIsCopied(t *testing.T) {
	t.Parallel()
	path, url := embedded(t, 1, 1), pgtest.URL(t)
	report, err := store.Copy(t.Context(), path, url, store.CopyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	db, err := postgres.Open(t.Context(), url, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	f, err := db.Fill(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	fresh := pgtest.URL(t)
	_ = open(t, fresh)
	if got, want := names(t, url), names(t, fresh); got != want {
		t.Errorf("counters after a copy: %s; in a fresh database: %s", got, want)
	}
	tables, err := f.Tables(t.Context())
	if err != nil || len(tables) < len(report.Tables) {
		t.Fatalf("%d tables, error %v", len(tables), err)
	}
	for _, table := range tables {
		copied := slices.ContainsFunc(report.Tables, func(c store.CopiedTable) bool { return c.Name == table.Name })
		if !copied && onlyInPostgres[table.Name] == "" {
			t.Errorf("table %s is only in Postgres: say in onlyInPostgres why nothing is lost", table.Name)
		}
	}
}

// Whatever cuts a copy off, the same call completes it: the process ends after a piece, or the database cuts the connection.
// Until then nobody can open the database.
func TestAnInterruptedCopyIsCompleted(t *testing.T) {
	t.Parallel()
	path, url := embedded(t, 5, 500), pgtest.URL(t)
	admin, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close(t.Context())
	ended, cut, refused := 0, 0, 0
	for try := 1; ; try++ {
		ctx, cancel := context.WithCancel(t.Context())
		report, err := store.Copy(ctx, path, url, store.CopyOptions{Progress: func(step store.Step, _ string, done, _ int64) {
			switch {
			case step == store.Copying && try%4 > 0:
				ended++
				cancel()
			case step != store.Reading && try%4 == 0 && rand.IntN(4) == 0:
				cut++
				_, _ = admin.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
			}
		}})
		cancel()
		if err == nil {
			if !report.OK() || report.Begun == postgres.Finished {
				t.Errorf("%+v", report)
			}
			t.Logf("completed by the %d. call; %d ended after a piece, connections cut %d times, %d openings refused", try, ended, cut, refused)
			break
		}
		if try > 60 {
			t.Fatal("never completed: ", err)
		}
		if s, err := store.Open(t.Context(), url, store.Options{}); err == nil {
			_ = s.Close()
			t.Fatal("a database with a part of an installation was opened")
		} else if errors.Is(err, postgres.ErrUnfinished) {
			refused++
		}
	}
	if ended == 0 || cut == 0 || refused == 0 {
		t.Error("too little happened for the test to mean anything")
	}
	if differ, err := open(t, url).Check(t.Context()); err != nil || len(differ) > 0 {
		t.Errorf("rows that are not the fold of their events: %v, error %v", differ, err)
	}
	again, err := store.Copy(t.Context(), path, url, store.CopyOptions{})
	if err != nil || !again.OK() || again.Begun != postgres.Finished {
		t.Errorf("the same call once more: %+v, error %v", again, err)
	}
}

// interrupt leaves a part of a copy in the database: what comes before events, and some of them.
func interrupt(t *testing.T, path, url string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	_, err := store.Copy(ctx, path, url, store.CopyOptions{Progress: func(step store.Step, table string, _, _ int64) {
		if step == store.Copying && table == "event" {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("the copy was not interrupted: %v", err)
	}
}

// An installation that went on after the interruption is copied from the beginning.
func TestACopyThatTheSourceHasLeftBehindBeginsAnew(t *testing.T) {
	t.Parallel()
	path, url := embedded(t, 3, 3), pgtest.URL(t)
	interrupt(t, path, url)
	s := open(t, path)
	converse(t, s, "later", 2, &conversation.Opening{Channel: "web"})
	converse(t, s, "c0", 250, nil) // rows that were copied are others now
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	report, err := store.Copy(t.Context(), path, url, store.CopyOptions{})
	if err != nil || !report.OK() || report.Begun != postgres.Restarted || report.Conversations != 4 {
		t.Fatalf("%+v, error %v", report, err)
	}
	s = open(t, path)
	converse(t, s, "too late", 2, &conversation.Opening{Channel: "web"})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Copy(t.Context(), path, url, store.CopyOptions{}); !errors.Is(err, postgres.ErrMovedOn) {
		t.Errorf("the source went on after the copy was finished: %v", err)
	}
}

func TestCopyRefusesADatabaseWithSomethingElse(t *testing.T) {
	t.Parallel()
	path := embedded(t, 1, 1)
	refuse := func(what, url string, want error) {
		t.Helper()
		if _, err := store.Copy(t.Context(), path, url, store.CopyOptions{}); !errors.Is(err, want) {
			t.Errorf("%s: want %v, got %v", what, want, err)
		}
	}
	inUse := pgtest.URL(t)
	if _, err := open(t, inUse).Secrets().Secret(t.Context(), "api", []byte("secret")); err != nil {
		t.Fatal(err)
	}
	refuse("a database that a server has started on", inUse, postgres.ErrNotEmpty)

	time.Sleep(time.Until(time.Now().Truncate(time.Second).Add(time.Second))) // installations are told apart by the second
	another, begun := embedded(t, 1, 1), pgtest.URL(t)
	interrupt(t, another, begun)
	refuse("a part of another installation", begun, postgres.ErrOtherCopy)
	if _, err := store.Copy(t.Context(), another, begun, store.CopyOptions{}); err != nil {
		t.Fatal(err)
	}
	refuse("another installation", begun, postgres.ErrNotEmpty)

	busy := pgtest.URL(t)
	if _, err := store.Copy(t.Context(), path, busy, store.CopyOptions{Progress: func(step store.Step, table string, _, _ int64) {
		if step == store.Copying && table == "secret" {
			refuse("a database that is being filled", busy, postgres.ErrFilling)
		}
	}}); err != nil {
		t.Fatal(err)
	}

	newer := pgtest.URL(t)
	_ = open(t, newer)
	execute(t, newer, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)`)
	if _, err := store.Copy(t.Context(), path, newer, store.CopyOptions{}); err == nil || !strings.Contains(err.Error(), "newer version") {
		t.Errorf("a newer database: %v", err)
	}
	if _, err := store.Copy(t.Context(), path, filepath.Join(t.TempDir(), "baton.db"), store.CopyOptions{}); err == nil {
		t.Error("copied to a file")
	}
}

// A copy that differs in one value of one row is found, and cannot be opened.
func TestADifferingCopyIsFound(t *testing.T) {
	t.Parallel()
	path := embedded(t, 2, 3)
	for table, change := range map[string]string{
		"event":  `UPDATE event SET payload = payload || ' ' WHERE ctid = (SELECT max(ctid) FROM event)`,
		"audit":  `UPDATE audit SET at = at + interval '1 ms' WHERE id = 1`,
		"user":   `UPDATE "user" SET id = 'Mei' WHERE id = 'mei'`,
		"secret": `DELETE FROM secret`,
		"gap":    `INSERT INTO gap SELECT conversation, seq + 1, at, locale, text FROM gap`,
	} {
		t.Run(table, func(t *testing.T) {
			t.Parallel()
			url := pgtest.URL(t)
			changed := false
			report, err := store.Copy(t.Context(), path, url, store.CopyOptions{Progress: func(step store.Step, what string, _, _ int64) {
				if step == store.Copying && what == "version" && !changed { // the last one
					changed = true
					execute(t, url, change)
				}
			}})
			if err != nil || report.OK() {
				t.Fatalf("%+v, error %v", report, err)
			}
			for _, of := range report.Tables {
				if of.OK == (of.Name == table) {
					t.Errorf("table %s: ok is %t", of.Name, of.OK)
				}
			}
			if _, err := store.Open(t.Context(), url, store.Options{}); !errors.Is(err, postgres.ErrUnfinished) {
				t.Errorf("opened: %v", err)
			}
		})
	}
}

func open(t *testing.T, dsn string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), dsn, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func execute(t *testing.T, url, statement string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// names are the counters that a database has.
func names(t *testing.T, url string) (found string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if err := conn.QueryRow(t.Context(), `SELECT string_agg(name, ' ' ORDER BY name) FROM revision`).Scan(&found); err != nil {
		t.Fatal(err)
	}
	return found
}
