package retrieval

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSpellingsOfTheSameTextAreAnalysedAlike(t *testing.T) {
	for _, pair := range [][2]string{
		{"Can I extend my loan?", "ＣＡＮ　Ｉ　ｅｘｔｅｎｄ　ｍｙ　ｌｏａｎ？"},
		{"I can't log in", "I can’t LOG IN"},
		{"I can't log in", "I cant log in"},
		{"借书证丢了", "借書證丟了"},
		{"图书馆开门时间", "圖書館開門時間"},
		{"馆内可以吃东西吗", "馆 内 可以 吃 东西 吗"},
		{"WiFi密码是什么", "ｗｉｆｉ密碼是什麼"},
		{"renewed loans", "renewing loan"}, // stems, as far as words go
	} {
		a := newAnalyser()
		stems := func(s string) (out []string) {
			for _, w := range a.words(s) {
				out = append(out, w.stem)
			}
			return out
		}
		if diff := cmp.Diff(stems(pair[0]), stems(pair[1])); diff != "" {
			t.Errorf("%q and %q differ (-first +second):\n%s", pair[0], pair[1], diff)
		}
	}
}

func TestNumbersOfOrdersAndTelephonesSayOnlyThatTheyAreThere(t *testing.T) {
	a := newAnalyser()
	if diff := cmp.Diff(a.features("order 4711234567"), a.features("order 99887766")); diff != "" {
		t.Errorf("different order numbers give different features:\n%s", diff)
	}
	if cmp.Equal(a.features("open in 2024"), a.features("open in 2025")) {
		t.Error("years give the same features")
	}
}

// wide gives the full-width form of printable ASCII.
func wide(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '　'
		case r > ' ' && r < 0x7F:
			return r - '!' + '！'
		}
		return r
	}, s)
}

func TestFullWidthTextIsAnalysedLikeHalfWidth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[ -~借书证可以吗]{0,60}`).Draw(t, "text")
		if diff := cmp.Diff(newAnalyser().features(s), newAnalyser().features(wide(s))); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestTraditionalTextIsAnalysedLikeSimplified(t *testing.T) {
	var traditional []rune
	for i, to := range simplified {
		if to != 0 {
			traditional = append(traditional, firstHan+rune(i))
		}
	}
	if len(traditional) < 2500 {
		t.Fatalf("the table has %d characters, want over 2,500", len(traditional))
	}
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOfN(rapid.SampledFrom(traditional), 0, 30).Draw(t, "text"))
		simple := strings.Map(simplify, s)
		if strings.Map(simplify, simple) != simple {
			t.Fatalf("%q is not fully simplified", simple)
		}
		if diff := cmp.Diff(newAnalyser().features(s), newAnalyser().features(simple)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestSynonymsMeetAcrossWordsAndLanguages(t *testing.T) {
	concepts := func(s string) (out []feature) {
		for _, f := range newAnalyser().features(s) {
			if f.kind() == conceptKind {
				out = append(out, f)
			}
		}
		return out
	}
	for _, pair := range [][2]string{{"cancel", "terminating"}, {"refund", "退款"}, {"invoice", "发票"}} {
		second := concepts(pair[1])
		if !slices.ContainsFunc(concepts(pair[0]), func(f feature) bool { return slices.Contains(second, f) }) {
			t.Errorf("%q and %q share no group", pair[0], pair[1])
		}
	}
}

// FuzzAnalyser: any bytes give valid, sorted features, the same every time.
func FuzzAnalyser(f *testing.F) {
	for _, s := range []string{"", "How do I renew?", "怎麼續借？", "\xff\xfe", "ﬁ①Ⅳ㍻", "e\u0301\u0301\u0301", "a'b’c`d", "👩‍👩‍👧 ok", "ｶﾞ ｶﾞ", strings.Repeat("長", 300), "\u202eabc"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a := newAnalyser()
		for _, w := range a.words(s) {
			if w.text == "" || !utf8.ValidString(w.text) {
				t.Fatalf("word %q of %q", w.text, s)
			}
		}
		features := a.features(s)
		if !slices.IsSorted(features) || !slices.Equal(features, newAnalyser().features(s)) {
			t.Fatalf("features of %q are out of order or differ from time to time", s)
		}
	})
}
