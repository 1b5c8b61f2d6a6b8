package api

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/outbox"
	"github.com/batondesk/baton/outbox/webhook"
	"github.com/batondesk/baton/store"
)

// ear is a service outside that checks and keeps what it is told.
type ear struct {
	url    string
	mu     sync.Mutex
	secret string
	deaf   bool // answers 500
	heard  []told1
}

type told1 struct {
	id           string
	Type         string
	Conversation map[string]any
	Event        map[string]any
}

func newEar(t *testing.T) *ear {
	e := &ear{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		must(t, err)
		e.mu.Lock()
		defer e.mu.Unlock()
		if err := webhook.Verify(e.secret, r.Header, body, time.Now()); err != nil {
			t.Errorf("%v: %s", err, body)
		}
		if e.deaf {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		got := told1{id: r.Header.Get(webhook.HeaderID)}
		must(t, json.Unmarshal(body, &got))
		e.heard = append(e.heard, got)
	}))
	t.Cleanup(server.Close)
	e.url = server.URL + "/hook"
	return e
}

func (e *ear) set(change func(*ear)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	change(e)
}

// await waits until something was heard that fits.
func (e *ear) await(t *testing.T, what string, fits func(told1) bool) told1 {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		e.mu.Lock()
		for _, got := range e.heard {
			if fits(got) {
				e.mu.Unlock()
				return got
			}
		}
		e.mu.Unlock()
	}
	t.Fatalf("%s was never told", what)
	return told1{}
}

// tellingHouse is a house with a courier that may call the receivers of these tests. Its clock is ahead of ours: by days,
// if it should lose patience at once.
func tellingHouse(t *testing.T, ahead time.Duration) *house {
	path := filepath.Join(t.TempDir(), "baton.db")
	stocked(t, path)
	router := outbox.NewRouter(func(e conversation.Event) bool { _, ok := PublicEvent(e); return ok })
	st, err := store.Open(context.Background(), path, store.Options{Outbox: router})
	must(t, err)
	reach := outbox.Reach{Plain: true, Private: true}
	sender := webhook.New(webhook.Options{Reach: reach, Timeout: 2 * time.Second})
	courier := &outbox.Courier{
		Repository: st.Outbox(), Record: st, Router: router, Sender: sender, Public: PublicEvent, Owner: "test",
		Keep: time.Hour, KeepDead: time.Hour, Now: func() time.Time { return time.Now().Add(ahead) }, Log: slog.New(slog.DiscardHandler),
	}
	h := newHouseOver(t, st, func(o *Options) {
		o.Webhooks = outbox.New(st.Outbox(), outbox.Options{Router: router, Sender: sender, Reach: reach})
		o.Courier = courier
	})
	courier.Start()
	t.Cleanup(func() {
		stop, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		courier.Stop(stop)
		sender.Close()
	})
	return h
}

func TestServicesOutsideAreToldWhatHappens(t *testing.T) {
	h := tellingHouse(t, 0)
	ada, mina := h.key("ada"), h.key("mina")
	all, public := newEar(t), newEar(t)
	for id, e := range map[string]*ear{"all": all, "public": public} {
		var made Webhook
		body := map[string]any{"id": id, "url": e.url}
		if id == "all" {
			body["include"] = "internal"
		}
		h.as(ada, post, "/v1/webhooks", body).want(201, &made)
		if made.Secret == "" || made.Version != 1 {
			t.Fatalf("made %+v", made)
		}
		e.set(func(e *ear) { e.secret = made.Secret })
		h.as(ada, post, "/v1/webhooks", body).want(201, &made)
		if list := string(h.as(ada, get, "/v1/webhooks/"+id, nil).want(200).body); strings.Contains(list, "whsec") {
			t.Errorf("a secret is shown again: %s", list)
		}
	}
	var ping WebhookTest
	h.as(ada, post, "/v1/webhooks/all/test", nil).want(200, &ping)
	if !ping.OK || ping.Status != 200 {
		t.Errorf("ping: %+v", ping)
	}

	c, handoffID := h.handedOver("refund for order AB12345 please")
	h.as(mina, post, "/v1/handoffs/"+handoffID+"/claim", nil).want(200)
	h.as(mina, post, c.path("/notes"), map[string]any{"text": "seems upset"}).want(201)
	h.as(mina, post, c.path("/replies"), map[string]any{"text": "I am on it."}).want(201)
	reply := func(m told1) bool { return m.Event["text"] == "I am on it." }
	inside, outside := all.await(t, "the reply", reply), public.await(t, "the reply", reply)
	if inside.id != outside.id || inside.Type != "conversation.message" || inside.Conversation["holder"] != "agent:mina" {
		t.Errorf("told %+v and %+v", inside, outside)
	}
	for _, m := range public.heard {
		if text, _ := json.Marshal(m); strings.Contains(string(text), "upset") || strings.Contains(string(text), "mina") {
			t.Errorf("an inside word got out: %s", text)
		}
	}
	last := 0.0
	for _, m := range all.heard[1:] { // after the ping
		if seq := m.Event["seq"].(float64); seq != last+1 {
			t.Errorf("event %v after %v", seq, last)
		}
		last = m.Event["seq"].(float64)
	}
}

func TestDeliveryLogShowsFailuresAndReplaysTheDead(t *testing.T) {
	h := tellingHouse(t, outbox.MaxAge)
	ada, hong := h.key("ada"), h.key("hong")
	e := newEar(t)
	var made Webhook
	h.as(ada, post, "/v1/webhooks", map[string]any{"id": "crm", "url": e.url, "kinds": []string{"feedback"}}).want(201, &made)
	e.set(func(e *ear) { e.secret, e.deaf = made.Secret, true })
	c := h.open(map[string]any{"locale": "en"})
	answer := c.await("answer", c.say("What are your opening hours?"), fromBot)
	h.as(c.token, post, c.path("/feedback"), map[string]any{"seq": answer.Seq, "helpful": true}).want(204)

	var log List[outbox.Entry]
	read := func(query string) []outbox.Entry {
		t.Helper()
		h.as(hong, get, "/v1/webhooks/crm/deliveries"+query, nil).want(200, &log)
		return log.Items
	}
	eventually(t, "it is given up", func() bool { return len(read("?state=dead")) == 1 })
	dead := log.Items[0]
	if dead.Kind != "feedback" || dead.Tries != 1 || dead.Attempts[0].Status != 500 || dead.Attempts[0].Error == "" || dead.Settled.IsZero() {
		t.Errorf("dead: %+v", dead)
	}
	if metrics := string(h.as("", get, "/metrics", nil).want(200).body); !strings.Contains(metrics, `baton_webhook_deliveries{state="dead"} 1`) {
		t.Error("the metrics do not show it")
	}
	replay := "/v1/webhooks/crm/replay"
	h.as(hong, post, replay, map[string]any{"all": true}).problem(403, "forbidden")
	h.as(ada, post, replay, map[string]any{}).problem(422, "invalid")
	h.as(ada, post, replay, map[string]any{"seq": 1}).problem(422, "invalid")
	h.as(ada, post, replay, map[string]any{"conversation_id": c.id, "seq": 1}).problem(404, "not-found")
	e.set(func(e *ear) { e.deaf = false })
	var replayed Replayed
	h.as(ada, post, replay, map[string]any{"all": true}).want(200, &replayed)
	if replayed.Replayed != 1 {
		t.Errorf("replayed %+v", replayed)
	}
	e.await(t, "the feedback", func(m told1) bool { return m.Type == "conversation.feedback" && m.id == dead.EventID() })
	eventually(t, "it is delivered", func() bool { return len(read("?state=delivered")) == 1 })
	h.as(ada, get, "/v1/webhooks/crm/deliveries?cursor=x", nil).problem(422, "invalid")
	h.as(ada, get, "/v1/webhooks/none/deliveries", nil).problem(404, "not-found")
}

func TestWebhookIsChangedAndItsSecretRotated(t *testing.T) {
	h := newHouse(t)
	ada := h.key("ada")
	h.as(ada, post, "/v1/webhooks", map[string]any{"id": "crm", "url": "https://10.0.0.1/hook"}).problem(422, "invalid")
	h.as(ada, post, "/v1/webhooks", map[string]any{"id": "crm", "url": "http://crm.example/hook"}).problem(422, "invalid")
	var made, changed Webhook
	h.as(ada, post, "/v1/webhooks", map[string]any{"id": "crm", "url": "https://crm.example/hook"}).want(201, &made)
	h.as(ada, post, "/v1/webhooks", map[string]any{"id": "crm", "url": "https://other.example"}).problem(409, "id-taken")
	h.as(ada, put, "/v1/webhooks/crm", map[string]any{"rotate": true, "kinds": []string{"closed", "message"}, "version": 1}).want(200, &changed)
	if changed.Secret == "" || changed.Secret == made.Secret || changed.Version != 2 || len(changed.Kinds) != 2 || !changed.Active {
		t.Errorf("changed: %+v", changed)
	}
	h.as(ada, put, "/v1/webhooks/crm", map[string]any{"version": 1}).problem(409, "moved-on")
	h.as(ada, put, "/v1/webhooks", map[string]any{"id": "crm", "active": false}).want(200, &changed)
	h.as(ada, put, "/v1/webhooks", map[string]any{"id": "none", "active": false}).problem(404, "not-found")
	var log List[map[string]any]
	h.as(ada, get, "/v1/audit", nil).want(200, &log)
	if log.Items[0]["action"] != "webhook.update" || log.Items[0]["object"] != "crm" || strings.Contains(string(h.as(ada, get, "/v1/audit", nil).body), "whsec") {
		t.Errorf("audit: %v", log.Items[0])
	}
	var ping WebhookTest
	h.as(ada, post, "/v1/webhooks", map[string]any{"id": "gone", "url": "https://gone.invalid/hook"}).want(201)
	h.as(ada, post, "/v1/webhooks/gone/test", nil).want(200, &ping)
	if ping.OK || ping.Error == "" {
		t.Errorf("ping: %+v", ping)
	}
}

// eventually waits for what happens in the background.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}
