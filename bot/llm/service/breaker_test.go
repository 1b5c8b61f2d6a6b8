package service_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/batondesk/baton/bot/llm/llmtest"
	"github.com/batondesk/baton/bot/llm/service"
)

func TestNothingListensIsOneFailedConnection(t *testing.T) {
	s := double(t)
	w := connect(t, nil, s)
	s.Stop()
	start := time.Now()
	for range 50 {
		if _, err := w.ask(); !errors.Is(err, service.ErrUnavailable) {
			t.Fatal(err)
		}
	}
	if took := time.Since(start); took > time.Second {
		t.Errorf("50 turns lost %s", took)
	}
	want := append(once(service.Connect), slices.Repeat(once(service.Broken), 49)...)
	w.want(want...)
}

// A host that takes connections and never finishes the handshake.
func TestConnectionThatHangsCostsItsDeadlineOnce(t *testing.T) {
	hole, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer hole.Close()
	w := connect(t, func(o *service.Options) {
		o.Endpoints = []service.Endpoint{{Name: "far", URL: "https://" + hole.Addr().String() + "/v1", Chat: "x"}}
	})
	for period := range 2 {
		start := time.Now()
		for range 20 {
			if _, err := w.ask(); !errors.Is(err, service.ErrUnavailable) {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took < 290*time.Millisecond || took > 3*time.Second {
			t.Errorf("period %d: 20 turns lost %s, the deadline of a connection is 300ms", period, took)
		}
		w.want(append(once(service.Connect), slices.Repeat(once(service.Broken), 19)...)...)
		w.forget()
		w.pass(61 * time.Second)
	}
}

func TestBreakerLetsOneProbeThrough(t *testing.T) {
	s := double(t)
	w := connect(t, func(o *service.Options) { o.BreakAfter, o.Retries, o.Timeout = 3, 0, 5*time.Second }, s)
	s.Misbehave(llmtest.ServerError, -1)
	for range 10 {
		if _, err := w.ask(); err == nil {
			t.Fatal("answered")
		}
	}
	if n := s.Calls(llmtest.Chats); n != 3 {
		t.Fatalf("%d requests before the breaker opened, want 3", n)
	}
	if st := w.client.Status(); st.Endpoints[0].Answers != service.Open || len(st.Degraded) != 1 || st.Degraded[0].Why != service.Broken || st.Degraded[0].What != "answers" {
		t.Errorf("status %+v", st)
	}
	if !strings.Contains(w.logged(), "left alone") || strings.Count(w.logged(), "left alone") != 1 {
		t.Errorf("log: %s", w.logged())
	}
	s.Misbehave(llmtest.Slow(200*time.Millisecond), -1)
	w.pass(61 * time.Second)
	var all sync.WaitGroup
	var answered, failed int
	var mu sync.Mutex
	for range 50 {
		all.Go(func() {
			_, err := w.ask()
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				answered++
			} else {
				failed++
			}
		})
	}
	all.Wait()
	if n := s.Calls(llmtest.Chats); n != 4 || answered != 1 || failed != 49 {
		t.Errorf("%d requests, %d answered, %d went the local way; want one probe", n-3, answered, failed)
	}
	if st := w.client.Status(); st.Endpoints[0].Answers != service.Closed || st.Degraded != nil {
		t.Errorf("status %+v", st)
	}
}

func TestFailedProbeOpensTheBreakerAgain(t *testing.T) {
	s := double(t)
	w := connect(t, func(o *service.Options) { o.BreakAfter, o.Retries = 1, 1 }, s)
	s.Misbehave(llmtest.ServerError, -1)
	for period := range 5 {
		for range 20 {
			if _, err := w.ask(); err == nil {
				t.Fatal("answered")
			}
		}
		if n := s.Calls(llmtest.Chats); n != period+1 {
			t.Fatalf("%d requests in %d periods", n, period+1)
		}
		w.pass(61 * time.Second)
	}
}

func TestProbeOfACallerWhoLeavesIsGivenBack(t *testing.T) {
	s := double(t)
	w := connect(t, func(o *service.Options) { o.BreakAfter, o.Retries = 1, 0 }, s)
	s.Misbehave(llmtest.ServerError, 1)
	_, _ = w.ask()
	w.pass(61 * time.Second)
	s.Misbehave(llmtest.Slow(5*time.Second), 1)
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := w.client.Chat(ctx, question); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if _, err := w.ask(); err != nil {
		t.Errorf("the next one: %v", err)
	}
}
