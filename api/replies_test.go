package api

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/batondesk/baton/conversation"
)

// In this shop an agent may not name amounts that no article has (block) and is asked for a reason for anything else.
func TestAReplyIsCheckedWithTheSendersAuthority(t *testing.T) {
	h := newHouse(t)
	mina, hong := h.key("mina"), h.key("hong")
	c, id := h.handedOver("refund please, how long can I send something back?")
	h.as(mina, post, "/v1/handoffs/"+id+"/claim", nil).want(200)
	say := func(key string, body map[string]any) reply { return h.as(key, post, c.path("/replies"), body) }

	say(mina, map[string]any{"text": "You can return goods within 30 days of delivery."}).want(201)

	stopped := say(mina, map[string]any{"text": "We will pay you $250.", "reason": "I want to"}).problem(422, "wording-blocked")
	if stopped.Verdict != "block" || len(stopped.Findings) == 0 || stopped.Findings[0].Kind != "amount" {
		t.Errorf("blocked without saying what: %+v", stopped)
	}
	wrong := say(mina, map[string]any{"text": "You can return goods within 45 days of delivery."}).problem(422, "wording-warning")
	if wrong.Verdict != "warn" || !namesField(wrong, "body.reason") || len(wrong.Findings) == 0 {
		t.Errorf("warned without asking for a reason: %+v", wrong)
	}
	if wrong.Alternative == "" {
		t.Errorf("the approved wording is not offered: %+v", wrong)
	}
	var said Accepted
	say(mina, map[string]any{"text": "You can return goods within 45 days of delivery.", "reason": "the delivery was late"}).want(201, &said)
	for _, e := range c.events(hong, said.Seq-1, "").Events {
		if e.Seq == said.Seq && e.Reason != "the delivery was late" {
			t.Errorf("the reason is not on record: %+v", e)
		}
	}
	for _, e := range c.events(c.token, said.Seq-1, "").Events {
		if e.Reason != "" {
			t.Errorf("the customer sees the reason: %+v", e)
		}
	}
}

func TestWordingIsCheckedBeforeItIsSaid(t *testing.T) {
	h := newHouse(t)
	priya := h.key("priya")
	check := func(body map[string]any) WordingVerdict {
		var v WordingVerdict
		h.as(priya, post, "/v1/wording/check", body).want(200, &v)
		return v
	}
	if v := check(map[string]any{"text": "We are open from 9:00 to 18:00, Monday to Friday.", "locale": "en"}); v.Verdict != "pass" || v.Findings == nil {
		t.Errorf("approved wording: %+v", v)
	}
	if v := check(map[string]any{"text": "We are open from 7:00 to 23:00 every day.", "locale": "en"}); v.Verdict == "pass" {
		t.Errorf("changed hours: %+v", v)
	}
	if v := check(map[string]any{"text": "We will pay you $250.", "sender": "bot"}); v.Verdict != "block" {
		t.Errorf("the bot has no authority: %+v", v)
	}
	if v := check(map[string]any{"text": "We will pay you $250.", "sender": "agent"}); v.Verdict != "block" {
		t.Errorf("an agent may not name amounts: %+v", v)
	}
	// What is suggested for a Chinese text is Chinese, whether the language was told or not.
	for _, locale := range []string{"zh", ""} {
		v := check(map[string]any{"text": "我们周一到周五 7:00 到 23:00 营业。", "locale": locale})
		if len(v.Findings) == 0 || !strings.Contains(v.Findings[0].Suggestion, "营业") {
			t.Errorf("changed hours in Chinese (locale %q): %+v", locale, v)
		}
	}
	h.as(priya, post, "/v1/wording/check", `{"text": "hello", "sender": "nobody-here"}`).problem(422, "invalid")
}

// A claim with the reply is one step: two who try at once cannot both get it.
func TestTwoRepliesWithClaimAtOnce(t *testing.T) {
	h := newHouse(t)
	c, _ := h.handedOver("refund please")
	keys := []string{h.key("mina"), h.key("jonas")}
	got := make(chan reply, len(keys))
	for _, key := range keys {
		go func() {
			got <- h.as(key, post, c.path("/replies"), map[string]any{"text": "I am on it.", "claim": true})
		}()
	}
	statuses := map[int]int{}
	for range keys {
		r := <-got
		statuses[r.status]++
		if r.status == 409 {
			var p Problem
			must(t, json.Unmarshal(r.body, &p))
			if _, human := conversation.Holder(p.Holder).Agent(); !human {
				t.Errorf("the problem names %q as the holder", p.Holder)
			}
		}
	}
	if statuses[201] != 1 || statuses[409] != 1 {
		t.Errorf("statuses %v", statuses)
	}
}
