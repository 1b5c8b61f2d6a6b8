package dialogue

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/conversation"
)

func TestParseReadsAScript(t *testing.T) {
	script, wrong := Parse("a.txt", `# a comment
title: A parcel
locale: en
verified: c-1
name: Ann
profile: order_no=TW1; phone=+65 1
tags: vip, trial
hours: closed

customer quickly: hello
customer: my parcel: where is it?
bot: answers track-order or asks order_no
never asks: order_no, phone
refused: mina replies: hi
mina claims and replies: hello\nthere
customer edits 1: hi
`)
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	want := Script{
		File: "a.txt", Title: "A parcel", Locale: "en", Tags: []string{"vip", "trial"}, AfterHours: true,
		Customer: Customer{ExternalID: "c-1", Name: "Ann", Verified: true, Attributes: map[string]string{"order_no": "TW1", "phone": "+65 1"}},
		Steps: []Step{
			{Line: 10, Who: "customer", Verb: "quickly", Args: []string{}, Text: "hello", Must: true},
			{Line: 11, Who: "customer", Args: []string{}, Text: "my parcel: where is it?", Must: true},
			{Line: 12, Who: "bot", Text: "answers track-order or asks order_no", Must: true},
			{Line: 13, Who: "never", Verb: "asks", Text: "order_no, phone", Must: true},
			{Line: 14, Who: "mina", Verb: "replies", Args: []string{}, Text: "hi"},
			{Line: 15, Who: "mina", Verb: "claims and replies", Args: []string{}, Text: "hello\nthere", Must: true},
			{Line: 16, Who: "customer", Verb: "edits", Args: []string{"1"}, Text: "hi", Must: true},
		},
	}
	for i := range script.Steps {
		script.Steps[i].Raw = ""
	}
	if diff := cmp.Diff(want, script); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestParseNamesEveryLineThatIsWrong(t *testing.T) {
	_, wrong := Parse("b.txt", `title: slips
colour: blue

customer sings: la
mina replies:
bot: dances
field: order_no TW1
never: asks
card: green
holder
`)
	var lines []string
	for _, e := range wrong {
		lines = append(lines, strings.SplitAfterN(e.Error(), ": ", 2)[0])
	}
	want := []string{"b.txt:2: ", "b.txt:4: ", "b.txt:5: ", "b.txt:6: ", "b.txt:7: ", "b.txt:8: ", "b.txt:9: ", "b.txt:10: ", "b.txt:11: "}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("-want +got:\n%s\n%v", diff, wrong)
	}
}

func TestLoadReportsAllFilesAtOnce(t *testing.T) {
	_, err := Load(fstest.MapFS{
		"en/a.txt": {Data: []byte("title: x\n\ncustomer dances\n")},
		"zh/b.txt": {Data: []byte("title: x\n")},
		"note.md":  {Data: []byte("not a script")},
	})
	if err == nil || !strings.Contains(err.Error(), "en/a.txt:3:") || !strings.Contains(err.Error(), "zh/b.txt:") {
		t.Errorf("got %v", err)
	}
}

func said(act conversation.Act, m conversation.Message) conversation.Event {
	m.Act = act
	return conversation.Event{Actor: conversation.Actor{Kind: conversation.Bot}, Visibility: conversation.Public, Payload: m}
}

func TestClausesHoldForWhatTheBotDid(t *testing.T) {
	answered := said(conversation.ActAnswer, conversation.Message{Text: "S$4.90", Sources: []conversation.Source{{ArticleID: "shipping-cost"}}})
	asked := said(conversation.ActAsk, conversation.Message{Text: "Which?", Field: "order_no"})
	offered := said(conversation.ActClarify, conversation.Message{Choices: []conversation.Choice{{ArticleID: "a"}, {ArticleID: "b"}}})
	greeted := said(conversation.ActNotice, conversation.Message{Phrase: "greeting/en@0"})
	passed := conversation.Event{Payload: conversation.HandoffOpened{Queue: "experts"}}
	for _, c := range []struct {
		clause string
		turn   []conversation.Event
		want   bool
	}{
		{"answers shipping-cost", []conversation.Event{answered}, true},
		{"answers shipping-time", []conversation.Event{answered}, false},
		{"answers shipping-time or shipping-cost", []conversation.Event{answered}, true},
		{"answers x or asks order_no", []conversation.Event{asked}, true},
		{"asks phone", []conversation.Event{asked}, false},
		{"clarifies a, b", []conversation.Event{offered}, true},
		{"clarifies a, c", []conversation.Event{offered}, false},
		{"notices greeting", []conversation.Event{greeted}, true},
		{"notices closing", []conversation.Event{greeted}, false},
		{"hands over", []conversation.Event{passed}, true},
		{"hands over to front_desk", []conversation.Event{passed}, false},
		{"says nothing", nil, true},
		{"says nothing", []conversation.Event{greeted}, false},
		{`says "4.90"`, []conversation.Event{answered}, true},
		{`does not say "4.90"`, []conversation.Event{answered}, false},
		{"may answer anything", nil, true},
	} {
		clauses, err := parseClauses(c.clause)
		if err != nil {
			t.Error(err)
			continue
		}
		got := false
		for _, each := range clauses {
			got = got || each.holds(turn{c.turn})
		}
		if got != c.want {
			t.Errorf("%q of %v: got %v", c.clause, turn{c.turn}.summary(), got)
		}
	}
}

func TestFactComparesValueSourceAndHistory(t *testing.T) {
	s := conversation.State{Fields: map[string]conversation.Known{"order_no": {
		Field:    conversation.Field{Name: "order_no", Value: "TW2", Origin: "message", FromSeq: 7},
		Replaced: []conversation.Field{{Value: "TW1"}},
	}}}
	for text, want := range map[string]bool{
		"order_no = TW2":                             true,
		"order_no = TW1":                             false,
		"order_no = TW2 from message 2 was TW1":      true,
		"order_no = TW2 from message 1":              false,
		"order_no = TW2 from profile":                false,
		"order_no = TW2 from message 2 verified":     false,
		"order_no = TW2 was TW0":                     false,
		"order_no = *W2":                             true,
		"order_no unknown":                           false,
		"phone unknown":                              true,
		"phone = 1":                                  false,
		"order_no = TW2 from message 2 was TW1, TW0": false,
	} {
		f, err := parseFact(text)
		if err != nil {
			t.Error(err)
			continue
		}
		if happened, got := f.check(s, []int64{3, 7}); got != want {
			t.Errorf("%s: got %v (%s)", text, got, happened)
		}
	}
}
