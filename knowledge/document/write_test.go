package document

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"strings"
)

// The same blocks in the formats that are text.

func asMarkdown(blocks []Block) []byte {
	var b strings.Builder
	for _, block := range blocks {
		if block.Kind == Heading {
			b.WriteString(strings.Repeat("#", block.Level) + " ")
		}
		b.WriteString(block.Text + "\n\n")
	}
	return []byte(b.String())
}

func asText(blocks []Block) []byte {
	var b strings.Builder
	for _, block := range blocks {
		switch block.Kind {
		case Heading:
			b.WriteString(strings.Repeat("#", block.Level) + " " + block.Text)
		case Table:
			for _, row := range rowsIn(block.Text) {
				b.WriteString(strings.Join(row, "\t") + "\n")
			}
		default:
			b.WriteString(block.Text)
		}
		b.WriteString("\n\n")
	}
	return []byte(b.String())
}

func asHTML(locale string, blocks []Block) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `<!doctype html><html lang="%s"><head><meta charset="utf-8"><title>%s</title><style>p{margin:0}</style></head><body>`, locale, blocks[0].Text)
	b.WriteString(`<nav><ul><li><a href="/">Home</a></li><li><a href="/shop">Shop</a></li></ul></nav><main>`)
	for _, block := range blocks {
		text := html.EscapeString(block.Text)
		switch block.Kind {
		case Heading:
			fmt.Fprintf(&b, "<h%d>%s</h%d>\n", block.Level, text, block.Level)
		case List:
			b.WriteString("<ul>")
			for _, entry := range entriesIn(text) {
				fmt.Fprintf(&b, "<li>%s</li>\n", entry)
			}
			b.WriteString("</ul>")
		case Table:
			b.WriteString("<table>")
			for i, row := range rowsIn(text) {
				cell := "td"
				if i == 0 {
					cell = "th"
				}
				b.WriteString("<tr>")
				for _, c := range row {
					fmt.Fprintf(&b, "<%s>%s</%s>", cell, c, cell)
				}
				b.WriteString("</tr>")
			}
			b.WriteString("</table>")
		default:
			fmt.Fprintf(&b, "<p>%s</p>\n", text)
		}
	}
	b.WriteString("</main><footer>Imprint</footer><script>track()</script></body></html>")
	return []byte(b.String())
}

const (
	wordSpace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	docxRels  = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	docxNums  = `<w:numbering ` + wordSpace + `><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num></w:numbering>`
)

// asDOCX writes headings with the styles of a German and of a Chinese program: their names are English, their ids are not.
func asDOCX(blocks []Block) []byte {
	var b strings.Builder
	for _, block := range blocks {
		text := html.EscapeString(block.Text)
		switch block.Kind {
		case Heading:
			fmt.Fprintf(&b, `<w:p><w:pPr><w:pStyle w:val="berschrift%d"/></w:pPr><w:r><w:t>%s</w:t></w:r></w:p>`, block.Level, text)
		case List:
			for _, entry := range entriesIn(text) {
				fmt.Fprintf(&b, `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t xml:space="preserve">%s</w:t></w:r></w:p>`, entry)
			}
		case Table:
			b.WriteString("<w:tbl>")
			for _, row := range rowsIn(text) {
				b.WriteString("<w:tr>")
				for _, c := range row {
					fmt.Fprintf(&b, "<w:tc><w:tcPr/><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:tc>", c)
				}
				b.WriteString("</w:tr>")
			}
			b.WriteString("</w:tbl>")
		default: // programs cut text into runs where it suits them
			half := len([]rune(text)) / 2
			fmt.Fprintf(&b, `<w:p><w:r><w:t xml:space="preserve">%s</w:t></w:r><w:r><w:t xml:space="preserve">%s</w:t></w:r></w:p>`, string([]rune(text)[:half]), string([]rune(text)[half:]))
		}
	}
	return zipped(map[string]string{
		"_rels/.rels":        docxRels,
		"word/document.xml":  `<w:document ` + wordSpace + `><w:body>` + b.String() + `<w:sectPr/></w:body></w:document>`,
		"word/styles.xml":    docxStyles(),
		"word/numbering.xml": docxNums,
		"word/header1.xml":   `<w:hdr ` + wordSpace + `><w:p><w:r><w:t>Confidential</w:t></w:r></w:p></w:hdr>`,
	})
}

func docxStyles() string {
	var b strings.Builder
	b.WriteString(`<w:styles ` + wordSpace + `>`)
	for level := 1; level <= 6; level++ {
		fmt.Fprintf(&b, `<w:style w:type="paragraph" w:styleId="berschrift%d"><w:name w:val="heading %d"/><w:pPr><w:outlineLvl w:val="%d"/></w:pPr></w:style>`, level, level, level-1)
	}
	return b.String() + `</w:styles>`
}

func zipped(files map[string]string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range files {
		w, err := z.Create(name)
		if err != nil {
			panic(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}
