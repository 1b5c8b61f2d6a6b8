package llm_test

import (
	"strings"
	"testing"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/bot/llm"
	"github.com/batondesk/baton/conversation"
)

// briefs are such as turns have them.
func briefs() map[string]bot.Brief {
	repeat := func(a bot.BriefArticle, n int) []bot.BriefArticle {
		var list []bot.BriefArticle
		for range n {
			list = append(list, a)
		}
		return list
	}
	en := bot.BriefArticle{ArticleID: "a", Question: "How long does a refund take to arrive on my card?",
		Answer: "A refund takes 5 to 7 working days to arrive, counted from the day on which we confirm that the parcel is back. Some banks need up to 3 days more. You can follow it under Orders, Returns. If it has not arrived after 10 working days, write to us with the order number."}
	zh := bot.BriefArticle{ArticleID: "a", Question: "退款多久能到账？",
		Answer: "我们确认收到退货之后，退款会在5到7个工作日内到账，部分银行可能需要再等3天。您可以在“订单－退货”里查看进度。如果超过10个工作日仍未到账，请把订单号告诉我们，我们会为您查询。"}
	passage := bot.BriefArticle{ArticleID: "p", Question: "Returns › Refunds › When it arrives", Passage: true, Answer: strings.Repeat(en.Answer+"\n\n", 3)}
	fields := []conversation.FieldSpec{
		spec("order_number", conversation.TypeID), spec("email", conversation.TypeEmail), spec("amount", conversation.TypeAmount),
		spec("purchase_date", conversation.TypeDate), spec("trouble", conversation.TypeText),
		{Name: "product", Type: conversation.TypeChoice, Choices: []conversation.FieldChoice{{Value: "lamp"}, {Value: "charger"}, {Value: "headphones"}}},
	}
	var books []bot.BriefPlaybook
	for _, name := range []string{"refund", "delivery", "fault", "invoice", "complaint"} {
		books = append(books, bot.BriefPlaybook{Name: name, Title: "A case of " + name, Examples: []string{"I need help with my " + name, "There is a problem with the " + name + " of last week"}})
	}
	talk := []bot.Turn{
		customer(1, "Hello, I sent the lamp back last week, order 48213377"), said(2, "Thank you. What would you like to know about order 48213377?"),
		customer(3, "whether it has arrived"), said(4, "Parcels that come back are confirmed by mail within 2 working days."),
	}
	return map[string]bot.Brief{
		"one question, 5 answers":             {Locale: "en", Turns: []bot.Turn{fresh(1, "when do i get the money for the lamp i sent back")}, Candidates: repeat(en, 5)},
		"one question in Chinese, 5 answers":  {Locale: "zh", Turns: []bot.Turn{fresh(1, "我退回去的台灯什么时候能拿到钱")}, Candidates: repeat(zh, 5)},
		"follow-up with fields and playbooks": {Now: monday, Locale: "en", Turns: append(talk, fresh(5, "and the money? i paid 89.90 on 3 May")), Candidates: repeat(en, 8), Fields: fields, Playbooks: books, Compose: true},
		"4 passages":                          {Locale: "en", Turns: append(talk, fresh(5, "and when does the money come?")), Candidates: repeat(passage, 4)},
		"the most there can be": {Now: monday, Locale: "zh", Turns: append(talk, fresh(5, strings.Repeat("我要退款。", 2000))), Compose: true, Fields: fields, Playbooks: books,
			Candidates: repeat(bot.BriefArticle{ArticleID: "a", Question: strings.Repeat("退款", 500), Answer: strings.Repeat("退款会到账。", 1000)}, 8)},
	}
}

func TestPromptsAreSmall(t *testing.T) {
	for name, b := range briefs() {
		_, o := advise(t, b, `{}`)
		chat := o.asked[0]
		document, schema := chat.Messages[0].Text, string(chat.Schema)
		n := llm.Tokens(document)
		t.Logf("%-36s instructions %4d, document %4d (%5d characters), schema %3d tokens", name, llm.Tokens(chat.System), n, len([]rune(document)), llm.Tokens(schema))
		if n > 5000 || llm.Tokens(chat.System) > 700 {
			t.Errorf("%s: %d tokens, instructions %d", name, n, llm.Tokens(chat.System))
		}
	}
}

func BenchmarkAdvise(b *testing.B) {
	m := llm.New(&oracle{answer: `{}`})
	for name, brief := range briefs() {
		b.Run(strings.ReplaceAll(name, " ", "_"), func(b *testing.B) {
			for b.Loop() {
				if _, err := m.Advise(b.Context(), brief); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkBare(b *testing.B) {
	known := []conversation.Field{
		{Name: "customer_name", Type: conversation.TypeName, Value: "Ingrid O'Hara"}, {Name: "order_number", Type: conversation.TypeID, Value: "48213377"},
		{Name: "purchase_date", Type: conversation.TypeDate, Value: "2026-02-27"}, {Name: "amount", Type: conversation.TypeAmount, Value: "89.9"},
	}
	for b.Loop() {
		llm.Bare("Where is order 48213377 that I paid 89.90 for on 27 February? Ingrid", known, nil, nil)
	}
}
