package service_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/batondesk/baton/bot/llm/llmtest"
	"github.com/batondesk/baton/bot/llm/service"
)

// Every way in which a service can fail: what the attempts end in, what the caller gets, and within which time.
func TestEveryFaultEndsInTime(t *testing.T) {
	const quick, whole, deadline = 4 * time.Second, 5 * time.Second, 600 * time.Millisecond
	unavailable := func(err error) bool { return errors.Is(err, service.ErrUnavailable) }
	bad := func(o service.Outcome) func(error) bool {
		return func(err error) bool {
			var e *service.BadAnswerError
			return errors.As(err, &e) && e.Outcome == o
		}
	}
	refused := func(err error) bool { return errors.Is(err, service.ErrRefused) }
	for _, c := range []struct {
		fault    llmtest.Fault
		outcomes []service.Outcome
		is       func(error) bool
		within   time.Duration
	}{
		{llmtest.ServerError, twice(service.ServerError), unavailable, quick},
		{llmtest.Overloaded, twice(service.ServerError), unavailable, quick},
		{llmtest.Unauthorized, once(service.Rejected), unavailable, quick},
		{llmtest.Quota, once(service.Rejected), unavailable, quick},
		{llmtest.Redirected, once(service.Rejected), unavailable, quick},
		{llmtest.TooLong, once(service.TooLong), unavailable, quick},
		{llmtest.RateLimited(""), twice(service.RateLimited), unavailable, quick},
		{llmtest.RateLimited("30"), []service.Outcome{service.RateLimited, service.Resting}, unavailable, quick},
		{llmtest.Reset, twice(service.Reset), unavailable, quick},
		{llmtest.ResetWithin, twice(service.Reset), unavailable, quick},
		{llmtest.Silent, once(service.Timeout), unavailable, whole},
		{llmtest.Slow(10 * time.Second), once(service.Timeout), unavailable, whole},
		{llmtest.Trickle(20 * time.Millisecond), once(service.Timeout), unavailable, whole},
		{llmtest.Page, twice(service.WrongType), bad(service.WrongType), quick},
		{llmtest.Garbage, twice(service.Malformed), bad(service.Malformed), quick},
		{llmtest.Oversized, twice(service.Oversized), bad(service.Oversized), quick},
		{llmtest.Truncated, twice(service.Truncated), bad(service.Truncated), quick},
		{llmtest.Malformed, twice(service.Malformed), bad(service.Malformed), quick},
		{llmtest.WrongSchema, twice(service.WrongSchema), bad(service.WrongSchema), quick},
		{llmtest.Empty, twice(service.Empty), bad(service.Empty), quick},
		{llmtest.NoChoices, twice(service.Empty), bad(service.Empty), quick},
		{llmtest.Refusing, once(service.Refused), refused, quick},
		{llmtest.Filtered, once(service.Refused), refused, quick},
	} {
		t.Run(c.fault.String(), func(t *testing.T) {
			t.Parallel()
			s := double(t)
			w := connect(t, func(o *service.Options) {
				if c.within == whole {
					o.Timeout = deadline
				}
			}, s)
			s.Misbehave(c.fault, -1)
			start := time.Now()
			a, err := w.ask()
			took := time.Since(start)
			if !c.is(err) || a.JSON != nil {
				t.Errorf("answer %s, error %v", a.JSON, err)
			}
			w.want(c.outcomes...)
			if took > c.within {
				t.Errorf("took %s, want at most %s", took, c.within)
			}
			said := w.logged() + err.Error()
			for _, secret := range []string{key, "QUOTED", "customer-words"} {
				if strings.Contains(said, secret) {
					t.Errorf("%q is in %q", secret, said)
				}
			}
			s.Behave()
			w.pass(time.Hour)
			if _, err := w.ask(); err != nil {
				t.Errorf("when it behaves again: %v", err)
			}
			t.Logf("%-28s %-40v %4d ms  %v", c.fault, c.outcomes, took.Milliseconds(), err)
		})
	}
}

func once(o service.Outcome) []service.Outcome  { return []service.Outcome{o} }
func twice(o service.Outcome) []service.Outcome { return []service.Outcome{o, o} }

func TestOneFailureIsRepeatedAndForgotten(t *testing.T) {
	for _, f := range []llmtest.Fault{llmtest.ServerError, llmtest.Reset, llmtest.ResetWithin, llmtest.Truncated, llmtest.Malformed, llmtest.WrongSchema, llmtest.Empty} {
		s := double(t)
		w := connect(t, nil, s)
		s.Misbehave(f, 1)
		if a, err := w.ask(); err != nil || string(a.JSON) != `{"verdict":"yes"}` {
			t.Errorf("%s: %v", f, err)
		}
		if len(w.pauses) != 1 || w.pauses[0] != 150*time.Millisecond {
			t.Errorf("%s: paused %v", f, w.pauses)
		}
	}
}

func TestRetryAfterIsRespected(t *testing.T) {
	for after, want := range map[string]time.Duration{
		"0.2": 200 * time.Millisecond,
		"1":   time.Second,
		time.Now().Add(3 * time.Second).UTC().Format(time.RFC1123): 3 * time.Second, // a date has no fractions
	} {
		after = strings.Replace(after, "UTC", "GMT", 1)
		s := double(t)
		w := connect(t, func(o *service.Options) { o.Timeout = 10 * time.Second }, s)
		s.Misbehave(llmtest.RateLimited(after), 1)
		if _, err := w.ask(); err != nil {
			t.Errorf("%s: %v", after, err)
		}
		if len(w.pauses) != 1 || w.pauses[0] > want || w.pauses[0] < want-time.Second-50*time.Millisecond {
			t.Errorf("Retry-After: %s: paused %v, want %s", after, w.pauses, want)
		}
		w.want(service.RateLimited, service.OK)
	}
}

func TestNobodyAsksWhileAServiceWantsPatience(t *testing.T) {
	first, second := double(t), double(t)
	w := connect(t, nil, first, second)
	first.Misbehave(llmtest.RateLimited("20"), 1)
	for range 5 {
		if a, err := w.ask(); err != nil || a.Endpoint != "second" {
			t.Errorf("%+v %v", a, err)
		}
	}
	if n := first.Calls(llmtest.Chats); n != 1 {
		t.Errorf("the first one was asked %d times", n)
	}
	w.pass(21 * time.Second)
	if a, err := w.ask(); err != nil || a.Endpoint != "first" {
		t.Errorf("after that: %+v %v", a, err)
	}
}

func TestNextServiceAnswersWhereOneFails(t *testing.T) {
	for _, f := range llmtest.Ways() {
		if f == llmtest.Refusing || f == llmtest.Filtered || f == llmtest.Hostile { // about what was asked, or fits
			continue
		}
		t.Run(f.String(), func(t *testing.T) {
			t.Parallel()
			first, second := double(t), double(t)
			w := connect(t, func(o *service.Options) { o.Timeout, o.BreakAfter = 2*time.Second, 2 }, first, second)
			first.Misbehave(f, -1)
			for range 12 {
				if a, err := w.ask(); err != nil || a.Endpoint != "second" {
					t.Fatalf("%+v %v", a, err)
				}
			}
			if n := first.Calls(llmtest.Chats); n > 12 {
				t.Errorf("the one that fails was asked %d times", n)
			}
		})
	}
}
