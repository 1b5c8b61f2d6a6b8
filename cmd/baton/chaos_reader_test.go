package main

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/batondesk/baton/conversation"
)

// reader streams one conversation, now from this replica, now from that one, always going on after the last event it got.
type reader struct {
	fleet *fleet
	id    string
	token string
	whole bool // sees every event; a customer sees the public ones

	mu      sync.Mutex
	events  []conversation.Event
	streams int
}

// read reads until ctx ends. What comes out of order is an error at once; check finds what is missing or wrong.
func (r *reader) read(ctx context.Context, t testing.TB) {
	for ctx.Err() == nil {
		after := r.last()
		at := r.fleet.any().As(r.token).Conversation(r.id)
		while, leave := context.WithTimeout(ctx, time.Duration(500+rand.IntN(8000))*time.Millisecond)
		r.mu.Lock()
		r.streams++
		r.mu.Unlock()
		for e, err := range at.Stream(while, after) {
			if err != nil {
				break // at another replica, perhaps
			}
			if e.Seq <= after || r.whole && e.Seq != after+1 {
				t.Errorf("%s: a reader got event %d after event %d", r.id, e.Seq, after)
			}
			after = e.Seq
			r.mu.Lock()
			r.events = append(r.events, e)
			r.mu.Unlock()
		}
		leave()
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

func (r *reader) last() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.events) == 0 {
		return 0
	}
	return r.events[len(r.events)-1].Seq
}

// await waits until the reader has got everything up to seq.
func (r *reader) await(ctx context.Context, seq int64) {
	for r.last() < seq && ctx.Err() == nil {
		time.Sleep(10 * time.Millisecond)
	}
}

// check compares what the reader got with what a reader of the same kind finds on record afterwards. It returns over how
// many streams it came.
func (r *reader) check(t testing.TB, record []conversation.Event) int {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, e := range record {
		if i >= len(r.events) {
			t.Errorf("%s: a reader never got event %d, a %s; it stopped after %d of %d", r.id, e.Seq, e.Payload.Kind(), i, len(record))
			break
		}
		got, _ := json.Marshal(r.events[i])
		want, _ := json.Marshal(e)
		if string(got) != string(want) {
			t.Errorf("%s: a reader got\n\t%s\nas its event %d, on record it is\n\t%s", r.id, got, i+1, want)
			break
		}
	}
	return r.streams
}
