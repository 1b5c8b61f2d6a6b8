package document

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestPassagesHavePathAndPlace(t *testing.T) {
	d, err := Read("a.md", []byte("# Shop\n\nWelcome.\n\n## Returns\n\nWithin 30 days.\n\nUnworn only.\n\n### Costs\n\nFree.\n\n## Contact\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Passage{
		{Path: []string{"Shop"}, Text: "Welcome.", Place: 1},
		{Path: []string{"Shop", "Returns"}, Text: "Within 30 days.\n\nUnworn only.", Place: 2},
		{Path: []string{"Shop", "Returns", "Costs"}, Text: "Free.", Place: 3},
		{Path: []string{"Shop"}, Text: "Contact", Place: 4},
	}
	if diff := cmp.Diff(want, Passages(d)); diff != "" {
		t.Error(diff)
	}
}

func TestPassagesKeepTablesWholeAndRepeatTheHeaderOfHugeOnes(t *testing.T) {
	rows := func(n int) string {
		var b strings.Builder
		b.WriteString("| Town | Price |\n| --- | --- |\n")
		for i := range n {
			fmt.Fprintf(&b, "| Town %d | %d euros |\n", i, i*3)
		}
		return b.String()
	}
	for n, whole := range map[int]bool{3: true, 100: true, 2000: false} {
		d, err := Read("a.md", []byte("# Prices\n\nThe prices by town:\n\n"+rows(n)+"\nThey hold from May.\n"))
		if err != nil {
			t.Fatal(err)
		}
		passages := Passages(d)
		var found []string
		tables := 0
		for _, p := range passages {
			if !strings.Contains(p.Text, "| --- |") {
				continue
			}
			tables++
			if strings.Count(p.Text, "| Town | Price |\n| --- | --- |\n") != 1 {
				t.Errorf("%d rows: a passage without its header: %q", n, p.Text)
			}
			for _, line := range strings.Split(p.Text, "\n") {
				if strings.HasPrefix(line, "| Town ") && !strings.HasPrefix(line, "| Town |") {
					found = append(found, line)
				}
			}
		}
		if len(found) != n || whole != (tables == 1) {
			t.Errorf("%d rows: found %d in %d tables", n, len(found), tables)
		}
		if !strings.HasPrefix(passages[0].Text, "The prices by town:\n\n| Town | Price |") {
			t.Errorf("%d rows: the table lost the line that leads to it: %.80q", n, passages[0].Text)
		}
	}
}

func TestPassagesNeverEndWithinASentence(t *testing.T) {
	for _, locale := range []string{"en", "zh"} {
		long := ""
		for _, b := range handbook(locale, 20, 3) {
			if b.Kind == Paragraph && !strings.HasSuffix(b.Text, ":") && !strings.HasSuffix(b.Text, "：") {
				long += b.Text + " "
			}
		}
		passages := Passages(Document{Blocks: []Block{{Kind: Paragraph, Text: long}}})
		if len(passages) < 10 {
			t.Fatalf("%s: only %d passages of %d characters", locale, len(passages), size(long))
		}
		for _, p := range passages {
			if last := []rune(p.Text)[len([]rune(p.Text))-1]; last != '.' && last != '。' {
				t.Errorf("%s: ends in the middle: %q", locale, p.Text)
			}
			if n := size(p.Text); n > joined+tiny || n < tiny {
				t.Errorf("%s: %d characters: %q", locale, n, p.Text)
			}
		}
	}
}

func TestSentencesDoNotEndAtAbbreviations(t *testing.T) {
	for text, want := range map[string][]string{
		"Ask Dr. Hill, e.g. by mail. He knows.":      {"Ask Dr. Hill, e.g. by mail. ", "He knows."},
		"It costs 3.50 euros. No. 5 is sold out!":    {"It costs 3.50 euros. ", "No. 5 is sold out!"},
		"可以退货。请保留小票！谢谢。":                             {"可以退货。", "请保留小票！", "谢谢。"},
		"他说：“可以退货。”然后离开了。":                           {"他说：“可以退货。”", "然后离开了。"},
		"Really?! Yes... it is. \"So be it.\" Fine.": {"Really?! ", "Yes... it is. ", "\"So be it.\" ", "Fine."},
	} {
		if diff := cmp.Diff(want, sentences(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// An edit may move cuts nearby, and no others: what lies under other headings, and what lies further away under the same
// one, stays as it was, word for word.
func TestAnEditChangesOnlyPassagesNearIt(t *testing.T) {
	words := []string{"parcel", "refund", "the", "carrier", "within", "warehouse", "checks", "days", "退货", "仓库", "签收"}
	rapid.Check(t, func(t *rapid.T) {
		sentence := rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 3, 12).Draw(t, "words"), " ") + fmt.Sprintf(" %d.", rapid.IntRange(0, 1<<30).Draw(t, "number"))
		})
		paragraph := rapid.Custom(func(t *rapid.T) Block {
			return Block{Kind: Paragraph, Text: strings.Join(rapid.SliceOfN(sentence, 1, 30).Draw(t, "sentences"), " ")}
		})
		var blocks []Block
		for i := range rapid.IntRange(1, 4).Draw(t, "sections") {
			blocks = append(blocks, Block{Kind: Heading, Level: 1, Text: fmt.Sprint("Section ", i)})
			blocks = append(blocks, rapid.SliceOfN(paragraph, 1, 60).Draw(t, "paragraphs")...)
		}
		at := rapid.IntRange(1, len(blocks)-1).Draw(t, "at")
		edited := slices.Clone(blocks)
		switch {
		case blocks[at].Kind == Heading:
			edited = slices.Insert(edited, at+1, paragraph.Draw(t, "new"))
		case rapid.Bool().Draw(t, "delete"):
			edited = slices.Delete(edited, at, at+1)
		default:
			edited[at] = paragraph.Draw(t, "changed")
		}
		before, after := Passages(Document{Blocks: blocks}), Passages(Document{Blocks: edited})
		same := func(a, b Passage) bool { return a.Text == b.Text && slices.Equal(a.Path, b.Path) }
		head := 0
		for head < min(len(before), len(after)) && same(before[head], after[head]) {
			head++
		}
		tail := 0
		for tail < min(len(before), len(after))-head && same(before[len(before)-1-tail], after[len(after)-1-tail]) {
			tail++
		}
		changed := before[head : len(before)-tail]
		for _, p := range changed {
			if p.Path[0] != changed[0].Path[0] {
				t.Fatalf("the edit reached from %q to %q", changed[0].Path, p.Path)
			}
		}
		// A paragraph here has up to five passages' worth of sentences.
		if len(changed) > 12 || len(after)-head-tail > 12 {
			t.Fatalf("one edit changed %d passages of %d into %d", len(changed), len(before), len(after)-head-tail)
		}
	})
}

func TestPassagesAreTheSameEachTime(t *testing.T) {
	blocks := handbook("en", 40, 5)
	first := Passages(Document{Blocks: blocks})
	if diff := cmp.Diff(first, Passages(Document{Blocks: slices.Clone(blocks)})); diff != "" {
		t.Error(diff)
	}
}
