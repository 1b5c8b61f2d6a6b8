package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/batondesk/baton/conversation"
)

// receiver is a service outside that is told of messages.
type receiver struct {
	*httptest.Server

	mu      sync.Mutex
	calls   int
	heard   map[string][]int64 // seqs by conversation, as they came for the first time
	repeats int
	wrong   []string
}

// newReceiver answers some calls with a failure.
func newReceiver(t testing.TB) *receiver {
	r := &receiver{heard: map[string][]int64{}}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		var told struct {
			Conversation struct{ ID string }
			Event        struct{ Seq int64 }
		}
		err := json.NewDecoder(request.Body).Decode(&told)
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.calls++; err != nil || r.calls%100 == 50 {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		id, seq := told.Conversation.ID, told.Event.Seq
		heard := r.heard[id]
		switch {
		case len(heard) == 0 || heard[len(heard)-1] < seq:
			r.heard[id] = append(heard, seq)
		case heard[len(heard)-1] == seq: // the answer to the first call was lost
			r.repeats++
		default:
			r.wrong = append(r.wrong, fmt.Sprintf("%s: event %d comes after %v", id, seq, heard))
		}
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) count(id string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.heard[id])
}

// The replicas deliver together, while they are restarted one after the other: everything, in the order of each
// conversation.
func TestReplicasTellAServiceOutsideEverythingInOrder(t *testing.T) {
	f := running(t, "BATON_WEBHOOKS_ALLOW_PRIVATE=true", "BATON_WEBHOOKS_ALLOW_HTTP=true")
	ctx := t.Context()
	service := newReceiver(t)
	hook := map[string]any{"id": "outside", "url": service.URL, "kinds": []string{"message"}}
	if err := f.call(ctx, f.admin, http.MethodPost, "/v1/webhooks", hook, nil); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second) // until all replicas know it
	var working sync.WaitGroup
	chats := make([]*told, 20)
	for n := range chats {
		working.Go(func() {
			about, err := f.open(ctx, fmt.Sprintf("c%d", n))
			if err != nil {
				t.Error(err)
				return
			}
			for i := range 6 {
				if _, err := f.say(ctx, about, fmt.Sprint(i), topicQuestion(i)); err != nil {
					t.Error(err)
				}
				pause(ctx, 50, 500)
			}
			chats[n] = about
		})
	}
	for _, r := range f.replicas {
		pause(ctx, 100, 300)
		if err := r.stop(); err != nil {
			t.Error(err)
		}
		if err := r.start(); err != nil {
			t.Fatal(err)
		}
	}
	working.Wait()
	total, began := 0, time.Now()
	for _, about := range chats {
		var said []int64
		for _, e := range f.settled(ctx, about) {
			if e.Payload.Kind() == conversation.KindMessage {
				said = append(said, e.Seq)
			}
		}
		for service.count(about.conversation.ID) < len(said) && time.Since(began) < time.Minute {
			time.Sleep(20 * time.Millisecond)
		}
		service.mu.Lock()
		if heard := service.heard[about.conversation.ID]; fmt.Sprint(heard) != fmt.Sprint(said) {
			t.Errorf("%s: the service was told of %v; on record are %v", about.conversation.ID, heard, said)
		}
		service.mu.Unlock()
		total += len(said)
	}
	for _, wrong := range service.wrong {
		t.Error(wrong)
	}
	t.Logf("%d messages in %d calls, %d of them repeats; the last one %s after the end", total, service.calls, service.repeats,
		time.Since(began).Round(time.Millisecond))
}
