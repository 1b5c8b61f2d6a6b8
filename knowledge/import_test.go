package knowledge_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/batondesk/baton/knowledge"
)

// rows reads a file written in the test and gives one line per row: "3 id/en: question | answer | alternatives".
func rows(f knowledge.Format, name, text string) []string {
	var got []string
	for r, err := range knowledge.Read(f, name, strings.NewReader(text)) {
		if err != nil {
			got = append(got, "error "+err.Error())
			continue
		}
		got = append(got, fmt.Sprintf("%d %s/%s: %s | %s | %s", r.Place.Line, r.ID, r.Locale, r.Question,
			strings.ReplaceAll(r.Answer, "\n", "⏎"), strings.Join(r.Alternatives, "; ")))
	}
	return got
}

func TestRowsAreReadFromEveryFormat(t *testing.T) {
	for _, c := range []struct {
		name   string
		file   string
		format knowledge.Format
		text   string
		want   []string
	}{
		{"JSONL with bad lines", "a.jsonl", knowledge.JSONL, "\ufeff" + `{"id":"a","locale":"en","question":"Q","answer":"A","alt_questions":["x","y"]}` + "\r\n\n" +
			`{"id":"b","answer":7}` + "\n" + `{"id":"c"` + "\n[]\n\"\xff\"\n" + `{"id":"d","answer":"D"}`, []string{
			"1 a/en: Q | A | x; y",
			"error a.jsonl:3: answer: must not be a number",
			"error a.jsonl:4: is not JSON: unexpected end of JSON input",
			"error a.jsonl:5: must be a JSON object, not an array",
			"error a.jsonl:6: is not UTF-8; save the file as UTF-8",
			"7 d/:  | D | ",
		}},
		{"CSV from a spreadsheet", "a.zh.csv", knowledge.CSV, "\ufeffID;Question;Answer;alt_questions;Price\r\na;Q;\"first\r\nsecond; \"\"so\"\"\";x|y;\r\n\r\nb;Q2;A2;\"x|1\ny\";9\r\n", []string{
			"2 a/zh: Q | first⏎second; \"so\" | x; y",
			"5 b/zh: Q2 | A2 | x|1; y",
		}},
		{"CSV with bad rows", "a.csv", knowledge.CSV, "id,answer\na,1\nb,\"never closed\nc,3\nd\ne,5\n", []string{
			"2 a/:  | 1 | ",
			`error a.csv:3: a quote " is opened and never closed`,
			"4 c/:  | 3 | ",
			"error a.csv:5: has 1 columns, the header has 2",
			"6 e/:  | 5 | ",
		}},
		{"CSV without an answer column", "a.csv", knowledge.CSV, "id,text\na,1\n", []string{
			`error a.csv:1: the header has no column "answer"; columns are: id, locale, question, answer, alt_questions, source, tags, audience, valid_from, valid_until, kind, origin`,
		}},
		{"Markdown", "shop faq.md", knowledge.Markdown, "# Help\n\n## When do you open? ##\n\nAt *nine*.\n\n```\n# no heading\n```\n\nAlso asked:\n\n- opening times\n- are you open\n\n## 怎么退货？\n\n联系我们。\n\n### Also asked\n* 退货\n\n## Empty\n\n## Last\n\nAlso asked:\nno list\n", []string{
			"3 shop-faq-when-do-you-open/: When do you open? | At *nine*.⏎⏎```⏎# no heading⏎``` | opening times; are you open",
			"16 shop-faq-0f6fe0114163dc9c/: 怎么退货？ | 联系我们。 | 退货",
			"23 shop-faq-empty/: Empty |  | ",
			"25 shop-faq-last/: Last | Also asked:⏎no list | ",
		}},
		{"Markdown with text above the first heading", "a.md", knowledge.Markdown, "hello\n# Q\nA\n", []string{
			"error a.md:1: stands above the first heading, so it answers no question",
			"2 a-q/: Q | A | ",
		}},
		{"HTML", "a.html", knowledge.HTML, `<html lang="zh-CN"><head><title>x</title></head><body>
<h1>Help</h1><script>alert(1)</script>
<h2 id="open">When do
you open?</h2>
<p>At <b>nine</b>, see <a href="https://example.com/hours">the hours</a>.</p><ul><li>Mon</li><li>Tue</ul>
<p>Also asked:</p><ul><li>opening times</li><li>are <i>you</i> open</li></ul>
<h2>Two &amp; three</h2>A<br>B</body></html>`, []string{
			"3 open/zh: When do you open? | At nine, see the hours (https://example.com/hours).⏎- Mon⏎- Tue | opening times; are you open",
			"7 a-two-three/zh: Two & three | A⏎B | ",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, rows(c.format, c.file, c.text)); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}

func jsonl(lines ...string) knowledge.Rows {
	return knowledge.Read(knowledge.JSONL, "kb.jsonl", strings.NewReader(strings.Join(lines, "\n")))
}

// outcomes imports and gives one line per row: "new a", "changed a texts.en.answer", "invalid kb.jsonl:2: ...".
func (d *desk) outcomes(by knowledge.Actor, r knowledge.Rows, o knowledge.ImportOptions) []string {
	d.t.Helper()
	var got []string
	o.Each = func(r knowledge.Result) {
		line := string(r.Outcome)
		if r.Outcome != knowledge.RowInvalid {
			line += " " + r.ID
		}
		for _, s := range append(r.Fields, r.Message) {
			if s != "" {
				line += " " + s
			}
		}
		got = append(got, line)
	}
	if _, err := d.Import(context.Background(), by, r, o); err != nil {
		d.t.Fatal(err)
	}
	return got
}

func TestImportSaysWhatItDoesAndABadRowStopsNothing(t *testing.T) {
	d := newDesk(t, true)
	file := []string{
		`{"id":"a","locale":"en","question":"Qa","answer":"Aa","tags":["t"]}`,
		`{"id":"","locale":"en","answer":"lost"}`,
		`{"id":"a","locale":"zh","question":"问","answer":"答","colour":"red"}`,
		`{"id":"b","locale":"en","answer":""}`,
		`{"id":"a","locale":"en","question":"Qa","answer":"otherwise"}`,
		`{"id":"c","answer":"订单在路上"}`,
		`{"id":"a","locale":"en","question":"Qa","answer":"Aa"}`,
	}
	want := []string{
		"new a",
		"invalid kb.jsonl:2: id: is missing",
		"changed a texts.zh ignored: colour",
		"invalid kb.jsonl:4: texts.en.answer: is empty",
		`invalid kb.jsonl:5: says otherwise than kb.jsonl:1 about the text in this language of article "a"`,
		"new c",
		"unchanged a",
	}
	if diff := cmp.Diff(want, d.outcomes(root, jsonl(file...), knowledge.ImportOptions{DryRun: true})); diff != "" {
		t.Errorf("dry run (-want +got):\n%s", diff)
	}
	if d.repo.applies != 0 {
		t.Error("a dry run wrote something")
	}
	if diff := cmp.Diff(want, d.outcomes(root, jsonl(file...), knowledge.ImportOptions{Publish: true})); diff != "" {
		t.Errorf("import (-want +got):\n%s", diff)
	}
	d.expect("a", "published", "1: Aa")
	if c := d.do(d.Articles.Get(context.Background(), "c", 0)); c.Texts["zh"].Answer != "订单在路上" {
		t.Errorf("the language of c was not recognised: %v", c.Texts)
	}
	again := d.outcomes(root, jsonl(file...), knowledge.ImportOptions{Publish: true})
	if again[0] != "unchanged a" || again[5] != "unchanged c" || d.repo.applies != 1 {
		t.Errorf("run again: %q, %d writes", again, d.repo.applies)
	}
	changed := d.outcomes(root, jsonl(`{"id":"a","locale":"en","question":"Qa","answer":"New"}`), knowledge.ImportOptions{})
	if diff := cmp.Diff([]string{"changed a texts.en.answer"}, changed); diff != "" {
		t.Error(diff)
	}
	d.expect("a", "published draft", "1: Aa")
	d.outcomes(root, jsonl(`{"id":"a","locale":"en","question":"Qa","answer":"New"}`), knowledge.ImportOptions{Publish: true})
	d.expect("a", "archived published", "2: New")
}

func TestImportRespectsWhatPeopleDid(t *testing.T) {
	ctx, d := context.Background(), newDesk(t, true)
	a, b := `{"id":"a","locale":"en","answer":"A"}`, `{"id":"b","locale":"en","answer":"B"}`
	d.outcomes(root, jsonl(a, b), knowledge.ImportOptions{Publish: true})
	d.do(d.Articles.Archive(ctx, ann, "a", 0))
	draft := d.do(d.Articles.Get(ctx, "b", 0))
	draft.Texts["en"] = knowledge.Text{Answer: "B, reworded"}
	d.do(d.Articles.Update(ctx, ann, draft))
	want := []string{
		`invalid kb.jsonl:1: article "a" is archived (version 1); restore it first`,
		`invalid kb.jsonl:2: article "b" has an unpublished version 2 by ann; publish or archive it first`,
	}
	got := d.outcomes(root, jsonl(strings.Replace(a, `"A"`, `"A2"`, 1), b), knowledge.ImportOptions{Publish: true})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var fourEyes *knowledge.FourEyesError
	if _, err := d.Import(ctx, ann, jsonl(a), knowledge.ImportOptions{Publish: true}); !errors.As(err, &fourEyes) {
		t.Errorf("got %v, want four eyes to hold for imports by people", err)
	}
}

func TestInterruptedImportIsRunAgain(t *testing.T) {
	var lines []string
	for i := range 1000 {
		lines = append(lines, fmt.Sprintf(`{"id":"a%d","locale":"en","answer":"Answer %d"}`, i, i))
	}
	d := newDesk(t, true)
	d.repo.failAt = 3
	report, err := d.Import(context.Background(), root, jsonl(lines...), knowledge.ImportOptions{Publish: true})
	if err == nil || report.New != 400 {
		t.Fatalf("interrupted: %+v, %v", report, err)
	}
	var steps int
	report, err = d.Import(context.Background(), root, jsonl(lines...), knowledge.ImportOptions{Publish: true,
		Progress: func(knowledge.Report) { steps++ }})
	if err != nil || report.New != 600 || report.Unchanged != 400 || report.Published != 600 || steps != 5 {
		t.Errorf("run again: %+v, %v, %d steps", report, err, steps)
	}
	if s, _ := d.Snapshot(context.Background()); len(s.Articles) != 1000 || s.Articles[0].Version != 1 {
		t.Errorf("%d articles", len(s.Articles))
	}
}

func TestImportGoesOnWhenSomebodyElseWritesInBetween(t *testing.T) {
	d := newDesk(t, true)
	d.repo.before = func() { d.do(d.Articles.Create(context.Background(), ann, opening("Nine."))) }
	got := d.outcomes(root, jsonl(`{"id":"opening","locale":"zh","answer":"九点"}`), knowledge.ImportOptions{})
	if diff := cmp.Diff([]string{"changed opening texts.zh"}, got); diff != "" {
		t.Error(diff)
	}
	d.expect("opening", "archived draft", "")
}

// articles draws articles as they are stored, with everything that could upset a format.
func articles(t *rapid.T) []knowledge.Article {
	line := rapid.StringOf(rapid.OneOf(
		rapid.SampledFrom([]rune("#-*\\`~<>!|,;\"' \u00a0{}")), rapid.RuneFrom([]rune("ab1答问🙂é\u2028\ufeff")), rapid.Rune()))
	word := rapid.OneOf(line, rapid.SampledFrom([]string{"Also asked:", "\\# x", "```", "<!-- baton: {} -->", "# C #", "##", "a|b", "- x", "\\Also asked", "---", "\"", "~~~"}))
	var list []knowledge.Article
	for i := range rapid.IntRange(1, 4).Draw(t, "articles") {
		a := knowledge.Article{ID: fmt.Sprintf("a%d", i), Texts: map[string]knowledge.Text{}}
		for _, locale := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"en", "zh", "zh-TW"}), 1, 3, rapid.ID).Draw(t, "locales") {
			a.Texts[locale] = knowledge.Text{
				Question:     word.Draw(t, "question"),
				Alternatives: rapid.SliceOfN(word, 0, 3).Draw(t, "alternatives"),
				Answer:       strings.Join(rapid.SliceOfN(word, 1, 6).Draw(t, "answer"), "\n"),
			}
		}
		a.Tags, a.Audience = rapid.SliceOfN(word, 0, 2).Draw(t, "tags"), rapid.SliceOfN(word, 0, 2).Draw(t, "audience")
		a.Source = word.Draw(t, "source")
		if rapid.Bool().Draw(t, "passage") {
			a.Kind = knowledge.Passage
			a.Origin = knowledge.Origin{Document: word.Draw(t, "document"), URL: "https://docs.example.org/a?b=c|d", Place: 1_000_000, Page: 2,
				Title: word.Draw(t, "title"), Path: rapid.SliceOfN(word, 0, 3).Draw(t, "path"), Digest: "0f"}
		}
		if rapid.Bool().Draw(t, "valid") {
			a.ValidFrom = day.Add(time.Duration(rapid.IntRange(0, 1e6).Draw(t, "from")) * time.Millisecond)
			a.ValidUntil = a.ValidFrom.Add(time.Hour)
		}
		list = append(list, a)
	}
	return list
}

func TestWhatIsExportedIsImportedUnchanged(t *testing.T) {
	ctx := context.Background()
	for _, format := range []knowledge.Format{knowledge.JSONL, knowledge.CSV, knowledge.Markdown} {
		t.Run(string(format), rapid.MakeCheck(func(r *rapid.T) {
			first, second := newDesk(t, false), newDesk(t, false)
			var want []knowledge.Article
			for _, a := range articles(r) {
				if stored, err := first.Articles.Create(ctx, root, a); err == nil {
					want = append(want, stored)
				}
			}
			var file bytes.Buffer
			if err := first.Export(ctx, &file, format, ""); err != nil {
				r.Fatal(err)
			}
			report, err := second.Import(ctx, root, knowledge.Read(format, "kb", bytes.NewReader(file.Bytes())), knowledge.ImportOptions{})
			if err != nil || report.Invalid > 0 {
				r.Fatalf("%+v, %v\n%s", report, err, file.String())
			}
			got, _, err := second.Articles.List(ctx, knowledge.Query{})
			if err != nil {
				r.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				r.Fatalf("(-exported +imported):\n%s\n%s", diff, file.String())
			}
			report, err = first.Import(ctx, root, knowledge.Read(format, "kb", &file), knowledge.ImportOptions{DryRun: true})
			if err != nil || report.Rows() != report.Unchanged {
				r.Fatalf("imported where it comes from: %+v, %v", report, err)
			}
		}))
	}
}

func TestEvaluationDataIsImported(t *testing.T) {
	files, _ := filepath.Glob("../../shared/evals/retrieval/*/knowledge.jsonl")
	if len(files) == 0 {
		t.Skip("no evaluation data beside the repository (../shared/evals)")
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		report, err := newDesk(t, true).Import(context.Background(), root, knowledge.Read(knowledge.JSONL, name, f), knowledge.ImportOptions{Publish: true})
		if err != nil || report.Invalid > 0 || report.New == 0 || report.Published != report.New {
			t.Errorf("%s: %+v, %v", name, report, err)
		}
	}
}

func fuzzRows(f *testing.F, format knowledge.Format, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d := newDesk(t, false)
		report, err := d.Import(context.Background(), root, knowledge.Read(format, "kb."+string(format), bytes.NewReader(data)), knowledge.ImportOptions{})
		if err != nil {
			return
		}
		again, err := d.Import(context.Background(), root, knowledge.Read(format, "kb."+string(format), bytes.NewReader(data)), knowledge.ImportOptions{})
		if err != nil || again.New+again.Changed > 0 || again.Invalid != report.Invalid {
			t.Errorf("first %+v, then %+v, %v", report, again, err)
		}
	})
}

func FuzzImportJSONL(f *testing.F) {
	fuzzRows(f, knowledge.JSONL, `{"id":"a","locale":"en","answer":"x","tags":["t"],"valid_from":"2026-01-01"}`+"\n{}\n", "\ufeff\n[", `{"id":"a","answer":"x","source":"1"}`+"\n"+`{"id":"a","locale":"zh","answer":"x","source":"2"}`)
}

func FuzzImportCSV(f *testing.F) {
	fuzzRows(f, knowledge.CSV, "id,answer\na,b\n", "id;answer\n\"a\";\"b\nc\"\nd;\"\n", "\n\nid\tanswer\ttags\na\t\"\"\"\"\tx|y")
}

func FuzzImportMarkdown(f *testing.F) {
	fuzzRows(f, knowledge.Markdown, "# A\nb\n\nAlso asked:\n- c\n", "<!-- baton: {\"id\":\"x\"} -->\n#\ny\n```\n# z", "## \\# #\n\\\\# x")
}

func FuzzImportHTML(f *testing.F) {
	fuzzRows(f, knowledge.HTML, "<h1>A</h1><p>b<ul><li>c</ul>", "<h2>x</h2><svg><script></svg>y<p>Also asked<ol><li>z<li><a href=q>w", "<h1><h2></h1>t")
}
