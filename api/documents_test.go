package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"mime/multipart"
	"net/textproto"
	"slices"
	"strings"
	"testing"

	"github.com/batondesk/baton/knowledge"
)

// form is a form with files, by name.
func form(t *testing.T, files ...string) (body, kind string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		part, err := w.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {fmt.Sprintf(`form-data; name="file"; filename=%q`, files[i])}, "Content-Type": {"application/octet-stream"},
		})
		must(t, err)
		_, _ = part.Write([]byte(files[i+1]))
	}
	must(t, w.Close())
	return b.String(), w.FormDataContentType()
}

const careText = "# Care\n\nOil the wood twice a year.\n\n## Glass\n\nGlass is wiped with a dry cloth.\n"

func TestDocumentsBecomePassages(t *testing.T) {
	h := newHouse(t)
	priya := h.key("priya")
	body, kind := form(t, "guides/care.md", careText, "guides/broken.pdf", "%PDF-1.7 no more", "../../wash.txt", "Wash it by hand.")
	var report DocumentsReport
	send := func(query, body, kind string) reply {
		return h.as(priya, post, "/v1/knowledge/documents"+query, body, "Content-Type", kind)
	}
	send("?dry_run=true", body, kind).want(200, &report)
	if !report.DryRun || report.New != 3 || report.Invalid != 1 || len(report.Documents) != 3 {
		t.Errorf("dry run: %+v", report)
	}
	report = DocumentsReport{}
	send("?tags=care&tags=wood&link=https://docs.example.org/x/", body, kind).want(200, &report)
	if report.New != 3 || report.Published != 0 || report.Documents[1].Name != "guides/care.md" || report.Documents[1].Title != "Care" || report.Documents[2].Name != "wash.txt" {
		t.Errorf("import: %+v", report)
	}
	if one := report.Documents[0]; one.Invalid != 1 || one.Message == "" {
		t.Errorf("the damaged file: %+v", one)
	}
	var list List[knowledge.Article]
	h.as(priya, get, "/v1/articles?kind=passage&tag=wood&state=draft", nil).want(200, &list)
	if len(list.Items) != 3 {
		t.Fatalf("%d passages are listed", len(list.Items))
	}
	i := slices.IndexFunc(list.Items, func(a knowledge.Article) bool { return slices.Contains(a.Origin.Path, "Glass") })
	a := list.Items[i]
	if a.Kind != knowledge.Passage || a.Origin.URL != "https://docs.example.org/x/guides/care.md" || !strings.Contains(a.Texts["en"].Answer, "dry cloth") {
		t.Errorf("passage %+v", a)
	}
	list = List[knowledge.Article]{}
	h.as(priya, get, "/v1/articles?kind=standard", nil).want(200, &list)
	if slices.ContainsFunc(list.Items, func(a knowledge.Article) bool { return a.Kind == knowledge.Passage }) || len(list.Items) == 0 {
		t.Errorf("standard articles: %d", len(list.Items))
	}

	// An editor changes it as the page does: what was read goes back, with other words.
	a.Texts["en"] = knowledge.Text{Answer: "Glass is wiped with a soft cloth."}
	h.as(priya, put, "/v1/articles/"+a.ID, a).want(200, &a)
	if a.Version != 2 || a.Kind != knowledge.Passage || a.Origin.Document != "guides/care.md" {
		t.Errorf("edited: %+v", a)
	}
	body, kind = form(t, "guides/care.md", strings.Replace(careText, "twice", "once", 1))
	report = DocumentsReport{}
	send("", body, kind).want(200, &report)
	if report.Changed != 1 || report.Unchanged != 1 || len(report.Passages) != 1 || report.Passages[0].Outcome != knowledge.PassageChanged {
		t.Errorf("again: %+v", report)
	}

	send("?publish=true", body, kind).problem(403, "forbidden")
	h.as(h.key("elena"), post, "/v1/knowledge/documents?publish=true", body, "Content-Type", kind).problem(403, "four-eyes")
	empty, kind := form(t)
	send("", empty, kind).problem(422, "invalid")
	send("", "# x", "text/markdown").problem(415, "unsupported-media-type")
	send("?tag=x", body, kind).problem(422, "invalid")
	send("?link=javascript:alert(1)", body, kind).problem(422, "invalid")
	send("", `{"sitemap": "https://docs.example.org/sitemap.xml"}`, "application/json").problem(422, "invalid")
}

func TestAnImportOfPagesTellsHowFarItIs(t *testing.T) {
	closed := 0
	h := newHouse(t, func(o *Options) {
		o.Site = func(_ context.Context, sitemap string) (knowledge.DocumentSet, error) {
			if sitemap != "https://docs.example.org/sitemap.xml" {
				return knowledge.DocumentSet{}, errors.New("is not below an allowed site")
			}
			var pages iter.Seq[knowledge.Document] = func(yield func(knowledge.Document) bool) {
				for i := range 3 {
					address := fmt.Sprintf("https://docs.example.org/%d", i)
					if !yield(knowledge.ReadDocument(address, address, "page.md", []byte(fmt.Sprintf("# Page %d\n\nWhat it says.\n", i)))) {
						return
					}
				}
			}
			return knowledge.DocumentSet{Documents: pages, Of: 3, Close: func() { closed++ }}, nil
		}
	})
	priya := h.key("priya")
	h.as(priya, post, "/v1/knowledge/documents", `{"sitemap": "https://other.example.org/sitemap.xml"}`).problem(422, "invalid")
	got := h.as(priya, post, "/v1/knowledge/documents", `{"sitemap": "https://docs.example.org/sitemap.xml"}`, "Accept", "text/event-stream").want(200)
	var events []ImportEvent
	for _, line := range strings.Split(string(got.body), "\n") {
		if data, ok := strings.CutPrefix(line, "data: "); ok {
			var e ImportEvent
			must(t, json.Unmarshal([]byte(data), &e))
			events = append(events, e)
		}
	}
	last := events[len(events)-1]
	if last.Kind != "report" || last.Report == nil || last.Report.New != 3 || len(last.Report.Documents) != 3 || last.Report.Documents[2].URL != "https://docs.example.org/2" {
		t.Errorf("the end: %+v", last)
	}
	for i, e := range events[:len(events)-1] {
		if e.Kind != "progress" || e.Of != 3 || e.Done < i+1 || e.New != e.Done {
			t.Errorf("progress %d: %+v", i, e)
		}
	}
	if closed != 1 {
		t.Errorf("closed %d times", closed)
	}
}

func TestDocumentsAreToldWhereTheyBelong(t *testing.T) {
	h := newHouse(t)
	for _, name := range []string{"a.pdf", "a.docx", "a.txt"} {
		body, kind := form(t, name, "x")
		p := h.as(h.key("priya"), post, "/v1/knowledge/import", body, "Content-Type", kind).problem(415, "unsupported-media-type")
		if !strings.Contains(p.Detail, "/v1/knowledge/documents") {
			t.Errorf("%s: %s", name, p.Detail)
		}
	}
}
