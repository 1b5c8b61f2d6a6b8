package service

import (
	"errors"
	"fmt"
	"time"
)

// Why there is no answer. Errors name endpoints and what happened, never what a service said.
var (
	ErrBudget      = errors.New("the model's budget of the day is used up")
	ErrUnavailable = errors.New("no model service answers")
	ErrRefused     = errors.New("the model refused to answer")
)

// BadAnswerError says that services answered, and the last answer was of no use.
type BadAnswerError struct {
	Endpoint string
	Outcome  Outcome // Truncated, Malformed, WrongSchema, Empty, Oversized or WrongType
	Detail   string  // in our words
}

func (e *BadAnswerError) Error() string {
	return fmt.Sprintf("the answer of the model service %s is of no use: %s (%s)", e.Endpoint, e.Outcome, e.Detail)
}

// Outcome is how an attempt ended.
type Outcome string

// The outcomes. Those after OK and before Canceled are failures of the service, except Refused and TooLong, which are about
// what was asked. With Busy, Broken, Resting and OverBudget no request went out.
const (
	OK          Outcome = "ok"
	RateLimited Outcome = "rate_limited" // 429
	ServerError Outcome = "server_error" // 5xx
	Rejected    Outcome = "rejected"     // another 4xx, or a redirect: the key, the model's name or the address is wrong
	Connect     Outcome = "connect"      // no connection within its deadline, or refused
	Timeout     Outcome = "timeout"      // connected, and no whole answer in time
	Reset       Outcome = "reset"        // the connection ended within the answer
	Oversized   Outcome = "oversized"
	WrongType   Outcome = "wrong_type" // not JSON by its content type
	Truncated   Outcome = "truncated"
	Empty       Outcome = "empty"
	Malformed   Outcome = "malformed"
	WrongSchema Outcome = "wrong_schema"
	Refused     Outcome = "refused"
	TooLong     Outcome = "too_long" // more than the model can read

	Canceled   Outcome = "canceled" // whoever asked went away
	Busy       Outcome = "busy"     // too many calls at once
	Broken     Outcome = "broken"   // the breaker is open
	Resting    Outcome = "resting"  // it asked for patience (429), longer than there is time
	OverBudget Outcome = "budget"
)

// fault is why an attempt failed.
type fault struct {
	outcome Outcome
	detail  string        // in our words
	after   time.Duration // when it may be tried again, if the service said so
	field   string        // of the request, that was rejected
}

func (f *fault) Error() string {
	if f.detail == "" {
		return string(f.outcome)
	}
	return string(f.outcome) + ": " + f.detail
}

func faulty(o Outcome, format string, args ...any) *fault {
	return &fault{outcome: o, detail: fmt.Sprintf(format, args...)}
}

// bad reports that the service answered, but nothing of use.
func (o Outcome) bad() bool {
	switch o {
	case Oversized, WrongType, Truncated, Empty, Malformed, WrongSchema:
		return true
	}
	return false
}

// final reports that no other service would do better, or nobody waits any more.
func (o Outcome) final() bool { return o == Refused || o == Canceled }
