package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/batondesk/baton/cmd/baton/client"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

// Behind a load balancer that asks /readyz, as an orchestrator has one, customers notice nothing of a rolling restart.
func TestARollingRestartFailsNoRequest(t *testing.T) {
	f := running(t, "BATON_SERVER_DRAIN=500ms")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var balancer atomic.Pointer[[]*replica] // those that were ready a moment ago
	look := func() {
		var ready []*replica
		for _, r := range f.replicas {
			if r.answersReady() {
				ready = append(ready, r)
			}
		}
		balancer.Store(&ready)
	}
	look()
	var working sync.WaitGroup
	working.Go(func() {
		for ctx.Err() == nil {
			look()
			pause(ctx, 20, 50)
		}
	})
	var mu sync.Mutex
	var chats []*told
	failed := map[string]int{}
	for n := range 10 {
		working.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				at := func() *client.Client {
					ready := *balancer.Load()
					return ready[(n+i)%len(ready)].client
				}
				about, err := balanced(t.Context(), at, fmt.Sprintf("c-%d-%d", n, i))
				mu.Lock()
				if err != nil {
					failed[err.Error()]++
				} else {
					chats = append(chats, about)
				}
				mu.Unlock()
				pause(ctx, 0, 30)
			}
		})
	}
	for _, r := range f.replicas {
		pause(ctx, 200, 300)
		if err := r.stop(); err != nil {
			t.Error(err)
		}
		if err := r.start(); err != nil {
			t.Fatal(err)
		}
	}
	cancel()
	working.Wait()
	messages := 0
	for _, about := range chats {
		about.check(t, f.settled(t.Context(), about))
		messages += len(about.acknowledged)
	}
	t.Logf("%d conversations, %d messages", len(chats), messages)
	for what, times := range failed {
		t.Errorf("%d requests failed: %s", times, what)
	}
	if messages < 50 {
		t.Error("that is too little for the test to mean anything")
	}
}

// balanced is a conversation of three messages; no request is repeated.
func balanced(ctx context.Context, at func() *client.Client, id string) (*told, error) {
	opened, err := at().Open(ctx, client.Opening{ID: id})
	if err != nil {
		return nil, err
	}
	about := newTold(opened)
	for i := range 3 {
		message, text := fmt.Sprintf("m%d", i), topicQuestion(i)
		about.says(message, text)
		seq, err := at().As(opened.Token).Conversation(id).Send(ctx, message, text)
		if err != nil {
			return nil, err
		}
		about.heard(message, seq)
	}
	return about, nil
}

func TestWhilePostgresIsAwayReplicasSayWhenToComeAgain(t *testing.T) {
	postgres := pgtest.Start(t)
	f := newFleet(t, postgres.URL(), 3)
	f.stock()
	f.startAll()
	for _, outage := range []struct {
		name       string
		begin, end func() error
	}{
		{"stopped", postgres.Stop, postgres.Start},
		{"frozen", postgres.Pause, postgres.Resume},
	} {
		t.Run(outage.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			about, err := f.open(ctx, outage.name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.say(ctx, about, "before", topicQuestion(0)); err != nil {
				t.Fatal(err)
			}
			r := &reader{fleet: f, id: outage.name, token: f.admin, whole: true}
			reading, stop := context.WithCancel(ctx)
			var readers sync.WaitGroup
			defer readers.Wait()
			defer stop()
			readers.Go(func() { r.read(reading, t) })
			about.check(t, f.settled(ctx, about))

			if err := outage.begin(); err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			var refusing sync.WaitGroup
			refusing.Go(func() { refuses(t, f.replicas[0], about, "during-0", 10*time.Second) }) // it need not know yet
			f.await(false)
			t.Logf("all replicas are not ready %s later", time.Since(began).Round(time.Millisecond))
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("that is too late")
			}
			refusing.Wait()
			for i, replica := range f.replicas {
				refusing.Go(func() { refuses(t, replica, about, fmt.Sprintf("during-%d", i), 2*time.Second) })
			}
			refusing.Wait()

			if err := outage.end(); err != nil {
				t.Fatal(err)
			}
			began = time.Now()
			f.await(true)
			t.Logf("all replicas are ready %s after it is back", time.Since(began).Round(time.Millisecond))
			for i := range f.replicas { // what was refused is sent again, with the same id
				if _, err := f.say(ctx, about, fmt.Sprintf("during-%d", i), topicQuestion(1)); err != nil {
					t.Fatal(err)
				}
			}
			record := f.settled(ctx, about)
			about.check(t, record)
			r.await(ctx, int64(len(record)))
			r.check(t, record)
		})
	}
	for _, r := range f.replicas {
		if err := r.stop(); err != nil {
			t.Error(err)
		}
	}
	checkRows(t, postgres.URL())
}

// await waits until all replicas are ready, or none is.
func (f *fleet) await(ready bool) {
	f.t.Helper()
	for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		var agree atomic.Int32
		var asking sync.WaitGroup
		for _, r := range f.replicas {
			asking.Go(func() {
				if r.answersReady() == ready {
					agree.Add(1)
				}
			})
		}
		asking.Wait()
		if int(agree.Load()) == len(f.replicas) {
			return
		}
		if time.Since(began) > time.Minute {
			f.t.Fatalf("after a minute not all replicas answer that ready is %v", ready)
		}
	}
}

// answersReady asks /readyz.
func (r *replica) answersReady() bool {
	r.mu.Lock()
	p := r.proc
	r.mu.Unlock()
	return p != nil && p.ready()
}

// refuses sends a message to a replica without a database: it must say soon, and clearly, that it cannot take it now.
func refuses(t *testing.T, r *replica, about *told, id string, within time.Duration) {
	body, _ := json.Marshal(map[string]string{"id": id, "text": topicQuestion(1)})
	url := r.url + "/v1/conversations/" + about.conversation.ID + "/messages"
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(string(body)))
	request.Header.Set("Authorization", "Bearer "+about.conversation.Token)
	request.Header.Set("Content-Type", "application/json")
	began := time.Now()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Error(err)
		return
	}
	defer response.Body.Close()
	var problem client.Problem
	_ = json.NewDecoder(response.Body).Decode(&problem)
	t.Logf("a message is refused after %s: %s", time.Since(began).Round(time.Millisecond), problem.Detail)
	if response.StatusCode != http.StatusServiceUnavailable || response.Header.Get("Retry-After") == "" || problem.Title == "" || problem.Detail == "" {
		t.Errorf("a message is answered with %s, Retry-After %q, %+v", response.Status, response.Header.Get("Retry-After"), problem)
	}
	if took := time.Since(began); took > within {
		t.Errorf("it takes %s to refuse a message", took)
	}
}
