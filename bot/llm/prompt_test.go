package llm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/bot/llm"
	"github.com/batondesk/baton/conversation"
)

func TestAPromptIsOneDocument(t *testing.T) {
	b := bot.Brief{
		Now: monday, Locale: "en", Candidates: shop[1:],
		Known: []conversation.Field{{Name: "order_number", Type: conversation.TypeID, Value: "20455"}, {Name: "product", Type: conversation.TypeChoice, Value: "lamp"}},
		Heard: []bot.Value{{Field: "bought", Canonical: "2026-02-27", Raw: "last Friday", Seq: 2}},
		Fields: []conversation.FieldSpec{
			{Name: "bought", Type: conversation.TypeDate, Words: []string{"day of purchase"}},
			{Name: "size", Type: conversation.TypeChoice, Label: map[string]string{"en": "the size"}, Choices: []conversation.FieldChoice{{Value: "small"}, {Value: "large"}}},
		},
		Playbooks: []bot.BriefPlaybook{{Name: "refund", Title: "Refund", Examples: []string{"Give me my money back", "I want a refund", "Pay"}}},
		Turns:     []bot.Turn{said(1, "Hello! What is it about, 20455?"), fresh(2, "The lamp I bought last Friday is dusty")},
	}
	_, o := advise(t, b, `{}`)
	want := `{"task":"advise","data":{"now":"2026-03-02 10:00 Monday","language":"en",` +
		`"messages":[{"id":"m1","by":"bot","text":"Hello! What is it about, [order_number 1]?"},{"id":"m2","by":"customer","text":"The lamp I bought [bought 2] is dusty","new":true}],` +
		`"known":{"order_number":"[order_number 1]","product":"lamp"},` +
		`"fields":[{"name":"bought","type":"date","called":"day of purchase"},{"name":"size","type":"choice","called":"the size","choices":["small","large"]}],` +
		`"articles":[{"id":"a1","question":"Can I return something?","answer":"You may return it within 30 days."},` +
		`{"id":"a2","question":"Lamp › Cleaning","sentences":["1: Unplug the lamp first.","2: Wipe it with a dry cloth.","3: | Part | Cloth |","4: | Shade | dry |","5: - Never use alcohol."]}],` +
		`"playbooks":[{"name":"refund","title":"Refund","examples":["Give me my money back","I want a refund"]}]}}`
	if diff := cmp.Diff(want, o.asked[0].Messages[0].Text); diff != "" {
		t.Error(diff)
	}
	schema := `{"additionalProperties":false,"properties":{"question":{"type":"string"},` +
		`"answers":{"items":{"additionalProperties":false,"properties":{"article":{"enum":["a1","a2"],"type":"string"},"fit":{"enum":["full","part"],"type":"string"},"sentences":{"items":{"type":"integer"},"type":"array"}},"required":["article","fit","sentences"],"type":"object"},"type":"array"},` +
		`"unanswered":{"items":{"type":"string"},"type":"array"},"playbook":{"enum":["refund","none"],"type":"string"},` +
		`"values":{"items":{"additionalProperties":false,"properties":{"field":{"enum":["bought","size"],"type":"string"},"value":{"type":"string"},"message":{"enum":["m2"],"type":"string"},"words":{"type":"string"}},"required":["field","value","message","words"],"type":"object"},"type":"array"}},` +
		`"required":["question","answers","unanswered","playbook","values"],"type":"object"}`
	if diff := cmp.Diff(schema, string(o.asked[0].Schema)); diff != "" {
		t.Error(diff)
	}
}

func TestOldMessagesGoFirstAndFreshOnesStay(t *testing.T) {
	var turns []bot.Turn
	for i := range int64(7) {
		turns = append(turns, customer(i, fmt.Sprintf("old %d", i)))
	}
	for i := range int64(5) {
		turns = append(turns, fresh(10+i, fmt.Sprintf("new %d", i)))
	}
	_, o := advise(t, bot.Brief{Turns: turns}, `{}`)
	var sent []string
	for _, m := range o.document(t).Data.Messages {
		sent = append(sent, m.ID+" "+m.Text)
	}
	if diff := cmp.Diff([]string{"m1 old 4", "m2 old 5", "m3 old 6", "m4 new 0", "m5 new 1", "m6 new 2", "m7 new 3", "m8 new 4"}, sent); diff != "" {
		t.Error(diff)
	}
}

func TestNoReplyIsMadeOfAnAnswerThatWasNotSentWhole(t *testing.T) {
	long := bot.BriefArticle{ArticleID: "long", Question: "Refund?", Answer: "You get a refund. " + strings.Repeat("It takes some days. ", 100) + "Only unopened boxes are taken back."}
	b := bot.Brief{Locale: "en", Compose: true, Turns: []bot.Turn{fresh(1, "Do I get a refund? And shipping?")}, Candidates: []bot.BriefArticle{long, shop[0]}}
	got, _ := advise(t, b, `{"answers":[{"article":"a1","fit":"full"},{"article":"a2","fit":"full"}],"reply":"You get a refund."}`)
	if len(got.Answers) != 2 || got.Reply != "" {
		t.Errorf("%+v", got)
	}
}

func TestBareTextSaysNothingPrivate(t *testing.T) {
	known := []conversation.Field{{Name: "name", Type: conversation.TypeName, Value: "Lena Vogt"}}
	heard := []bot.Value{{Field: "order_number", Canonical: "20455", Raw: "KT-20455"}}
	if got := llm.Bare("Lena Vogt here: where is KT-20455? lena@example.org or 13905550123", known, heard, nil); got != "here: where is ? or" {
		t.Errorf("%q", got)
	}
}
