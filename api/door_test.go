package api

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/bot/local"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/outbox"
	"github.com/batondesk/baton/outbox/webhook"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/retrieval"
	"github.com/batondesk/baton/store"
)

var identitySecret = []byte("the site's own secret, for tests only")

// house is a whole Baton behind a real HTTP server: the real store on a file, the real services, a small business.
type house struct {
	t      testing.TB
	o      Options
	api    *Server
	url    string
	store  *store.Store
	people *people.Service
	client *http.Client

	mu   sync.Mutex
	keys map[string]string // user id -> key
}

func newHouse(t testing.TB, change ...func(*Options)) *house {
	t.Helper()
	path := filepath.Join(t.TempDir(), "baton.db")
	stocked(t, path)
	st, err := store.Open(context.Background(), path, store.Options{})
	must(t, err)
	return newHouseOver(t, st, change...)
}

// newHouseOver is a house over a store that has the shop in it.
func newHouseOver(t testing.TB, st *store.Store, change ...func(*Options)) *house {
	t.Helper()
	ctx := context.Background()
	quiet := slog.New(slog.DiscardHandler)
	folk := people.New(st.People(), people.Options{IdentitySecret: identitySecret})
	texts := knowledge.New(st.Knowledge(), knowledge.Options{FourEyes: true})
	live, err := texts.Live(ctx)
	must(t, err)
	search := retrieval.NewSearcher()
	search.Publish(live.Snapshot().Articles)
	_, version, err := st.Handoff().Config(ctx, 0)
	must(t, err)
	book, err := handoff.NewBook(version, shopConfig)
	must(t, err)
	books := &bot.Playbooks{Book: book, Matcher: handoff.NewMatcher(book)}
	current := func() *handoff.Book { return book }
	desk := handoff.NewDesk(st, handoff.DeskOptions{
		Book: current, Phrases: func() handoff.Phrases { return live.Snapshot().Phrases }, Article: search.Article,
		Repository: st.Handoff(), People: folk,
	})
	b := bot.New(bot.Options{
		Ledger: st, Understand: local.New(), Search: search, Phrases: func() *knowledge.Phrasebook { return live.Snapshot().Phrases },
		Playbooks: func() *bot.Playbooks { return books }, Wait: desk.Wait, Gap: texts.AddGap, Thresholds: retrieval.DefaultThresholds(),
		Timers: conversation.DefaultTimers(), Locale: "en", Locales: []string{"en", "zh"}, Zone: time.UTC, Now: time.Now, Log: quiet,
	})
	runner := &bot.Runner{Turn: b.Step, Leases: st, Workers: 8, Now: time.Now, Log: quiet}
	intake := &bot.Intake{Ledger: st, Runner: runner, Phrases: func() *knowledge.Phrasebook { return live.Snapshot().Phrases },
		Book: current, Active: func(id string) bool { return folk.Active(ctx, id) }, Now: time.Now}
	o := Options{
		Webhooks: outbox.New(st.Outbox(), outbox.Options{Router: outbox.NewRouter(nil), Sender: webhook.New(webhook.Options{})}),
		Store:    st, Intake: intake, Runner: runner, Bot: b, Desk: desk, Book: current, Knowledge: texts, Live: live, People: folk,
		KnowledgeChanged: func(ids ...string) {
			search.Withdraw(ids...)
			if _, err := live.Refresh(ctx); err == nil {
				search.Publish(live.Snapshot().Articles)
			}
		},
		Secret: bytes.Repeat([]byte{7}, 32), Limits: Limits{Disabled: true}, Ready: st.Ping, Version: "test", Log: quiet,
	}
	for _, f := range change {
		f(&o)
	}
	s, err := New(o)
	must(t, err)
	web := httptest.NewServer(s)
	runner.Start()
	h := &house{t: t, o: o, api: s, url: web.URL, store: st, people: folk, client: web.Client(), keys: map[string]string{}}
	t.Cleanup(func() {
		s.Close()
		web.Close()
		stop, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		if err := runner.Stop(stop); err != nil {
			t.Errorf("runner: %v", err)
		}
		if err := st.Close(); err != nil {
			t.Errorf("store: %v", err)
		}
	})
	return h
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// reply is an answer of the server.
type reply struct {
	t      testing.TB
	status int
	header http.Header
	body   []byte
}

// as makes a request with a bearer secret ("" for none). A body that is a string is sent as it is, others as JSON.
func (h *house) as(secret, method, path string, body any, headers ...string) reply {
	h.t.Helper()
	var r io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		r = strings.NewReader(b)
	default:
		data, err := json.Marshal(b)
		must(h.t, err)
		r = bytes.NewReader(data)
	}
	req, err := http.NewRequest(method, h.url+path, r)
	must(h.t, err)
	if r != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if secret != "" {
		req.Header.Set("Authorization", "Bearer "+secret)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := h.client.Do(req)
	must(h.t, err)
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	must(h.t, err)
	return reply{h.t, res.StatusCode, res.Header, data}
}

// want checks the status and reads the body into a value.
func (r reply) want(status int, into ...any) reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("got status %d, want %d: %s", r.status, status, r.body)
	}
	for _, v := range into {
		if err := json.Unmarshal(r.body, v); err != nil {
			r.t.Fatalf("%v: %s", err, r.body)
		}
	}
	return r
}

// problem reads the body as a problem of that name.
func (r reply) problem(status int, name string) Problem {
	r.t.Helper()
	var p Problem
	r.want(status, &p)
	if p.Type != "urn:baton:problem:"+name {
		r.t.Fatalf("got problem %s, want %s: %s", p.Type, name, r.body)
	}
	if ct := r.header.Get("Content-Type"); ct != "application/problem+json" {
		r.t.Fatalf("a problem came as %q", ct)
	}
	if p.Status != status || p.RequestID == "" || p.Title == "" {
		r.t.Fatalf("incomplete problem: %s", r.body)
	}
	return p
}

// talk is an open conversation with its customer's token.
type talk struct {
	h     *house
	id    string
	token string
}

func (h *house) open(body any) talk {
	h.t.Helper()
	var opened Opened
	h.as("", post, "/v1/conversations", body).want(201, &opened)
	return talk{h, string(opened.ID), opened.Token}
}

func (c talk) path(rest string) string { return "/v1/conversations/" + c.id + rest }

// say sends a message and returns its seq.
func (c talk) say(text string) int64 {
	c.h.t.Helper()
	var accepted Accepted
	c.h.as(c.token, post, c.path("/messages"), map[string]any{"text": text}).want(202, &accepted)
	return accepted.Seq
}

// event is an event as a client reads it.
type event struct {
	Seq        int64              `json:"seq"`
	At         time.Time          `json:"at"`
	Kind       string             `json:"kind"`
	Visibility string             `json:"visibility"`
	Actor      conversation.Actor `json:"actor"`
	Act        string             `json:"act"`
	Text       string             `json:"text"`
	Reason     string             `json:"reason"`
	Confidence float64            `json:"confidence"`
	Sources    []conversation.Source
	Input      *conversation.Input `json:"input"`
	ExpectBy   time.Time           `json:"expect_by"`
}

type eventPage struct {
	Events []event `json:"events"`
	More   bool    `json:"more"`
}

func (c talk) events(secret string, after int64, wait string) eventPage {
	c.h.t.Helper()
	path := c.path(fmt.Sprintf("/events?after=%d", after))
	if wait != "" {
		path += "&wait=" + wait
	}
	var page eventPage
	c.h.as(secret, get, path, nil).want(200, &page)
	return page
}

// await polls, as a customer, until an event fits.
func (c talk) await(what string, after int64, fits func(event) bool) event {
	c.h.t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for time.Now().Before(deadline) {
		for _, e := range c.events(c.token, after, "2s").Events {
			if fits(e) {
				return e
			}
			after = e.Seq
		}
	}
	c.h.t.Fatalf("no %s came", what)
	return event{}
}

func fromBot(e event) bool   { return e.Kind == "message" && e.Actor.Kind == conversation.Bot }
func fromAgent(e event) bool { return e.Kind == "message" && e.Actor.Kind == conversation.Agent }

// handedOver opens a conversation that waits in a queue and returns it with the id of its case.
func (h *house) handedOver(text string) (talk, string) {
	h.t.Helper()
	c := h.open(map[string]any{"locale": "en", "customer": map[string]any{"external_id": "u1", "name": "Kim"}})
	c.say(text)
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		state, err := h.store.State(context.Background(), conversation.ID(c.id))
		must(h.t, err)
		if state.Handoff != nil {
			return c, state.Handoff.ID
		}
	}
	h.t.Fatalf("%q was not handed over", text)
	return c, ""
}

// sse reads server-sent events: id and data of each, until the reader is closed.
type sse struct {
	body io.ReadCloser
	r    *bufio.Reader
}

func (h *house) stream(ctx context.Context, secret, path string, headers ...string) (*sse, *http.Response) {
	h.t.Helper()
	req, err := http.NewRequestWithContext(ctx, get, h.url+path, nil)
	must(h.t, err)
	req.Header.Set("Accept", "text/event-stream")
	req.Header.Set("Authorization", "Bearer "+secret)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := h.client.Do(req)
	must(h.t, err)
	return &sse{res.Body, bufio.NewReader(res.Body)}, res
}

func (s *sse) next() (id, data string, err error) {
	for {
		line, err := s.r.ReadString('\n')
		if err != nil {
			return "", "", err
		}
		line = strings.TrimSuffix(line, "\n")
		switch {
		case line == "" && data != "":
			return id, data, nil
		case strings.HasPrefix(line, "id: "):
			id = line[4:]
		case strings.HasPrefix(line, "data: "):
			data = line[6:]
		}
	}
}
