package llm_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
)

// sent is what the service gets of a message.
func sent(t tester, b bot.Brief, text string) string {
	t.Helper()
	b.Turns = []bot.Turn{fresh(1, text)}
	_, o := advise(t, b, `{}`)
	return o.document(t).Data.Messages[0].Text
}

func TestPrivateValuesStayInTheHouse(t *testing.T) {
	b := bot.Brief{
		Known: []conversation.Field{
			{Name: "order_number", Type: conversation.TypeID, Value: "KT20455", Raw: "KT-20455"},
			{Name: "name", Type: conversation.TypeName, Value: "Ingrid O'Hara", Origin: "profile"},
			{Name: "name_zh", Type: conversation.TypeName, Value: "欧阳静怡"},
			{Name: "phone", Type: conversation.TypePhone, Value: "13905550123"},
			{Name: "paid", Type: conversation.TypeAmount, Value: "1249.5", Raw: "€1.249,50"},
			{Name: "bought", Type: conversation.TypeDate, Value: "2026-02-27"},
			{Name: "at", Type: conversation.TypeTime, Value: "16:05"},
			{Name: "when", Type: conversation.TypeDateText, Value: "the day before Easter"},
			{Name: "product", Type: conversation.TypeChoice, Value: "lamp"},
			{Name: "trouble", Type: conversation.TypeText, Value: "flickers"},
			{Name: "room", Type: conversation.TypeID, Value: "12"},
		},
		Candidates: shop,
	}
	for _, tt := range []struct{ text, want string }{
		{"order kt 20-455!", "order [order_number 1]!"},
		{"ＫＴ２０４５５ and KT20455, orderKT20455", "[order_number 1] and [order_number 1], order[order_number 1]"},
		{"KT\u200b20\u00ad455", "[order_number 1]"},
		{"I am ingrid  o’hara. Ingrid O'Hara", "I am [name 1]. [name 1]"},
		{"Dear Ms O'Hara, Ingrid", "Dear Ms [name 1], [name 2]"},
		{"我叫欧阳 静怡", "我叫[name_zh 1]"},
		{"lena(at)example.org", "[email 1]"},
		{"我是欧阳静怡，静怡的订单", "我是[name_zh 1]，[name_zh 2]的订单"},
		{"call 139 0555 0123 or 一三九〇五五五〇一二三", "call [phone 1] or [phone 1]"},
		{"+86 139-0555-0123", "+86 [phone 1]"},
		{"that is 1249.50 or 1,249.5 EUR", "that is [paid 1] or [paid 1] EUR"},
		{"on Feb 27, 2026, 27/02/2026 or 2月27日", "on [bought 1], [bought 1] or [bought 1]"},
		{"二月二十七号, the 27th of February, Feb 27th", "[bought 1], the [bought 1], [bought 1]"},
		{"at 4:05 PM, 16:05", "at [at 1], [at 1]"},
		{"The day before  Easter the lamp flickers", "[when 1] the lamp flickers"},
		{"room 12, 12 lamps, 120 of them", "room [room 1], [room 1] lamps, 120 of them"},
		{"lena.vogt+x@mail.example.co and Lena @ example.org", "[email 1] and [email 2]"},
		{"邮箱是lena@example.com。", "邮箱是[email 1]。"},
		{"card 4111 1111 1111 1111", "card [card 1]"},
		{"code 48213, SN-88A2210-X, X7K2PQ", "code [number 1], [code 2], [code 3]"},
		{"(020) 7946 0958 x", "[phone 1] x"},
		{"四八二一三七, double five oh three two one nine", "[number 1], [number 2]"},
		{"٤٨٢١٣", "[number 1]"},
		{"in 2024, 1000ml, mid-2024, 10-12kg, 3.5, 24/7, 2026-03-05, covid-19, 1,200 EUR", "in 2024, 1000ml, mid-2024, 10-12kg, 3.5, 24/7, 2026-03-05, covid-19, 1,200 EUR"},
		{"my friend [email 1] said [order_number 2] [INST]", "my friend (email 1) said (order_number 2) (INST)"},
	} {
		got := sent(t, b, tt.text)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q:\n%s", tt.text, diff)
		}
	}
}

func TestApprovedTextsStayButForWhatTheyWereFilledWith(t *testing.T) {
	b := bot.Brief{
		Known: []conversation.Field{{Name: "name", Type: conversation.TypeName, Value: "May"}, {Name: "order_number", Type: conversation.TypeID, Value: "20455"}, {Name: "count", Type: conversation.TypeAmount, Value: "30"}},
		Turns: []bot.Turn{fresh(1, "error E50012 again, 400-820-1234 does not answer, E50013 neither")},
		Candidates: []bot.BriefArticle{{ArticleID: "x", Question: "What is error E50012?",
			Answer: "Dear May, order 20455 may be late. Call 400-820-1234 within 30 days, it costs 4.90 EUR."}},
	}
	_, o := advise(t, b, `{}`)
	d := o.document(t).Data
	if want := "Dear [name 2], order [order_number 3] may be late. Call 400-820-1234 within 30 days, it costs 4.90 EUR."; d.Articles[0].Answer != want {
		t.Errorf("article %q", d.Articles[0].Answer)
	}
	if want := "error E50012 again, 400-820-1234 does not answer, [code 1] neither"; d.Messages[0].Text != want {
		t.Errorf("message %q", d.Messages[0].Text)
	}
}

// spelled is a value with ways to write it.
type spelled struct {
	spec      conversation.FieldSpec
	canonical string
	ways      []string
}

func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r + 0xfee0
		}
		return r
	}, s)
}

func grouped(s, mark string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%3 == 0 {
			b.WriteString(mark)
		}
		b.WriteRune(r)
	}
	return b.String()
}

func drawValue(t *rapid.T, name string) spelled {
	switch typ := rapid.SampledFrom([]conversation.FieldType{
		conversation.TypeID, conversation.TypePhone, conversation.TypeEmail, conversation.TypePostcode, conversation.TypeName,
		conversation.TypeAmount, conversation.TypeDate,
	}).Draw(t, "type"); typ {
	case conversation.TypeID, conversation.TypePostcode:
		v := rapid.StringMatching(`[A-Z]{0,3}[0-9]{4,9}[A-Z]{0,2}`).Draw(t, name)
		return spelled{spec(name, typ), v, []string{v, wide(v), strings.ToLower(v), grouped(v, " "), grouped(v, "-"), grouped(v, "\u2011"), "#" + v}}
	case conversation.TypePhone:
		v := rapid.StringMatching(`\+?[1-9][0-9]{6,13}`).Draw(t, name)
		return spelled{spec(name, typ), v, []string{v, wide(v), grouped(v, " "), grouped(v, "-"), grouped(v, ".")}}
	case conversation.TypeEmail:
		v := rapid.StringMatching(`[a-z]{2,8}([._+][a-z0-9]{1,5})?@[a-z]{2,8}\.(com|org|cn)`).Draw(t, name)
		return spelled{spec(name, typ), v, []string{v, wide(v), strings.ToUpper(v)}}
	case conversation.TypeName:
		v := rapid.StringMatching(`([A-Z][a-z]{3,8} [A-Z][a-z]{3,9}|[欧阳慕容夏侯][诗涵梓萱宇轩]{2})`).Draw(t, name)
		return spelled{spec(name, typ), v, []string{v, wide(v), strings.ToUpper(v), strings.ReplaceAll(v, " ", "  ")}}
	case conversation.TypeAmount:
		n := rapid.IntRange(100, 99_999).Draw(t, name)
		v := fmt.Sprintf("%d.%02d", n, rapid.IntRange(1, 99).Draw(t, "cents"))
		return spelled{spec(name, typ), strings.TrimRight(v, "0"), []string{v, wide(v), strings.Replace(v, ".", ",", 1), "$" + v}}
	default:
		day := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 3000).Draw(t, name))
		var ways []string
		for _, layout := range []string{"2006-01-02", "2 January 2006", "Jan 2, 2006", "2006年1月2日", "2006/1/2", "02.01.2006"} {
			ways = append(ways, day.Format(layout))
		}
		return spelled{spec(name, conversation.TypeDate), day.Format(time.DateOnly), ways}
	}
}

// bare is a text with nothing but its letters and digits, as an eavesdropper would look through it.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '@' {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(s))
}

func TestNothingOfADeclaredValueLeavesInAnySpelling(t *testing.T) {
	frames := []string{"%s", "it is %s, thanks", "我的号码是%s。谢谢", "(%s)", "first\n%s\nlast", "\u202e%s\u202c", "is \"%s\" right?", "%s/%s", "x: %s; y: %s"}
	rapid.Check(t, func(t *rapid.T) {
		value := drawValue(t, "value")
		way := rapid.SampledFrom(value.ways).Draw(t, "way")
		frame := rapid.SampledFrom(frames).Draw(t, "frame")
		text := strings.ReplaceAll(frame, "%s", way)
		long := strings.Repeat("and so on ", rapid.IntRange(0, 140).Draw(t, "before")) + text + strings.Repeat(" et cetera", rapid.IntRange(0, 140).Draw(t, "after"))
		b := bot.Brief{Now: monday, Locale: "en", Fields: []conversation.FieldSpec{value.spec}, Compose: true}
		if rapid.Bool().Draw(t, "known") {
			b.Known = []conversation.Field{{Name: value.spec.Name, Type: value.spec.Type, Value: value.canonical}}
		} else {
			b.Heard = []bot.Value{{Field: value.spec.Name, Canonical: value.canonical, Raw: way, Seq: 1}}
		}
		b.Turns = []bot.Turn{said(1, long), fresh(2, text), fresh(3, long)}
		b.Candidates = []bot.BriefArticle{{ArticleID: "x", Question: "Where is " + value.canonical + "?", Answer: "Here: " + way + "."}}
		_, o := advise(t, b, `{}`)
		body := o.asked[0].System + o.asked[0].Messages[0].Text + string(o.asked[0].Schema)
		for _, secret := range []string{value.canonical, way} {
			if strings.Contains(bare(body), bare(secret)) {
				t.Fatalf("%q of %+v left: %s", secret, value, o.asked[0].Messages[0].Text)
			}
		}
		// and back: what the service repeats is what was written
		p := o.document(t).Data.Messages[1].Text
		got, _ := advise(t, b, encode(t, map[string]any{"answers": []any{map[string]any{"article": "a1", "fit": "full"}}, "reply": p, "unanswered": []string{p}}))
		if bare(got.Reply) != bare(text) {
			t.Fatalf("%q came back as %q by way of %q", text, got.Reply, p)
		}
		if len(got.Unanswered) != 1 || !strings.Contains(text, got.Unanswered[0]) {
			t.Fatalf("%q is not in %q", got.Unanswered, text)
		}
	})
}
