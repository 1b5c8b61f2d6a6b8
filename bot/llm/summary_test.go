package llm_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/bot/llm"
	"github.com/batondesk/baton/bot/llm/llmtest"
	"github.com/batondesk/baton/conversation"
)

var handedOff = bot.SummaryBrief{
	Locales: []string{"en", "zh"}, Title: "Lost parcel",
	Known: []conversation.Field{{Name: "order_number", Type: conversation.TypeID, Value: "20455", Raw: "KT 20455"}},
	Turns: []bot.Turn{
		customer(2, "My parcel KT 20455 has not come for 9 days, write to lena@example.org"),
		said(3, "Parcels take up to 5 days."), customer(5, "I want my money back!"),
	},
	Articles: []bot.BriefArticle{{ArticleID: "delivery", Question: "How long does a parcel take?", Answer: "Parcels take up to 5 days."}},
}

func TestASummaryHasOnlyWhatItPointsTo(t *testing.T) {
	for _, tt := range []struct {
		statement string
		want      *conversation.SummaryStatement
	}{
		{`{"source":"m1","texts":{"en":"Parcel [order_number 1] is late by 9 days; mail: [email 2].","zh":"包裹[order_number 1]已9天未到。"}}`,
			&conversation.SummaryStatement{Seq: 2, Texts: map[string]string{"en": "Parcel KT 20455 is late by 9 days; mail: lena@example.org.", "zh": "包裹KT 20455已9天未到。"}}},
		{`{"source":"a1","texts":{"en":"Told that parcels take up to five days.","zh":"已告知包裹最多5天送达。"}}`,
			&conversation.SummaryStatement{ArticleID: "delivery", Texts: map[string]string{"en": "Told that parcels take up to five days.", "zh": "已告知包裹最多5天送达。"}}},
		{`{"source":"m3","texts":{"en":"Wants a refund.","zh":"客户要求退款。"}}`,
			&conversation.SummaryStatement{Seq: 5, Texts: map[string]string{"en": "Wants a refund.", "zh": "客户要求退款。"}}},
		{`{"source":"m3","texts":{"en":"Wants 50 EUR back.","zh":"客户要求退款。"}}`, // the amount is nowhere
			&conversation.SummaryStatement{Seq: 5, Texts: map[string]string{"zh": "客户要求退款。"}}},
		{`{"source":"m1","texts":{"en":"See https://evil.example.","zh":"加微信 [phone 3]"}}`, nil},
		{`{"source":"m2","texts":{"en":"Compensation was promised.","zh":""}}`, nil},
		{`{"source":"m9","texts":{"en":"Is angry.","zh":"很生气。"}}`, nil},
		{`{"source":"","texts":{"en":"Is angry.","zh":"很生气。"}}`, nil},
	} {
		o := &oracle{answer: `{"statements":[` + tt.statement + `]}`}
		got, err := llm.New(o).Summarise(t.Context(), handedOff)
		if err != nil {
			t.Fatal(err)
		}
		var want []conversation.SummaryStatement
		if tt.want != nil {
			want = append(want, *tt.want)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", tt.statement, diff)
		}
	}
}

func TestADraftNamesItsArticlesAndHasItsValuesBack(t *testing.T) {
	b := bot.ReplyBrief{Locale: "en", Turns: handedOff.Turns, Known: handedOff.Known, Candidates: handedOff.Articles}
	o := &oracle{answer: `{"articles":["a1","a1","a2"],"reply":"Your parcel [order_number 1] takes up to 5 days."}`}
	got, err := llm.New(o).Suggest(t.Context(), b)
	want := bot.ReplyDraft{Text: "Your parcel KT 20455 takes up to 5 days.", Articles: []string{"delivery"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
	o.answer = `{"articles":["a1"],"reply":"Your parcel [order_number 7]."}`
	if got, _ := llm.New(o).Suggest(t.Context(), b); !cmp.Equal(got, bot.ReplyDraft{}) {
		t.Errorf("%+v", got)
	}
}

func TestOverASocketNothingPrivateLeaves(t *testing.T) {
	server := llmtest.Start(t, llmtest.Options{Key: "secret-key"})
	server.Answer(nil)
	m := llm.New(keyed(t, server, "secret-key"))
	statements, err := m.Summarise(t.Context(), handedOff)
	if err != nil || len(statements) != 2 || statements[0].Texts["en"] != "The customer wrote: "+handedOff.Turns[0].Text {
		t.Errorf("%+v, %v", statements, err)
	}
	draft, err := m.Suggest(t.Context(), bot.ReplyBrief{Locale: "en", Turns: handedOff.Turns[:1], Known: handedOff.Known, Candidates: handedOff.Articles})
	if err != nil || draft.Text != "Parcels take up to 5 days." {
		t.Errorf("%+v, %v", draft, err)
	}
	if leaked := server.Leaked("20455", "lena@", "example.org", "secret-key"); len(leaked) > 0 || server.Calls(llmtest.Chats) != 2 {
		t.Errorf("left: %v in %d calls", leaked, server.Calls(llmtest.Chats))
	}
}

func TestATurnThatIsOverEndsTheCall(t *testing.T) {
	server := llmtest.Start(t, llmtest.Options{})
	server.Misbehave(llmtest.Silent, -1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := llm.New(client(t, server)).Advise(ctx, bot.Brief{Turns: []bot.Turn{fresh(1, "hello there")}}); err == nil {
		t.Error("no error")
	}
}
