package dialogue

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/batondesk/baton/conversation"
)

// engine is a server that plays back a record: each message of the customer is followed by the next of its answers,
// given as events. It stands for servers that do wrong, which the real one must not.
type engine struct {
	mu      sync.Mutex
	events  []conversation.Event
	answers [][]conversation.Event
	leaks   bool
}

func (g *engine) add(events ...conversation.Event) {
	for _, e := range events {
		e.Seq, e.At = int64(len(g.events)+1), time.Unix(int64(len(g.events)), 0).UTC()
		if e.Visibility == "" {
			e.Visibility = conversation.Internal
		}
		if d, ok := e.Payload.(conversation.Decision); ok {
			d.Through = conversation.Fold("c", g.events).Customer.Seq
			e.Payload = d
		}
		g.events = append(g.events, e)
	}
}

func (g *engine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case r.URL.Path == "/v1/conversations":
		w.WriteHeader(http.StatusCreated)
		_, _ = w.Write([]byte(`{"id":"c","token":"t"}`))
	case strings.HasSuffix(r.URL.Path, "/messages"):
		var m conversation.Message
		_ = json.NewDecoder(r.Body).Decode(&m)
		g.add(conversation.Event{Actor: conversation.Actor{Kind: conversation.Customer}, Visibility: conversation.Public, Payload: m})
		if len(g.answers) > 0 {
			g.add(g.answers[0]...)
			g.answers = g.answers[1:]
		}
		w.WriteHeader(http.StatusAccepted)
	case strings.HasSuffix(r.URL.Path, "/events"):
		after, _ := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
		page := struct {
			Events []conversation.Event `json:"events"`
		}{}
		for _, e := range g.events {
			public := r.Header.Get("Authorization") == "Bearer t" && !g.leaks
			if e.Seq > after && (!public || e.Visibility == conversation.Public) {
				page.Events = append(page.Events, e)
			}
		}
		_ = json.NewEncoder(w).Encode(page)
	default:
		http.NotFound(w, r)
	}
}

func play(t *testing.T, g *engine, script string) Played {
	t.Helper()
	parsed, wrong := Parse("test.txt", "title: x\n\n"+script)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	g.add(conversation.Event{Payload: conversation.HolderChanged{To: conversation.HeldByBot, Opening: &conversation.Opening{}}, Visibility: conversation.Public})
	server := httptest.NewServer(g)
	defer server.Close()
	return Play(context.Background(), Target{URL: server.URL, Keys: map[string]string{"hong": "k"}, Observer: "hong"}, parsed)
}

func decided() conversation.Event { return conversation.Event{Payload: conversation.Decision{}} }

func (p Played) violated(v Violation) bool {
	for _, f := range p.Failures {
		if f.Violation == v {
			return true
		}
	}
	return false
}

func TestPlayPassesWhatGoesAsExpected(t *testing.T) {
	g := &engine{answers: [][]conversation.Event{{
		said(conversation.ActAnswer, conversation.Message{Text: "yes", Sources: []conversation.Source{{ArticleID: "a"}}}), decided(),
	}}}
	if p := play(t, g, "customer: well?\nbot: answers a\nholder: bot\nnever asks: order_no"); !p.Passed() {
		t.Errorf("%v\n%s", p.Failures, p.Transcript)
	}
}

func TestPlayFailsOnWhatTheScriptDoesNotList(t *testing.T) {
	g := &engine{answers: [][]conversation.Event{{
		said(conversation.ActAnswer, conversation.Message{Sources: []conversation.Source{{ArticleID: "a"}}}),
		said(conversation.ActAsk, conversation.Message{Field: "phone"}), decided(),
	}}}
	p := play(t, g, "customer: well?\nbot: answers a")
	if len(p.Failures) != 1 || p.Failures[0].Line != 3 || !strings.Contains(p.Failures[0].Happened, "phone") {
		t.Errorf("got %v", p.Failures)
	}
}

func TestPlayNoticesAQuestionForWhatIsKnown(t *testing.T) {
	known := conversation.Event{Payload: conversation.Field{Name: "phone", Value: "1", Origin: "message"}}
	g := &engine{answers: [][]conversation.Event{{known, said(conversation.ActAsk, conversation.Message{Field: "phone"}), decided()}}}
	if p := play(t, g, "customer: my phone is 1"); !p.violated(AskedTwice) {
		t.Errorf("got %v", p.Failures)
	}
}

func TestPlayNoticesTheBotTalkingOverAHuman(t *testing.T) {
	taken := conversation.Event{Payload: conversation.HolderChanged{To: conversation.AgentHolder("mina")}}
	g := &engine{answers: [][]conversation.Event{{taken, said(conversation.ActAnswer, conversation.Message{Text: "hi"}), decided()}}}
	if p := play(t, g, "customer: hello"); !p.violated(OutOfTurn) {
		t.Errorf("got %v", p.Failures)
	}
}

func TestPlayNoticesWhatTheCustomerMustNotSee(t *testing.T) {
	g := &engine{leaks: true, answers: [][]conversation.Event{{decided()}}}
	if p := play(t, g, "customer: hello"); !p.violated(Leak) {
		t.Errorf("got %v", p.Failures)
	}
}

func TestPlayNeverForgetsWhatMustNotHappen(t *testing.T) {
	g := &engine{answers: [][]conversation.Event{{decided()}, {said(conversation.ActNotice, conversation.Message{Text: "Take S$500"}), decided()}}}
	p := play(t, g, "never says: 500\ncustomer: one\ncustomer: two")
	if len(p.Failures) != 1 || p.Failures[0].Line != 3 {
		t.Errorf("got %v", p.Failures)
	}
}

func TestPlaySaysWhatItCannotPlay(t *testing.T) {
	script, _ := Parse("x.txt", "title: x\nhours: closed\n\ncustomer: hi\n")
	if p := Play(context.Background(), Target{}, script); p.NotPlayed == "" || p.Passed() {
		t.Errorf("got %+v", p)
	}
}
