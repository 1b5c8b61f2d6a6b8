package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

// TestGroupsNeverWaitInACircle lets two servers commit groups that share conversations, old and new ones, in any order. The
// database would undo one of two that wait for each other, after a second.
func TestGroupsNeverWaitInACircle(t *testing.T) {
	ctx, name := context.Background(), pgtest.URL(t)
	servers := []*DB{openTest(t, name), openTest(t, name)}
	var (
		mu      sync.Mutex
		written = map[conversation.ID]int{}
		wg      sync.WaitGroup
	)
	for i := range 4 {
		wg.Go(func() {
			for round := range 60 {
				var group []*driver.Change
				for _, n := range rand.Perm(12)[:6] {
					group = append(group, nextChange(ctx, t, servers[i%2], conversation.ID(fmt.Sprint(round/20, "-", n))))
				}
				for j, err := range servers[i%2].Commit(ctx, group) {
					switch {
					case err == nil:
						mu.Lock()
						written[group[j].Row.ID]++
						mu.Unlock()
					case !errors.Is(err, conversation.ErrConflict):
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	for id, times := range written {
		events, err := servers[0].After(ctx, id, 0, 1000)
		if err != nil || len(events) != times {
			t.Errorf("%s: %d commits left %d events, error %v", id, times, len(events), err)
		}
	}
	var deadlocks int
	err := row(ctx, servers[0].read(), `SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`, nil, &deadlocks)
	if err != nil || deadlocks > 0 {
		t.Errorf("%d deadlocks, error %v", deadlocks, err)
	}
}

// nextChange adds one event to a conversation, or opens it.
func nextChange(ctx context.Context, t *testing.T, db *DB, id conversation.ID) *driver.Change {
	now := time.Now()
	r, err := db.Load(ctx, id)
	if errors.Is(err, conversation.ErrNotFound) {
		r = driver.Row{ID: id, Opened: now}
	} else if err != nil {
		t.Error(err)
	}
	c := &driver.Change{From: r.Seq, Row: r, At: now}
	c.Row.Seq++
	c.Row.Updated, c.Row.State = now, []byte("{}")
	c.Events = []driver.Event{{Seq: c.Row.Seq, At: now, Payload: []byte("{}")}}
	return c
}
