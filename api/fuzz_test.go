package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

// direct serves a request without a network.
func (h *house) direct(ctx context.Context, secret, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, method, "/", strings.NewReader(body))
	r.URL.Path, r.URL.RawQuery, _ = strings.Cut(path, "?")
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+secret)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.api.ServeHTTP(w, r)
	return w
}

// sane checks what holds for every answer, whatever was sent.
func sane(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	if w.Code >= 500 {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	if w.Code >= 400 {
		var p Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Status != w.Code || !strings.HasPrefix(p.Type, "urn:baton:problem:") {
			t.Fatalf("status %d is no problem: %s", w.Code, w.Body)
		}
	}
}

// FuzzRequestBodies sends any bytes to any route that reads a body.
func FuzzRequestBodies(f *testing.F) {
	h := newHouse(f)
	c, id := h.handedOver("refund please")
	type target struct{ method, path, secret string }
	var targets []target
	for _, r := range h.api.routes() {
		body := matrix[r.method+" "+r.path].body
		if body == "" {
			continue
		}
		ids := map[string]string{"conversations": c.id, "handoffs": id, "articles": "opening-hours", "phrases": "greeting", "terms": "till"}
		path := strings.NewReplacer("{id}", ids[strings.Split(r.path+"///", "/")[2]], "{seq}", "3").Replace(r.path)
		secret := h.key("ada")
		if r.access.door == customer {
			secret = c.token
		}
		targets = append(targets, target{r.method, path, secret})
		f.Add(uint8(len(targets)-1), body)
	}
	for _, body := range []string{"", "null", "[]", "{", `{"text":"\u0000"}`, `{"text":"\ud800"}`, "\xff", `{"id":1e999}`, `{"text":"a","text":"b"}`, `{"a":{"b":{"c":[]}}}`} {
		f.Add(uint8(1), body)
	}
	f.Fuzz(func(t *testing.T, which uint8, body string) {
		to := targets[int(which)%len(targets)]
		sane(t, h.direct(t.Context(), to.secret, to.method, to.path, body))
	})
}

// FuzzEventsRequest sends any cursor, as a parameter and as Last-Event-ID.
func FuzzEventsRequest(f *testing.F) {
	h := newHouse(f)
	c := h.open(map[string]any{"locale": "en"})
	c.await("answer", c.say("What are your opening hours?"), fromBot)
	for _, seed := range [][3]string{{"0", "", ""}, {"-1", "3", "1ms"}, {"1e3", "0x10", "1h"}, {"９", "+1", "-1s"}, {"9223372036854775807", "9223372036854775808", "1"}} {
		f.Add(seed[0], seed[1], seed[2], true)
		f.Add(seed[0], seed[1], seed[2], false)
	}
	f.Fuzz(func(t *testing.T, after, last, wait string, stream bool) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel() // whoever would wait ends at once
		query := "after=" + escape(after) + "&wait=" + escape(wait)
		headers := []string{"Last-Event-ID", last}
		if stream {
			headers = append(headers, "Accept", "text/event-stream")
		}
		w := h.direct(ctx, c.token, http.MethodGet, c.path("/events?"+query), "", headers...)
		if w.Code == http.StatusServiceUnavailable {
			return // the context was canceled before the record was read
		}
		sane(t, w)
		if w.Code != http.StatusOK {
			return
		}
		from := after
		if stream && last != "" {
			from = last
		}
		begin, err := strconv.ParseInt(from, 10, 64)
		if from != "" && err != nil {
			t.Fatalf("the cursor %q was taken", from)
		}
		for _, line := range strings.Split(w.Body.String(), "\n") {
			if id, ok := strings.CutPrefix(line, "id: "); ok {
				if seq, err := strconv.ParseInt(id, 10, 64); err != nil || seq <= begin {
					t.Fatalf("event %s after %d", id, begin)
				}
			}
		}
	})
}

func escape(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteString("%" + strconv.FormatInt(int64(s[i])+256, 16)[1:])
	}
	return b.String()
}

// FuzzSessionsAndTokens shows any secret at both doors: none opens.
func FuzzSessionsAndTokens(f *testing.F) {
	h := newHouse(f)
	c := h.open(map[string]any{})
	f.Add("")
	f.Add("bct_")
	f.Add("e30.e30")
	f.Add(c.token[:len(c.token)-2])
	f.Fuzz(func(t *testing.T, secret string) {
		if h.api.signer.opens(secret, "another-conversation") {
			t.Fatalf("%q opens a conversation", secret)
		}
		if claims, ok := h.api.signer.unseal(secret); ok {
			t.Fatalf("%q is a session: %+v", secret, claims)
		}
	})
}
