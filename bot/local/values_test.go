package local_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
)

// shop is a set of fields with two of most types, so that words have to decide.
var shop = []conversation.FieldSpec{
	spec("order_number", conversation.TypeID), spec("serial_number", conversation.TypeID),
	spec("full_name", conversation.TypeName), spec("phone", conversation.TypePhone), spec("email", conversation.TypeEmail),
	spec("amount", conversation.TypeAmount), spec("purchase_date", conversation.TypeDate), spec("zip", conversation.TypePostcode),
}

func TestValuesAreReadFromOneMessage(t *testing.T) {
	for _, tt := range []struct {
		message string
		want    map[string]string
	}{
		{"My order number is KT-20455.", map[string]string{"order_number": "KT20455"}},
		{"order #7730041, serial SN88A1204", map[string]string{"order_number": "7730041", "serial_number": "SN88A1204"}},
		{"88 04 17 23 is my order number", map[string]string{"order_number": "88041723"}},
		{"the order is four one double seven nine three", map[string]string{"order_number": "417793"}},
		{"orders 5512098 never came", map[string]string{"order_number": "5512098"}},
		{"oder 5512098 never came", map[string]string{"order_number": "5512098"}},
		{"I was charged 1,249.50 euros", map[string]string{"amount": "1249.5"}},
		{"they took $2k off me", map[string]string{"amount": "2000"}},
		{"it was two hundred and fifty pounds", map[string]string{"amount": "250"}},
		{"I bought it on 3rd March", map[string]string{"purchase_date": "2025-03-03"}},
		{"ordered last Friday", map[string]string{"purchase_date": "2025-05-09"}},
		{"I ordered it on Monday", map[string]string{"purchase_date": "2025-05-12"}},
		{"bought two weeks ago", map[string]string{"purchase_date": "2025-04-30"}},
		{"I bought it on December 20", map[string]string{"purchase_date": "2024-12-20"}},
		{"write to Lena.Vogt+shop@Example.co.uk please", map[string]string{"email": "lena.vogt+shop@example.co.uk"}},
		{"my mail is lena underscore vogt at example dot net", map[string]string{"email": "lena_vogt@example.net"}},
		{"call me on (0151) 555-2048", map[string]string{"phone": "01515552048"}},
		{"my mobile is oh seven seven double zero nine hundred", map[string]string{}},
		{"my mobile is zero seven seven double zero nine one two three four", map[string]string{"phone": "0770091234"}},
		{"My name is Ingrid Halloway and it broke", map[string]string{"full_name": "Ingrid Halloway"}},
		{"zip code 60614", map[string]string{"zip": "60614"}},
		{"Springfield, IL 62704", map[string]string{"zip": "62704"}},

		{"订单号是ＫＴ２０４５５", map[string]string{"order_number": "KT20455"}},
		{"訂單號：KT20455，電話0912345678", map[string]string{"order_number": "KT20455", "phone": "0912345678"}},
		{"我的手机号幺三九零五五五零幺二三", map[string]string{"phone": "13905550123"}},
		{"付了三百五十块", map[string]string{"amount": "350"}},
		{"一共五块五", map[string]string{"amount": "5.5"}},
		{"花了1.2万元", map[string]string{"amount": "12000"}},
		{"上周二买的", map[string]string{"purchase_date": "2025-05-06"}},
		{"三天前下的单", map[string]string{"purchase_date": "2025-05-11"}},
		{"四月二十号下的单", map[string]string{"purchase_date": "2025-04-20"}},
		{"我叫欧阳静怡，邮箱是jingyi@example.cn", map[string]string{"full_name": "欧阳静怡", "email": "jingyi@example.cn"}},
		{"order KT 20455 please", map[string]string{"order_number": "KT20455"}},
		{"reach me at lena.vogt (at) example.org", map[string]string{"email": "lena.vogt@example.org"}},
		{"邮编200040", map[string]string{"zip": "200040"}},
	} {
		if diff := cmp.Diff(tt.want, values(understand(t, shop, customer(tt.message)))); diff != "" {
			t.Errorf("%s\n%s", tt.message, diff)
		}
	}
}

func TestNothingIsReadWhereNothingWasGiven(t *testing.T) {
	for _, message := range []string{
		"I have been waiting for 10 days and 3 calls", "My PIN is 4711, I never told anyone", "invoice 5512098 is wrong",
		"is your office on the 3rd floor open?", "the battery died after 2 hours at 80%", "I like the second one better",
		"can you help me?", "Model X200 has 16GB", "may I speak first?", "I am very angry", "I'm waiting", "this is ridiculous",
		"等了10天了", "你们3个客服都没解决", "我是老客户了", "买了2件", "密码是4711", "第三次了", "在三块石路那家店",
	} {
		if got := values(understand(t, shop, customer(message))); len(got) > 0 {
			t.Errorf("%q: read %v", message, got)
		}
	}
}

func TestAnswersAreReadAsWhatWasAsked(t *testing.T) {
	for _, tt := range []struct {
		spec   conversation.FieldSpec
		answer string
		want   string
	}{
		{spec("order_number", conversation.TypeID), "it's 482", "482"},
		{spec("order_number", conversation.TypeID), "sure, 77 12 09", "771209"},
		{spec("order_number", conversation.TypeID), "Kilo Tango 4 5 9 one", "KT4591"},
		{spec("amount", conversation.TypeAmount), "about 80", "80"},
		{spec("amount", conversation.TypeAmount), "八十", "80"},
		{spec("call_time", conversation.TypeTime), "half past six in the evening", "18:30"},
		{spec("call_time", conversation.TypeTime), "quarter to 9", "08:45"},
		{spec("call_time", conversation.TypeTime), "下午三点半", "15:30"},
		{spec("call_time", conversation.TypeTime), "4", "04:00"},
		{spec("visit", conversation.TypeDateText), "next Tuesday works", "next Tuesday"},
		{spec("visit", conversation.TypeDateText), "on the 4th of June please", "4th of June"},
		{spec("visit", conversation.TypeDateText), "明天下午", "明天"},
		{spec("visit_time", conversation.TypeTimeText), "around 5:30 in the evening", "5:30 in the evening"},
		{spec("born", conversation.TypeDate), "2/11/1984", "1984-11-02"},
		{spec("full_name", conversation.TypeName), "ugh, fine, it's Tobias", "Tobias"},
		{spec("full_name", conversation.TypeName), "Nkechi Adeyemi. Why?", "Nkechi Adeyemi"},
		{spec("full_name", conversation.TypeName), "陈思远，谢谢", "陈思远"},
		{spec("error_message", conversation.TypeText), "It says E7 and blinks twice", "It says E7 and blinks twice"},
		{spec("error_message", conversation.TypeText), "I don't know", ""},
		{spec("full_name", conversation.TypeName), "why do you need that?", ""},
		{spec("full_name", conversation.TypeName), "不方便说", ""},
		{spec("phone", conversation.TypePhone), "I would rather not say", ""},
	} {
		heard := understand(t, []conversation.FieldSpec{tt.spec}, asks(tt.spec.Name, "?"), customer(tt.answer))
		if got := values(heard)[tt.spec.Name]; got != tt.want {
			t.Errorf("%s: %q: read %q, want %q", tt.spec.Name, tt.answer, got, tt.want)
		}
		for _, v := range heard.Values {
			if !v.Sure || v.Seq != 2 {
				t.Errorf("%s: %q: an answer must be sure and come from the answer: %+v", tt.spec.Name, tt.answer, v)
			}
		}
	}
}

func TestCorrectionsReplace(t *testing.T) {
	for _, tt := range []struct {
		turns []bot.Turn
		want  string
	}{
		{[]bot.Turn{customer("order 55120, no sorry, 55210")}, "55210"},
		{[]bot.Turn{customer("订单号55120，不对，是55210")}, "55210"},
		{[]bot.Turn{customer("my order is not 55120 but 55210")}, "55210"},
		{[]bot.Turn{asks("order_number", "Which order?"), customer("55120"), agent("Thank you."), customer("oops, I meant 55210")}, "55210"},
		{[]bot.Turn{customer("my order number is 55120"), customer("the order is actually 55210")}, "55210"},
		{[]bot.Turn{customer("my order number is 55120"), customer("it has been 10 days")}, "55120"},
		{[]bot.Turn{customer("the order is either 55120 or 55210")}, ""},
	} {
		fields := []conversation.FieldSpec{spec("order_number", conversation.TypeID)}
		if got := values(understand(t, fields, tt.turns...))["order_number"]; got != tt.want {
			t.Errorf("%q: read %q, want %q", tt.turns[len(tt.turns)-1].Text, got, tt.want)
		}
	}
}

func TestAnAgentsWordsTellWhatIsAsked(t *testing.T) {
	fields := []conversation.FieldSpec{
		spec("full_name", conversation.TypeName), spec("order_number", conversation.TypeID),
		{Name: "fault", Type: conversation.TypeID, Words: []string{"error code", "故障码"}},
	}
	for _, tt := range []struct {
		question, answer string
		want             map[string]string
	}{
		{"And what is the error code?", "e07", map[string]string{"fault": "E07"}},
		{"请问故障码是多少？", "E07", map[string]string{"fault": "E07"}},
		{"May I have your name, please?", "Tobias Brandt", map[string]string{"full_name": "Tobias Brandt"}},
		{"What was the name of your first pet?", "Rufus", map[string]string{}},
		{"What is your mother's maiden name?", "Brandt", map[string]string{}},
		{"Could you tell me the tracking number?", "55120777", map[string]string{}},
	} {
		if diff := cmp.Diff(tt.want, values(understand(t, fields, agent(tt.question), customer(tt.answer)))); diff != "" {
			t.Errorf("%s %s\n%s", tt.question, tt.answer, diff)
		}
	}
}

func TestAReadBackIsTakenWhenTheCustomerConfirms(t *testing.T) {
	fields := []conversation.FieldSpec{spec("order_number", conversation.TypeID)}
	if got := values(understand(t, fields, agent("Is your order number 55120?"), customer("Yes, that's right"))); got["order_number"] != "55120" {
		t.Errorf("confirmed: read %v", got)
	}
	if got := values(understand(t, fields, agent("Is your order number 55120?"), customer("No"))); len(got) > 0 {
		t.Errorf("denied: read %v", got)
	}
}

func TestChoicesAreReadByTheirWords(t *testing.T) {
	fields := []conversation.FieldSpec{{Name: "reason", Type: conversation.TypeChoice, Choices: []conversation.FieldChoice{
		{Value: "damaged", Words: []string{"broken", "坏了", "cracked"}}, {Value: "wrong_item", Words: []string{"wrong item", "发错"}},
	}}}
	for message, want := range map[string]string{
		"it arrived broken": "damaged", "you sent the wrong item": "wrong_item", "收到就坏了": "damaged", "it is not broken": "", "hello": "",
	} {
		if got := values(understand(t, fields, customer(message)))["reason"]; got != want {
			t.Errorf("%q: read %q, want %q", message, got, want)
		}
	}
}

func TestPatternsAreRespected(t *testing.T) {
	fields := []conversation.FieldSpec{{Name: "order_number", Type: conversation.TypeID, Pattern: `KT\d{5}`}}
	if got := values(understand(t, fields, asks("order_number", "Which order?"), customer("123, I mean KT20455"))); got["order_number"] != "KT20455" {
		t.Errorf("read %v", got)
	}
}

func TestRecogniserGuessesAreWeighed(t *testing.T) {
	fields := []conversation.FieldSpec{spec("full_name", conversation.TypeName), spec("postcode", conversation.TypePostcode)}
	heard := understand(t, fields,
		asks("postcode", "Your postcode?"), bot.Turn{Role: conversation.Customer, Text: "l s o nine tea q", Alternatives: []string{"l s 0 9 t q"}},
		asks("postcode", "Again?"), bot.Turn{Role: conversation.Customer, Text: "Lima Sierra zero nine Tango Quebec"},
		asks("full_name", "Your name?"), bot.Turn{Role: conversation.Customer, Text: "Carl Jensen", Alternatives: []string{"Karl Jensen"}},
		asks("full_name", "Spell it?"), bot.Turn{Role: conversation.Customer, Text: "k a r l"},
	)
	want := map[string]string{"postcode": "LS09TQ", "full_name": "Karl Jensen"}
	if diff := cmp.Diff(want, values(heard)); diff != "" {
		t.Error(diff)
	}
}
