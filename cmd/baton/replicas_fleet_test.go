package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/batondesk/baton/cmd/baton/client"
	"github.com/batondesk/baton/cmd/baton/config"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store"
)

// fleet is replicas over one database.
type fleet struct {
	t        testing.TB
	database string
	replicas []*replica
	admin    string // a key that may do everything

	refused    atomic.Int64 // requests answered with 503
	unanswered atomic.Int64 // requests that got no answer: connections refused or cut
	late       atomic.Int64 // requests that were given up after tooLate
}

// tooLate is how long a request may take before that counts as a fault of the server's own.
const tooLate = 20 * time.Second

// replica is a server at an address that it keeps, over restarts.
type replica struct {
	t         testing.TB
	url       string
	args, env []string
	client    *client.Client

	mu   sync.Mutex
	proc *process // the last one
	up   bool
}

// newFleet makes n replicas, which do not run yet, of one database as it is.
func newFleet(t testing.TB, database string, n int, env ...string) *fleet {
	t.Helper()
	f := &fleet{t: t, database: database}
	for range n {
		addr := freeAddress(t)
		f.replicas = append(f.replicas, &replica{
			t: t, url: "http://" + addr, client: client.New("http://"+addr, ""),
			args: []string{"--addr", addr, "--database-url", database}, env: append([]string{"BATON_LIMITS_ENABLED=false"}, env...),
		})
	}
	t.Cleanup(func() {
		for _, r := range f.replicas {
			r.kill()
			r.client.Close()
		}
	})
	return f
}

// stock puts the articles of these tests and a key into the database.
func (f *fleet) stock() {
	f.t.Helper()
	articles := filepath.Join(f.t.TempDir(), "articles.jsonl")
	if err := os.WriteFile(articles, []byte(topicArticles()), 0o600); err != nil {
		f.t.Fatal(err)
	}
	baton(f.t, "import", articles, "--publish", "--database-url", f.database)
	f.admin = strings.TrimSpace(baton(f.t, "key", "create", "--name", "test", "--role", "admin", "--database-url", f.database))
}

// startAll starts all replicas at once.
func (f *fleet) startAll() {
	f.t.Helper()
	failed := make(chan error, len(f.replicas))
	for _, r := range f.replicas {
		go func() { failed <- r.start() }()
	}
	for range f.replicas {
		if err := <-failed; err != nil {
			f.t.Fatal(err)
		}
	}
}

// through makes a replica reach the database at another address. It must not run yet.
func (r *replica) through(address string) {
	for i, arg := range r.args {
		u, err := url.Parse(arg)
		if err == nil && u.Scheme == "postgres" {
			u.Host = address
			r.args[i] = u.String()
		}
	}
}

func (r *replica) start() error {
	p, err := startProcess(r.env, r.args...)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.proc, r.up = p, true
	return nil
}

// down marks a replica as stopped, and gives its process; nil if it was stopped already.
func (r *replica) down() *process {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.up {
		return nil
	}
	r.up = false
	select {
	case <-r.proc.exited:
		r.t.Errorf("a replica ended by itself: %s", r.proc.said)
	default:
	}
	return r.proc
}

// look for what no fault from outside excuses, in what an ended process said.
func (r *replica) look(p *process) {
	for _, bad := range []string{"DATA RACE", "panic", "goroutine "} {
		if said := p.said.String(); strings.Contains(said, bad) {
			r.t.Errorf("a replica says %q: %s", bad, said)
			return
		}
	}
}

// kill ends it as a power cut would.
func (r *replica) kill() {
	if p := r.down(); p != nil {
		p.kill()
		r.look(p)
	}
}

// stop ends it as an orchestrator does.
func (r *replica) stop() error {
	if p := r.down(); p != nil {
		defer r.look(p)
		return p.stop()
	}
	return nil
}

// any is a random replica, up or not: a load balancer that knows nothing.
func (f *fleet) any() *client.Client { return f.replicas[rand.IntN(len(f.replicas))].client }

// try repeats a request, each time at a random replica, until it succeeds, is refused for good, or ctx ends.
func (f *fleet) try(ctx context.Context, token string, request func(context.Context, *client.Client) error) error {
	return client.Persist(ctx, func() error { return f.once(ctx, f.any().As(token), request) })
}

// once makes one request and notes how it ended.
func (f *fleet) once(ctx context.Context, at *client.Client, request func(context.Context, *client.Client) error) error {
	limited, cancel := context.WithTimeout(ctx, tooLate)
	defer cancel()
	err := request(limited, at)
	var problem *client.Problem
	switch {
	case err == nil || ctx.Err() != nil:
	case limited.Err() != nil:
		f.late.Add(1)
	case !errors.As(err, &problem):
		f.unanswered.Add(1)
	case problem.Status == http.StatusServiceUnavailable:
		f.refused.Add(1)
	case problem.Status >= 500:
		f.t.Errorf("a request is answered with %v", problem)
	}
	return err
}

// call is try with a JSON request.
func (f *fleet) call(ctx context.Context, key, method, path string, body, into any) error {
	return f.try(ctx, key, func(ctx context.Context, c *client.Client) error { return c.Call(ctx, method, path, body, into) })
}

// staff makes a key of its own for somebody with these roles and returns its secret.
func (f *fleet) staff(name string, roles ...string) string {
	f.t.Helper()
	var made struct{ Secret string }
	if err := f.call(f.t.Context(), f.admin, http.MethodPost, "/v1/keys", map[string]any{"id": name, "name": name, "roles": roles}, &made); err != nil {
		f.t.Fatalf("a key for %s: %v", name, err)
	}
	return made.Secret
}

// open begins a conversation at any replica.
func (f *fleet) open(ctx context.Context, id string) (*told, error) {
	var c *client.Conversation
	err := f.try(ctx, "", func(ctx context.Context, at *client.Client) (err error) {
		c, err = at.Open(ctx, client.Opening{ID: id, Locale: "en"})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", id, err)
	}
	return newTold(c), nil
}

// say sends a customer's message by way of any replica, as often as it takes.
func (f *fleet) say(ctx context.Context, about *told, id, text string) (seq int64, err error) {
	about.says(id, text)
	err = f.try(ctx, about.conversation.Token, func(ctx context.Context, at *client.Client) (err error) {
		seq, err = at.Conversation(about.conversation.ID).Send(ctx, id, text)
		return err
	})
	if err == nil {
		about.heard(id, seq)
	}
	return seq, err
}

// record is a whole conversation as the bearer of a token may see it.
func (f *fleet) record(ctx context.Context, id, token string) (events []conversation.Event, err error) {
	err = f.try(ctx, token, func(ctx context.Context, at *client.Client) (err error) {
		events, _, err = at.Conversation(id).Events(ctx, 0, 0)
		return err
	})
	return events, err
}

// settled is the record once nothing is owed any more, which must be within a minute.
func (f *fleet) settled(ctx context.Context, about *told) []conversation.Event {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		record, err := f.record(ctx, about.conversation.ID, f.admin)
		if err == nil && owed(record) == 0 {
			return record
		}
		if ctx.Err() != nil {
			f.t.Errorf("%s: message %d is still unanswered (%v)", about.conversation.ID, owed(record), err)
			return record
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// checkRows folds every event again and compares.
func checkRows(t testing.TB, database string) {
	t.Helper()
	s, err := store.Open(t.Context(), database, store.Options{Timers: timers(config.Default().Bot)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	differ, err := s.Check(t.Context())
	if err != nil || len(differ) > 0 {
		t.Errorf("rows that are not what the events say: %v (%v)", differ, err)
	}
}
