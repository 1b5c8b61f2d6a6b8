package wording

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/batondesk/baton/knowledge"
)

// A template is an approved sentence with one claim in it, and ways to write the claim from a number.
type template struct {
	before, after string
	kind          Kind
	write         func(n int) string
	least, most   int
}

func f(format string) func(int) string { return func(n int) string { return fmt.Sprintf(format, n) } }

var templates = []template{
	{"The fee is ", " per month.", Amount, f("$%d"), 1, 99999},
	{"A transfer costs ", " and is made at once.", Amount, f("%d euros"), 2, 9999},
	{"You save ", " in spring.", Amount, f("%d%%"), 1, 100},
	{"The ticket is ", ".", Amount, func(n int) string { return fmt.Sprintf("£%d.%02d", n/100, n%100) }, 1, 99999},
	{"We answer within ", ".", Duration, f("%d working days"), 2, 99},
	{"You may cancel for ", " after booking.", Duration, f("%d hours"), 1, 500},
	{"Register before ", ", please.", Date, func(n int) string { return fmt.Sprintf("2026-%02d-%02d", n%12+1, n%28+1) }, 0, 83},
	{"The works end on ", " at the latest.", Date, f("%d October"), 1, 31},
	{"The hall closes at ", ".", Time, func(n int) string { return fmt.Sprintf("%02d:%02d", 13+n%11, n%60) }, 0, 600},
	{"See ", " for the rules.", Link, f("https://site%d.example.org/rules"), 1, 999},
	{"Write to ", ".", Link, f("desk%d@example.org"), 1, 999},
	{"Call ", " in an emergency.", Link, f("+44 20 7946 %04d"), 0, 9999},
	{"每月收费", "。", Amount, f("%d元"), 1, 99999},
	{"优惠", "，活动期间有效。", Amount, f("百分之%d"), 1, 99},
	{"会员", "购票。", Amount, func(n int) string { return string("零一二三四五六七八九"[n*3:n*3+3]) + "折" }, 1, 9},
	{"退款", "到账。", Duration, f("%d个工作日"), 1, 99},
	{"预订后", "内可以取消。", Duration, f("%d小时"), 1, 500},
	{"报名到", "截止。", Date, func(n int) string { return fmt.Sprintf("%d月%d日", n%12+1, n%28+1) }, 0, 83},
	{"场馆", "关门。", Time, func(n int) string { return fmt.Sprintf("晚上%d点", n) }, 6, 11},
	{"请打开", "查看规则。", Link, f("https://site%d.example.cn/rules"), 1, 999},
	{"请拨打", "咨询。", Link, f("400-820-%04d"), 0, 9999},
}

func TestAnyChangeOfAClaimIsFoundAndTheApprovedOnePasses(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		tpl := rapid.SampledFrom(templates).Draw(r, "template")
		n := rapid.IntRange(tpl.least, tpl.most).Draw(r, "approved")
		m := rapid.IntRange(tpl.least, tpl.most).Filter(func(m int) bool { return tpl.write(m) != tpl.write(n) }).Draw(r, "said")
		approved := tpl.before + tpl.write(n) + tpl.after
		if got := Check(Input{Text: approved, Sources: []string{approved}}); got.Verdict != Pass {
			r.Fatalf("%q rests on itself, but: %+v", approved, got.Findings)
		}
		said := tpl.before + tpl.write(m) + tpl.after
		got := Check(Input{Text: said, Sources: []string{approved}})
		if got.Verdict != Block || !found(got, tpl.kind, tpl.write(m)) {
			r.Fatalf("%q is not in %q, but: %+v", said, approved, got)
		}
		if got.Findings[0].Suggestion == "" || !strings.Contains(approved, got.Findings[0].Suggestion) {
			r.Fatalf("suggestion %q is not of %q", got.Findings[0].Suggestion, approved)
		}
	})
}

func found(r Result, k Kind, in string) bool {
	for _, f := range r.Findings {
		if f.Kind == k && strings.Contains(in, f.Text) {
			return true
		}
	}
	return false
}

func TestEqualClaimsAreEqualHoweverTheyAreWritten(t *testing.T) {
	for _, group := range [][]string{
		{"72 hours", "3 days", "three days", "三天", "72小时", "７２小时", "3-day"},
		{"half a year", "6 months", "six months", "半年", "六个月"},
		{"two weeks", "a period of 14 days", "within a fortnight", "两周", "十四天", "2个星期"},
		{"5 working days", "five business days", "五个工作日", "5 workdays"},
		{"90 minutes", "one and a half hours", "一个半小时", "1.5 hours", "90分钟"},
		{"$1,200", "1200 dollars", "US$1200.00", "USD 1,200", "twelve hundred dollars", "1.2k USD", "1200美元", "一千二百美元", "１２００美元"},
		{"￥35.5", "35.50元", "三十五块五", "RMB 35.5", "三十五元五角", "人民币35.5元"},
		{"S$50", "50 SGD", "50新元", "五十新币", "50新加坡元"},
		{"20% off", "twenty percent", "打八折", "8折", "百分之二十", "20 per cent", "two tenths of the price"},
		{"half price", "50%", "半价", "五折", "对折", "half off"},
		{"3 March 2026", "2026-03-03", "March 3rd, 2026", "2026年3月3日", "二〇二六年三月三号", "03/03/2026", "the third of March 2026"},
		{"5 pm", "17:00", "5 o'clock in the afternoon", "下午五点", "17点", "five p.m."},
		{"half past six in the evening", "18:30", "6:30 pm", "傍晚六点半", "下午6:30"},
		{"https://www.example.org/a/", "example.org/a", "HTTP://EXAMPLE.ORG/a"},
		{"+86 10 5555 0188", "010-55550188", "(010) 5555-0188"},
		{"Monday", "on Mondays", "周一", "星期一", "礼拜一"},
	} {
		for _, said := range group {
			for _, source := range group {
				if r := Check(Input{Text: "So: " + said + ".", Sources: []string{"Approved: " + source + "."}}); r.Verdict != Pass {
					t.Errorf("%q does not follow from %q: %+v", said, source, r.Findings)
				}
			}
			if r := Check(Input{Text: "So: " + said + "."}); r.Verdict == Pass {
				t.Errorf("%q passes without any source", said)
			}
		}
	}
}

func TestHiddenClaimsAreSeen(t *testing.T) {
	for _, said := range []string{
		"It costs $\u200b99.", "It costs ＄９９.", "It costs 9\u00ad9 dollars.", "Go to exam\u200bple.net now.", "一共九\u200b十九元。",
		"It is ninety-nine dollars.", "IT IS 99 DOLLARS", "99$", "USD99", "$ 99", "price: 99.00€",
	} {
		if r := Check(Input{Text: said, Sources: []string{"It costs $98. 一共98元。 See example.org."}}); r.Verdict != Block {
			t.Errorf("%q passes", said)
		}
	}
}

func TestAuthorityDecidesWhatAHumanMaySay(t *testing.T) {
	small := Authority{Kinds: map[Kind]Verdict{Amount: Block, Commitment: Warn}, UpTo: map[string]float64{"EUR": 20, "percent": 10}}
	for _, c := range []struct {
		text string
		by   Authority
		want Verdict
	}{
		{"It arrives on Friday.", Nobody, Block},
		{"It arrives on Friday.", ForRole("agent"), Warn},
		{"It arrives on Friday.", ForRole("supervisor"), Pass},
		{"You get €15 back.", ForRole("agent"), Block},
		{"You get €15 back.", ForRole("supervisor"), Warn},
		{"You get €15 back.", small, Pass},
		{"You get €25 back.", small, Block},
		{"You get $15 back.", small, Block},
		{"You get 10% off.", small, Pass},
		{"We will refund you.", small, Warn},
		{"We will refund you €25 on Friday.", small, Block},
		{"There are 40 people before you.", ForRole("agent"), Pass},
		{"There are 40 people before you.", Nobody, Block},
		{"Let me look at that for you.", Nobody, Pass},
		{"", Nobody, Pass},
	} {
		if got := Check(Input{Text: c.text, Authority: c.by}); got.Verdict != c.want {
			t.Errorf("%q: %s, want %s (%+v)", c.text, got.Verdict, c.want, got.Findings)
		}
	}
}

func TestFindingSaysWhereAndWhatToSayInstead(t *testing.T) {
	got := Check(Input{
		Text:    "您好🙂！押金２０００元。",
		Sources: []string{"入住须知。押金为1000元，退房后退还。其他请问前台。"},
	})
	want := Result{Block, []Finding{{Kind: Amount, Verdict: Block, Text: "２０００元", Start: 6, End: 11,
		Message: "这个金额或比例在现行的标准答案里没有依据。", Suggestion: "押金为1000元，退房后退还。"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestForbiddenWordsAreReportedWithThePreferredOne(t *testing.T) {
	terms := []knowledge.Term{{ID: "seat", Words: map[string]knowledge.TermText{
		"en": {Preferred: "seat reservation", Forbidden: []string{"reservation", "slot"}},
		"zh": {Preferred: "预约", Forbidden: []string{"预定"}},
	}}}
	got := Check(Input{Text: "Your Slot and your seat reservation: one reservation, two slots.", Locale: "en", Terms: terms, Authority: ForRole("agent")})
	var words []string
	for _, f := range got.Findings {
		words = append(words, fmt.Sprintf("%s %d %s", f.Text, f.Start, f.Suggestion))
	}
	if diff := cmp.Diff([]string{"Slot 5 seat reservation", "reservation 41 seat reservation"}, words); diff != "" || got.Verdict != Warn {
		t.Errorf("%s %s", got.Verdict, diff)
	}
	if got := Check(Input{Text: "您的预定已经取消", Locale: "zh-CN", Terms: terms}); got.Verdict != Block {
		t.Errorf("%+v", got)
	}
}

func TestDefaultPhrasesPromiseNothing(t *testing.T) {
	for _, s := range knowledge.Situations() {
		for locale, text := range s.Texts {
			if got := Check(Input{Text: text, Locale: locale}); got.Verdict != Pass {
				t.Errorf("%s in %s: %+v", s.Name, locale, got.Findings)
			}
		}
	}
}

func TestEvaluationAnswersRestOnThemselves(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/evals/retrieval/*/knowledge.jsonl")
	if len(files) == 0 {
		t.Skip("no evaluation data beside the repository (../shared/evals)")
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			var a struct{ ID, Answer string }
			if err := json.Unmarshal([]byte(line), &a); err != nil {
				t.Fatal(err)
			}
			if got := Check(Input{Text: a.Answer, Sources: []string{a.Answer}}); got.Verdict != Pass {
				t.Errorf("%s %s: %+v", name, a.ID, got.Findings)
			}
		}
	}
}

func TestHostileTextIsCheckedInTime(t *testing.T) {
	for _, piece := range []string{"a,", "1 ", "today ", "T 5 ", "一", "1.", "半", "+1-", "$", "free not ", "百分之", "half ", "Mon-", "3/4 "} {
		text := strings.Repeat(piece, 8000/len([]rune(piece)))
		begin := time.Now()
		Check(Input{Text: text, Sources: []string{text}})
		if took := time.Since(begin); took > time.Minute { // against hanging; it is no measure
			t.Errorf("%q, 8,000 characters of it: %v", piece, took)
		}
	}
}

func FuzzCheck(f *testing.F) {
	for _, locale := range []string{"en", "zh"} {
		for _, s := range sentences(f, locale) {
			f.Add(s.Text, strings.Join(s.Sources, " "), strings.Join(s.Known, " "))
		}
	}
	f.Add("24/7 1/2 3.4.5 ¥¥1 点点 半 百分之 千万 +((((1 1-1-1 $", "\xff\xfe", "")
	f.Fuzz(func(t *testing.T, text, source, known string) {
		got := Check(Input{Text: text, Sources: []string{source}, Known: []string{known}})
		n := utf8.RuneCountInString(text)
		for _, f := range got.Findings {
			if f.Start < 0 || f.End > n || f.Start >= f.End {
				t.Fatalf("finding outside of the text: %+v in %d characters", f, n)
			}
		}
		if own := Check(Input{Text: text, Sources: []string{text}}); own.Verdict != Pass {
			t.Fatalf("%q does not rest on itself: %+v", text, own.Findings)
		}
		if diff := cmp.Diff(got, Check(Input{Text: text, Sources: []string{source}, Known: []string{known}})); diff != "" {
			t.Fatal(diff)
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	in := Input{
		Text:    "Thank you for waiting. A refund takes up to 10 working days to appear on your statement; the fee of $4.99 is not returned. 如果三月三号之后还没有到账，请在 https://example.org/refund 填写申请，我们会在72小时内处理。",
		Sources: []string{"Refunds take up to ten business days to appear on the statement. The delivery fee ($4.99) is not refunded.", "退款在3月3日之前到账。否则请在 example.org/refund 填写申请，三天内处理。", "Our office is open from Monday to Friday, 9:00 to 17:30."},
		Known:   []string{"48213377", "2026-03-03", "Anna Lee"},
	}
	for b.Loop() {
		Check(in)
	}
}
