package outbox

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/conversation"
)

// outside is a Sender whose endpoints answer as told, and keeps what they heard. Time is that of the bubble.
type outside struct {
	mu     sync.Mutex
	heard  map[string][]string // by endpoint: "conversation seq"
	bodies []string
	ids    []string
	calls  map[string]int
	busy   map[string]int
	most   map[string]int
	answer func(endpoint, event string) (status int, takes time.Duration)
}

func (o *outside) Send(ctx context.Context, e Endpoint, id string, body []byte) Receipt {
	var m struct {
		Conversation struct{ ID string }
		Event        struct{ Seq int64 }
	}
	_ = json.Unmarshal(body, &m)
	event := fmt.Sprint(m.Conversation.ID, " ", m.Event.Seq)
	o.mu.Lock()
	o.calls[e.ID]++
	o.busy[e.ID]++
	o.most[e.ID] = max(o.most[e.ID], o.busy[e.ID])
	status, takes := 200, 5*time.Millisecond
	if o.answer != nil {
		status, takes = o.answer(e.ID, event)
	}
	o.mu.Unlock()
	start := time.Now()
	select {
	case <-time.After(takes):
	case <-ctx.Done():
		status = 0
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.busy[e.ID]--
	r := Receipt{Attempt: Attempt{At: start, Status: status, Millis: time.Since(start).Milliseconds()}}
	if status != 200 {
		r.Error = fmt.Sprint("answered ", status)
		return r
	}
	o.heard[e.ID] = append(o.heard[e.ID], event)
	o.bodies, o.ids = append(o.bodies, string(body)), append(o.ids, id)
	return r
}

func (o *outside) got(endpoint string) []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string{}, o.heard[endpoint]...)
}

// sent are the bodies and their ids since the last call of forget.
func (o *outside) sent() (bodies, ids []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]string{}, o.bodies...), append([]string{}, o.ids...)
}

func (o *outside) forget() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.bodies, o.ids = nil, nil
}

// answers says how endpoints answer from now on; nil: well.
func (o *outside) answers(how func(endpoint, event string) (int, time.Duration)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.answer = how
}

func (o *outside) called(endpoint string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.calls[endpoint]
}

// scene is a courier with endpoints a and b that are told everything, and c that is told what customers see.
type scene struct {
	*memory
	*outside
	router  *Router
	courier *Courier
	service *Service
}

// play runs a test in a bubble in which time passes at once.
func play(t *testing.T, test func(t *testing.T, s *scene)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &scene{
			memory:  &memory{events: map[conversation.ID][]conversation.Event{}},
			outside: &outside{heard: map[string][]string{}, calls: map[string]int{}, busy: map[string]int{}, most: map[string]int{}},
		}
		for _, id := range []string{"a", "b", "c"} {
			e := Endpoint{ID: id, Active: true, Include: Internal, Version: 1}
			if id == "c" {
				e.Include = Public
			}
			s.endpoints = append(s.endpoints, e)
		}
		s.router = NewRouter(func(e conversation.Event) bool { return e.Visibility == conversation.Public })
		s.service = New(s.memory, Options{Router: s.router, Sender: s.outside})
		if err := s.service.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.courier = s.another("one")
		s.courier.Start()
		synctest.Wait() // it has looked once
		test(t, s)
		s.courier.Stop(t.Context())
	})
}

// another is the courier of another server.
func (s *scene) another(owner string) *Courier {
	return &Courier{
		Repository: s.memory, Record: s.memory, Router: s.router, Sender: s.outside, Owner: owner, Keep: time.Hour, KeepDead: time.Hour,
		Public: func(e conversation.Event) (conversation.Event, bool) {
			e.Actor = conversation.Actor{Kind: e.Actor.Kind}
			return e, e.Visibility == conversation.Public
		},
		Chance: func() float64 { return 1 }, Log: slog.New(slog.DiscardHandler),
	}
}

func saying(text string) conversation.Payload { return conversation.Message{Text: text} }

func equal(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: (-want +got)\n%s", what, diff)
	}
}

func TestEventsArriveInOrderAndAtOnce(t *testing.T) {
	play(t, func(t *testing.T, s *scene) {
		s.answers(func(string, string) (int, time.Duration) { return 200, 100 * time.Millisecond })
		for range 5 {
			s.append(s.router, "x", saying("one"), saying("two"))
		}
		s.append(s.router, "y", saying("one"))
		synctest.Wait() // nothing waits for a sweep
		equal(t, "calls at once", 2, s.called("a"))
		time.Sleep(950 * time.Millisecond)
		want := []string{"x 1", "y 1", "x 2", "x 3", "x 4", "x 5", "x 6", "x 7", "x 8", "x 9"}
		got := s.got("a")
		if len(got) > 1 && got[0] == "y 1" {
			got[0], got[1] = got[1], got[0]
		}
		equal(t, "heard", want, got)
	})
}

func TestBodySaysWhatTheEndpointMaySee(t *testing.T) {
	play(t, func(t *testing.T, s *scene) {
		s.append(s.router, "x", saying("hello"), conversation.Note{Text: "an inside word"})
		time.Sleep(time.Second)
		equal(t, "told everything", []string{"x 1", "x 2"}, s.got("a"))
		equal(t, "told what customers see", []string{"x 1"}, s.got("c"))
		inside := 0
		bodies, _ := s.sent()
		for _, body := range bodies {
			var m map[string]any
			if err := json.Unmarshal([]byte(body), &m); err != nil {
				t.Fatal(err)
			}
			event := m["event"].(map[string]any)
			if m["type"] != "conversation."+event["kind"].(string) || m["conversation"].(map[string]any)["id"] != "x" {
				t.Errorf("body %s", body)
			}
			if strings.Contains(body, "mei") && strings.Contains(body, "vip") {
				inside++
			} else if strings.Contains(body, "mei") || strings.Contains(body, "vip") || strings.Contains(body, "inside word") {
				t.Errorf("an inside word got out: %s", body)
			}
		}
		equal(t, "bodies with what is inside", 4, inside) // two webhooks, two events
		s.forget()
		s.append(s.router, "x", saying(strings.Repeat("long ", maxBody)))
		time.Sleep(time.Second)
		bodies, _ = s.sent()
		for _, body := range bodies {
			if len(body) > 2000 || !strings.Contains(body, `"truncated":true`) {
				t.Errorf("%d bytes: %.300s", len(body), body)
			}
		}
	})
}

func TestWordsAreReadWhenTheyAreSent(t *testing.T) {
	play(t, func(t *testing.T, s *scene) {
		s.answers(func(string, string) (int, time.Duration) { return 503, 0 })
		s.append(s.router, "x", saying("my card is 4111"))
		synctest.Wait()
		s.memory.mu.Lock()
		s.events["x"][0].Payload = conversation.Message{} // redacted
		s.memory.mu.Unlock()
		s.answers(nil)
		time.Sleep(time.Minute)
		equal(t, "heard", []string{"x 1"}, s.got("a"))
		bodies, _ := s.sent()
		if all := strings.Join(bodies, ""); strings.Contains(all, "4111") {
			t.Errorf("what was redacted was sent: %s", all)
		}
	})
}

// TestFailuresPauseLongerAndLongerUntilGivenUp also sees that what comes behind is not lost with it.
func TestFailuresPauseLongerAndLongerUntilGivenUp(t *testing.T) {
	play(t, func(t *testing.T, s *scene) {
		s.answers(func(endpoint, event string) (int, time.Duration) {
			if endpoint == "a" && event == "x 1" {
				return 500, 0
			}
			return 200, 0
		})
		s.append(s.router, "x", saying("poison"), saying("after it"))
		start, other := time.Now(), 0
		for s.states()[Dead] == 0 && time.Since(start) < 100*time.Hour {
			other++
			s.append(s.router, "y", saying("others go on")) // so the endpoint as a whole is well
			time.Sleep(10 * time.Minute)
		}
		took := time.Since(start)
		if took < 10*time.Hour || took > 30*time.Hour {
			t.Errorf("given up after %v", took)
		}
		time.Sleep(time.Hour)
		if got := s.got("a"); len(got) != other+1 || got[len(got)-1] != "x 2" && got[len(got)-2] != "x 2" {
			t.Errorf("%d of %d others, the end is %v", len(got), other, got[max(0, len(got)-3):])
		}
		entries, _, _ := s.Log(t.Context(), LogQuery{})
		if poison := entries[0]; poison.Tries != MaxTries || len(poison.Attempts) != attemptsKept || poison.Attempts[0].Status != 500 {
			t.Errorf("%d tries, %d kept", poison.Tries, len(poison.Attempts))
		}
		_, failed, dead := s.courier.Counts()
		if dead != 1 || failed != MaxTries-1 {
			t.Errorf("counted %d failed, %d dead", failed, dead)
		}
		s.answers(nil)
		id := entries[0].EventID()
		if n, err := s.Replay(t.Context(), Replay{Endpoint: "a", Now: time.Now()}, s.service.entry(admin, "", "", nil)); n != 1 || err != nil {
			t.Fatal(n, err)
		}
		time.Sleep(2 * time.Second)
		got := s.got("a")
		if _, ids := s.sent(); got[len(got)-1] != "x 1" || ids[len(ids)-1] != id {
			t.Errorf("replayed: %v as %s, want %s", got[len(got)-1], ids[len(ids)-1], id)
		}
	})
}

func TestAnEndpointThatIsDownIsLeftAloneAndHearsEverythingLater(t *testing.T) {
	play(t, func(t *testing.T, s *scene) {
		down := true
		s.answers(func(endpoint, _ string) (int, time.Duration) {
			if endpoint == "a" && down {
				return 0, 20 * time.Second // and slow at that
			}
			return 200, time.Millisecond
		})
		for i := range 200 {
			s.append(s.router, conversation.ID(fmt.Sprint("c", i)), saying("hello"), saying("again"))
		}
		time.Sleep(10 * time.Second)
		equal(t, "others", 400, len(s.got("b")))
		s.outside.mu.Lock()
		most := s.most["a"]
		s.outside.mu.Unlock()
		if most > atOnce {
			t.Errorf("%d calls at once", most)
		}
		time.Sleep(time.Hour)
		if n := s.called("a"); n > 40 {
			t.Errorf("an endpoint that is down was called %d times in an hour", n)
		}
		s.outside.mu.Lock()
		down = false
		s.outside.mu.Unlock()
		time.Sleep(2 * time.Hour)
		last := map[string]int{}
		for _, event := range s.got("a") {
			var id string
			var seq int
			_, _ = fmt.Sscan(event, &id, &seq)
			if seq != last[id]+1 {
				t.Fatalf("%s after %d", event, last[id])
			}
			last[id] = seq
		}
		equal(t, "conversations", 200, len(last))
		equal(t, "left", map[State]int{Delivered: 1200}, s.states())
	})
}

func TestAWorkerThatDiesIsTakenOver(t *testing.T) {
	play(t, func(t *testing.T, s *scene) {
		s.courier.Stop(t.Context())
		s.append(s.router, "x", saying("hello"))
		if entries, err := s.Claim(t.Context(), Lease{Owner: "dead", Now: time.Now(), For: leaseFor}, map[string]int{"a": 1}); err != nil || len(entries) != 1 {
			t.Fatal(entries, err)
		}
		heir := s.another("heir")
		heir.Start()
		time.Sleep(leaseFor - time.Second)
		equal(t, "on lease", []string{}, s.got("a"))
		time.Sleep(3 * time.Second)
		equal(t, "taken over", []string{"x 1"}, s.got("a"))
		heir.Stop(t.Context())
	})
}

func TestTwoServersDoNotSendTwice(t *testing.T) {
	play(t, func(t *testing.T, s *scene) {
		other := s.another("two")
		other.Start()
		for i := range 300 {
			s.append(s.router, conversation.ID(fmt.Sprint("c", i%30)), saying("hello"))
			time.Sleep(time.Millisecond)
		}
		time.Sleep(10 * time.Second)
		equal(t, "heard", 300, len(s.got("b")))
		other.Stop(t.Context())
	})
}

func TestADatabaseThatIsAwayLosesNothing(t *testing.T) {
	play(t, func(t *testing.T, s *scene) {
		s.append(s.router, "x", saying("one"), saying("two"))
		synctest.Wait()
		s.fail(conversation.ErrUnavailable) // while the first is on its way
		time.Sleep(10 * time.Second)
		equal(t, "heard", []string{"x 1"}, s.got("a"))
		s.fail(nil)
		time.Sleep(10 * time.Second)
		equal(t, "heard", []string{"x 1", "x 2"}, s.got("a"))
		equal(t, "nothing was sent twice", 2, s.called("a"))
	})
}

func TestStoppingFinishesWhatIsUnderWay(t *testing.T) {
	play(t, func(t *testing.T, s *scene) {
		s.answers(func(string, string) (int, time.Duration) { return 200, 3 * time.Second })
		s.append(s.router, "x", saying("one"), saying("two"))
		synctest.Wait()
		s.courier.Stop(t.Context())
		equal(t, "finished, and no more begun", []string{"x 1"}, s.got("a"))
		equal(t, "noted", 3, s.states()[Delivered])

		next := s.another("next")
		next.Start()
		synctest.Wait()
		hurry, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		next.Stop(hurry)
		equal(t, "cut off", []string{"x 1"}, s.got("a"))
		entries, _, _ := s.Log(t.Context(), LogQuery{})
		if e := entries[1]; e.State != Pending || e.Tries != 0 {
			t.Errorf("what we cut off counts against the endpoint: %+v", e)
		}
	})
}

func TestIdleCostsNothing(t *testing.T) {
	play(t, func(t *testing.T, s *scene) {
		s.router.Set(nil)
		before := s.claimed()
		time.Sleep(time.Hour)
		equal(t, "claims without an endpoint", before, s.claimed())
		if err := s.service.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		before = s.claimed()
		time.Sleep(time.Minute)
		if n := s.claimed() - before; n > 65 {
			t.Errorf("%d claims in an idle minute", n)
		}
	})
}
