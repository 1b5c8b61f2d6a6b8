package document

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// whole holds what every reading must keep, whatever it was given.
func whole(t *testing.T, name string, data []byte) {
	d, err := Read(name, data)
	if err != nil {
		if !strings.HasPrefix(err.Error(), name+": ") {
			t.Errorf("the error does not begin with the name: %v", err)
		}
		return
	}
	for i, p := range Passages(d) {
		if p.Text == "" || !utf8.ValidString(p.Text) || strings.ContainsAny(p.Text, "\x00\r\x1e") || p.Place != i+1 || len(p.Path) > 9 {
			t.Errorf("passage %+v", p)
		}
		if n := size(p.Text); n > 2*endure {
			t.Errorf("a passage of %d characters", n)
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	f.Add(asMarkdown(handbook("en", 1, 1)[:5]))
	f.Add([]byte("---\ntitle: x\n---\n# a\n- b\n  1. c\n\n|a|b|\n|-|-|\n|c|\n\n[^1]\n\n[^1]: d\n\nx\n: y\n\n<p>z"))
	f.Fuzz(func(t *testing.T, data []byte) { whole(t, "a.md", data) })
}

func FuzzHTML(f *testing.F) {
	f.Add(asHTML("zh", handbook("zh", 1, 1)[:5]))
	f.Add([]byte("<table><tr><td colspan=3 rowspan=2>a<td>b<tr><td>c</table><details><summary>q</summary>a<ul><li>x<ol><li>y"))
	f.Fuzz(func(t *testing.T, data []byte) { whole(t, "a.html", data) })
}

func FuzzText(f *testing.F) {
	f.Add(asText(handbook("zh", 1, 1)[:5]))
	f.Add([]byte("A\n=\n1. x\n  y\na\tb\nc\td\n\n第一章 x\n\n\xb0\xa1\xff\xfe"))
	f.Fuzz(func(t *testing.T, data []byte) { whole(t, "a.txt", data) })
}

func FuzzDOCX(f *testing.F) {
	f.Add(`<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="9"/><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>`)
	f.Fuzz(func(t *testing.T, body string) {
		whole(t, "a.docx", zipped(map[string]string{"word/document.xml": `<w:document ` + wordSpace + `><w:body>` + body + `</w:body></w:document>`, "word/styles.xml": body, "word/numbering.xml": docxNums}))
	})
}

func FuzzPDF(f *testing.F) {
	f.Add(asChinesePDF(handbook("zh", 1, 1)[:2]))
	f.Add(lockedPDF(""))
	f.Fuzz(func(t *testing.T, data []byte) { whole(t, "a.pdf", data) })
}

// FuzzPDFContent changes the instructions of a page, which changes to a whole file hardly ever reach.
func FuzzPDFContent(f *testing.F) {
	f.Add("q 1 0 0 1 50 700 cm BT /F 12 Tf 14 TL (a) Tj T* [(b) -300 (c)] TJ (d) ' 1 2 (e) \" ET Q 0 0 m 100 0 l S 0 0 90 90 re S /Span << /ActualText (x) >> BDC EMC BI /W 1 ID x EI")
	f.Fuzz(func(t *testing.T, content string) {
		whole(t, "a.pdf", onePage(content, "", "<< /Subtype /Form", content))
	})
}
