package retrieval_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/batondesk/baton/retrieval"
)

const lending = `Dr. Mbeki runs the reading room, e.g. on Mondays. A card costs 3.50 euros a year. It is free for children under 12!

You may borrow for:

- Books: four weeks
- Films: one week,
  two in summer
- Games: ten days

| Branch | Opens | Closes |
| --- | --- | --- |
| Harbour | 9:00 | 18:00 |
| Hill | 10:00 | 20:00 |

Renew at www.example.org or ask at the desk.`

const lendingChinese = `借书证每年工本费3.5元。12岁以下儿童免费！书可以借四周；影碟借一周。“逾期怎么办？”逾期每天收0.1元，从押金里扣。

办证请带：
1. 身份证
2. 一寸照片`

func TestSentencesThatAnswerAreQuoted(t *testing.T) {
	for _, c := range []struct {
		question, text string
		want           []string
	}{
		{"How much does a library card cost?", lending, []string{"A card costs 3.50 euros a year."}},
		{"Is it free for my children?", lending, []string{"A card costs 3.50 euros a year.", "It is free for children under 12!"}},
		{"Who runs the reading room?", lending, []string{"Dr. Mbeki runs the reading room, e.g. on Mondays."}},
		{"How long can I borrow films?", lending, []string{"You may borrow for:\n- Films: one week,\n  two in summer"}},
		{"films and games", lending, []string{"You may borrow for:\n- Films: one week,\n  two in summer\n- Games: ten days"}},
		{"What may I borrow?", lending, []string{"You may borrow for:\n- Books: four weeks\n- Films: one week,\n  two in summer\n- Games: ten days"}},
		{"When does the Hill branch close?", lending, []string{"| Branch | Opens | Closes |\n| Hill | 10:00 | 20:00 |"}},
		{"Where do I renew?", lending, []string{"Renew at www.example.org or ask at the desk."}},
		{"Do you sell umbrellas?", lending, nil},
		{"", lending, nil},
		{"How much does a card cost?", "", nil},
		{"借书证多少钱？", lendingChinese, []string{"借书证每年工本费3.5元。"}},
		{"逾期怎么收费？", lendingChinese, []string{"“逾期怎么办？”", "逾期每天收0.1元，从押金里扣。"}},
		{"办證要帶什麼？", lendingChinese, []string{"办证请带：\n1. 身份证\n2. 一寸照片"}},
		{"可以停车吗？", lendingChinese, nil},
		{"When was the U.S. branch built?", "The U.S. Army built it in 1950. It was sold by Feb. 3 at 5 p.m. Nobody knows why. (See no. 7.)", []string{"The U.S. Army built it in 1950."}},
	} {
		if diff := cmp.Diff(c.want, retrieval.Quote(c.question, c.text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.question, diff)
		}
	}
}

func TestQuotesAreWordByWordAndInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{
			"A card costs 3.50.", " ", "\n", "\n\n", "- a card", "| card | cost |\n| --- | --- |\n| a | 3 |", "Bring:", "借书证", "。", "“免费！”", "```\ncost\n", "## Cost", "e.g. ", "\"Why?\"", "\xff", "...",
		}), 0, 12).Draw(t, "pieces"), "")
		at := 0
		quotes := retrieval.Quote(rapid.SampledFrom([]string{"What does a card cost?", "借书证免费吗？"}).Draw(t, "question"), text)
		if len(quotes) > 3 {
			t.Fatalf("%d pieces", len(quotes))
		}
		for _, q := range quotes {
			for _, line := range strings.Split(q, "\n") {
				if !strings.Contains(text, line) {
					t.Fatalf("%q is not in %q", line, text)
				}
			}
			last := q[strings.LastIndexByte(q, '\n')+1:]
			found := strings.Index(text[at:], last)
			if found < 0 {
				t.Fatalf("%q comes too late in %q", last, text)
			}
			at += found
		}
	})
}

func BenchmarkQuote(b *testing.B) {
	english := strings.Repeat(lending+"\n\n", 20)[:2000]
	chinese := string([]rune(strings.Repeat(lendingChinese+"\n\n", 40))[:2000])
	for name, text := range map[string]string{"2000 English characters": english, "2000 Chinese characters": chinese} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				retrieval.Quote("How long can I borrow films? 逾期怎么收费？", text)
			}
		})
	}
}
