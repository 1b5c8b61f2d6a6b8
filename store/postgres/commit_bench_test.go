package postgres_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
	"github.com/batondesk/baton/store/postgres"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

// BenchmarkCommit measures one commit after the other, by the size of the group, with and without waiting for the disk:
// what a change costs in work ("µs/change").
//
//	go test -run - -bench Commit -benchtime 500x ./store/postgres
func BenchmarkCommit(b *testing.B) {
	for _, disk := range []string{"on", "off"} {
		for _, size := range []int{1, 10, 50} {
			b.Run(fmt.Sprintf("synchronous=%s/group=%d", disk, size), func(b *testing.B) {
				ctx := context.Background()
				at, err := url.Parse(pgtest.URL(b))
				if err != nil {
					b.Fatal(err)
				}
				query := at.Query()
				query.Set("synchronous_commit", disk)
				at.RawQuery = query.Encode()
				db, err := postgres.Open(ctx, at.String(), postgres.Options{})
				if err != nil {
					b.Fatal(err)
				}
				b.Cleanup(func() { db.Close() })
				group := make([]*driver.Change, size)
				for i := range group {
					group[i] = &driver.Change{Row: driver.Row{ID: conversation.ID(fmt.Sprint("conversation-", i)), Status: conversation.Open, Holder: conversation.HeldByBot, Channel: "web"}}
				}
				commit := func() {
					for i, err := range db.Commit(ctx, group) {
						if err != nil {
							b.Fatal(i, err)
						}
					}
				}
				for range 20 { // also fills the caches of plans
					advance(group)
					commit()
				}
				var took time.Duration
				for b.Loop() {
					advance(group)
					start := time.Now()
					commit()
					took += time.Since(start)
				}
				b.ReportMetric(float64(took.Microseconds())/float64(b.N*size), "µs/change")
			})
		}
	}
}

// advance turns each change into the next of its conversation: by turns the message of the customer and the bot's answer.
func advance(group []*driver.Change) {
	now := time.Now()
	for _, c := range group {
		r := &c.Row
		c.From, c.At = r.Seq, now
		c.Events, c.Key, c.Lease = nil, "", nil
		r.Opened, r.Updated, r.Owes = now, now, !r.Owes
		r.State = []byte(`{"recent":"` + strings.Repeat("how long do I have to send it back, ", 40) + `"}`)
		events := 3
		if r.Owes {
			events, c.Key, c.Digest = 1, fmt.Sprint("key-", r.Seq), "digest"
			r.NextAt, c.Lease = now, &driver.Grant{Owner: "bench", Now: now, For: time.Minute}
		} else {
			r.NextAt = now.Add(24 * time.Hour)
		}
		for range events {
			r.Seq++
			c.Events = append(c.Events, driver.Event{Seq: r.Seq, At: now, Actor: conversation.Actor{Kind: conversation.Bot}, Visibility: conversation.Public,
				Kind: "message", Payload: []byte(`{"text":"` + strings.Repeat("x", 300) + `"}`)})
		}
	}
}
