package main

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/batondesk/baton/bot/llm/llmtest"
)

// doubts are what the demo's bot is not sure about without a model, one after the other in a conversation.
var doubts = []string{
	doubtful, "do you take bitcoin", "it was raining on the parcel and now the thing is kaput, what now", "what do you charge for express and can I pay with paypal", "is the lamp any good",
}

// With the service dead a turn is as long as without one, but for the connection that is tried once per period.
func TestADeadModelCostsOneConnectionPerPeriod(t *testing.T) {
	const customers, each = 20, 4
	d := llmtest.Start(t, llmtest.Options{})
	t.Setenv("OPENAI_BASE_URL", d.URL)
	t.Setenv("BATON_MODEL_CHAT", "double-chat")
	url := serve(t, "--demo").url
	d.Stop()
	dead := doubters(t, url, customers, each)
	calls := callsOf(t, url)
	t.Setenv("BATON_MODEL_CHAT", "")
	alone := doubters(t, serve(t, "--demo").url, customers, each)
	t.Logf("dead service: %s; no model: %s; calls: %s", quantiles(dead), quantiles(alone), calls)
	var refused int // by those who asked before the first of them knew
	if _, err := fmt.Sscanf(calls[strings.Index(calls, "connect"):], "connect %d", &refused); err != nil || refused > customers || strings.Contains(", "+calls, ", ok") {
		t.Errorf("calls: %s (%v)", calls, err)
	}
}

// doubters have some conversations each of all the doubts, and gives how long each turn took.
func doubters(t *testing.T, url string, customers, each int) []time.Duration {
	t.Helper()
	var mu sync.Mutex
	var all []time.Duration
	var asking sync.WaitGroup
	for range customers {
		asking.Go(func() {
			c := customer{addr: strings.TrimPrefix(url, "http://")}
			defer c.leave()
			for range each {
				took, err := c.converse(t.Context(), len(doubts), func(i int) string { return doubts[i] })
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				all = append(all, took...)
				mu.Unlock()
			}
		})
	}
	asking.Wait()
	if t.Failed() || len(all) == 0 {
		t.FailNow()
	}
	return all
}

func quantiles(took []time.Duration) string {
	slices.Sort(took)
	ms := func(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }
	return fmt.Sprintf("p50 %s, p95 %s, max %s", ms(took[len(took)/2]), ms(took[len(took)*95/100]), ms(took[len(took)-1]))
}
