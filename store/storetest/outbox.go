package storetest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/outbox"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/store"
	"github.com/batondesk/baton/store/driver"
)

var outboxTests = []test{
	{"an event and its deliveries are stored together, once", storedTogether},
	{"of a conversation only the first is handed out, of others as many as there is room", firstOfEach},
	{"what a worker that died had is taken over, and its late word does not count", takenOver},
	{"what is delivered leads to the next", leadsToTheNext},
	{"a failure holds up those behind it until it is tried again", holdsUp},
	{"what is dead holds up nobody and can be replayed", deadAndReplayed},
	{"the log is read page by page, newest first", logPaged},
	{"what is old is given up, what was settled long ago is deleted", tidied},
	{"endpoints have versions and leave a trace", endpointVersions},
	{"workers that crash deliver everything in order", deliversInOrder},
}

// crm is an endpoint that is told everything, notes one that is told of notes only.
var (
	crm   = outbox.Endpoint{ID: "crm", URL: "https://crm.example", Kinds: []conversation.Kind{}, Include: outbox.Internal, Active: true, Version: 1}
	notes = outbox.Endpoint{ID: "notes", Kinds: []conversation.Kind{conversation.KindNote}, Include: outbox.Internal, Active: true}
	off   = outbox.Endpoint{ID: "off", Include: outbox.Internal}
	shy   = outbox.Endpoint{ID: "shy", Include: outbox.Public, Active: true}
)

// telling opens the database once more, with endpoints that are told.
func (w *world) telling(endpoints ...outbox.Endpoint) *store.Store {
	w.Helper()
	router := outbox.NewRouter(func(e conversation.Event) bool { return e.Visibility == conversation.Public })
	router.Set(endpoints)
	return w.routed(router)
}

// routed opens the database once more; the router may be set later.
func (w *world) routed(router *outbox.Router) *store.Store {
	w.Helper()
	s := store.New(w.database.Open(w.T), store.Options{Now: w.clock.now, Outbox: router})
	w.Cleanup(func() {
		if err := s.Close(); err != nil {
			w.Errorf("close: %v", err)
		}
	})
	return s
}

// worker is one of those that deliver.
type worker struct {
	*world
	name string
}

const leaseTime = 30 * time.Second

func (w worker) lease() outbox.Lease {
	return outbox.Lease{Owner: w.name, Now: w.clock.now(), For: leaseTime}
}

func (w worker) claim(room int, endpoints ...string) []outbox.Entry {
	w.Helper()
	rooms := map[string]int{}
	for _, e := range endpoints {
		rooms[e] = room
	}
	entries, err := w.Outbox().Claim(w.ctx, w.lease(), rooms)
	if err != nil {
		w.Fatal(err)
	}
	slices.SortFunc(entries, func(a, b outbox.Entry) int {
		return strings.Compare(a.Endpoint+string(a.Conversation), b.Endpoint+string(b.Conversation))
	})
	return entries
}

func (w worker) settle(e outbox.Entry, state outbox.State, retry time.Duration, more bool) []outbox.Entry {
	w.Helper()
	e.State, e.Tries = state, e.Tries+1
	attempt := outbox.Attempt{At: w.clock.now(), Status: 200, Millis: 5}
	if state != outbox.Delivered {
		attempt = outbox.Attempt{At: w.clock.now(), Status: 500, Error: "answered 500", Millis: 7}
	}
	e.Attempts = append(slices.Clone(e.Attempts), attempt)
	next, err := w.Outbox().Settle(w.ctx, w.lease(), []outbox.Result{{Entry: e, Retry: retry, More: more}})
	if err != nil {
		w.Fatal(err)
	}
	return next
}

// taken compares what was handed out: "endpoint conversation seq".
func (w *world) taken(what string, got []outbox.Entry, want ...string) {
	w.Helper()
	names := []string{}
	for _, e := range got {
		names = append(names, fmt.Sprint(e.Endpoint, " ", e.Conversation, " ", e.Seq))
	}
	if diff := cmp.Diff(append([]string{}, want...), names); diff != "" {
		w.Errorf("%s: (-want +got)\n%s", what, diff)
	}
}

func (w *world) log(q outbox.LogQuery) []outbox.Entry {
	w.Helper()
	entries, _, err := w.Outbox().Log(w.ctx, q)
	if err != nil {
		w.Fatal(err)
	}
	return entries
}

func storedTogether(w *world) {
	s := w.telling(crm, notes, off, shy)
	w.do(s, "c", write(opening(conversation.Opening{Channel: "web"})))
	wr := write(says("hello"), note("seems upset"))
	wr.Key, wr.Digest = "k", "d"
	w.do(s, "c", wr)
	w.do(s, "c", wr) // a repeat
	refused := write(note("no"))
	refused.Sources = []conversation.Source{{ArticleID: "none", Version: 1}}
	if _, err := s.Append(w.ctx, "c", refused); err == nil {
		w.Error("a source that does not exist was accepted")
	}
	w.taken("crm", w.log(outbox.LogQuery{Endpoint: "crm"}), "crm c 3", "crm c 2", "crm c 1")
	w.taken("notes", w.log(outbox.LogQuery{Endpoint: "notes"}), "notes c 3")
	w.taken("off", w.log(outbox.LogQuery{Endpoint: "off"}))
	w.taken("shy", w.log(outbox.LogQuery{Endpoint: "shy"}), "shy c 2")
	made := w.log(outbox.LogQuery{Endpoint: "notes"})[0]
	w.same("delivery", outbox.Entry{
		Delivery: outbox.Delivery{Endpoint: "notes", Conversation: "c", Seq: 3, Kind: conversation.KindNote, At: w.clock.now()},
		State:    outbox.Pending, Attempts: []outbox.Attempt{}, NextAt: w.clock.now(),
	}, made)
	backlog, err := w.Outbox().Backlog(w.ctx)
	if err != nil || backlog["crm"].Pending != 3 || backlog["notes"].Pending != 1 || !backlog["crm"].Oldest.Equal(w.clock.now()) {
		w.Errorf("backlog %+v, error %v", backlog, err)
	}
}

func firstOfEach(w *world) {
	s := w.telling(crm, notes)
	for _, id := range []conversation.ID{"a", "b", "c"} {
		w.do(s, id, write(opening(conversation.Opening{}), note("one"), note("two")))
	}
	me, other := worker{w, "me"}, worker{w, "other"}
	w.taken("nobody asked for", me.claim(3, "off"))
	first := me.claim(2, "crm")
	if len(first) != 2 || first[0].Conversation == first[1].Conversation || first[0].Seq != 1 || first[1].Seq != 1 {
		w.Errorf("the first two: %+v", first)
	}
	if rest := other.claim(5, "crm"); len(rest) != 1 || rest[0].Seq != 1 {
		w.Errorf("the rest: %+v", rest)
	}
	w.taken("another endpoint", other.claim(5, "crm", "notes"), "notes a 2", "notes b 2", "notes c 2")
	w.taken("nothing is left", me.claim(5, "crm", "notes"))
}

func takenOver(w *world) {
	s := w.telling(crm)
	w.do(s, "c", write(opening(conversation.Opening{}), note("one")))
	dead, heir := worker{w, "dead"}, worker{w, "heir"}
	lost := dead.claim(5, "crm")
	w.taken("first", lost, "crm c 1")
	w.clock.pass(leaseTime - time.Millisecond)
	w.taken("too early", heir.claim(5, "crm"))
	w.clock.pass(time.Millisecond)
	w.taken("taken over", heir.claim(5, "crm"), "crm c 1")
	w.taken("said too late", dead.settle(lost[0], outbox.Dead, 0, true))
	if e := w.log(outbox.LogQuery{Endpoint: "crm"})[1]; e.State != outbox.Pending || e.Tries != 0 {
		w.Errorf("the word of a worker that had lost its lease counts: %+v", e)
	}
}

func leadsToTheNext(w *world) {
	s := w.telling(crm, notes)
	w.do(s, "c", write(opening(conversation.Opening{}), note("one"), note("two")))
	me := worker{w, "me"}
	got := me.claim(5, "crm")
	next := me.settle(got[0], outbox.Delivered, 0, true)
	w.taken("next", next, "crm c 2")
	w.taken("it is leased", worker{w, "other"}.claim(5, "crm"))
	w.taken("no more wanted", me.settle(next[0], outbox.Delivered, 0, false))
	last := me.claim(5, "crm")
	w.taken("left for anybody", last, "crm c 3")
	w.taken("the last", me.settle(last[0], outbox.Delivered, 0, true))
	done := w.log(outbox.LogQuery{Endpoint: "crm", State: outbox.Delivered})
	if len(done) != 3 || done[0].Tries != 1 || len(done[0].Attempts) != 1 || done[0].Attempts[0].Status != 200 || !done[0].Settled.Equal(w.clock.now()) {
		w.Errorf("log: %+v", done)
	}
	w.do(s, "c", write(note("three")))
	w.taken("what comes after", me.claim(5, "crm"), "crm c 4")
}

func holdsUp(w *world) {
	s := w.telling(crm)
	w.do(s, "a", write(opening(conversation.Opening{}), note("one")))
	w.do(s, "b", write(opening(conversation.Opening{})))
	me := worker{w, "me"}
	got := me.claim(5, "crm")
	w.taken("both", got, "crm a 1", "crm b 1")
	w.taken("after a failure", me.settle(got[0], outbox.Pending, 10*time.Second, true))
	w.do(s, "a", write(note("two"))) // comes while the first one waits
	w.clock.pass(10*time.Second - time.Millisecond)
	w.taken("too early", me.claim(5, "crm"))
	w.clock.pass(time.Millisecond)
	again := me.claim(5, "crm")
	w.taken("again", again, "crm a 1")
	if len(again) == 1 && (again[0].Tries != 1 || len(again[0].Attempts) != 1) {
		w.Errorf("its past is forgotten: %+v", again[0])
	}
	next := me.settle(again[0], outbox.Delivered, 0, true)
	w.taken("then the next", next, "crm a 2")
	w.taken("and the one after", me.settle(next[0], outbox.Delivered, 0, true), "crm a 3")
}

func deadAndReplayed(w *world) {
	s := w.telling(crm)
	for _, id := range []conversation.ID{"a", "b"} {
		w.do(s, id, write(opening(conversation.Opening{}), note("one")))
	}
	me := worker{w, "me"}
	got := me.claim(5, "crm")
	for _, e := range got {
		next := me.settle(e, outbox.Dead, 0, true)
		me.settle(next[0], outbox.Delivered, 0, false)
	}
	backlog, err := w.Outbox().Backlog(w.ctx)
	if err != nil || backlog["crm"].Dead != 2 || backlog["crm"].Pending != 0 {
		w.Errorf("backlog %+v, error %v", backlog, err)
	}
	replay := func(want int, r outbox.Replay) {
		w.Helper()
		r.Endpoint, r.Now = "crm", w.clock.now()
		entry := people.AuditEntry{At: w.clock.now(), Actor: "root", Action: "webhook.replay", Object: "crm", Detail: map[string]any{}}
		if n, err := w.Outbox().Replay(w.ctx, r, entry); err != nil || n != want {
			w.Errorf("replayed %d, want %d, error %v", n, want, err)
		}
	}
	replay(0, outbox.Replay{Conversation: "none"})
	replay(0, outbox.Replay{Conversation: "a", Seq: 9})
	replay(1, outbox.Replay{Conversation: "a"})
	again := me.claim(5, "crm")
	w.taken("one conversation", again, "crm a 1")
	if again[0].Tries != 0 || len(again[0].Attempts) != 1 || again[0].EventID() != got[0].EventID() {
		w.Errorf("replayed: %+v", again[0])
	}
	me.settle(again[0], outbox.Delivered, 0, false)
	replay(1, outbox.Replay{})
	w.taken("all that is dead", me.claim(5, "crm"), "crm b 1")
	replay(1, outbox.Replay{Conversation: "a", Seq: 2}) // was delivered, and is wanted again
	w.taken("one that was delivered", me.claim(5, "crm"), "crm a 2")
	trace, err := w.People().Audit(w.ctx, people.AuditQuery{Limit: 10})
	if err != nil || len(trace) != 3 || fmt.Sprint(trace[0].Detail["count"]) != "1" {
		w.Errorf("audit %+v, error %v", trace, err)
	}
}

func logPaged(w *world) {
	s := w.telling(crm, notes)
	for i := range 5 {
		w.do(s, conversation.ID(fmt.Sprint(i)), write(opening(conversation.Opening{}), note("one")))
		w.clock.pass(time.Second)
	}
	seen := map[string]bool{}
	var last outbox.Entry
	for cursor, first := "", true; first || cursor != ""; first = false {
		page, next, err := w.Outbox().Log(w.ctx, outbox.LogQuery{Endpoint: "crm", State: outbox.Pending, Cursor: cursor, Limit: 3})
		if err != nil || len(page) == 0 {
			w.Fatalf("page of %d, error %v", len(page), err)
		}
		for _, e := range page {
			if !last.At.IsZero() && last.At.Before(e.At) {
				w.Errorf("%v comes after %v", e.At, last.At)
			}
			last = e
			seen[fmt.Sprint(e.Conversation, e.Seq)] = true
		}
		cursor = next
	}
	if len(seen) != 10 {
		w.Errorf("seen %v", slices.Sorted(maps.Keys(seen)))
	}
	if _, _, err := w.Outbox().Log(w.ctx, outbox.LogQuery{Endpoint: "crm", Cursor: "?"}); !errors.Is(err, driver.ErrBadCursor) {
		w.Errorf("a cursor from nowhere: %v", err)
	}
}

func tidied(w *world) {
	s := w.telling(crm)
	me := worker{w, "me"}
	for i, state := range []outbox.State{outbox.Delivered, outbox.Dead, outbox.Pending} {
		w.do(s, conversation.ID(fmt.Sprint(i)), write(opening(conversation.Opening{})))
		me.settle(me.claim(5, "crm")[0], state, time.Hour, false)
	}
	tidy := func(pending, delivered, dead time.Duration, limit, want int) {
		w.Helper()
		now := w.clock.now()
		t := outbox.Tidy{Now: now, Pending: now.Add(-pending), Delivered: now.Add(-delivered), Dead: now.Add(-dead)}
		if n, err := w.Outbox().Tidy(w.ctx, t, limit); err != nil || n != want {
			w.Errorf("tidied %d, want %d, error %v", n, want, err)
		}
	}
	w.clock.pass(time.Hour)
	tidy(2*time.Hour, 2*time.Hour, 2*time.Hour, 10, 0)
	tidy(2*time.Hour, time.Minute, 2*time.Hour, 10, 1)
	w.taken("delivered", w.log(outbox.LogQuery{Endpoint: "crm", State: outbox.Delivered}))
	w.taken("dead", w.log(outbox.LogQuery{Endpoint: "crm", State: outbox.Dead}), "crm 1 1")
	tidy(time.Minute, time.Minute, 2*time.Hour, 10, 1)
	w.taken("given up", w.log(outbox.LogQuery{Endpoint: "crm", State: outbox.Dead}), "crm 2 1", "crm 1 1")
	w.clock.pass(time.Hour)
	tidy(time.Minute, time.Minute, time.Minute, 1, 1)
	tidy(time.Minute, time.Minute, time.Minute, 1, 1)
	w.taken("nothing", w.log(outbox.LogQuery{Endpoint: "crm"}))
}

func endpointVersions(w *world) {
	repo := w.Outbox()
	before, err := w.Pulse(w.ctx)
	if err != nil {
		w.Fatal(err)
	}
	first := crm
	first.Secrets = []outbox.Secret{{Value: "whsec_MQ=="}}
	if err := repo.AddEndpoint(w.ctx, first, audit("crm")); err != nil {
		w.Fatal(err)
	}
	wants[*people.ExistsError](w, "a second one", repo.AddEndpoint(w.ctx, first, audit("crm")))
	second := first
	second.Version, second.Active = 2, false
	second.Secrets = []outbox.Secret{{Value: "whsec_Mg=="}, {Value: "whsec_MQ==", Until: w.clock.now()}}
	for i, want := range []error{nil, people.ErrConflict} {
		if err := repo.UpdateEndpoint(w.ctx, second, audit("crm")); !errors.Is(err, want) {
			w.Errorf("update %d: %v, want %v", i, err, want)
		}
	}
	none := second
	none.ID = "none"
	wants[*people.NotFoundError](w, "one that is not there", repo.UpdateEndpoint(w.ctx, none, audit("none")))
	got, err := w.open().Outbox().Endpoints(w.ctx)
	if err != nil {
		w.Fatal(err)
	}
	w.same("endpoints", []outbox.Endpoint{second}, got)
	after, err := w.Pulse(w.ctx)
	if err != nil || after.Outbox <= before.Outbox {
		w.Errorf("nobody would notice: %+v after %+v, error %v", after, before, err)
	}
	if trace, err := w.People().Audit(w.ctx, people.AuditQuery{Limit: 10}); err != nil || len(trace) != 2 {
		w.Errorf("%d audit entries, error %v", len(trace), err)
	}
}
