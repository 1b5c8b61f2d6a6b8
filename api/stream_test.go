package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/batondesk/baton/conversation"
)

// append puts an event into a conversation, as some part of the house would.
func (c talk) append(entries ...conversation.Entry) {
	c.h.t.Helper()
	_, err := c.h.store.Append(context.Background(), conversation.ID(c.id), conversation.Write{
		Compose: func(conversation.State) ([]conversation.Entry, error) { return entries, nil },
	})
	must(c.h.t, err)
}

func spoken(text string) conversation.Entry {
	return conversation.Entry{Actor: conversation.Actor{Kind: conversation.Agent, ID: "mina"}, Visibility: conversation.Public,
		Payload: conversation.Message{Text: text}}
}

func noted(text string) conversation.Entry {
	return conversation.Entry{Actor: conversation.Actor{Kind: conversation.Agent, ID: "mina"}, Payload: conversation.Note{Text: text}}
}

// TestAStreamLosesNothingAndRepeatsNothing lets a customer read while events come in, and breaks the connection again and
// again at random places: across all connections every public event arrives once, in order.
func TestAStreamLosesNothingAndRepeatsNothing(t *testing.T) {
	h := newHouse(t)
	rapid.Check(t, func(t *rapid.T) {
		c := h.open(map[string]any{})
		total := rapid.IntRange(1, 60).Draw(t, "events")
		breaks := rapid.SliceOfN(rapid.IntRange(0, 12), 1, 8).Draw(t, "events read per connection")
		internal := rapid.SliceOfN(rapid.Bool(), total, total).Draw(t, "internal")
		burst := rapid.IntRange(1, 5).Draw(t, "burst")

		var want []string
		for i, hidden := range internal {
			if !hidden {
				want = append(want, fmt.Sprint(i))
			}
		}
		var writing sync.WaitGroup
		writing.Go(func() {
			var entries []conversation.Entry
			for i, hidden := range internal {
				entry := spoken(fmt.Sprint(i))
				if hidden {
					entry = noted(fmt.Sprint(i))
				}
				if entries = append(entries, entry); len(entries) == burst || i == total-1 {
					c.append(entries...)
					entries = nil
				}
			}
		})
		var got []string
		last := ""
		for turn := 0; len(got) < len(want); turn++ {
			most := breaks[turn%len(breaks)]
			if turn > 100 {
				most = 1000 // some plans never read anything
			}
			var headers []string
			if last != "" {
				headers = []string{"Last-Event-ID", last}
			}
			s, _ := h.stream(context.Background(), c.token, c.path("/events?after=0"), headers...)
			for n := 0; n < most && len(got) < len(want); n++ {
				id, data, err := s.next()
				if err != nil {
					t.Fatal(err)
				}
				var e event
				if err := json.Unmarshal([]byte(data), &e); err != nil {
					t.Fatalf("%v: %s", err, data)
				}
				if strconv.FormatInt(e.Seq, 10) != id {
					t.Fatalf("id %s of event %d", id, e.Seq)
				}
				last = id
				if e.Kind == "message" {
					got = append(got, e.Text)
				}
			}
			s.body.Close()
		}
		writing.Wait()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("what was read differs (-want +got):\n%s", diff)
		}
	})
}

// A reader that was not scheduled while much happened has lost commits of the feed; it must read them from the record.
func TestAReaderThatFellBehindCatchesUp(t *testing.T) {
	h := newHouse(t)
	c := h.open(map[string]any{})
	f := h.api.follow(conversation.ID(c.id), 0)
	defer f.close()
	for i := range 200 {
		c.append(spoken(fmt.Sprint(i)))
	}
	var got []conversation.Event
	for len(got) < 201 {
		events, err := f.next(t.Context(), nil, nil)
		must(t, err)
		got = append(got, events...)
	}
	for i, e := range got {
		if e.Seq != int64(i+1) {
			t.Fatalf("event %d at place %d", e.Seq, i+1)
		}
	}
}

func TestALongPollWaitsForTheFirstVisibleEvent(t *testing.T) {
	h := newHouse(t)
	c := h.open(map[string]any{})
	after := c.events(h.key("ada"), 0, "").Events
	start := time.Now()
	go func() {
		time.Sleep(30 * time.Millisecond)
		c.append(noted("not for the customer"))
		time.Sleep(30 * time.Millisecond)
		c.append(spoken("hello"))
	}()
	page := c.events(c.token, after[len(after)-1].Seq, "20s")
	if len(page.Events) != 1 || page.Events[0].Text != "hello" || page.More {
		t.Fatalf("got %+v", page)
	}
	if took := time.Since(start); took < 50*time.Millisecond || took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
	if page := c.events(c.token, page.Events[0].Seq, "10ms"); len(page.Events) != 0 || page.More {
		t.Errorf("an empty wait gives %+v", page)
	}
}

func TestAPageHasAtMost500Events(t *testing.T) {
	h := newHouse(t)
	c := h.open(map[string]any{})
	for range 12 {
		entries := make([]conversation.Entry, 0, 100)
		for i := range 50 {
			entries = append(entries, spoken(fmt.Sprint(i)), noted(fmt.Sprint(i)))
		}
		c.append(entries...)
	}
	read, after := 0, int64(0)
	for _, wait := range []string{"", "1s"} {
		page := c.events(c.token, after, wait)
		read += len(page.Events)
		if len(page.Events) > 500 || page.More != (after == 0) {
			t.Fatalf("after %d: %d events, more is %v", after, len(page.Events), page.More)
		}
		after = page.Events[len(page.Events)-1].Seq
	}
	if read != 600 { // half of them are notes
		t.Errorf("read %d events", read)
	}
}

func TestStreamsEndCleanlyWhenTheServerCloses(t *testing.T) {
	h := newHouse(t)
	c := h.open(map[string]any{})
	s, _ := h.stream(context.Background(), c.token, c.path("/events?after=100"))
	feed, _ := h.stream(context.Background(), h.key("hong"), "/v1/feed")
	polled := make(chan eventPage)
	go func() { polled <- c.events(c.token, 100, "20s") }()
	time.Sleep(20 * time.Millisecond) // the poll is under way, or comes too late and ends at once
	h.as("", get, "/readyz", nil).want(200)
	h.api.Close()
	for name, one := range map[string]*sse{"stream": s, "feed": feed} {
		if _, _, err := one.next(); err == nil || err.Error() != "EOF" {
			t.Errorf("the %s ended with %v", name, err)
		}
	}
	if page := <-polled; len(page.Events) != 0 {
		t.Errorf("the poll got %+v", page)
	}
	h.as("", get, "/readyz", nil).problem(503, "unavailable")
	h.as("", get, "/healthz", nil).want(200)
}

func TestTheFeedTellsWhatTheCallerMaySee(t *testing.T) {
	h := newHouse(t)
	mina, wei := h.key("mina"), h.key("wei")
	minas, _ := h.stream(context.Background(), mina, "/v1/feed")
	defer minas.body.Close()
	weis, _ := h.stream(context.Background(), wei, "/v1/feed")
	defer weis.body.Close()
	front, _ := h.handedOver("refund please")
	asked, _ := h.handedOver("refund please")
	h.as(mina, post, asked.path("/consults"), map[string]any{"text": "do you know this?", "to": "agent:wei"}).want(201)
	experts, _ := h.handedOver("it has a broken screen")

	told := func(s *sse, until string) map[conversation.ID]bool {
		seen := map[conversation.ID]bool{}
		for !seen[conversation.ID(until)] {
			_, data, err := s.next()
			must(t, err)
			var item FeedItem
			must(t, json.Unmarshal([]byte(data), &item))
			seen[item.ConversationID] = true
		}
		return seen
	}
	seen := told(weis, experts.id)
	if seen[conversation.ID(front.id)] {
		t.Error("an expert is told of another queue's conversation")
	}
	if !seen[conversation.ID(asked.id)] {
		t.Error("an expert is not told that somebody asks them")
	}
	told(minas, front.id)
}

// A reader that takes nothing must not hold up anybody else.
func TestASlowReaderHoldsUpNobody(t *testing.T) {
	h := newHouse(t)
	c := h.open(map[string]any{})
	req, err := http.NewRequest(get, h.url+c.path("/events"), nil)
	must(t, err)
	req.Header.Set("Accept", "text/event-stream")
	req.Header.Set("Authorization", "Bearer "+c.token)
	res, err := h.client.Do(req)
	must(t, err)
	defer res.Body.Close() // and never reads
	long := strings.Repeat("a sentence of some length to fill the buffers between the two. ", 100)
	start := time.Now()
	for range 300 {
		c.append(spoken(long))
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("300 writes took %s", took)
	}
}
