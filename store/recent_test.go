package store

import (
	"fmt"
	"testing"

	"github.com/batondesk/baton/conversation"
)

func put(r *recent, id conversation.ID, bytes int) {
	r.put(id, standing{state: conversation.State{ID: id}, bytes: bytes})
}

func TestRecentForgetsWhatWasUsedLongestAgo(t *testing.T) {
	r := newRecent(3, 1000)
	for _, id := range []conversation.ID{"a", "b", "c"} {
		put(r, id, 1)
	}
	r.get("a")
	put(r, "d", 1)
	for id, want := range map[conversation.ID]bool{"a": true, "b": false, "c": true, "d": true} {
		if _, ok := r.get(id); ok != want {
			t.Errorf("%s is kept: %v", id, ok)
		}
	}
}

func TestRecentIsBoundedBySize(t *testing.T) {
	r := newRecent(1000, 100)
	for i := range 50 {
		put(r, conversation.ID(fmt.Sprint(i)), 5)
		put(r, conversation.ID(fmt.Sprint(i)), 10) // replaces, does not add
	}
	if len(r.byID) != 10 || r.bytes != 100 {
		t.Errorf("%d kept, %d bytes", len(r.byID), r.bytes)
	}
	put(r, "huge", 1000)
	if _, ok := r.get("huge"); !ok || len(r.byID) != 1 {
		t.Errorf("beside the huge one %d are kept", len(r.byID)-1)
	}
	r.drop("huge")
	r.drop("none")
	if len(r.byID) != 0 || r.bytes != 0 || r.order.Len() != 0 {
		t.Errorf("after dropping all: %d kept, %d bytes", len(r.byID), r.bytes)
	}
}
