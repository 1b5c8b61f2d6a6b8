package service_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/batondesk/baton/bot/llm/llmtest"
	"github.com/batondesk/baton/bot/llm/service"
)

const key = "sk-test-of-the-first-service"

// world is a client with what it observed, logged and waited for.
type world struct {
	*testing.T
	client *service.Client
	mu     sync.Mutex
	seen   []service.Attempt
	pauses []time.Duration
	now    time.Time // added to the real time
	shift  time.Duration
	log    bytes.Buffer
}

// pass moves the clock of the client. Deadlines of calls are real.
func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.shift += d
}

func (w *world) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.Write(b)
}

func (w *world) logged() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.log.String()
}

// outcomes are those of all attempts so far, in order.
func (w *world) outcomes() []service.Outcome {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []service.Outcome
	for _, a := range w.seen {
		all = append(all, a.Outcome)
	}
	return all
}

func (w *world) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen, w.pauses = nil, nil
}

// connect makes a client of quick pauses and short deadlines; change changes its options.
func connect(t *testing.T, change func(*service.Options), doubles ...*llmtest.Server) *world {
	t.Helper()
	w := &world{T: t}
	o := service.Options{
		Connect: 300 * time.Millisecond, Timeout: 4 * time.Second, Retries: 1, BreakFor: time.Minute,
		Log: slog.New(slog.NewTextHandler(w, nil)),
		Now: func() time.Time {
			w.mu.Lock()
			defer w.mu.Unlock()
			return time.Now().Add(w.shift)
		},
		Sleep: func(ctx context.Context, d time.Duration) error {
			w.mu.Lock()
			w.pauses = append(w.pauses, d)
			w.shift += d
			w.mu.Unlock()
			return ctx.Err()
		},
		Random: func() float64 { return 0.5 },
	}
	for i, d := range doubles {
		name := []string{"first", "second", "third"}[i]
		o.Endpoints = append(o.Endpoints, service.Endpoint{
			Name: name, URL: d.URL, Key: key, Chat: "double-chat", Embedding: "double-embedding",
			Prices: service.Prices{Prompt: 2, Completion: 8, Embedding: 1},
		})
	}
	if change != nil {
		change(&o)
	}
	client, err := service.New(o)
	if err != nil {
		t.Fatal(err)
	}
	w.client = client
	client.Observe(func(a service.Attempt) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.seen = append(w.seen, a)
	})
	t.Cleanup(func() {
		if err := client.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return w
}

func double(t *testing.T) *llmtest.Server {
	s := llmtest.Start(t, llmtest.Options{Key: key})
	s.Answer(func(llmtest.Chat) any { return map[string]any{"verdict": "yes"} })
	return s
}

// question is what all tests ask.
var question = service.Chat{
	Purpose: "advise", System: "Say yes or no.", SchemaName: "verdict",
	Messages: []service.Message{{Role: service.User, Text: `{"task":"test","data":"customer-words"}`}},
	Schema:   json.RawMessage(`{"type":"object","additionalProperties":false,"required":["verdict"],"properties":{"verdict":{"type":"string","enum":["yes","no"]}}}`),
}

func (w *world) ask() (service.Answer, error) {
	return w.client.Chat(context.Background(), question)
}

func (w *world) want(outcomes ...service.Outcome) {
	w.Helper()
	if got := w.outcomes(); !slices.Equal(got, outcomes) {
		w.Errorf("attempts ended %v, want %v", got, outcomes)
	}
}

func TestChatGivesAnAnswerThatFits(t *testing.T) {
	s := double(t)
	w := connect(t, nil, s)
	a, err := w.ask()
	if err != nil || string(a.JSON) != `{"verdict":"yes"}` || a.Endpoint != "first" || a.Model != "double-chat" || a.Usage.Prompt == 0 || a.Usage.Completion == 0 {
		t.Errorf("%+v %v", a, err)
	}
	w.want(service.OK)
	if a := w.seen[0]; a.Purpose != "advise" || a.Cost != (2*float64(a.Usage.Prompt)+8*float64(a.Usage.Completion))/1e6 || a.Took <= 0 {
		t.Errorf("observed %+v", a)
	}
	if s.Calls(llmtest.Chats) != 1 {
		t.Errorf("%d requests", s.Calls(llmtest.Chats))
	}
}

func TestTooManyAtOnceGoTheLocalWay(t *testing.T) {
	s := llmtest.Start(t, llmtest.Options{Key: key, Delay: 2 * time.Second})
	s.Answer(func(llmtest.Chat) any { return map[string]any{"verdict": "yes"} })
	w := connect(t, func(o *service.Options) {
		o.Concurrency, o.Timeout, o.Connect = 4, 10*time.Second, 100*time.Millisecond
	}, s)
	var all sync.WaitGroup
	var mu sync.Mutex
	results := map[bool]int{}
	start := time.Now()
	for range 10 {
		all.Go(func() {
			_, err := w.ask()
			mu.Lock()
			defer mu.Unlock()
			results[err == nil]++
			if err != nil && (!errors.Is(err, service.ErrUnavailable) || time.Since(start) > 1500*time.Millisecond) {
				t.Errorf("%v after %s", err, time.Since(start))
			}
		})
	}
	all.Wait()
	if results[true] != 4 || s.Calls(llmtest.Chats) != 4 {
		t.Errorf("%d answered, %d requests; 4 may run at once", results[true], s.Calls(llmtest.Chats))
	}
	if n := strings.Count(string(joined(w.outcomes())), "busy"); n != 6 {
		t.Errorf("%d observed as busy", n)
	}
}

func joined(all []service.Outcome) (s service.Outcome) {
	for _, o := range all {
		s += o + " "
	}
	return s
}

func TestKeyGoesToItsOwnAddressOnly(t *testing.T) {
	other := "sk-of-the-second"
	first, second := double(t), llmtest.Start(t, llmtest.Options{Key: other})
	second.Answer(func(llmtest.Chat) any { return map[string]any{"verdict": "yes"} })
	w := connect(t, func(o *service.Options) { o.Endpoints[1].Key = other }, first, second)
	first.Misbehave(llmtest.Redirected, 1)
	if a, err := w.ask(); err != nil || a.Endpoint != "second" {
		t.Errorf("%+v %v", a, err)
	}
	for _, c := range []struct {
		s    *llmtest.Server
		want string
	}{{first, key}, {second, other}} {
		for _, r := range c.s.Requests() {
			if got := r.Header.Get("Authorization"); got != "Bearer "+c.want {
				t.Errorf("sent %q", got)
			}
		}
		if leaked := c.s.Leaked(key, other); leaked != nil {
			t.Errorf("keys outside the header: %v", leaked)
		}
	}
}

func TestOptionsThatCannotWorkAreRefused(t *testing.T) {
	good := service.Endpoint{Name: "x", URL: "http://127.0.0.1:1/v1", Chat: "m"}
	for name, change := range map[string]func(*service.Endpoint){
		"no name": func(e *service.Endpoint) { e.Name = "" }, "no model": func(e *service.Endpoint) { e.Chat = "" },
		"no address": func(e *service.Endpoint) { e.URL = "" }, "no scheme": func(e *service.Endpoint) { e.URL = "localhost:1/v1" },
		"password": func(e *service.Endpoint) { e.URL = "https://me:secret@example.org/v1" },
		"key":      func(e *service.Endpoint) { e.Key = "sk-secret with\nnewline" },
	} {
		e := good
		change(&e)
		if _, err := service.New(service.Options{Endpoints: []service.Endpoint{e}}); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := service.New(service.Options{Endpoints: []service.Endpoint{good, good}}); err == nil {
		t.Error("two of one name")
	}
	if _, err := service.New(service.Options{}); err == nil {
		t.Error("no service")
	}
}

func TestSchemaThatIsNoneIsToldAtOnce(t *testing.T) {
	s := double(t)
	w := connect(t, nil, s)
	chat := question
	chat.Schema = json.RawMessage(`{"type":"thing"}`)
	if _, err := w.client.Chat(context.Background(), chat); err == nil || s.Calls(llmtest.Chats) > 0 {
		t.Errorf("error %v, %d requests", err, s.Calls(llmtest.Chats))
	}
}
