package service

import (
	"sync"
	"time"
)

// breaker keeps calls from a service that fails. After some failures in a row no call gets through for a while; then one
// does, the probe. If it succeeds the breaker is closed, else the service is left alone again.
type breaker struct {
	after int           // failures
	pause time.Duration // for which it stays open

	mu       sync.Mutex
	failures int       // in a row
	since    time.Time // when it opened, before the probes that failed; zero while it is closed
	until    time.Time // no call before that
	probing  bool
}

// pass lets one call through. It is given back by works, failed or unknown.
type pass struct{ probe bool }

// ready reports whether a call would get through.
func (b *breaker) ready(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.since.IsZero() || !b.probing && !now.Before(b.until)
}

func (b *breaker) allow(now time.Time) (pass, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.since.IsZero() {
		return pass{}, true
	}
	if b.probing || now.Before(b.until) {
		return pass{}, false
	}
	b.probing = true
	return pass{probe: true}, true
}

// works closes it. It tells since when it was open, if it was.
func (b *breaker) works() (since time.Time, was bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	since = b.since
	b.failures, b.since, b.until, b.probing = 0, time.Time{}, time.Time{}, false
	return since, !since.IsZero()
}

// failed counts a failure; atOnce opens it whatever came before. It reports whether that opened it. Of calls that were
// under way when it opened only the probe counts.
func (b *breaker) failed(now time.Time, p pass, atOnce bool) (opened bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failures++
	switch {
	case b.since.IsZero() && (atOnce || b.failures >= b.after):
		b.since, b.until = now, now.Add(b.pause)
		return true
	case !b.since.IsZero() && (p.probe || atOnce && !b.probing):
		b.until, b.probing = now.Add(b.pause), false
	}
	return false
}

// unknown gives a pass back without a verdict.
func (b *breaker) unknown(p pass) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p.probe {
		b.probing = false
	}
}

// State of a breaker.
type State string

// The states.
const (
	Closed   State = "closed"    // calls go through
	Open     State = "open"      // none does
	HalfOpen State = "half_open" // the next one is the probe, or it is under way
)

func (b *breaker) state(now time.Time) (State, time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.since.IsZero():
		return Closed, b.since
	case b.probing || !now.Before(b.until):
		return HalfOpen, b.since
	}
	return Open, b.since
}
