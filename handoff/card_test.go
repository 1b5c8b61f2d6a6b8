package handoff

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/conversation"
)

var update = flag.Bool("update", false, "rewrite the golden cards")

// golden compares a card with testdata/NAME.json.
func golden(t *testing.T, name string, card Card) {
	t.Helper()
	got, err := json.MarshalIndent(card, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", name+".json")
	if *update {
		if err := os.WriteFile(path, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: run with -update to write it, and read what it says", err)
	}
	if diff := cmp.Diff(strings.TrimSpace(string(want)), string(got)); diff != "" {
		t.Errorf("the card is not that of %s:\n%s", path, diff)
	}
}

// dialogue is what is said in the story of the golden cards, in one language.
type dialogue struct {
	locale, name                                        string
	hello, first, order, amount, corrected, again, wish string
	answer, ask, clarify, reply, note, question, expert string
}

var (
	inEnglish = dialogue{
		locale: "en", name: "Ann Lee", hello: "Hi", first: "The kettle I bought leaks, I want my money back",
		order: "it is 77-1201", amount: "I paid 49.90", corrected: "sorry, the order is 77-1207", again: "That does not help me at all",
		wish: "Let me talk to someone", answer: "It takes a while.", ask: "Which order?", clarify: "Which of these do you mean?",
		reply: "I am checking this with our experts.", note: "Second kettle from this batch", question: "Is the batch known to leak?",
		expert: "Yes, replace or refund.",
	}
	inChinese = dialogue{
		locale: "zh", name: "李安", hello: "你好", first: "我买的水壶漏水，我要退款",
		order: "是77-1201", amount: "我付了49.90", corrected: "抱歉，订单是77-1207", again: "这对我一点帮助都没有",
		wish: "我想找人工客服", answer: "需要一些时间。", ask: "哪个订单？", clarify: "请问是哪一种？",
		reply: "我正在和专家核实。", note: "这一批的第二个水壶", question: "这一批是否有漏水问题？", expert: "有，可以换货或退款。",
	}
)

// story plays one case from the greeting to an expert's word.
func story(t *testing.T, d dialogue) (*house, string) {
	h := newHouse(t)
	profile := map[string]string{"name": d.name, "plan": "care"}
	opening := conversation.Opening{
		Channel: "web", Source: "/kettles", Locale: d.locale, CustomerID: "k1", Verified: true, Name: d.name, Profile: profile,
	}
	h.open("old", opening)
	h.write("old", d.hello)
	earlier := h.handOff("old", "fault", "wants_human")
	h.ok(h.desk.Claim(h.ctx, as("eva"), earlier))
	h.ok(h.desk.Resolve(h.ctx, as("eva"), earlier, "confirmed"))

	h.now = h.now.Add(48 * time.Hour)
	fact := func(name, value, raw string, seq int64) {
		h.add("c", conversation.Bot, conversation.Field{Name: name, Type: h.book.fields[name].Type, Value: value, Raw: raw, FromSeq: seq, Origin: OriginMessage})
	}
	h.open("c", opening)
	h.write("c", d.hello)
	h.decide("c", "")
	h.write("c", d.first)
	h.add("c", conversation.Bot, conversation.Message{Text: d.answer, Act: conversation.ActAnswer,
		Sources: []conversation.Source{{ArticleID: "refund_time", Version: 1}}, Confidence: 0.7})
	answered := h.states["c"].Seq
	h.decide("c", "refund")
	h.now = h.now.Add(time.Minute)
	seq := h.write("c", d.again)
	h.add("c", conversation.Customer, conversation.Feedback{Target: answered, Helpful: false})
	h.add("c", conversation.Bot, conversation.Message{Text: d.clarify, Act: conversation.ActClarify,
		Choices: []conversation.Choice{{Text: "A", ArticleID: "refund_time"}, {Text: "B"}}})
	h.add("c", conversation.Bot, conversation.Message{Text: d.ask, Act: conversation.ActAsk, Field: "order_number"})
	h.add("c", conversation.Bot, conversation.Decision{Through: seq, Playbook: "refund", Missed: true, Question: d.again})
	seq = h.write("c", d.order)
	fact("order_number", "771201", "77-1201", seq)
	seq = h.write("c", d.amount)
	fact("amount", "49.90", "49.90", seq)
	recalled := seq
	seq = h.write("c", d.corrected)
	fact("order_number", "771207", "77-1207", seq)
	h.write("c", d.wish)
	h.add("c", conversation.Bot, conversation.Decision{Through: h.states["c"].Customer.Seq, Playbook: "refund", WantsHuman: true, Risk: []string{"legal"}})
	id := h.handOff("c", "refund", "wants_human")
	about := func(en, zh string, seq int64, article string) conversation.SummaryStatement {
		return conversation.SummaryStatement{Texts: map[string]string{"en": en, "zh": zh}, Seq: seq, ArticleID: article}
	}
	h.add("c", conversation.Bot, conversation.Summary{HandoffID: id, Through: h.states["c"].Seq, Statements: []conversation.SummaryStatement{
		about("Wants the money back for a leaking kettle", "水壶漏水，要求退款", 4, ""), // this message is edited below
		about("Paid 49.90", "支付了 49.90", recalled, ""),
		about("Was told that refunds take a while, which did not help", "已被告知退款需要时间，但没有帮助", answered, "refund_time"),
		about("The offer of last year was mentioned", "提到了去年的优惠", 0, "expired_offer"),
		{Texts: map[string]string{"en": "Asks for a person"}, Seq: h.states["c"].Customer.Seq},
	}})
	h.add("c", conversation.Customer, conversation.MessageRecalled{Target: recalled})
	h.add("c", conversation.Customer, conversation.MessageEdited{Target: 4, Text: d.first + "!"})
	h.now = h.now.Add(10 * time.Minute)
	h.ok(h.desk.Claim(h.ctx, as("mei"), id))
	h.ok(h.desk.Reply(h.ctx, as("mei"), "c", Reply{Text: d.reply, Promises: []Commitment{{Text: d.reply, Due: h.now.Add(24 * time.Hour)}}}))
	h.ok(h.desk.Note(h.ctx, as("mei"), "c", "", d.note))
	h.ok(h.desk.Consult(h.ctx, as("mei"), "c", Question{To: "queue:experts", Text: d.question}))
	h.ok(h.desk.Consult(h.ctx, as("eva"), "c", Question{AnswerTo: h.states["c"].Seq, Text: d.expert}))
	h.ok(h.desk.Transfer(h.ctx, as("mei"), id, To{Queue: "experts"}, "batch"))
	h.now = h.now.Add(75 * time.Minute)
	return h, id
}

func TestTheCardSaysEverything(t *testing.T) {
	for _, d := range []dialogue{inEnglish, inChinese} {
		h, id := story(t, d)
		_, card, err := h.desk.Read(h.ctx, as("eva"), id, "")
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "card_"+d.locale, card)
	}
}

func TestTheCardSpeaksTheReadersLanguage(t *testing.T) {
	h, id := story(t, inChinese)
	_, card, err := h.desk.Read(h.ctx, as("eva"), id, "en")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "card_zh_for_en", card)
	if card.Locale != "zh" || !strings.Contains(card.SuggestedReply.Text, "核对") {
		t.Errorf("what goes to the customer is not in their language: %+v", card.SuggestedReply)
	}
}

// TestEveryStatementIsTrueOfItsMessage checks the pointers: the message that a statement points to is in the record, is
// not recalled, and contains the value.
func TestEveryStatementIsTrueOfItsMessage(t *testing.T) {
	h, id := story(t, inEnglish)
	_, card, err := h.desk.Read(h.ctx, as("mei"), id, "")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[int64]string{}
	for _, e := range h.events["c"] {
		switch p := e.Payload.(type) {
		case conversation.Message:
			texts[e.Seq] = p.Text
		case conversation.MessageEdited:
			texts[p.Target] = p.Text
		case conversation.MessageRecalled:
			delete(texts, p.Target)
		}
	}
	for _, w := range card.Want {
		if w.Seq > 0 && texts[w.Seq] != w.Text {
			t.Errorf("want %q points to %q", w.Text, texts[w.Seq])
		}
	}
	for _, f := range card.Fields {
		if f.Seq > 0 && !strings.Contains(strings.ReplaceAll(texts[f.Seq], "-", ""), f.Value) {
			t.Errorf("%s = %s points to %q", f.Name, f.Value, texts[f.Seq])
		}
	}
	for _, s := range slices.Concat(card.Background, card.Tried, card.State) {
		if s.Seq > int64(len(h.events["c"])) {
			t.Errorf("%+v points beyond the record", s)
		}
	}
	if i := slices.IndexFunc(card.Missing, func(m MissingField) bool { return m.Name == "amount" }); i < 0 {
		t.Errorf("the amount came from a recalled message and is not missing: %+v", card.Missing)
	}
}

func TestTheHeadlineIsWhatBroughtUpTheCase(t *testing.T) {
	h := newHouse(t)
	h.open("c", conversation.Opening{Locale: "en"})
	h.write("c", "How long is the guarantee of the kettle?")
	h.decide("c", "")
	h.write("c", "It leaks since Monday, please refund it")
	h.decide("c", "refund")
	h.write("c", "I want to talk to a person about it")
	h.decide("c", "refund")
	_, card, err := h.desk.Read(h.ctx, as("tom"), h.handOff("c", "refund", "wants_human"), "")
	if err != nil || !strings.HasSuffix(card.Headline, ": It leaks since Monday, please refund it") {
		t.Errorf("%q, %v", card.Headline, err)
	}
}

func TestMissingFieldsSayWhy(t *testing.T) {
	h := newHouse(t)
	h.open("c", conversation.Opening{Locale: "en"})
	h.write("c", "my thing is broken, please refund it")
	for range 2 {
		h.add("c", conversation.Bot, conversation.Message{Text: "Which order?", Act: conversation.ActAsk, Field: "order_number"})
	}
	h.add("c", conversation.Bot, conversation.Decision{Through: h.states["c"].Customer.Seq, Playbook: "refund", Declined: []string{"amount"}})
	id := h.handOff("c", "refund", "keyword refund")
	_, card, err := h.desk.Read(h.ctx, as("tom"), id, "")
	if err != nil {
		t.Fatal(err)
	}
	want := []MissingField{
		{"order_number", "Order number", "asked 2 times, not given", 2},
		{"amount", "Amount", "the customer does not know it or will not say", 0},
	}
	if diff := cmp.Diff(want, card.Missing); diff != "" {
		t.Error(diff)
	}
}

func TestTheCardOfAnOldCaseStaysWhatItWas(t *testing.T) {
	h, id := story(t, inEnglish)
	h.ok(h.desk.Claim(h.ctx, as("eva"), id))
	h.ok(h.desk.Resolve(h.ctx, as("eva"), id, "refunded"))
	read := func() Card {
		_, card, err := h.desk.Read(h.ctx, as("eva"), id, "")
		if err != nil {
			t.Fatal(err)
		}
		return card
	}
	before := read()
	h.write("c", "Something completely different now")
	h.add("c", conversation.Bot, conversation.Field{Name: "model", Value: "K2", Origin: OriginAgent})
	if diff := cmp.Diff(before, read()); diff != "" {
		t.Errorf("it changed:\n%s", diff)
	}
}

func TestACardOfNothingIsStillACard(t *testing.T) {
	card := NewCard(CardInput{Book: mustBook(t, Config{})})
	data, err := json.Marshal(card)
	if err != nil || strings.Contains(string(data), "null") {
		t.Errorf("%s, %v", data, err)
	}
}

func TestTheReasonIsSaidInWords(t *testing.T) {
	for reason, want := range map[string][2]string{
		"wants_human":                  {"The customer asked for a person", "客户要求人工服务"},
		"must_escalate:keyword refund": {"This kind of case always goes to a person (keyword refund)", "此类情况必须由人工处理（关键词 refund）"},
		"risk:legal":                   {"The message speaks of a risk (legal steps)", "消息涉及风险（法律途径）"},
		"examples":                     {"The message is about this kind of case (similar to the examples)", "消息属于此类情况（与示例相似）"},
		"something new":                {"The message is about this kind of case (something new)", "消息属于此类情况（something new）"},
		"":                             {"The message is about this kind of case", "消息属于此类情况"},
	} {
		if got := [2]string{reasonInWords(reason, "en"), reasonInWords(reason, "zh-CN")}; got != want {
			t.Errorf("%q: %q", reason, got)
		}
	}
}
