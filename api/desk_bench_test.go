package api

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
)

// crowd opens n conversations that wait in the front queue.
func (h *house) crowd(n int) (ids []conversation.ID) {
	ctx := context.Background()
	for i := range n {
		id := conversation.ID(fmt.Sprint("c", i))
		_, err := h.o.Intake.Open(ctx, bot.Opening{ID: id, Opening: conversation.Opening{Channel: channel, Locale: "en", Name: "Kim"}})
		must(h.t, err)
		_, err = h.store.Append(ctx, id, conversation.Write{Compose: func(s conversation.State) ([]conversation.Entry, error) {
			asked := conversation.Entry{Actor: conversation.Actor{Kind: conversation.Customer}, Visibility: conversation.Public,
				Payload: conversation.Message{Text: "My parcel has not come, and nobody can tell me where it is. I would like my money back."}}
			decided := conversation.Entry{Actor: conversation.Actor{Kind: conversation.Bot}, Payload: conversation.Decision{Through: s.Seq + 1, Mode: "answer"}}
			return append([]conversation.Entry{asked, decided}, h.o.Book().Open(s, handoff.OpenCase{Playbook: "refund", Reason: "wants_human"}, time.Now())...), nil
		}})
		must(h.t, err)
		ids = append(ids, id)
	}
	return ids
}

// BenchmarkTheDeskOf2000Cases is what an agent's page asks while 2,000 cases wait.
func BenchmarkTheDeskOf2000Cases(b *testing.B) {
	h := newHouse(b)
	ids := h.crowd(2000)
	mina, hong := h.key("mina"), h.key("hong")
	for _, ask := range []struct{ name, secret, path string }{
		{"list", mina, "/v1/handoffs?limit=50"},
		{"mine", mina, "/v1/handoffs?holder=me"},
		{"late", mina, "/v1/handoffs?late=true"},
		{"queues", mina, "/v1/queues"},
		{"card", mina, "/v1/handoffs/" + string(ids[0]) + ".1"},
		{"spread", hong, "/v1/desk"},
		{"500", hong, "/v1/handoffs?limit=500"},
	} {
		b.Run(ask.name, func(b *testing.B) {
			for b.Loop() {
				h.as(ask.secret, get, ask.path, nil).want(200)
			}
		})
	}
}

// BenchmarkTheFeed is one event told to 50 agents who follow the feed.
func BenchmarkTheFeed(b *testing.B) {
	h := newHouse(b)
	ids := h.crowd(100)
	mina := h.key("mina")
	var readers []*sse
	for range 50 {
		s, _ := h.stream(context.Background(), mina, "/v1/feed")
		defer s.body.Close()
		readers = append(readers, s)
	}
	n := 0
	for b.Loop() {
		talk{h: h, id: string(ids[n%len(ids)])}.append(spoken("It is on its way."))
		n++
		for _, s := range readers {
			_, _, err := s.next()
			must(b, err)
		}
	}
}
