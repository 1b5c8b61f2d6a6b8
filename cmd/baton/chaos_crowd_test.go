package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/batondesk/baton/cmd/baton/client"
	"github.com/batondesk/baton/conversation"
)

// crowd is everybody who uses a fleet: customers, their readers and the humans who step in.
type crowd struct {
	*fleet
	watcher string // a key that reads every conversation

	mu     sync.Mutex
	talks  []*talk
	tally  tally
	waited time.Duration
}

// talk is a conversation that goes on.
type talk struct {
	*told
	humans sync.WaitGroup // who are doing something in it
}

// tally is what has happened.
type tally struct {
	conversations, messages, turns, takeovers, replies, returned, conflicts, streams, events int
}

func (t tally) String() string {
	return fmt.Sprintf("%d conversations, %d messages acknowledged (%d of them by humans), %d turns, %d takeovers, %d given back, "+
		"%d lost to a colleague; %d events read over %d streams",
		t.conversations, t.messages, t.replies, t.turns, t.takeovers, t.returned, t.conflicts, t.events, t.streams)
}

// beCustomer has one conversation after the other until ctx ends.
func (c *crowd) beCustomer(ctx context.Context, n int) {
	for i := 0; ctx.Err() == nil; i++ {
		c.converse(ctx, fmt.Sprintf("customer-%d-%d", n, i))
	}
}

// converse has a conversation, with a reader on either side, and checks it when nothing more will be said.
func (c *crowd) converse(ctx context.Context, id string) {
	about, err := c.fleet.open(ctx, id)
	if err != nil {
		if ctx.Err() == nil {
			c.t.Error(err)
		}
		return
	}
	reading, stop := context.WithCancel(context.WithoutCancel(ctx))
	var readers sync.WaitGroup
	customer := &reader{fleet: c.fleet, id: id, token: about.conversation.Token}
	staff := &reader{fleet: c.fleet, id: id, token: c.watcher, whole: true}
	readers.Go(func() { customer.read(reading, c.t) })
	readers.Go(func() { staff.read(reading, c.t) })
	defer readers.Wait()
	defer stop()

	mine := &talk{told: about}
	c.mu.Lock()
	c.talks = append(c.talks, mine)
	c.mu.Unlock()
	for burst := range 4 + rand.IntN(8) {
		if ctx.Err() != nil {
			break
		}
		c.burst(ctx, about, burst)
		pause(ctx, 50, 1500)
	}
	c.mu.Lock()
	c.talks = slices.DeleteFunc(c.talks, func(t *talk) bool { return t == mine })
	c.mu.Unlock()
	mine.humans.Wait()
	c.check(context.WithoutCancel(ctx), about, customer, staff)
}

// burst is some messages at once, one after the other or all at the same time.
func (c *crowd) burst(ctx context.Context, about *told, burst int) {
	together := rand.IntN(2) == 0
	var sending sync.WaitGroup
	for i := range 1 + rand.IntN(4) {
		id := fmt.Sprintf("m%d.%d", burst, i)
		send := func() {
			seq, err := c.say(ctx, about, id, topicQuestion(burst+i))
			if err != nil && ctx.Err() == nil {
				c.t.Errorf("%s: message %s is refused: %v", about.conversation.ID, id, err)
			}
			if err == nil && rand.IntN(3) == 0 {
				c.rereads(ctx, about, seq)
			}
		}
		if together {
			sending.Go(send)
		} else {
			send()
		}
	}
	sending.Wait()
}

// rereads looks at any replica for a message that was acknowledged by another one.
func (c *crowd) rereads(ctx context.Context, about *told, seq int64) {
	var events []conversation.Event
	err := c.once(ctx, c.any().As(about.conversation.Token), func(ctx context.Context, at *client.Client) (err error) {
		events, _, err = at.Conversation(about.conversation.ID).Events(ctx, seq-1, 0)
		return err
	})
	if err == nil && (len(events) == 0 || events[0].Seq != seq) {
		c.t.Errorf("%s: message %d was acknowledged and is not there when it is read", about.conversation.ID, seq)
	}
}

// beHuman steps in here and there until ctx ends.
func (c *crowd) beHuman(ctx context.Context, key string) {
	for i := 0; ctx.Err() == nil; i++ {
		if at := c.pick(); at != nil {
			c.stepIn(ctx, key, at.told, i)
			at.humans.Done()
		}
		pause(ctx, 50, 600)
	}
}

// pick is any conversation that goes on; it goes on until the caller is done.
func (c *crowd) pick() *talk {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.talks) == 0 {
		return nil
	}
	picked := c.talks[rand.IntN(len(c.talks))]
	picked.humans.Add(1)
	return picked
}

// stepIn takes a conversation over, says something, and mostly gives it back. Meanwhile a colleague may take it over.
func (c *crowd) stepIn(ctx context.Context, key string, about *told, n int) {
	var taken takeover
	path := "/v1/conversations/" + about.conversation.ID
	if !c.does(ctx, key, path+"/takeover", map[string]string{"reason": "test"}, &taken) {
		return
	}
	about.took(taken)
	for i := range rand.IntN(3) {
		pause(ctx, 0, 200)
		var said struct{ Seq int64 }
		id := fmt.Sprintf("%s.%d.%d", taken.Holder, n, i)
		text := fmt.Sprintf("Hello, this is a colleague speaking, sentence %d.", i)
		about.says(id, text)
		if !c.does(ctx, key, path+"/replies", map[string]string{"id": id, "text": text}, &said) {
			return
		}
		about.heard(id, said.Seq)
		c.count(func(t *tally) { t.replies++ })
	}
	pause(ctx, 0, 400)
	end := []string{"return", "return", "resolve", ""}[rand.IntN(4)]
	if end != "" && c.does(ctx, key, "/v1/handoffs/"+taken.Handoff+"/"+end, nil, nil) {
		c.count(func(t *tally) { t.returned++ })
	}
}

// does makes a request of a human; false if a colleague was faster or the time is over.
func (c *crowd) does(ctx context.Context, key, path string, body, into any) bool {
	err := c.call(ctx, key, http.MethodPost, path, body, into)
	var problem *client.Problem
	if errors.As(err, &problem) && problem.Status == http.StatusConflict {
		c.count(func(t *tally) { t.conflicts++ })
	} else if err != nil && ctx.Err() == nil {
		c.t.Errorf("%s: %v", path, err)
	}
	return err == nil
}

// check waits until everything is answered and read, and compares what everybody was told with the record.
func (c *crowd) check(ctx context.Context, about *told, customer, staff *reader) {
	t, id := c.t, about.conversation.ID
	record := c.settled(ctx, about)
	about.check(t, record)
	public, err := c.record(ctx, id, about.conversation.Token)
	if err != nil || len(record) == 0 || len(public) == 0 {
		t.Errorf("%s cannot be read: %v", id, err)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for r, want := range map[*reader][]conversation.Event{customer: public, staff: record} {
		r.await(ctx, want[len(want)-1].Seq)
		streams := r.check(t, want)
		c.count(func(t *tally) { t.streams += streams; t.events += len(want) })
	}
	c.count(func(t *tally) {
		t.conversations++
		t.takeovers += len(about.takeovers)
		t.messages += len(about.acknowledged)
		for _, e := range record {
			if _, ok := e.Payload.(conversation.Decision); ok {
				t.turns++
			}
		}
		c.waited = max(c.waited, longestWait(record))
	})
}

// longestWait is the longest time between a customer's message and the decision about it.
func longestWait(record []conversation.Event) (longest time.Duration) {
	var waiting []conversation.Event
	for _, e := range record {
		switch p := e.Payload.(type) {
		case conversation.Message:
			if e.Actor.Kind == conversation.Customer {
				waiting = append(waiting, e)
			}
		case conversation.Decision:
			for len(waiting) > 0 && waiting[0].Seq <= p.Through {
				longest, waiting = max(longest, e.At.Sub(waiting[0].At)), waiting[1:]
			}
		}
	}
	return longest
}

func (c *crowd) count(what func(*tally)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	what(&c.tally)
}

// pause waits a random time, in milliseconds.
func pause(ctx context.Context, least, most int) {
	select {
	case <-time.After(time.Duration(least+rand.IntN(most-least)) * time.Millisecond):
	case <-ctx.Done():
	}
}
