package api

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
)

func TestTheWidgetGreetsInTheCustomersLanguage(t *testing.T) {
	h := newHouse(t, func(o *Options) { o.Bot.Variables = map[string]string{"business": "Tidewater"} })
	book := h.o.Live.Snapshot().Phrases
	for asked, spoken := range map[string]string{"": "en", "zh-TW": "zh", "fr": "en"} {
		var w Widget
		h.as("", get, "/v1/widget?locale="+asked, nil).want(200, &w)
		greeting, _, _ := book.Phrase(knowledge.SayGreeting, spoken, nil)
		if w.Locale != spoken || w.Greeting != greeting || w.Business != "Tidewater" || w.MessageChars != 10_000 {
			t.Errorf("for %q: %+v", asked, w)
		}
	}
}

func TestWhereTheBotIsSilentTheWidgetHasNoGreeting(t *testing.T) {
	h := newHouse(t, func(o *Options) { o.Bot.Modes = bot.Modes{Rules: []bot.ModeRule{{Locale: "zh", Mode: bot.Suggest}}} })
	for locale, greets := range map[string]bool{"en": true, "zh": false} {
		var w Widget
		h.as("", get, "/v1/widget?locale="+locale, nil).want(200, &w)
		if (w.Greeting != "") != greets {
			t.Errorf("in %s: %q", locale, w.Greeting)
		}
	}
}

// The widget shows an input made for the fact that is asked for, where an answer comes from, and by when a colleague
// should reply.
func TestTheCustomerIsShownWhatTheWidgetNeeds(t *testing.T) {
	h := newHouse(t)
	answered := h.open(map[string]any{"locale": "en"})
	answer := answered.await("answer", answered.say("What are your opening hours?"), fromBot)
	if len(answer.Sources) != 1 || answer.Sources[0].Title != "When are you open?" {
		t.Errorf("the answer comes from %+v", answer.Sources)
	}
	c, _ := h.handedOver("refund please")
	ask := c.await("question", 0, func(e event) bool { return e.Act == "ask" })
	if ask.Input == nil || *ask.Input != (conversation.Input{Type: conversation.TypeID, Label: "Order number"}) {
		t.Errorf("asked with %+v", ask.Input)
	}
	opened := c.await("handoff", 0, func(e event) bool { return e.Kind == "handoff_opened" })
	var staff struct {
		Events []struct {
			Kind string
			Due  conversation.Due
		}
	}
	must(t, json.Unmarshal(h.as(h.key("mina"), get, c.path("/events"), nil).want(200).body, &staff))
	for _, e := range staff.Events {
		if e.Kind == "handoff_opened" && (opened.ExpectBy.IsZero() || !opened.ExpectBy.Equal(e.Due.FirstReply)) {
			t.Errorf("a reply is expected by %s, due is %+v", opened.ExpectBy, e.Due)
		}
	}
}

func TestAnAgentsReplyNamesTheArticleItWasTakenFrom(t *testing.T) {
	h := newHouse(t)
	mina := h.key("mina")
	c, id := h.handedOver("refund please")
	h.as(mina, post, "/v1/handoffs/"+id+"/claim", nil).want(200)
	reply := map[string]any{"id": "r1", "text": shopArticles[1].Texts["en"].Answer, "sources": []map[string]any{{"article_id": "return-window", "version": 1}}}
	h.as(mina, post, c.path("/replies"), reply).want(201)
	h.as(mina, post, c.path("/replies"), reply).want(201)
	said := c.await("reply", 0, fromAgent)
	if len(said.Sources) != 1 || said.Sources[0].Title != "How long can I send something back?" {
		t.Errorf("the customer sees the sources %+v", said.Sources)
	}
	_, err := h.o.Knowledge.Articles.Archive(context.Background(), knowledge.Actor{Operator: true}, "return-window", 0)
	must(t, err)
	reply["id"] = "r2"
	h.as(mina, post, c.path("/replies"), reply).problem(409, "source-withdrawn")
	reply["id"] = "r1" // a repeat of what was sent
	h.as(mina, post, c.path("/replies"), reply).want(201)
}

func TestTheCustomerSeesWhoIsWithThem(t *testing.T) {
	h := newHouse(t)
	mina := h.key("mina")
	c, id := h.handedOver("refund please")
	h.as(mina, post, "/v1/handoffs/"+id+"/claim", nil).want(200)
	h.as(mina, post, "/v1/handoffs/"+id+"/resolve", nil).want(200)
	var with []string
	var page struct {
		Events []struct {
			Kind, From, To, Name string
			Reason               string
		}
	}
	h.as(c.token, get, c.path("/events"), nil).want(200, &page)
	for _, e := range page.Events {
		if e.Reason != "" {
			t.Errorf("the customer is told why: %+v", e)
		}
		if e.Kind != "message" {
			with = append(with, strings.TrimSpace(e.Kind+" "+e.To+" "+e.Name))
		}
	}
	want := []string{"handoff_opened", "holder queue", "handoff_claimed  Mina", "holder agent Mina", "handoff_resolved", "holder bot", "resolved"}
	if diff := cmp.Diff(want, with); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
