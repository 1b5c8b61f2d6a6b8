package service

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// kind is what is asked for; each has its own breaker and its own places, so that embedding many articles makes nobody
// wait for an answer.
type kind int

const (
	chatting kind = iota
	embedding
)

// call is one thing asked, by one attempt or several.
type call struct {
	kind    kind
	purpose string
	within  time.Duration
	only    string // the embedding model, "" for any
	try     func(context.Context, *endpoint) (Usage, error)
}

// Between attempts at one endpoint is a pause, twice as long each time; each is made up to half longer or shorter by chance,
// so that those who failed together do not come back together.
const firstPause = 150 * time.Millisecond

// ask makes the attempts of a call at the endpoints, one after the other, each with its share of the time that is left.
func (c *Client) ask(ctx context.Context, k call) error {
	if c.spending.over() {
		c.observe(Attempt{Purpose: k.purpose, Outcome: OverBudget})
		return ErrBudget
	}
	failed := faulty(Broken, "left alone since they failed")
	last, ready := "all", c.ready(k)
	if len(ready) == 0 {
		c.observe(Attempt{Purpose: k.purpose, Outcome: Broken})
		return unavailable(last, failed)
	}
	ctx, cancel := context.WithTimeout(ctx, k.within)
	defer cancel()
	if err := c.gates[k.kind].enter(ctx, c.o.Connect); err != nil {
		c.observe(Attempt{Purpose: k.purpose, Outcome: Busy})
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	defer c.gates[k.kind].leave()
	for i, e := range ready {
		f := c.insist(ctx, len(ready)-i, e, k)
		if f == nil {
			return nil
		}
		failed, last = f, e.Name
		if f.outcome.final() || ctx.Err() != nil {
			break
		}
	}
	switch {
	case failed.outcome == Refused:
		return ErrRefused
	case failed.outcome == Canceled:
		return context.Cause(ctx)
	case failed.outcome.bad():
		return &BadAnswerError{Endpoint: last, Outcome: failed.outcome, Detail: failed.detail}
	}
	return unavailable(last, failed)
}

func unavailable(endpoint string, f *fault) error {
	return fmt.Errorf("%w: %s: %w", ErrUnavailable, endpoint, f)
}

// ready are the endpoints that may be asked now, in order.
func (c *Client) ready(k call) []*endpoint {
	var ready []*endpoint
	for _, e := range c.endpoints {
		model := e.model(k.kind)
		if model != "" && (k.only == "" || model == k.only) && e.breakers[k.kind].ready(c.o.Now()) {
			ready = append(ready, e)
		}
	}
	return ready
}

// insist asks one endpoint until it answers or its share of the time is over. It leaves time for the others.
func (c *Client) insist(ctx context.Context, left int, e *endpoint, k call) *fault {
	deadline, _ := ctx.Deadline()
	ctx, cancel := context.WithTimeout(ctx, time.Until(deadline)/time.Duration(left))
	defer cancel()
	for tries := 0; ; tries++ {
		if pause := e.resting(k.kind, c.o.Now()); pause > 0 {
			if !c.pause(ctx, pause) {
				c.observe(Attempt{Purpose: k.purpose, Endpoint: e.Name, Model: e.model(k.kind), Outcome: Resting})
				return faulty(Resting, "asked for %s of patience", pause.Round(time.Millisecond))
			}
		}
		f := c.attempt(ctx, e, k)
		if f == nil || f.outcome == Broken || f.outcome.final() || f.outcome == Connect || f.outcome == TooLong ||
			f.outcome == Rejected || tries >= c.o.Retries || ctx.Err() != nil {
			return f
		}
		if f.after == 0 && !c.pause(ctx, time.Duration((0.5+c.o.Random())*float64(firstPause<<tries))) {
			return f
		}
	}
}

// pause waits, unless that would take more than half of what is left: an answer needs time too.
func (c *Client) pause(ctx context.Context, d time.Duration) bool {
	deadline, _ := ctx.Deadline()
	return d <= time.Until(deadline)/2 && c.o.Sleep(ctx, d) == nil
}

// fair is how long a service must have had before its silence is held against it: a caller may come with little time left.
const fair = 100 * time.Millisecond

// attempt is one request, and what follows from how it went.
func (c *Client) attempt(ctx context.Context, e *endpoint, k call) *fault {
	breaker, seen := e.breakers[k.kind], Attempt{Purpose: k.purpose, Endpoint: e.Name, Model: e.model(k.kind)}
	pass, ok := breaker.allow(c.o.Now())
	if !ok {
		seen.Outcome = Broken
		c.observe(seen)
		return faulty(Broken, "left alone since it failed")
	}
	start := c.o.Now()
	usage, err := k.try(ctx, e)
	now := c.o.Now()
	f := faultOf(ctx, err)
	seen.Outcome, seen.Usage, seen.Took = OK, usage, now.Sub(start)
	seen.Cost = c.spending.add(e.Endpoint, k.kind, usage)
	switch {
	case f == nil || f.outcome == Refused || f.outcome == TooLong:
		if since, was := breaker.works(); was {
			c.o.Log.Info("the model service answers again", "endpoint", e.Name, "away_for", now.Sub(since).Round(time.Second))
		}
	case f.outcome == Canceled || f.outcome == Timeout && seen.Took < fair:
		breaker.unknown(pass)
	case f.outcome == RateLimited && f.after > 0: // it lives, and says when it has time
		e.rest(k.kind, now.Add(f.after))
		breaker.unknown(pass)
	default:
		c.failed(e, k.kind, pass, f)
	}
	if f != nil {
		seen.Outcome = f.outcome
	}
	c.observe(seen)
	return f
}

// failed counts a failure of the endpoint. Where there is no connection there is none for the other kind either.
func (c *Client) failed(e *endpoint, k kind, p pass, f *fault) {
	opened := e.breakers[k].failed(c.o.Now(), p, f.outcome == Connect)
	if f.outcome == Connect {
		for _, b := range e.breakers {
			b.failed(c.o.Now(), pass{}, true)
		}
	}
	if opened {
		c.o.Log.Warn("a model service fails and is left alone; the bot goes on without it", "endpoint", e.Name, "for", c.o.BreakFor, "reason", f)
	}
}

// faultOf tells how an attempt ended.
func faultOf(ctx context.Context, err error) *fault {
	var f *fault
	switch {
	case err == nil:
		return nil
	case errors.Is(ctx.Err(), context.Canceled):
		return faulty(Canceled, "nobody waits for it any more")
	case errors.As(err, &f):
		return f
	}
	return faulty(Malformed, "its answer is not what the protocol says")
}
