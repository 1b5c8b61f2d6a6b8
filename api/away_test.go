package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store"
	"github.com/batondesk/baton/store/driver"
	"github.com/batondesk/baton/store/sqlite"
)

// distant is a database that may be away.
type distant struct {
	driver.Driver
	away atomic.Bool
}

func (d *distant) Pulse(ctx context.Context) (driver.Pulse, error) {
	if d.away.Load() {
		return driver.Pulse{}, errors.New("connection refused by db.internal:5432")
	}
	return d.Driver.Pulse(ctx)
}

func TestTheDatabaseGoesAwayAndComesBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "baton.db")
	stocked(t, path)
	file, err := sqlite.Open(t.Context(), path)
	must(t, err)
	db := &distant{Driver: file}
	h := newHouseOver(t, store.New(db, store.Options{}))
	ctx, stop := context.WithCancel(t.Context())
	health, watched := make(chan error, 10), make(chan struct{})
	go func() {
		defer close(watched)
		h.store.Watch(ctx, time.Millisecond, func(store.Pulse) {}, func(err error) { health <- err })
	}()
	defer func() { stop(); <-watched }()
	elsewhere, err := store.Open(t.Context(), path, store.Options{}) // another server, which still reaches the database
	must(t, err)
	defer elsewhere.Close()

	c := h.open(map[string]any{})
	reading, _ := h.stream(ctx, c.token, c.path("/events"))
	feed, _ := h.stream(ctx, h.key("mina"), "/v1/feed")
	db.away.Store(true)
	if <-health == nil {
		t.Fatal("it did not go away")
	}
	message := map[string]any{"id": "m", "text": "How much does shipping cost?"}
	for range 20 {
		got := h.as(c.token, post, c.path("/messages"), message)
		if p := got.problem(503, "unavailable"); strings.Contains(p.Detail, "internal") {
			t.Errorf("told to the outside: %s", p.Detail)
		}
		if after, err := strconv.Atoi(got.header.Get("Retry-After")); err != nil || after < 1 || after > 3 {
			t.Errorf("Retry-After: %q", got.header.Get("Retry-After"))
		}
	}
	h.as(h.key("mina"), http.MethodGet, "/v1/handoffs", nil).problem(503, "unavailable")
	h.as("", post, "/v1/conversations", map[string]any{}).problem(503, "unavailable")
	h.as("", http.MethodGet, "/readyz", nil).problem(503, "unavailable")
	h.as("", http.MethodGet, "/healthz", nil).want(200)
	_, err = elsewhere.Append(t.Context(), conversation.ID(c.id), conversation.Write{
		Compose: func(conversation.State) ([]conversation.Entry, error) {
			return []conversation.Entry{spoken("from elsewhere")}, nil
		},
	})
	must(t, err)

	db.away.Store(false)
	if err := <-health; err != nil {
		t.Fatal(err)
	}
	h.as("", http.MethodGet, "/readyz", nil).want(200)
	h.as(c.token, post, c.path("/messages"), message).want(202)
	var texts []string
	for len(texts) < 3 { // on the stream that was open all the time
		_, data, err := reading.next()
		must(t, err)
		var e event
		must(t, json.Unmarshal([]byte(data), &e))
		texts = append(texts, e.Text)
	}
	if texts[0] != "from elsewhere" || texts[1] != message["text"] {
		t.Errorf("the stream went on with %q", texts)
	}
	for data := ""; data != "{}"; { // the event that says: read your lists again
		_, data, err = feed.next()
		must(t, err)
	}
}
