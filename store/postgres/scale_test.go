package postgres_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/store"
	"github.com/batondesk/baton/store/postgres"
	"github.com/batondesk/baton/store/postgres/pgtest"
)

// TestConversationsAtScale writes conversations of twenty events through the store, every tenth of them with a case that
// waits in one of fifty queues, nine in ten closed, and times what agents and customers do when a tenth of them are there
// and when all are: nothing may grow with the total. It takes minutes: make bench-scale. What the statements read is counted
// in TestNoStatementReadsMoreThanItNeeds, in every run of the tests.
func TestConversationsAtScale(t *testing.T) {
	total, _ := strconv.Atoi(os.Getenv("BATON_BENCH_CONVERSATIONS"))
	if total == 0 {
		t.Skip("set BATON_BENCH_CONVERSATIONS=100000 to run it")
	}
	if total < 100_000 {
		t.Fatal("BATON_BENCH_CONVERSATIONS must be 100000 at least: a tenth of them must hold enough cases to claim")
	}
	url := pgtest.Start(t).URL()
	db, err := postgres.Open(t.Context(), url, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := store.New(db, store.Options{})
	defer s.Close()
	town := &town{T: t, store: s}
	for _, size := range []int{total / 10, total} {
		began := time.Now()
		town.grow(size)
		t.Logf("%d conversations, %d events (the last of them in %s)", size, town.events.Load(), time.Since(began).Round(time.Second))
		town.measure(size)
	}
}

// town is the installation that grows.
type town struct {
	*testing.T
	store  *store.Store
	built  int
	events atomic.Int64
}

const agent conversation.ActorKind = conversation.Agent

func id(i int) conversation.ID { return conversation.ID(fmt.Sprintf("conv-%07d", i)) }

func queue(i int) string { return fmt.Sprintf("queue-%02d", i/10%50) }

func waits(i int) bool { return i%10 == 3 }

func (w *town) grow(size int) {
	var next atomic.Int64
	next.Store(int64(w.built))
	var building sync.WaitGroup
	for range 64 {
		building.Go(func() {
			for i := int(next.Add(1)) - 1; i < size && !w.Failed(); i = int(next.Add(1)) - 1 {
				if err := w.build(i); err != nil {
					w.Errorf("%s: %v", id(i), err)
				}
			}
		})
	}
	building.Wait()
	w.built = size
	if w.Failed() {
		w.FailNow()
	}
}

// build has one conversation.
func (w *town) build(i int) error {
	add := func(entries func(conversation.State) []conversation.Entry) error {
		receipt, err := w.store.Append(context.Background(), id(i), conversation.Write{
			Compose: func(now conversation.State) ([]conversation.Entry, error) { return entries(now), nil },
		})
		w.events.Add(int64(len(receipt.Events)))
		return err
	}
	bot, customer := conversation.Actor{Kind: conversation.Bot}, conversation.Actor{Kind: conversation.Customer}
	if err := add(func(conversation.State) []conversation.Entry {
		return []conversation.Entry{{Actor: bot, Payload: conversation.HolderChanged{
			To: conversation.HeldByBot, Opening: &conversation.Opening{Channel: "web", Locale: "en"},
		}}}
	}); err != nil {
		return err
	}
	for n := range 6 {
		if err := add(func(now conversation.State) []conversation.Entry {
			return []conversation.Entry{
				{Actor: customer, Visibility: conversation.Public, Payload: conversation.Message{ClientID: fmt.Sprint(n), Text: "How long do I have to send the headphones back, and who pays?"}},
				{Actor: bot, Payload: conversation.Decision{Through: now.Seq + 1, Mode: "answer", Reasons: []string{"sure"}, Confidence: 0.93, Locale: "en"}},
				{Actor: bot, Visibility: conversation.Public, Payload: conversation.Message{
					Text: "You can send it back within the time given in the returns policy, and we pay for the parcel.", Act: conversation.ActAnswer, Confidence: 0.93,
				}},
			}
		}); err != nil {
			return err
		}
	}
	return add(func(now conversation.State) []conversation.Entry {
		if !waits(i) {
			return []conversation.Entry{{Actor: bot, Payload: conversation.Closed{Outcome: "assumed"}}}
		}
		return []conversation.Entry{
			{Actor: bot, Payload: conversation.HandoffOpened{HandoffID: handoff.HandoffID(now), Playbook: "refund", PlaybookVersion: 1, Queue: queue(i), Priority: i % 3, Reason: "asked"}},
			{Actor: bot, Payload: conversation.HolderChanged{From: now.Holder, To: conversation.QueueHolder(queue(i)), Reason: "handoff"}},
		}
	})
}

// measure times each thing that is done, in conversations chosen at random.
func (w *town) measure(size int) {
	ctx := context.Background()
	random := rand.New(rand.NewPCG(1, uint64(size)))
	claimed := 0
	for _, work := range []struct {
		name string
		do   func() error
	}{
		{"list: all conversations", func() error { _, _, err := w.store.Conversations(ctx, store.ConversationQuery{}); return err }},
		{"list: open conversations", func() error {
			_, _, err := w.store.Conversations(ctx, store.ConversationQuery{Status: conversation.Open})
			return err
		}},
		{"list: conversations of a queue", func() error {
			_, _, err := w.store.Conversations(ctx, store.ConversationQuery{Holder: conversation.QueueHolder(queue(random.IntN(size)))})
			return err
		}},
		{"list: cases that wait in a queue", func() error {
			_, _, err := w.store.Handoff().Cases(ctx, handoff.CaseQuery{Queues: []string{queue(random.IntN(size))}, Status: []handoff.CaseStatus{handoff.Waiting}})
			return err
		}},
		{"claim a case", func() error {
			i := claimed*10 + 3 + (size/20)*10
			claimed++
			_, err := w.store.Append(ctx, id(i), conversation.Write{Compose: func(now conversation.State) ([]conversation.Entry, error) {
				if now.Handoff == nil {
					return nil, fmt.Errorf("%s has no case", now.ID)
				}
				mei := conversation.Actor{Kind: agent, ID: "mei"}
				return []conversation.Entry{
					{Actor: mei, Payload: conversation.HandoffClaimed{HandoffID: now.Handoff.ID, By: "mei"}},
					{Actor: mei, Payload: conversation.HolderChanged{From: now.Holder, To: conversation.AgentHolder("mei"), Reason: "claim"}},
				}, nil
			}})
			return err
		}},
		{"append a message", func() error {
			_, err := w.store.Append(ctx, id(random.IntN(size)), conversation.Write{Compose: func(conversation.State) ([]conversation.Entry, error) {
				return []conversation.Entry{{Actor: conversation.Actor{Kind: conversation.Customer}, Visibility: conversation.Public, Payload: conversation.Message{Text: "One more thing."}}}, nil
			}})
			return err
		}},
		{"after: events of a conversation", func() error { _, err := w.store.After(ctx, id(random.IntN(size)), 10, 500); return err }},
		{"sweep: what is due", func() error { _, err := w.store.Lease(ctx, 50); return err }},
	} {
		took := make([]time.Duration, 500)
		for n := range took {
			began := time.Now()
			if err := work.do(); err != nil {
				w.Fatalf("%s: %v", work.name, err)
			}
			took[n] = time.Since(began)
		}
		slices.Sort(took)
		w.Logf("%7d conversations, %-34s p50 %8s  p95 %8s", size, work.name, took[len(took)/2].Round(time.Microsecond), took[len(took)*95/100].Round(time.Microsecond))
	}
}
