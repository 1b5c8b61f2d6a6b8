package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
)

// editors write and publish an article on the first replica of a fleet.
type editors struct {
	*fleet
	author, publisher string
}

func newEditors(f *fleet) editors {
	return editors{f, f.staff("author", "editor"), f.staff("publisher", "publisher")}
}

func (e editors) do(key, method, path string, body any) {
	e.t.Helper()
	if err := e.replicas[0].client.As(key).Call(e.t.Context(), method, "/v1/articles"+path, body, nil); err != nil {
		e.t.Fatal(err)
	}
}

const anchorQuestion = "How heavy is the anchor?"

func (e editors) write(id string) {
	e.t.Helper()
	e.do(e.author, http.MethodPost, "", map[string]any{"id": id, "texts": map[string]any{
		"en": map[string]any{"question": anchorQuestion, "answer": "The anchor is heavy."},
	}})
}

func (e editors) publish(id string) {
	e.t.Helper()
	e.do(e.author, http.MethodPost, "/"+id+"/submit", nil)
	e.do(e.publisher, http.MethodPost, "/"+id+"/publish", nil)
}

// known reports whether a replica would answer with an article now.
func known(ctx context.Context, r *replica, key, id string) (bool, error) {
	var reply bot.Reply
	err := r.client.As(key).Call(ctx, http.MethodPost, "/v1/knowledge/ask", map[string]string{"text": anchorQuestion, "locale": "en"}, &reply)
	return slices.ContainsFunc(reply.Sources, func(s conversation.Source) bool { return s.ArticleID == id }), err
}

// effective is how long it takes until every replica knows an article, or does not know it any more.
func (e editors) effective(id string, want bool) time.Duration {
	e.t.Helper()
	began := time.Now()
	for _, r := range e.replicas {
		for {
			have, err := known(e.t.Context(), r, e.author, id)
			if err != nil {
				e.t.Fatal(err)
			}
			if have == want {
				break
			}
			if time.Since(began) > 20*time.Second {
				e.t.Fatalf("article %s: known is still %v", id, have)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	return time.Since(began)
}

func TestKnowledgeTakesEffectOnAllReplicasWithinASecond(t *testing.T) {
	e := newEditors(running(t))
	fastest := time.Hour
	for n := range 4 { // a busy machine may be late now and then, but not always
		id := fmt.Sprintf("anchor-%d", n)
		e.write(id)
		e.publish(id)
		published := e.effective(id, true)
		e.do(e.publisher, http.MethodPost, "/"+id+"/archive", nil)
		withdrawn := e.effective(id, false)
		t.Logf("published everywhere after %s, withdrawn after %s", published.Round(time.Millisecond), withdrawn.Round(time.Millisecond))
		fastest = min(fastest, max(published, withdrawn))
	}
	if fastest > time.Second {
		t.Errorf("it takes more than a second until all replicas know")
	}
}

// Customers ask about an article on all replicas all the time while it is published and withdrawn on one: what is on
// record after the withdrawal was acknowledged must not come from it.
func TestWhatIsWithdrawnOnOneReplicaIsNeverSpokenByAnother(t *testing.T) {
	f := running(t)
	e := newEditors(f)
	e.write("anchor")
	conn, err := pgx.Connect(t.Context(), f.database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var mu sync.Mutex
	var asked []*told
	var asking sync.WaitGroup
	for n := range 4 {
		asking.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				about, err := f.open(ctx, fmt.Sprintf("c-%d-%d", n, i))
				if err != nil {
					break
				}
				mu.Lock()
				asked = append(asked, about)
				mu.Unlock()
				_, _ = f.say(ctx, about, "m", anchorQuestion)
				pause(ctx, 10, 60)
			}
		})
	}
	last := map[string]int64{} // seq of each conversation when the withdrawal in force was acknowledged
	var spoken int
	for round := range 4 {
		if round > 0 {
			e.do(e.author, http.MethodPost, "/anchor/restore", nil)
		}
		e.publish("anchor")
		e.effective("anchor", true)
		pause(ctx, 100, 300)
		e.do(e.publisher, http.MethodPost, "/anchor/archive", nil)
		clear(last)
		rows, _ := conn.Query(t.Context(), "SELECT id, seq FROM conversation")
		var id string
		var seq int64
		if _, err := pgx.ForEachRow(rows, []any{&id, &seq}, func() error { last[id] = seq; return nil }); err != nil {
			t.Fatal(err)
		}
		pause(ctx, 400, 500)
		mu.Lock()
		soFar := slices.Clone(asked)
		asked = nil
		mu.Unlock()
		for _, about := range soFar {
			for _, e := range f.settled(t.Context(), about) {
				p, ok := e.Payload.(conversation.Message)
				if !ok || !slices.ContainsFunc(p.Sources, func(s conversation.Source) bool { return s.ArticleID == "anchor" }) {
					continue
				}
				if spoken++; e.Seq > last[about.conversation.ID] {
					t.Errorf("%s: event %d quotes an article after its withdrawal", about.conversation.ID, e.Seq)
				}
			}
		}
	}
	cancel()
	asking.Wait()
	if t.Logf("the article was spoken %d times in %d rounds", spoken, 4); spoken < 20 {
		t.Error("that is too little for the test to mean anything")
	}
}
