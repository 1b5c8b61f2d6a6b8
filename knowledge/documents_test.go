package knowledge_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/knowledge/document"
)

const handbook = `# Returns

Send it back within a month. Keep the receipt in the box, we need it to find your order again.

## Cost

We pay for parcels up to ten kilograms within the country. Heavier parcels are collected by a forwarder.

## Repairs

### Lamps

A lamp that flickers is repaired free of charge for two years. Please describe what it does and how often.

### Chairs

Broken chair legs are replaced. Tell us the model, which is printed below the seat on a small white label.
`

func (d *desk) importDocuments(by knowledge.Actor, o knowledge.DocumentOptions, docs ...knowledge.Document) (knowledge.PassageCounts, []string) {
	d.t.Helper()
	var told []string
	o.Each = func(r knowledge.PassageResult) {
		line := string(r.Outcome) + " " + r.String()
		if len(r.Fields) > 0 {
			line += " (" + strings.Join(r.Fields, " ") + ")"
		}
		if r.Message != "" {
			line = string(r.Outcome) + " " + r.Message
		}
		told = append(told, line)
	}
	counts, err := d.ImportDocuments(context.Background(), by, slices.Values(docs), o)
	if err != nil {
		d.t.Fatal(err)
	}
	return counts, told
}

func markdown(name, text string) knowledge.Document {
	return knowledge.ReadDocument(name, "", name, []byte(text))
}

// inForce is what customers hear: "id@version path: beginning" of every published passage, in the order of their places.
func (d *desk) inForce() []knowledge.Article {
	articles, _, err := d.Articles.Published(context.Background())
	if err != nil {
		d.t.Fatal(err)
	}
	slices.SortFunc(articles, func(a, b knowledge.Article) int { return a.Origin.Place - b.Origin.Place })
	return articles
}

func versions(articles []knowledge.Article) map[string]int {
	of := map[string]int{}
	for _, a := range articles {
		of[a.ID] = a.Version
	}
	return of
}

var publish = knowledge.DocumentOptions{Publish: true}

func TestAnEditTouchesOnlyWhatItChanged(t *testing.T) {
	d := newDesk(t, true)
	counts, told := d.importDocuments(root, publish, markdown("handbook/returns.md", handbook))
	if want := (knowledge.PassageCounts{New: 4, Published: 4}); counts != want {
		t.Fatalf("first import: %+v\n%s", counts, strings.Join(told, "\n"))
	}
	first := d.inForce()
	a := first[1]
	if a.Kind != knowledge.Passage || a.Texts["en"].Question != "" || a.Origin.Document != "handbook/returns.md" || a.Origin.Title != "Returns" ||
		!slices.Equal(a.Origin.Path, []string{"Returns", "Cost"}) || !strings.HasPrefix(a.ID, "returns-md-") {
		t.Errorf("passage: %+v", a)
	}
	if counts, _ := d.importDocuments(root, publish, markdown("handbook/returns.md", handbook)); counts != (knowledge.PassageCounts{Unchanged: 4}) {
		t.Errorf("again: %+v", counts)
	}

	edited := strings.NewReplacer("up to ten kilograms", "up to twenty kilograms", "### Lamps", "### Lamps and lights").Replace(handbook)
	edited = strings.Replace(edited, "# Returns\n", "# Returns\n\nWelcome to our help pages, where we answer what is often asked about things that come back.\n\n## Time\n", 1)
	chairs := edited[strings.Index(edited, "### Chairs"):]
	edited = strings.Replace(edited, chairs, "", 1)
	counts, told = d.importDocuments(root, publish, markdown("handbook/returns.md", edited))
	want := []string{
		"new handbook/returns.md, Returns",
		"moved handbook/returns.md, Returns › Time (path)",
		"changed handbook/returns.md, Returns › Cost (text)",
		"moved handbook/returns.md, Returns › Repairs › Lamps and lights (path)",
		"vanished handbook/returns.md, Returns › Repairs › Chairs",
	}
	if diff := cmp.Diff(want, told); diff != "" || counts.Published != 4 {
		t.Errorf("edited (-want +got):\n%s%+v", diff, counts)
	}
	now := versions(d.inForce())
	for i, a := range first {
		if want := []int{2, 2, 2, 0}[i]; now[a.ID] != want {
			t.Errorf("%s %v is in force as version %d, want %d", a.ID, a.Origin.Path, now[a.ID], want)
		}
	}

	counts, told = d.importDocuments(root, publish, markdown("handbook/returns.md", edited+chairs))
	if want := (knowledge.PassageCounts{New: 1, Unchanged: 4, Published: 1}); counts != want {
		t.Errorf("the chairs are back: %+v\n%s", counts, strings.Join(told, "\n"))
	}
	if now := versions(d.inForce()); now[first[3].ID] != 3 {
		t.Errorf("what came back has not its article: %v", now)
	}
}

func TestASectionThatMovesTakesItsArticleAlong(t *testing.T) {
	d := newDesk(t, true)
	d.importDocuments(root, publish, markdown("a.md", handbook))
	cost, rest := strings.Index(handbook, "## Cost"), strings.Index(handbook, "## Repairs")
	swapped := handbook[:cost] + handbook[rest:] + "\n" + handbook[cost:rest]
	counts, told := d.importDocuments(root, publish, markdown("a.md", swapped))
	if want := (knowledge.PassageCounts{Unchanged: 3, Moved: 1, Published: 1}); counts != want {
		t.Fatalf("swapped: %+v\n%s", counts, strings.Join(told, "\n"))
	}
	var order []string
	for _, a := range d.inForce() {
		order = append(order, a.Origin.Path[len(a.Origin.Path)-1])
	}
	if diff := cmp.Diff([]string{"Returns", "Lamps", "Chairs", "Cost"}, order); diff != "" {
		t.Error(diff)
	}
	if counts, _ := d.importDocuments(root, publish, markdown("a.md", swapped)); counts != (knowledge.PassageCounts{Unchanged: 4}) {
		t.Errorf("again: %+v", counts)
	}
}

func TestWithoutPublishNothingLeavesForceAndNothingEntersIt(t *testing.T) {
	d := newDesk(t, true)
	d.importDocuments(root, publish, markdown("a.md", handbook))
	before := d.inForce()
	edited := strings.Replace(handbook[:strings.Index(handbook, "### Chairs")], "two years", "three years", 1)
	counts, told := d.importDocuments(ann, knowledge.DocumentOptions{}, markdown("a.md", edited))
	if want := (knowledge.PassageCounts{Changed: 1, Unchanged: 2, Vanished: 1}); counts != want {
		t.Fatalf("%+v\n%s", counts, strings.Join(told, "\n"))
	}
	if diff := cmp.Diff(before, d.inForce()); diff != "" {
		t.Errorf("in force:\n%s", diff)
	}
	writes := d.repo.applies
	dry, _ := d.importDocuments(root, knowledge.DocumentOptions{Publish: true, DryRun: true}, markdown("a.md", edited))
	if want := (knowledge.PassageCounts{Unchanged: 3, Vanished: 1, Published: 1}); dry != want || d.repo.applies != writes {
		t.Errorf("dry run: %+v, %d writes", dry, d.repo.applies-writes)
	}
	if done, _ := d.importDocuments(root, publish, markdown("a.md", edited)); done != dry {
		t.Errorf("done %+v, the dry run said %+v", done, dry)
	}
	if got := d.inForce(); len(got) != 3 || !strings.Contains(got[2].Texts["en"].Answer, "three years") || got[2].Author != "ann" || got[2].Reviewer != "operator" {
		t.Errorf("in force: %+v", got)
	}
	if _, err := d.ImportDocuments(context.Background(), ann, slices.Values([]knowledge.Document{}), publish); !errors.As(err, new(*knowledge.FourEyesError)) {
		t.Errorf("got %v, want four eyes to hold", err)
	}
}

func TestImportOfDocumentsRespectsWhatPeopleDid(t *testing.T) {
	ctx, d := context.Background(), newDesk(t, false)
	d.importDocuments(root, publish, markdown("a.md", handbook))
	passages := d.inForce()
	d.do(d.Articles.Archive(ctx, ann, passages[0].ID, 0))
	edit := passages[1]
	edit.Kind, edit.Origin = knowledge.Standard, knowledge.Origin{} // as an editor's page sends it
	edit.Texts = map[string]knowledge.Text{"en": {Answer: "We pay for small parcels."}, "zh": {Answer: "小包裹由我们付邮费。"}}
	edit = d.do(d.Articles.Update(ctx, ann, edit))
	if edit.Kind != knowledge.Passage || edit.Origin.Digest != passages[1].Origin.Digest {
		t.Errorf("an edit lost where the passage comes from: %+v", edit)
	}
	d.do(d.Articles.Publish(ctx, ann, edit.ID, edit.Version))
	draft := passages[2]
	draft.Texts = map[string]knowledge.Text{"en": {Answer: "We repair lamps."}}
	d.do(d.Articles.Update(ctx, ann, draft))

	counts, told := d.importDocuments(root, publish, markdown("a.md", handbook))
	if want := (knowledge.PassageCounts{Unchanged: 3, Withdrawn: 1}); counts != want {
		t.Errorf("%+v\n%s", counts, strings.Join(told, "\n"))
	}
	if want := "withdrawn a.md, Returns: was archived by a person and stays so; restore " + passages[0].ID + " if it should be used again"; told[0] != want {
		t.Errorf("told %q", told[0])
	}
	edited := strings.NewReplacer("a month", "two months", "ten kilograms", "twelve kilograms", "two years", "one year").Replace(handbook)
	counts, told = d.importDocuments(root, publish, markdown("a.md", edited))
	want := []string{
		"changed a.md, Returns: was archived by a person; its new words are a draft",
		"changed a.md, Returns › Cost (text)",
		fmt.Sprintf("invalid a.md, Returns › Repairs › Lamps: article %q has an unpublished version 2 by ann; publish or archive it first", passages[2].ID),
		"unchanged a.md, Returns › Repairs › Chairs",
	}
	if diff := cmp.Diff(want, told); diff != "" || counts.Published != 1 {
		t.Errorf("(-want +got):\n%s%+v", diff, counts)
	}
	d.expect(passages[0].ID, "archived draft", "")
}

func TestADamagedDocumentStopsNothingElse(t *testing.T) {
	d := newDesk(t, true)
	d.importDocuments(root, publish, markdown("docs/a.md", handbook), markdown("docs/b.md", "# B\n\nSecond."), markdown("docs/c.md", "# C\n\nThird."))
	damaged := knowledge.ReadDocument("docs/b.md", "", "docs/b.md", nil)
	var documents []string
	counts, told := d.importDocuments(root, knowledge.DocumentOptions{Publish: true, Complete: "docs/", Document: func(one knowledge.DocumentResult, _ knowledge.PassageCounts) {
		documents = append(documents, fmt.Sprint(one.Name, " ", one.Invalid, one.Vanished))
	}}, damaged, markdown("docs/a.md", handbook), markdown("docs/a.md", "# Twice\n\nAgain."))
	if want := (knowledge.PassageCounts{Unchanged: 4, Invalid: 2, Vanished: 1}); counts != want {
		t.Errorf("%+v\n%s", counts, strings.Join(told, "\n"))
	}
	if diff := cmp.Diff([]string{"docs/b.md 1 0", "docs/a.md 0 0", "docs/a.md 1 0", "docs/c.md 0 1"}, documents); diff != "" {
		t.Error(diff)
	}
	var left []string
	for _, a := range d.inForce() {
		left = append(left, a.Origin.Document)
	}
	slices.Sort(left)
	if diff := cmp.Diff([]string{"docs/a.md", "docs/b.md"}, slices.Compact(left)); diff != "" {
		t.Errorf("in force (-want +got):\n%s", diff)
	}
}

func TestInterruptedImportOfDocumentsIsRunAgain(t *testing.T) {
	var text strings.Builder
	for i := range 900 {
		fmt.Fprintf(&text, "## Part %d\n\nWhat part %d says.\n\n", i, i)
	}
	d := newDesk(t, true)
	d.repo.failAt = 3
	counts, err := d.ImportDocuments(context.Background(), root, slices.Values([]knowledge.Document{markdown("a.md", text.String())}), publish)
	if err == nil || counts != (knowledge.PassageCounts{New: 400, Published: 400}) {
		t.Fatalf("interrupted: %+v, %v", counts, err)
	}
	again, _ := d.importDocuments(root, publish, markdown("a.md", text.String()))
	if want := (knowledge.PassageCounts{New: 500, Unchanged: 400, Published: 500}); again != want || len(d.inForce()) != 900 {
		t.Errorf("run again: %+v", again)
	}
}

func TestImportOfDocumentsGoesOnWhenSomebodyElseWritesInBetween(t *testing.T) {
	d := newDesk(t, false)
	d.importDocuments(root, publish, markdown("a.md", handbook))
	lamps := d.inForce()[2]
	d.repo.before = func() { d.do(d.Articles.Archive(context.Background(), ann, lamps.ID, 0)) }
	counts, told := d.importDocuments(root, publish, markdown("a.md", strings.NewReplacer("two years", "one year", "a month", "a week").Replace(handbook)))
	if want := (knowledge.PassageCounts{Changed: 2, Unchanged: 2, Published: 1}); counts != want {
		t.Errorf("%+v\n%s", counts, strings.Join(told, "\n"))
	}
	d.expect(lamps.ID, "archived draft", "")
}

// TestReimportLeavesWhatTheEditLeft edits a document at random and imports it again: in force is the new document and nothing
// else, in its order, and what has the same words and the same headings keeps its article, mostly in the same version.
func TestReimportLeavesWhatTheEditLeft(t *testing.T) {
	word := rapid.SampledFrom(strings.Fields("lamp chair table parcel return repair cost time order invoice receipt colour weight glass wood 灯 椅子 退货 维修"))
	passage := rapid.Custom(func(t *rapid.T) document.Passage {
		return document.Passage{
			Path: rapid.SampledFrom([][]string{nil, {"A"}, {"A", "B"}, {"C"}}).Draw(t, "path"),
			Text: strings.Join(rapid.SliceOfN(word, 1, 12).Draw(t, "words"), " "),
		}
	})
	rapid.Check(t, func(r *rapid.T) {
		d := newDesk(t, true)
		text := rapid.SliceOfN(passage, 1, 12).Draw(r, "passages")
		for range rapid.IntRange(1, 4).Draw(r, "imports") {
			doc := knowledge.Document{Name: "a.md", Title: "A", Locale: "en", Passages: text}
			before := versions(d.inForce())
			counts, told := d.importDocuments(root, publish, doc)
			now := d.inForce()
			if diff := cmp.Diff(sorted(text), said(now)); diff != "" {
				r.Fatalf("in force (-document +in force):\n%s\n%s", diff, strings.Join(told, "\n"))
			}
			kept := 0
			for id, v := range versions(now) {
				if before[id] == v {
					kept++
				}
			}
			if kept != counts.Unchanged || counts.Published != len(now)-kept {
				r.Fatalf("%d kept their version: %+v", kept, counts)
			}
			if again, _ := d.importDocuments(root, publish, doc); again != (knowledge.PassageCounts{Unchanged: len(text)}) {
				r.Fatalf("the same again: %+v", again)
			}
			text = slices.Clone(text)
			for range rapid.IntRange(0, 4).Draw(r, "edits") {
				i := rapid.IntRange(0, len(text)).Draw(r, "at")
				switch p := passage.Draw(r, "new"); rapid.SampledFrom([]string{"add", "remove", "change", "swap"}).Draw(r, "edit") {
				case "add":
					text = slices.Insert(text, i, p)
				case "remove":
					text = slices.Delete(text, min(i, len(text)-1), len(text))
					text = append(text, p)
				case "change":
					text[min(i, len(text)-1)].Text += " " + p.Text
				case "swap":
					j := min(i, len(text)-1)
					text[0], text[j] = text[j], text[0]
				}
			}
		}
	})
}

func sorted(passages []document.Passage) []string {
	var list []string
	for _, p := range passages {
		list = append(list, strings.Join(p.Path, "/")+": "+p.Text)
	}
	slices.Sort(list)
	return list
}

func said(articles []knowledge.Article) []string {
	var list []document.Passage
	for _, a := range articles {
		list = append(list, document.Passage{Path: a.Origin.Path, Text: a.Texts["en"].Answer})
	}
	return sorted(list)
}
