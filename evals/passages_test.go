package evals

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"html"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
	"github.com/batondesk/baton/store"
)

// TestPassagesAreFoundThroughImport makes every text of a suite a document of its own, called by its id and headed by what
// the suite says it is about (nothing, in the sets of XQuAD), imports the documents into a store, puts them in force, and asks the questions of the suite as the server does: the first hit must be a
// passage of the right document.
func TestPassagesAreFoundThroughImport(t *testing.T) {
	for _, c := range []struct {
		set     string
		least   float64
		formats []string
	}{
		{"cmrc2018-passages", 0.985, []string{".md", ".html"}},
		{"xquad-en", 0.93, []string{".md", ".html"}},
		{"xquad-zh", 0.93, []string{".md", ".html", ".txt", ".docx"}},
	} {
		dir := filepath.Join("../../shared/evals/retrieval", c.set)
		if !isFolder(dir) {
			t.Skip("no evaluation data beside the repository (../shared/evals)")
		}
		suite, err := readRetrievalSuite(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, as := range c.formats {
			t.Run(c.set+as, func(t *testing.T) {
				ctx := context.Background()
				s, err := store.Open(ctx, filepath.Join(t.TempDir(), "baton.db"), store.Options{})
				if err != nil {
					t.Fatal(err)
				}
				defer s.Close()
				service := knowledge.New(s.Knowledge(), knowledge.Options{FourEyes: true})
				documents := func(yield func(knowledge.Document) bool) {
					for _, item := range suite.items {
						name := item.ID + as
						if !yield(knowledge.ReadDocument(name, "", name, written[as](item.Question, item.Answer))) {
							return
						}
					}
				}
				start := time.Now()
				options := knowledge.DocumentOptions{Publish: true, Each: func(r knowledge.PassageResult) {
					if r.Outcome != knowledge.PassageNew {
						t.Errorf("%s: %s %s", r, r.Outcome, r.Message)
					}
				}}
				counts, err := service.ImportDocuments(ctx, knowledge.Actor{Operator: true}, documents, options)
				if err != nil {
					t.Fatal(err)
				}
				took := time.Since(start)
				snapshot, err := service.Snapshot(ctx)
				if err != nil {
					t.Fatal(err)
				}
				first, hit, asked := suite.recall(snapshot.Articles, as)
				t.Logf("%d documents, %d passages in %v; recall@1 %.4f (%d of %d)", len(suite.items), counts.New, took.Round(time.Millisecond), first, hit, asked)
				if first < c.least {
					t.Errorf("recall@1 is %.4f, at least %.3f is promised", first, c.least)
				}
			})
		}
	}
}

// written writes a document by the end of its name.
var written = map[string]func(heading, text string) []byte{".md": asMarkdown, ".html": asHTML, ".txt": asText, ".docx": asDOCX}

// recall is the share of questions of which the first hit is of the right document.
func (s retrievalSuite) recall(articles []knowledge.Article, ending string) (share float64, hit, asked int) {
	searcher := retrieval.NewSearcher()
	searcher.Publish(articles)
	for _, q := range s.queries {
		if q.Expect == nil {
			continue
		}
		asked++
		result, err := searcher.Search(context.Background(), retrieval.Query{Text: q.Text, Locale: q.Locale, Now: time.Now()})
		if err != nil || len(result.Hits) == 0 {
			continue
		}
		if a, ok := searcher.Article(result.Hits[0].ArticleID); ok && a.Origin.Document == *q.Expect+ending {
			hit++
		}
	}
	return float64(hit) / float64(asked), hit, asked
}

var markdownSigns = regexp.MustCompile("[\\\\`*_{}\\[\\]<>#|~+.!-]")

func asText(heading, text string) []byte {
	if heading != "" {
		text = heading + "\n" + strings.Repeat("=", 10) + "\n\n" + text
	}
	return []byte(text)
}

func asMarkdown(heading, text string) []byte {
	text = markdownSigns.ReplaceAllString(text, `\$0`) + "\n"
	if heading != "" {
		text = "# " + markdownSigns.ReplaceAllString(heading, `\$0`) + "\n\n" + text
	}
	return []byte(text)
}

func asHTML(heading, text string) []byte {
	if heading != "" {
		heading = "<h1>" + html.EscapeString(heading) + "</h1>"
	}
	return []byte("<!doctype html><html><body><main>" + heading + "<p>" + html.EscapeString(text) + "</p></main></body></html>")
}

func asDOCX(heading, text string) []byte {
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + docxParagraphs(`<w:pPr><w:outlineLvl w:val="0"/></w:pPr>`, heading) + docxParagraphs("", text) + `</w:body></w:document>`},
	} {
		w, err := z.Create(part[0])
		if err != nil {
			panic(err)
		}
		fmt.Fprint(w, part[1])
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return file.Bytes()
}

func docxParagraphs(properties, text string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		if line != "" {
			fmt.Fprintf(&b, `<w:p>%s<w:r><w:t xml:space="preserve">%s</w:t></w:r></w:p>`, properties, html.EscapeString(line))
		}
	}
	return b.String()
}
