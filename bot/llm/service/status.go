package service

import (
	"time"
)

// Attempt is one request, or why there was none.
type Attempt struct {
	Purpose  string
	Endpoint string // "" if none was asked
	Model    string
	Outcome  Outcome
	Usage    Usage
	Cost     float64
	Took     time.Duration
}

// Observe has seen called with every attempt from now on. It must be quick.
func (c *Client) Observe(seen func(Attempt)) {
	for {
		old := c.observers.Load()
		all := append(append([]func(Attempt){}, *old...), seen)
		if c.observers.CompareAndSwap(old, &all) {
			return
		}
	}
}

func (c *Client) observe(a Attempt) {
	for _, seen := range *c.observers.Load() {
		seen(a)
	}
}

// Status is how it is now, and what the day has cost.
type Status struct {
	Endpoints []EndpointStatus
	Day       string // 2006-01-02
	Spent     Spend
	Budget    Budget
	Degraded  []Degraded // why questions are answered without a model now; none: they are not
}

// EndpointStatus is one service.
type EndpointStatus struct {
	Name      string
	URL       string
	Chat      string // the models
	Embedding string
	Answers   State // of the breaker for answers
	Vectors   State // of the breaker for embeddings
	Since     time.Time
	Spent     Spend // today, by all servers that share the Book
}

// Degraded says what is done without a model.
type Degraded struct {
	What  string // answers or vectors
	Why   Outcome
	Since time.Time
}

// Status tells how the services do.
func (c *Client) Status() Status {
	now := c.o.Now()
	day, by := c.spending.today()
	s := Status{Day: day, Budget: c.o.Budget}
	over, exhausted := c.spending.exhausted()
	for k, what := range [...]string{chatting: "answers", embedding: "vectors"} {
		if why, since, ok := c.degraded(kind(k), now); ok {
			s.Degraded = append(s.Degraded, Degraded{What: what, Why: why, Since: since})
		} else if over && c.has(kind(k)) {
			s.Degraded = append(s.Degraded, Degraded{What: what, Why: OverBudget, Since: exhausted})
		}
	}
	for _, e := range c.endpoints {
		one := EndpointStatus{Name: e.Name, URL: e.URL, Chat: e.Chat, Embedding: e.Embedding, Spent: by[e.Name]}
		var since [2]time.Time
		one.Answers, since[chatting] = e.breakers[chatting].state(now)
		one.Vectors, since[embedding] = e.breakers[embedding].state(now)
		for _, t := range since {
			if !t.IsZero() && (one.Since.IsZero() || t.Before(one.Since)) {
				one.Since = t
			}
		}
		s.Endpoints = append(s.Endpoints, one)
	}
	for _, spent := range by {
		s.Spent = s.Spent.plus(spent)
	}
	return s
}

func (c *Client) has(k kind) bool {
	for _, e := range c.endpoints {
		if e.model(k) != "" {
			return true
		}
	}
	return false
}

// degraded reports that no endpoint of that kind can be asked.
func (c *Client) degraded(k kind, now time.Time) (why Outcome, since time.Time, ok bool) {
	for _, e := range c.endpoints {
		if e.model(k) == "" {
			continue
		}
		state, opened := e.breakers[k].state(now)
		if state == Closed {
			return "", since, false
		}
		if opened.After(since) { // since the last of them went
			since = opened
		}
	}
	return Broken, since, !since.IsZero()
}
