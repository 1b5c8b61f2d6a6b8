package api

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/batondesk/baton/handoff"
)

func TestTheDeskShowsHowCasesAreSpread(t *testing.T) {
	h := newHouse(t)
	mina, hong, wei := h.key("mina"), h.key("hong"), h.key("wei")
	_, claimed := h.handedOver("refund please")
	h.handedOver("refund please")
	h.handedOver("it has a broken screen")
	h.as(mina, post, "/v1/handoffs/"+claimed+"/claim", nil).want(200)

	desk := func(secret string) (queues map[string]QueueLoad, people map[string]PersonLoad) {
		var d Desk
		h.as(secret, get, "/v1/desk", nil).want(200, &d)
		queues, people = map[string]QueueLoad{}, map[string]PersonLoad{}
		for _, q := range d.Queues {
			queues[q.Name] = q
		}
		for _, p := range d.People {
			people[p.ID] = p
		}
		return queues, people
	}
	queues, people := desk(hong)
	if front := queues["front"]; front.Waiting != 1 || front.Claimed != 1 || front.Late != 0 || front.Oldest.IsZero() || front.Minutes < 0 || front.Mine {
		t.Errorf("front: %+v", front)
	}
	if queues["experts"].Waiting != 1 || len(queues) != 3 || !queues["watch"].Mine {
		t.Errorf("a supervisor sees every queue: %+v", queues)
	}
	if people["mina"].Held != 1 || people["wei"].Held != 0 || len(people) != 3 {
		t.Errorf("a supervisor sees who holds what: %+v", people)
	}
	queues, people = desk(wei)
	if len(queues) != 1 || queues["experts"].Waiting != 1 || people["mina"].ID != "" {
		t.Errorf("an expert sees their own queue: %+v %+v", queues, people)
	}
}

func TestTheCasesOfSomeConversationsAreReadAgain(t *testing.T) {
	h := newHouse(t)
	mina := h.key("mina")
	one, id := h.handedOver("refund please")
	other, _ := h.handedOver("it has a broken screen") // not in her queue
	path := "/v1/handoffs?conversation=" + one.id + "," + other.id + ",none"
	row := func() Handoff {
		t.Helper()
		var list List[Handoff]
		h.as(mina, get, path, nil).want(200, &list)
		if len(list.Items) != 1 || list.Items[0].ID != id {
			t.Fatalf("got %+v", list.Items)
		}
		return list.Items[0]
	}
	if row().UnansweredSince.IsZero() {
		t.Error("a new case waits for a reply")
	}
	h.as(mina, post, one.path("/replies"), `{"text": "I am looking into it.", "claim": true}`).want(201)
	if r := row(); r.Status != handoff.Claimed || !r.UnansweredSince.IsZero() {
		t.Errorf("after the reply %+v", r)
	}
	one.say("thank you, and when?")
	if row().UnansweredSince.IsZero() {
		t.Error("the customer asks again")
	}
	h.as(mina, post, "/v1/handoffs/"+id+"/resolve", nil).want(200)
	var list List[Handoff]
	if h.as(mina, get, path, nil).want(200, &list); len(list.Items) != 0 {
		t.Errorf("after the end %+v", list.Items)
	}
}

func TestLateCasesAreFound(t *testing.T) {
	late := time.Now().Add(240 * time.Hour) // every deadline has passed by then
	h := newHouse(t, func(o *Options) { o.Now = func() time.Time { return late } })
	mina := h.key("mina")
	_, id := h.handedOver("refund please")
	var list List[Handoff]
	h.as(mina, get, "/v1/handoffs?late=true", nil).want(200, &list)
	if len(list.Items) != 1 || list.Items[0].ID != id || !list.Items[0].Late || list.Items[0].Next.What != "claim" {
		t.Errorf("late are %+v", list.Items)
	}
	h.as(mina, post, "/v1/handoffs/"+id+"/claim", nil).want(200, &list)
	var one Handoff
	h.as(mina, get, "/v1/handoffs/"+id, nil).want(200, &one)
	if one.Next == nil || one.Next.What != "first_reply" {
		t.Errorf("after the claim comes %+v", one.Next)
	}
}

func TestConversationsAreFoundByNameAndWords(t *testing.T) {
	h := newHouse(t)
	mina := h.key("mina")
	h.handedOver("refund please, the kettle leaks")
	h.handedOver("refund please")
	for query, want := range map[string]int{"q=KETTLE": 1, "q=kim": 2, "q=teapot": 0, "q=": 2} {
		var list List[Conversation]
		h.as(mina, get, "/v1/conversations?"+query, nil).want(200, &list)
		if len(list.Items) != want {
			t.Errorf("%s finds %d conversations, want %d", query, len(list.Items), want)
		}
	}
}

// A case that is passed on must vanish from the lists of those who no longer see it.
func TestTheFeedTellsWhoLosesSightOfACase(t *testing.T) {
	h := newHouse(t)
	mina, wei := h.key("mina"), h.key("wei")
	c, id := h.handedOver("refund please")
	minas, _ := h.stream(context.Background(), mina, "/v1/feed")
	defer minas.body.Close()
	h.key("jonas")
	weis, _ := h.stream(context.Background(), wei, "/v1/feed")
	defer weis.body.Close()
	h.as(h.key("hong"), post, "/v1/handoffs/"+id+"/transfer", `{"queue": "experts", "reason": "harder"}`).want(200)

	first := func(s *sse) (item FeedItem) {
		_, data, err := s.next()
		must(t, err)
		must(t, json.Unmarshal([]byte(data), &item))
		return item
	}
	if item := first(minas); !item.Gone || string(item.ConversationID) != c.id || item.Queue != "" || item.Holder != "" {
		t.Errorf("the old queue is told %+v", item)
	}
	item := first(weis)
	if item.Gone || item.HandoffID != id || item.Queue != "experts" || item.Holder != "queue:experts" || item.Kinds[0] != "handoff_transferred" {
		t.Errorf("the new queue is told %+v", item)
	}
}
