package main

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/cmd/baton/client"
	"github.com/batondesk/baton/cmd/baton/demo"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

// running is a fleet of three on a database of its own.
func running(t *testing.T, env ...string) *fleet {
	t.Helper()
	f := newFleet(t, pgtest.URL(t), 3, env...)
	f.stock()
	f.startAll()
	return f
}

func TestWhatOneReplicaAcknowledgesAllOthersKnow(t *testing.T) {
	f, ctx := running(t), t.Context()
	staff := f.staff("watcher", "supervisor")
	a, b, c := f.replicas[0].client, f.replicas[1].client, f.replicas[2].client
	for i := range 20 {
		id := fmt.Sprintf("c%d", i)
		opened, err := a.Open(ctx, client.Opening{ID: id})
		if err != nil {
			t.Fatal(err)
		}
		seq, err := b.As(opened.Token).Conversation(id).Send(ctx, "m", topicQuestion(i))
		if err != nil {
			t.Fatalf("opened on one replica, unknown to another: %v", err)
		}
		events, _, err := c.As(opened.Token).Conversation(id).Events(ctx, seq-1, 0)
		if err != nil || len(events) == 0 || events[0].Seq != seq {
			t.Fatalf("message %d, acknowledged by one replica, is read on another as %v (%v)", seq, events, err)
		}
		var taken, now takeover
		if err := c.As(staff).Call(ctx, http.MethodPost, "/v1/conversations/"+id+"/takeover", nil, &taken); err != nil {
			t.Fatal(err)
		}
		if err := a.As(staff).Call(ctx, http.MethodGet, "/v1/conversations/"+id, nil, &now); err != nil || now != taken {
			t.Fatalf("taken over on one replica (%v), on another it is %v (%v)", taken, now, err)
		}
	}
}

func TestTheSameRequestOnAllReplicasAtOnceCountsOnce(t *testing.T) {
	f, ctx := running(t), t.Context()
	for i := range 10 {
		id := fmt.Sprintf("c%d", i)
		opened := atOnce(f, func(c *client.Client) (*client.Conversation, error) { return c.Open(ctx, client.Opening{ID: id}) })
		for _, o := range opened {
			if o.err != nil || o.got.Token != opened[0].got.Token {
				t.Fatalf("opened at once on all replicas: %v", o.err)
			}
		}
		about := newTold(opened[0].got)
		about.says("m", topicQuestion(i))
		for _, sent := range atOnce(f, func(c *client.Client) (int64, error) {
			return c.As(about.conversation.Token).Conversation(id).Send(ctx, "m", topicQuestion(i))
		}) {
			if sent.err != nil {
				t.Fatal(sent.err)
			}
			about.heard("m", sent.got)
		}
		about.check(t, f.settled(ctx, about))
	}
}

// outcome is what one replica answered.
type outcome[T any] struct {
	got T
	err error
}

// atOnce asks all replicas at the same time.
func atOnce[T any](f *fleet, ask func(*client.Client) (T, error)) []outcome[T] {
	answers := make([]outcome[T], len(f.replicas))
	var asking sync.WaitGroup
	for i, r := range f.replicas {
		asking.Go(func() { answers[i].got, answers[i].err = ask(r.client) })
	}
	asking.Wait()
	return answers
}

func TestOfAgentsWhoClaimOnTwoReplicasOneWins(t *testing.T) {
	f, ctx := running(t), t.Context()
	keys := []string{f.staff("one", "supervisor"), f.staff("two", "supervisor"), f.staff("three", "supervisor")}
	for i := range 10 {
		about, err := f.open(ctx, fmt.Sprintf("c%d", i))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.say(ctx, about, "m", "I want to talk to a human, please."); err != nil {
			t.Fatal(err)
		}
		f.settled(ctx, about)
		var waiting takeover
		if err := f.call(ctx, f.admin, http.MethodGet, "/v1/conversations/"+about.conversation.ID, nil, &waiting); err != nil || waiting.Handoff == "" {
			t.Fatalf("no case was opened: %v", err)
		}
		var winners, losers int
		var claiming sync.WaitGroup
		var mu sync.Mutex
		for n, r := range f.replicas {
			claiming.Go(func() {
				err := r.client.As(keys[n]).Call(ctx, http.MethodPost, "/v1/handoffs/"+waiting.Handoff+"/claim", nil, nil)
				mu.Lock()
				defer mu.Unlock()
				var problem *client.Problem
				if err == nil {
					winners++
				} else if errors.As(err, &problem) && problem.Status == http.StatusConflict {
					losers++
				} else {
					t.Error(err)
				}
			})
		}
		claiming.Wait()
		if winners != 1 || losers != 2 {
			t.Fatalf("%d have won and %d have lost", winners, losers)
		}
	}
}

// A replica that dies while it has a conversation on lease is replaced by another when the lease has run out.
func TestAReplicaThatDiesIsTakenOverWithinItsLease(t *testing.T) {
	const lease = 3 * time.Second
	f := running(t, "BATON_BOT_SETTLE=1s", "BATON_STORE_LEASE="+lease.String()) // while it settles, nothing is decided
	ctx := t.Context()
	var chats []*told
	for i := range 10 {
		about, err := f.open(ctx, fmt.Sprintf("c%d", i))
		if err != nil {
			t.Fatal(err)
		}
		chats = append(chats, about)
	}
	for i, about := range chats {
		about.says("m", topicQuestion(i))
		seq, err := f.replicas[0].client.As(about.conversation.Token).Conversation(about.conversation.ID).Send(ctx, "m", topicQuestion(i))
		if err != nil {
			t.Fatal(err)
		}
		about.heard("m", seq)
	}
	f.replicas[0].kill()
	killed := time.Now()
	for _, about := range chats {
		record := f.settled(ctx, about)
		about.check(t, record)
	}
	took := time.Since(killed)
	t.Logf("answered %s after the replica died, with a lease of %s", took.Round(10*time.Millisecond), lease)
	if took > lease+8*time.Second { // the sweep, settling again, and whatever else this machine is doing
		t.Errorf("that is too late")
	}
}

func TestReplicasThatStartAtOnceOnAnEmptyDatabaseAgree(t *testing.T) {
	f := newFleet(t, pgtest.URL(t), 4)
	for _, r := range f.replicas {
		r.args = append(r.args, "--demo")
	}
	f.startAll()
	conn, err := pgx.Connect(t.Context(), f.database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var users int
	if err := conn.QueryRow(t.Context(), `SELECT count(*) FROM "user"`).Scan(&users); err != nil {
		t.Fatal(err)
	}
	shown := 0
	for _, r := range f.replicas {
		shown += len(demoLogins(r.proc.said.String()))
	}
	if want := len(demo.Users()); users != want || shown != want {
		t.Errorf("the demo has %d people; here are %d, and %d logins were shown", want, users, shown)
	}
	about, err := f.open(t.Context(), "c")
	if err != nil {
		t.Fatal(err)
	}
	for i := range f.replicas {
		if _, err := f.say(t.Context(), about, fmt.Sprint(i), "Hello"); err != nil {
			t.Error(err)
		}
	}
}
