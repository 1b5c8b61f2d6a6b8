package api

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
)

// BenchmarkTwentyConversations is 20 customers at once who each ask and wait for the answer on their stream, over real
// HTTP, the clients in the same process. One op is one turn.
func BenchmarkTwentyConversations(b *testing.B) {
	h := newHouse(b)
	const customers = 20
	questions := []string{"What are your opening hours?", "How do I get a loyalty card?", "What is the return period?"}
	type reader struct {
		talk
		*sse
	}
	var readers []reader
	for range customers {
		c := h.open(map[string]any{"locale": "en"})
		s, _ := h.stream(context.Background(), c.token, c.path("/events?after=0"))
		readers = append(readers, reader{c, s})
	}
	b.ReportAllocs()
	b.ResetTimer()
	var all sync.WaitGroup
	for i, r := range readers {
		turns := b.N / customers
		if i < b.N%customers {
			turns++
		}
		all.Go(func() {
			for n := range turns {
				seq := r.say(questions[n%len(questions)])
				for {
					_, data, err := r.next()
					if err != nil {
						b.Error(err)
						return
					}
					var e event
					if json.Unmarshal([]byte(data), &e) == nil && e.Seq > seq && fromBot(e) {
						break
					}
				}
			}
		})
	}
	all.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "turns/s")
	for _, r := range readers {
		r.body.Close()
	}
}
