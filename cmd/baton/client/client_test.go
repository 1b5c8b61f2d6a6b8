package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Every connection of this server breaks after two events; one of them in the middle of an event.
func TestStreamGoesOnWhereItWasLost(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		after, _ := strconv.Atoi(r.URL.Query().Get("after"))
		if got := r.Header.Get("Authorization"); got != "Bearer secret" {
			t.Errorf("Authorization is %q", got)
		}
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, ": a comment\n\n")
		for seq := after + 1; seq <= after+2; seq++ {
			fmt.Fprintf(w, "id: %d\ndata: {\"seq\":%d,\"kind\":\"note\",\ndata: \"text\":\"x\"}\n\n", seq, seq)
		}
		fmt.Fprintf(w, "id: %d\ndata: {\"seq\":", after+3)
	}))
	defer server.Close()
	var seqs []int64
	lost := 0
	for e, err := range New(server.URL, "").Resume("c", "secret").Stream(t.Context(), 0) {
		if err != nil {
			lost++
			continue
		}
		if seqs = append(seqs, e.Seq); len(seqs) == 5 {
			break
		}
	}
	if diff := cmp.Diff([]int64{1, 2, 3, 4, 5}, seqs); diff != "" || lost != 2 {
		t.Errorf("%d connections lost, events: %s", lost, diff)
	}
}

func TestStreamEndsWhenTheServerRefuses(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"title":"Unauthorized","detail":"the token does not fit"}`)
	}))
	defer server.Close()
	var said []string
	for _, err := range New(server.URL, "").Resume("c", "wrong").Stream(t.Context(), 0) {
		said = append(said, err.Error())
	}
	if diff := cmp.Diff([]string{"401 Unauthorized: the token does not fit"}, said); diff != "" {
		t.Error(diff)
	}
}

func TestPersistRepeatsOnlyWhatMayPass(t *testing.T) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch asked.Add(1) {
		case 1:
			w.WriteHeader(http.StatusServiceUnavailable)
		case 2:
			w.WriteHeader(http.StatusTooManyRequests)
		default:
			w.WriteHeader(http.StatusConflict)
		}
	}))
	defer server.Close()
	c := New(server.URL, "")
	err := Persist(t.Context(), func() error { return c.Call(t.Context(), http.MethodPost, "/", nil, nil) })
	var problem *Problem
	if !errors.As(err, &problem) || problem.Status != http.StatusConflict || asked.Load() != 3 {
		t.Errorf("after %d requests: %v", asked.Load(), err)
	}
}

func TestPersistEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	down := errors.New("connection refused")
	if err := Persist(ctx, func() error { return down }); !errors.Is(err, down) {
		t.Error(err)
	}
}
