package api

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
)

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	h := newHouse(t)
	for _, got := range []reply{h.as("", get, "/healthz", nil), h.as("", get, "/nothing", nil), h.as("", post, "/v1/conversations", `{}`)} {
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store",
			"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
		} {
			if got.header.Get(name) != want {
				t.Errorf("%s is %q", name, got.header.Get(name))
			}
		}
	}
}

func TestAMethodThatIsNotAllowedNamesThoseThatAre(t *testing.T) {
	h := newHouse(t)
	got := h.as("", "PATCH", "/v1/conversations/x", nil)
	got.problem(405, "method-not-allowed")
	if got.header.Get("Allow") != "GET" {
		t.Errorf("Allow: %q", got.header.Get("Allow"))
	}
}

// logged collects what is logged.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestTheLogKeepsWhatPeopleSaidAndSecretsToItself(t *testing.T) {
	var out logged
	h := newHouse(t, func(o *Options) {
		o.Log = slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	key := h.key("ada")
	c := h.open(map[string]any{"customer": map[string]any{"external_id": "cust-4711", "name": "Kim Example", "email": "kim@example.org"}})
	c.say("my secret question about opening hours")
	h.as(c.token, post, c.path("/messages"), `{"text": "my secret question", "colour": "purple"}`).want(422)
	h.as(c.token, get, c.path("/events?secret=in-the-query"), nil).want(422)
	h.as(key, get, "/v1/articles?q=looked-for", nil).want(200)
	h.as("", get, "/not/a/path-of-ours", nil).want(404)
	h.as("", post, "/v1/session", `{"name": "login-name", "secret": "login-secret"}`).want(401)
	time.Sleep(20 * time.Millisecond)
	log := out.String()
	for _, inside := range []string{"secret question", "purple", "in-the-query", "looked-for", "path-of-ours", "login-name", "login-secret",
		"Kim", "cust-4711", "kim@example.org", c.token, key, c.id} {
		if strings.Contains(log, inside) {
			t.Errorf("%q is in the log", inside)
		}
	}
	line, _, _ := strings.Cut(log, "\n")
	var entry map[string]any
	must(t, json.Unmarshal([]byte(line), &entry))
	if entry["route"] != "/v1/conversations" || entry["method"] != "POST" || entry["status"] != 201.0 || entry["request"] == "" || entry["ms"] == nil {
		t.Errorf("log line: %s", line)
	}
}

func TestAPanicIsAProblemWithoutItsStack(t *testing.T) {
	var out logged
	h := newHouse(t, func(o *Options) { o.Log = slog.New(slog.NewJSONHandler(&out, nil)) })
	h.api.engine.GET("/boom", func(*gin.Context) { panic("the reason") })
	w := httptest.NewRecorder()
	h.api.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/boom", nil))
	if w.Code != 500 || strings.Contains(w.Body.String(), "the reason") || strings.Contains(w.Body.String(), "goroutine") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if !strings.Contains(out.String(), "the reason") || !strings.Contains(out.String(), "headers_test.go") {
		t.Error("the log does not say what happened and where")
	}
}

func TestMetricsCountWithoutNamingAnybody(t *testing.T) {
	h := newHouse(t)
	c := h.open(map[string]any{"locale": "en"})
	seq := c.say("What are your opening hours?")
	c.await("answer", seq, fromBot)
	h.handedOver("refund please")
	var text string
	for range 200 { // the counters follow the feed
		text = string(h.as("", get, "/metrics", nil).want(200).body)
		if strings.Contains(text, `baton_handoffs_total{playbook="refund",queue="front"} 1`) {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	for _, want := range []string{
		`baton_http_requests_total{method="POST",route="/v1/conversations/:id/messages",status="202"} 2`,
		`baton_messages_total{by="customer"} 2`,
		`baton_turns_total{act="answer",mode="answer"} 1`,
		`baton_handoffs_total{playbook="refund",queue="front"} 1`,
		"baton_conversations_without_next_step 0",
		"baton_overdue_conversations 0",
		"baton_stream_clients 0",
		"baton_retrieval_confidence_count",
		"baton_turn_seconds_count 2",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("/metrics lacks %s", want)
		}
	}
	if strings.Contains(text, c.id) || strings.Contains(text, "opening hours") {
		t.Error("an id or a text is a label")
	}
}
