package sqlite

import (
	"context"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/outbox"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/retrieval"
	"github.com/batondesk/baton/store/driver"
)

// scans matches a step of a plan that reads a whole table or sorts what it found.
var scans = regexp.MustCompile(`^SCAN \w+$|TEMP B-TREE`)

// harmless are the plans that match although they read little: the one row of a revision, and lists in JSON.
var harmless = regexp.MustCompile(`FROM revision|json_each\(\?\)`)

// TestNothingReadsAWholeTable runs every kind of read and asks the database how it finds what it returns.
func TestNothingReadsAWholeTable(t *testing.T) {
	ctx := context.Background()
	db, err := Open(ctx, filepath.Join(t.TempDir(), "baton.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	readEverything(ctx, t, db)
	asked := 0
	for _, s := range []*statements{db.reader, db.writer.statements} {
		for query := range s.ready {
			if asked++; !strings.Contains(query, " ") || strings.HasPrefix(query, "PRAGMA") || strings.HasPrefix(query, "BEGIN") {
				continue
			}
			rows, err := db.readers.QueryContext(ctx, "EXPLAIN QUERY PLAN "+query, make([]any, strings.Count(query, "?"))...)
			if err != nil {
				t.Errorf("%s: %v", query, err)
				continue
			}
			for rows.Next() {
				var id, parent, unused int
				var step string
				if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
					t.Fatal(err)
				}
				if scans.MatchString(step) && !harmless.MatchString(query) {
					t.Errorf("%s: %s", step, query)
				}
			}
			if err := rows.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	if asked < 60 {
		t.Errorf("only %d statements were looked at", asked)
	}
}

func readEverything(ctx context.Context, t *testing.T, db *DB) {
	t.Helper()
	now := time.Now()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	row := driver.Row{ID: "c", Seq: 1, Owes: true, NextAt: now.Add(-time.Hour), Updated: now, State: []byte("{}")}
	change := func(from int64) *driver.Change {
		return &driver.Change{
			From: from, Row: row, Key: "k", Events: []driver.Event{{Seq: from + 1, Payload: []byte("{}")}},
			Cases: []driver.Case{{Case: handoff.Case{ID: "c.1", Priority: 1}, Data: []byte("{}")}},
		}
	}
	first := change(0)
	must(db.Commit(ctx, []*driver.Change{first})[0])
	row.Ref, row.Seq = first.Row.Ref, 2
	next := change(1)
	next.Key, next.Sources = "l", []conversation.Source{{ArticleID: "a", Version: 1}}
	db.Commit(ctx, []*driver.Change{next})
	next.Sources = nil
	must(db.Commit(ctx, []*driver.Change{next})[0])
	_, _, _, err := db.ByKey(ctx, "c", "k")
	must(err)
	_, err = db.After(ctx, "c", 0, 10)
	must(err)
	_, err = db.Lease(ctx, driver.Lease{Grant: driver.Grant{Owner: "me", Now: now, For: time.Minute}, Limit: 10})
	must(err)
	must(db.Release(ctx, "me", "c"))
	must(db.Release(ctx, "me"))
	must(db.VoidLeases(ctx))
	_, _, err = db.Overdue(ctx, now)
	must(err)
	cursor := driver.EncodeCursor(driver.Position{At: 1, Ref: 1})
	for _, q := range []driver.Query{
		{}, {Status: "open"}, {Holder: "bot"}, {Status: "open", Holder: "bot"}, {CustomerID: "ann"}, {CustomerID: "ann", Status: "open"},
		{Tag: "vip"}, {Tag: "vip", Status: "open"},
	} {
		for _, q.After = range []string{"", cursor} {
			_, _, err := db.Find(ctx, q)
			must(err)
		}
	}
	cases := db.Handoff()
	for _, q := range []handoff.CaseQuery{{}, {Queues: []string{"a"}}, {Holder: "mei", Queues: []string{"a"}}, {Visible: &handoff.Visible{Queues: []string{"a"}, Agent: "mei"}}} {
		_, _, err := cases.Cases(ctx, q)
		must(err)
	}
	_, err = cases.CasesOf(ctx, "ann", 3)
	must(err)
	_, err = cases.Waiting(ctx, "a")
	must(err)
	_, err = cases.Claimed(ctx, "mei")
	must(err)
	_, err = cases.ClaimWaits(ctx, "a", 3)
	must(err)
	_, err = cases.SaveConfig(ctx, handoff.Config{}, "mei", now)
	must(err)
	_, _, err = cases.Config(ctx, 0)
	must(err)
	shelf := db.Knowledge()
	version := knowledge.Version{Kind: knowledge.KindArticle, ID: "a", Number: 1, State: knowledge.Draft, Body: []byte("{}")}
	must(shelf.Apply(ctx, []knowledge.Change{{Kind: version.Kind, ID: "a", Add: &version}}))
	must(shelf.Apply(ctx, []knowledge.Change{{Kind: version.Kind, ID: "a", Newest: 1, Moves: []knowledge.Move{{Number: 1, From: knowledge.Draft, To: knowledge.Published}}}}))
	for _, state := range []knowledge.State{"", knowledge.Draft, knowledge.Archived} {
		for _, label := range []knowledge.Label{"", knowledge.LabelPassage} {
			_, _, err := shelf.List(ctx, knowledge.Query{Kind: version.Kind, State: state, Label: label})
			must(err)
		}
	}
	_, err = shelf.Versions(ctx, version.Kind, "a")
	must(err)
	_, err = shelf.Histories(ctx, version.Kind, []string{"a"})
	must(err)
	_, _, err = shelf.Published(ctx, version.Kind)
	must(err)
	must(shelf.AddGap(ctx, knowledge.Gap{ConversationID: "c", Seq: 1}))
	for _, cursor := range []string{"", driver.EncodeCursor(gapPosition{})} {
		_, _, err := shelf.Gaps(ctx, cursor, 3)
		must(err)
	}
	register := db.People()
	must(register.AddUser(ctx, people.User{ID: "mei", Version: 1}, "h", people.AuditEntry{}))
	must(register.UpdateUser(ctx, people.User{ID: "mei", Version: 2}, "h", people.AuditEntry{}))
	must(register.AddKey(ctx, people.Key{ID: "k", UserID: "mei"}, "h", people.AuditEntry{}))
	must(register.RevokeKey(ctx, "k", now, people.AuditEntry{}))
	must(register.AddCustomer(ctx, people.Customer{ID: "ann", Verified: true, Version: 1, Identities: []people.Identity{{Channel: "w", ExternalID: "1"}}}, people.AuditEntry{}))
	must(register.UpdateCustomer(ctx, people.Customer{ID: "ann", Verified: true, Version: 2}, people.AuditEntry{}))
	_, _ = register.VerifiedCustomer(ctx, people.Identity{Channel: "w", ExternalID: "1"})
	_, err = register.Customer(ctx, "ann")
	must(err)
	_, err = register.Users(ctx, "", 3)
	must(err)
	_, err = register.Keys(ctx, "", 3)
	must(err)
	_, err = register.Audit(ctx, people.AuditQuery{Limit: 3})
	must(err)
	readOutbox(ctx, db, must)
	_, err = db.Secrets().Secret(ctx, "s", []byte("x"))
	must(err)
	_, err = db.Spending().AddSpend(ctx, "2026-03-01", []driver.Spend{{Endpoint: "far", Calls: 1}})
	must(err)
	readVectors(ctx, db, must)
	_, err = db.Pulse(ctx)
	must(err)
	_, err = db.Seed(ctx, func(context.Context, driver.Repositories) error { return nil })
	must(err)
}

func readOutbox(ctx context.Context, db *DB, must func(error)) {
	told := db.Outbox()
	change := &driver.Change{
		Row: driver.Row{ID: "d", Seq: 1, State: []byte("{}")}, Events: []driver.Event{{Seq: 1, Payload: []byte("{}")}, {Seq: 2, Payload: []byte("{}")}},
		Deliveries: []outbox.Delivery{{Endpoint: "crm", Conversation: "d", Seq: 1}, {Endpoint: "crm", Conversation: "d", Seq: 2}},
	}
	must(db.Commit(ctx, []*driver.Change{change})[0])
	lease := outbox.Lease{Owner: "me", Now: time.Now(), For: time.Minute}
	entries, err := told.Claim(ctx, lease, map[string]int{"crm": 2})
	must(err)
	for _, e := range entries {
		_, err := told.Settle(ctx, lease, []outbox.Result{{Entry: e, More: true}})
		must(err)
	}
	cursor := driver.EncodeCursor(deliveryPosition{1, "d", 1})
	for _, state := range []outbox.State{"", outbox.Pending, outbox.Dead} {
		for _, cursor := range []string{"", cursor} {
			_, _, err := told.Log(ctx, outbox.LogQuery{Endpoint: "crm", State: state, Cursor: cursor})
			must(err)
		}
	}
	for _, r := range []outbox.Replay{{Endpoint: "crm"}, {Endpoint: "crm", Conversation: "d"}, {Endpoint: "crm", Conversation: "d", Seq: 1}} {
		_, err := told.Replay(ctx, r, people.AuditEntry{Detail: map[string]any{}})
		must(err)
	}
	later := time.Now().Add(time.Hour)
	_, err = told.Tidy(ctx, outbox.Tidy{Now: later, Pending: later, Delivered: later, Dead: later}, 10)
	must(err)
	_, err = told.Backlog(ctx)
	must(err)
}

func readVectors(ctx context.Context, db *DB, must func(error)) {
	v, text, at := db.Vectors(), retrieval.HashText("text"), time.Unix(1, 0)
	must(v.KeepVectors(ctx, "small", 1, map[retrieval.TextHash][]float32{text: {1}}, at))
	_, err := v.Vectors(ctx, "small", 1, []retrieval.TextHash{text}, at.Add(48*time.Hour))
	must(err)
	_, err = v.Dimensions(ctx, "small")
	must(err)
	_, err = v.ForgetVectors(ctx, at, 10)
	must(err)
}
