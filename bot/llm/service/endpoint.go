package service

import (
	"sync"
	"time"

	"github.com/sashabaranov/go-openai"
)

// endpoint is one service with what is known about it.
type endpoint struct {
	Endpoint
	client   *openai.Client
	door     *door
	breakers [2]*breaker // by kind

	mu         sync.Mutex
	patience   [2]time.Time // by kind: until when it asked to be left alone
	dialect    dialect
	dimensions int // of its embeddings; 0: not known yet
}

func newEndpoint(e Endpoint, o Options) *endpoint {
	d := newDoor(o.Connect, o.Concurrency)
	config := openai.DefaultConfig(e.Key)
	config.BaseURL, config.HTTPClient = e.URL, d
	made := &endpoint{Endpoint: e, client: openai.NewClientWithConfig(config), door: d}
	for k := range made.breakers {
		made.breakers[k] = &breaker{after: o.BreakAfter, pause: o.BreakFor}
	}
	return made
}

func (e *endpoint) model(k kind) string {
	if k == embedding {
		return e.Embedding
	}
	return e.Chat
}

// rest leaves it alone until then.
func (e *endpoint) rest(k kind, until time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if until.After(e.patience[k]) {
		e.patience[k] = until
	}
}

// resting is how long it still wants to be left alone.
func (e *endpoint) resting(k kind, now time.Time) time.Duration {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.patience[k].Sub(now)
}

func (e *endpoint) close() { e.door.transport.CloseIdleConnections() }
