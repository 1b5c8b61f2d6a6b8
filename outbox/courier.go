package outbox

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/batondesk/baton/conversation"
)

const (
	atOnce     = 8 // deliveries to one endpoint at the same time, per server
	sweepEvery = time.Second
	tidyEvery  = 10 * time.Minute
	tidyBatch  = 500
	// leaseFor is longer than any call may take, with time to write down what came of it.
	leaseFor = 40 * time.Second
	// LongestCall is how long a Sender may take.
	LongestCall = 20 * time.Second
)

// Courier works off the deliveries, beside the couriers of other servers. One goroutine keeps the books: it claims, hands
// out to goroutines that call one endpoint each, and writes down what came back, many at a time.
type Courier struct {
	Repository Repository
	Record     Record
	Router     *Router
	Sender     Sender
	Public     func(conversation.Event) (conversation.Event, bool) // an event as its customer may see it
	Owner      string                                              // names this server among those that share the store
	Keep       time.Duration                                       // how long what was delivered stays in the log
	KeepDead   time.Duration                                       // how long the dead stay
	Now        func() time.Time                                    // nil: time.Now
	Chance     func() float64                                      // from 0 to 1; nil: math/rand
	Log        *slog.Logger

	outcome   chan outcome
	stopping  chan struct{}
	stopped   chan struct{}
	cut       context.CancelFunc
	calls     sync.WaitGroup
	endpoints map[string]*condition
	results   []Result // that came back and are not written down yet
	tidied    time.Time
	counted   counted
}

type counted struct{ delivered, failed, dead atomic.Int64 }

// outcome is an entry that came back, with what to write down.
type outcome struct {
	Entry
	receipt Receipt
	unread  error // the record could not be read, or the call was cut off: no attempt was made
}

// Start begins to work.
func (c *Courier) Start() {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Chance == nil {
		c.Chance = rand.Float64
	}
	c.outcome, c.stopping, c.stopped = make(chan outcome), make(chan struct{}), make(chan struct{})
	c.endpoints = map[string]*condition{}
	c.tidied = c.Now()
	ctx, cut := context.WithCancel(context.Background())
	c.cut = cut
	go c.work(ctx)
}

// Stop takes up nothing more and waits for the calls under way, for as long as ctx allows; those that are then cut off are
// made again by another server, or after the next start.
func (c *Courier) Stop(ctx context.Context) {
	if c.stopping == nil {
		return
	}
	close(c.stopping)
	select {
	case <-c.stopped:
	case <-ctx.Done():
	}
	c.cut()
	<-c.stopped
	c.stopping = nil
}

// Counts are the attempts of this server by what came of them: delivered, failed (to be tried again) and dead (given up).
func (c *Courier) Counts() (delivered, failed, dead int64) {
	return c.counted.delivered.Load(), c.counted.failed.Load(), c.counted.dead.Load()
}

func (c *Courier) work(ctx context.Context) {
	defer close(c.stopped)
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	c.hunger()
	for stopping := false; !stopping; {
		c.claim(ctx)
		select {
		case o := <-c.outcome:
			c.collect(o)
			c.settle(ctx, true)
		case <-c.Router.wake:
			c.hunger()
		case <-tick.C:
			c.hunger()
			c.settle(ctx, true) // what could not be written
			c.tidy(ctx)
		case <-c.stopping:
			stopping = true
		}
	}
	done := make(chan struct{})
	go func() { c.calls.Wait(); close(done) }()
	for {
		select {
		case o := <-c.outcome:
			c.collect(o)
		case <-done:
			c.settle(context.WithoutCancel(ctx), false)
			return
		}
	}
}

// collect judges what has come back.
func (c *Courier) collect(o outcome) {
	for {
		c.results = append(c.results, c.judge(o))
		select {
		case o = <-c.outcome:
		default:
			return
		}
	}
}

func (c *Courier) condition(endpoint string) *condition {
	if c.endpoints[endpoint] == nil {
		c.endpoints[endpoint] = &condition{}
	}
	return c.endpoints[endpoint]
}

// hunger says that there may be something for every endpoint.
func (c *Courier) hunger() {
	for _, e := range c.Router.Active() {
		c.condition(e.ID).hungry = true
	}
}

func (c *Courier) lease() Lease { return Lease{Owner: c.Owner, Now: c.now(), For: leaseFor} }

func (c *Courier) now() time.Time { return c.Now().UTC().Truncate(time.Millisecond) }

// claim takes up what is due, as much as the endpoints have room for.
func (c *Courier) claim(ctx context.Context) {
	room := map[string]int{}
	for _, e := range c.Router.Active() {
		if n := c.condition(e.ID).room(c.now()); n > 0 {
			room[e.ID] = n
		}
	}
	if len(room) == 0 {
		return
	}
	lease := c.lease()
	entries, err := c.Repository.Claim(ctx, lease, room)
	if err != nil {
		c.trouble(ctx, "deliveries could not be taken up", err)
		entries = nil // those it took come back when their lease ends
	}
	left := maps.Clone(room)
	for _, e := range entries {
		left[e.Endpoint]--
		c.send(ctx, e, lease)
	}
	for id, n := range left {
		c.condition(id).hungry = n <= 0 && err == nil
	}
}

// send calls the endpoint, elsewhere.
func (c *Courier) send(ctx context.Context, entry Entry, lease Lease) {
	c.condition(entry.Endpoint).busy++
	endpoint, active := c.Router.endpoint(entry.Endpoint)
	c.calls.Go(func() {
		o := outcome{Entry: entry}
		defer func() { c.outcome <- o }()
		if !active {
			o.unread = errors.New("it was switched off")
			return
		}
		var body []byte
		if body, o.unread = write(ctx, c.Record, entry.Delivery, endpoint.Include, c.Public); o.unread != nil {
			return
		}
		if c.Now().After(lease.Now.Add(lease.For - LongestCall)) {
			o.unread = errors.New("it took too long to come to it")
			return
		}
		ctx, cancel := context.WithTimeout(ctx, LongestCall)
		defer cancel()
		o.receipt = c.Sender.Send(ctx, endpoint, entry.EventID(), body)
		if errors.Is(ctx.Err(), context.Canceled) && !o.receipt.OK() {
			o.unread = ctx.Err() // cut off by us: not the endpoint's fault
		}
	})
}

// settle writes down what came back and goes on with the conversations concerned.
func (c *Courier) settle(ctx context.Context, more bool) {
	if len(c.results) == 0 {
		return
	}
	for i := range c.results {
		r := &c.results[i]
		_, active := c.Router.endpoint(r.Endpoint)
		r.More = more && active && r.State != Pending && c.condition(r.Endpoint).failures < brokenAfter
	}
	lease := c.lease()
	next, err := c.Repository.Settle(ctx, lease, c.results)
	if err != nil { // again with the next sweep; if it is too late then, they are delivered again
		c.trouble(ctx, "what became of deliveries could not be stored", err)
		return
	}
	for _, r := range c.results {
		c.condition(r.Endpoint).busy--
	}
	c.results = nil
	for _, e := range next {
		c.send(ctx, e, lease)
	}
}

// judge decides what becomes of a delivery.
func (c *Courier) judge(o outcome) Result {
	r := Result{Entry: o.Entry}
	now := c.now()
	switch {
	case errors.Is(o.unread, errGone) || errors.Is(o.unread, errHidden):
		r.State, r.Attempts = Dead, o.tried(Attempt{At: now, Error: o.unread.Error()})
		c.given(r)
		return r
	case o.unread != nil:
		r.State, r.Retry = Pending, unreadAgainIn
		return r
	}
	r.Tries, r.Attempts = o.Tries+1, o.tried(o.receipt.Attempt)
	ok := o.receipt.OK()
	if c.condition(o.Endpoint).heard(ok, now, c.Chance()) {
		if ok {
			c.Log.Info("the webhook answers again", "webhook", o.Endpoint)
		} else {
			c.Log.Warn("the webhook fails; it is left alone for a while", "webhook", o.Endpoint, "error", o.receipt.Error)
		}
	}
	switch {
	case ok:
		r.State = Delivered
		c.counted.delivered.Add(1)
	case r.Tries >= MaxTries || now.Sub(o.At) >= MaxAge:
		r.State = Dead
		c.given(r)
	default:
		r.State = Pending
		r.Retry = min(longPause, max(o.receipt.RetryAfter, backoff(r.Tries, firstPause, longPause, c.Chance())))
		c.counted.failed.Add(1)
	}
	return r
}

// given says that a delivery was given up.
func (c *Courier) given(r Result) {
	c.counted.dead.Add(1)
	c.Log.Warn("a delivery was given up; it can be replayed", "webhook", r.Endpoint, "conversation", r.Conversation, "seq", r.Seq, "tries", r.Tries)
}

// tidy keeps the log from growing, a few batches at a time.
func (c *Courier) tidy(ctx context.Context) {
	now := c.now()
	if now.Sub(c.tidied) < tidyEvery {
		return
	}
	t := Tidy{Now: now, Pending: now.Add(-MaxAge), Delivered: now.Add(-c.Keep), Dead: now.Add(-c.KeepDead)}
	for range 20 {
		n, err := c.Repository.Tidy(ctx, t, tidyBatch)
		if err != nil {
			c.trouble(ctx, "the log of deliveries could not be shortened", err)
		}
		if n < tidyBatch {
			c.tidied = now
			return
		}
	} // the rest with the next sweep
}

func (c *Courier) trouble(ctx context.Context, what string, err error) {
	if ctx.Err() == nil && !errors.Is(err, conversation.ErrUnavailable) { // that is said once, by whoever watches the store
		c.Log.Error(what, "error", err)
	}
}
