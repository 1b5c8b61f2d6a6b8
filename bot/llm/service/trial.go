package service

import (
	"context"
	"encoding/json"
	"sync"
	"time"
)

// Checked is what came of asking one service once.
type Checked struct {
	Endpoint   string
	Model      string
	What       string // answers or vectors
	Outcome    Outcome
	Detail     string // in our words; "" if it works
	Took       time.Duration
	Dimensions int // of vectors
}

// Check asks each service once for each of its models, without regard to breakers, and tells what happened. What works is
// asked again from then on. It is counted as all calls are.
func (c *Client) Check(ctx context.Context) []Checked {
	ctx, cancel := context.WithTimeout(ctx, c.o.Timeout)
	defer cancel()
	results := make([]Checked, 2*len(c.endpoints))
	var asking sync.WaitGroup
	for i, e := range c.endpoints {
		for k, what := range [...]string{chatting: "answers", embedding: "vectors"} {
			if model := e.model(kind(k)); model != "" {
				at := &results[2*i+k]
				*at = Checked{Endpoint: e.Name, Model: model, What: what}
				asking.Go(func() { c.check(ctx, e, kind(k), at) })
			}
		}
	}
	asking.Wait()
	var asked []Checked
	for _, r := range results {
		if r.Endpoint != "" {
			asked = append(asked, r)
		}
	}
	return asked
}

func (c *Client) check(ctx context.Context, e *endpoint, k kind, r *Checked) {
	start := c.o.Now()
	usage, dimensions, err := e.sample(ctx, k)
	r.Took, r.Dimensions, r.Outcome = c.o.Now().Sub(start), dimensions, OK
	if f := faultOf(ctx, err); f != nil {
		r.Outcome, r.Detail = f.outcome, f.detail
	} else {
		e.breakers[k].works()
	}
	c.observe(Attempt{
		Purpose: "check", Endpoint: e.Name, Model: r.Model, Outcome: r.Outcome, Usage: usage, Cost: c.spending.add(e.Endpoint, k, usage), Took: r.Took,
	})
}

// sample asks the least that shows whether a model does what is needed.
func (e *endpoint) sample(ctx context.Context, k kind) (Usage, int, error) {
	if k == embedding {
		vectors, usage, err := e.embed(ctx, []string{"a lamp"})
		if err != nil {
			return usage, 0, err
		}
		return usage, len(vectors[0]), nil
	}
	chat := Chat{
		Purpose: "check", System: "Answer the question.", SchemaName: "check", MaxTokens: defaultMaxTokens,
		Messages: []Message{{Role: User, Text: "Is a lamp a thing?"}},
		Schema:   json.RawMessage(`{"type":"object","additionalProperties":false,"required":["yes"],"properties":{"yes":{"type":"boolean"}}}`),
	}
	check, err := compile(chat.Schema)
	if err != nil {
		return Usage{}, 0, err
	}
	answer, err := e.chat(ctx, chat, check)
	return answer.Usage, 0, err
}
