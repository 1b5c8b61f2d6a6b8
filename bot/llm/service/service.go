package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// Options are the services and how they are used. Zero values mean what is said in brackets.
type Options struct {
	Endpoints []Endpoint // in order of preference

	Connect     time.Duration // to get a connection, or one's turn where too many ask at once (1 s)
	Timeout     time.Duration // of a call, with all its attempts at all endpoints (8 s)
	Retries     int           // further attempts at the same endpoint
	Concurrency int           // calls at once, for answers and for embeddings each (128)
	BreakAfter  int           // failures in a row after which an endpoint is left alone (5); one, if there is no connection
	BreakFor    time.Duration // for how long (30 s)

	Budget Budget         // of a day
	Book   Book           // keeps what was spent; nil: this process counts for itself
	Zone   *time.Location // in which a day begins (UTC)

	Log    *slog.Logger                               // (slog.Default)
	Now    func() time.Time                           // (time.Now)
	Sleep  func(context.Context, time.Duration) error // until then or until the context ends
	Random func() float64                             // from 0 to 1
}

// Endpoint is one service.
type Endpoint struct {
	Name      string // in metrics and logs
	URL       string // with the version: https://api.openai.com/v1
	Key       string // sent to URL and nowhere else; "" for a local service
	Chat      string // the model that answers; "" for none
	Embedding string // the model that makes embeddings; "" for none
	Prices    Prices
}

// Prices are per million tokens, in whatever currency the budget is in.
type Prices struct {
	Prompt, Completion, Embedding float64
}

// Client asks the services. All methods may be called concurrently.
type Client struct {
	o         Options
	endpoints []*endpoint
	gates     [2]gate // by kind
	spending  *spending
	checks    checks
	observers atomic.Pointer[[]func(Attempt)]
}

// New needs at least one endpoint with a model. It connects to none. It reads what the day has cost so far from the Book;
// where that fails the day begins anew here, until the Book answers.
func New(o Options) (*Client, error) {
	o.fill()
	c := &Client{o: o, gates: [2]gate{make(gate, o.Concurrency), make(gate, o.Concurrency)}}
	c.observers.Store(&[]func(Attempt){})
	names := map[string]bool{}
	for _, e := range o.Endpoints {
		if err := e.check(); err != nil {
			return nil, err
		}
		if names[e.Name] {
			return nil, fmt.Errorf("two model services are called %q", e.Name)
		}
		names[e.Name] = true
		c.endpoints = append(c.endpoints, newEndpoint(e, o))
	}
	if len(c.endpoints) == 0 {
		return nil, errors.New("no model service is configured")
	}
	c.spending = newSpending(o)
	return c, nil
}

func (o *Options) fill() {
	def := func(d *time.Duration, to time.Duration) {
		if *d <= 0 {
			*d = to
		}
	}
	def(&o.Connect, time.Second)
	def(&o.Timeout, 8*time.Second)
	def(&o.BreakFor, 30*time.Second)
	if o.Concurrency <= 0 {
		o.Concurrency = 128
	}
	if o.BreakAfter <= 0 {
		o.BreakAfter = 5
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Random == nil {
		o.Random = rand.Float64
	}
}

func (e Endpoint) check() error {
	u, err := url.Parse(e.URL)
	switch {
	case e.Name == "":
		return errors.New("a model service has no name")
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return fmt.Errorf("the address of the model service %s is not one such as https://api.openai.com/v1", e.Name)
	case e.Chat == "" && e.Embedding == "":
		return fmt.Errorf("the model service %s has no model", e.Name)
	case strings.ContainsFunc(e.Key, func(r rune) bool { return r <= ' ' || r > '~' }):
		return fmt.Errorf("the key of the model service %s has characters that no key has", e.Name)
	}
	return nil
}

// Close writes what was spent to the Book and closes the connections. Nothing may be asked any more.
func (c *Client) Close(ctx context.Context) error {
	for _, e := range c.endpoints {
		e.close()
	}
	return c.spending.close(ctx)
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
