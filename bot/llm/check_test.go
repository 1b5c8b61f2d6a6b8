package llm_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/bot/llm"
	"github.com/batondesk/baton/conversation"
)

func TestAdviceNamesArticlesByTheirHandles(t *testing.T) {
	got, _ := advise(t, bot.Brief{
		Locale: "en", Candidates: shop, Turns: []bot.Turn{fresh(4, "What is shipping, and how do I clean the lamp? Also, do you sell hats?")},
	}, `{"answers":[{"article":"a1","fit":"full","sentences":[]},{"article":"a3","fit":"part","sentences":[2,1,2,99,-1]},
		{"article":"a1","fit":"part","sentences":[]},{"article":"a7","fit":"full","sentences":[]}],"unanswered":["do you sell HATS?"]}`)
	want := bot.Advice{
		Answers: []bot.AdvisedAnswer{
			{ArticleID: "shipping-cost", Fully: true},
			{ArticleID: "manual-7", Quote: []string{"Unplug the lamp first.", "Wipe it with a dry cloth."}},
		},
		Unanswered: []string{"do you sell hats?"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsLeftOpenIsNeverLostAndAlwaysInTheCustomersWords(t *testing.T) {
	got, _ := advise(t, bot.Brief{Locale: "en", Turns: []bot.Turn{fresh(2, "Do you sell hats? And scarves?")}},
		`{"unanswered":["The customer would like hats and a refund of 500 EUR","And  scarves?"," "]}`)
	if diff := cmp.Diff([]string{"Do you sell hats? And scarves?", "And scarves?"}, got.Unanswered); diff != "" {
		t.Error(diff)
	}
}

func TestValuesMustBeInTheWordsOfTheNamedFreshMessage(t *testing.T) {
	fields := []conversation.FieldSpec{
		spec("order_number", conversation.TypeID), spec("amount", conversation.TypeAmount), spec("bought", conversation.TypeDate),
		spec("name", conversation.TypeName), spec("tried", conversation.TypeText),
		{Name: "product", Type: conversation.TypeChoice, Choices: []conversation.FieldChoice{{Value: "lamp"}, {Value: "charger"}}},
		{Name: "batch", Type: conversation.TypeID, Pattern: `B\d{3}`},
	}
	b := bot.Brief{
		Now: monday, Locale: "en", Fields: fields,
		Heard: []bot.Value{{Field: "order_number", Canonical: "KT20455", Raw: "kt-20455", Seq: 3}},
		Turns: []bot.Turn{customer(1, "Order 55555 was fine"), fresh(3, "It is kt-20455 by Lena Vogt, B123, paid €1.249,50 last Friday; I reset the thing for the desk")},
	}
	for _, tt := range []struct{ field, value, message, words, want, raw string }{
		{"order_number", "[order_number 2]", "m2", "It is [order_number 2]", "KT20455", "It is kt-20455"},
		{"order_number", "[order_number 2]", "m2", "[order_number 2]", "KT20455", "kt-20455"},
		{"order_number", "[order_number 9]", "m2", "[order_number 2]", "", ""}, // never given out
		{"order_number", "99999", "m2", "It is", "", ""},                       // not in the words
		{"order_number", "[number 1]", "m1", "[number 1]", "", ""},             // not a fresh message
		{"order_number", "[order_number 2]", "m2", "order KT", "", ""},         // words that are not there
		{"batch", "B123", "m2", "B123", "B123", "B123"},
		{"batch", "[order_number 2]", "m2", "[order_number 2]", "", ""}, // not the pattern
		{"amount", "1249.50", "m2", "paid €1.249,50", "1249.5", "paid €1.249,50"},
		{"amount", "1349.50", "m2", "paid €1.249,50", "", ""},
		{"bought", "2026-02-27", "m2", "last friday", "2026-02-27", "last Friday"},
		{"bought", "soon", "m2", "last friday", "", ""},
		{"name", "Lena Vogt", "m2", "by Lena Vogt", "Lena Vogt", "by Lena Vogt"},
		{"name", "Ada Vogt", "m2", "by Lena Vogt", "", ""},
		{"product", "lamp", "m2", "the thing for the desk", "lamp", "the thing for the desk"},
		{"product", "table", "m2", "the thing for the desk", "", ""},
		{"tried", "reset, unplugged and refunded", "m2", "I reset the thing", "I reset the thing", "I reset the thing"},
		{"iban", "B123", "m2", "B123", "", ""}, // not offered
	} {
		value := map[string]any{"field": tt.field, "value": tt.value, "message": tt.message, "words": tt.words}
		got, _ := advise(t, b, encode(t, map[string]any{"values": []any{value}}))
		var want []bot.Value
		if tt.want != "" {
			want = []bot.Value{{Field: tt.field, Canonical: tt.want, Raw: tt.raw, Seq: 3, Sure: true}}
		}
		if diff := cmp.Diff(want, got.Values); diff != "" {
			t.Errorf("%+v:\n%s", tt, diff)
		}
	}
}

func TestAReplyComesBackWithItsValuesAndOnlyIfItWasAskedFor(t *testing.T) {
	b := bot.Brief{
		Locale: "en", Candidates: shop, Compose: true,
		Known: []conversation.Field{{Name: "order_number", Type: conversation.TypeID, Value: "20455", Raw: "KT 20455"}},
		Turns: []bot.Turn{customer(1, "hi, KT 20455"), fresh(2, "shipping for that?")},
	}
	for _, tt := range []struct{ answer, reply, question string }{
		{`{"answers":[{"article":"a1","fit":"full"}],"reply":"For [order_number 1]: 4.90 EUR.","question":"Shipping of [order_number 1]?"}`, "For KT 20455: 4.90 EUR.", "Shipping of KT 20455?"},
		{`{"answers":[{"article":"a1","fit":"full"}],"reply":"For [email 1]: 4.90 EUR."}`, "", ""},
		{`{"answers":[{"article":"a1","fit":"full"}],"reply":"For [order_number 2]: 4.90 EUR."}`, "", ""},
		{`{"answers":[],"reply":"It costs nothing."}`, "", ""},
	} {
		got, _ := advise(t, b, tt.answer)
		if got.Reply != tt.reply || got.Question != tt.question {
			t.Errorf("%s: reply %q, question %q", tt.answer, got.Reply, got.Question)
		}
	}
	b.Compose = false
	if got, _ := advise(t, b, `{"answers":[{"article":"a1","fit":"full"}],"reply":"4.90 EUR."}`); got.Reply != "" {
		t.Errorf("not asked for: %q", got.Reply)
	}
}

func TestWithoutAFreshMessageNobodyIsAsked(t *testing.T) {
	got, o := advise(t, bot.Brief{Locale: "en", Candidates: shop, Turns: []bot.Turn{customer(1, "hello"), fresh(2, "\u200b\u202e")}}, `{}`)
	if len(o.asked) > 0 || !cmp.Equal(got, bot.Advice{}) {
		t.Errorf("asked %d times, got %+v", len(o.asked), got)
	}
}

func TestErrorsOfTheServiceComeThrough(t *testing.T) {
	down := errors.New("nobody there")
	_, err := llm.New(&oracle{err: down}).Advise(t.Context(), bot.Brief{Turns: []bot.Turn{fresh(1, "hello there")}})
	if !errors.Is(err, down) {
		t.Error(err)
	}
	if _, err := llm.New(&oracle{answer: `{"answers": 5}`}).Advise(t.Context(), bot.Brief{Turns: []bot.Turn{fresh(1, "hello there")}}); err == nil {
		t.Error("an answer of another form is no error")
	}
}
