package document

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

func TestReadSaysWhatIsWrongWithAFile(t *testing.T) {
	docx, doc := asDOCX(handbook("en", 1, 1)), asPDF(handbook("en", 1, 1), 1)
	for _, file := range []struct {
		name string
		data []byte
		want error
	}{
		{"empty.md", nil, ErrEmpty},
		{"blank.txt", []byte(" \n\t\n"), ErrEmpty},
		{"nothing.html", []byte("<html><script>x()</script></html>"), ErrEmpty},
		{"nothing.docx", asDOCX(nil), ErrEmpty},
		{"huge.txt", bytes.Repeat([]byte("x "), 9<<20), ErrTooLarge},
		{"cut.docx", docx[:len(docx)/2], ErrDamaged},
		{"cut.pdf", doc[:len(doc)/3], ErrDamaged},
		{"noise.pdf", []byte("%PDF-1.7\n" + strings.Repeat("\x01\x02", 500)), ErrDamaged},
		{"broken.docx", zipped(map[string]string{"word/document.xml": "<w:document><w:body><w:p>"}), ErrDamaged},
		{"sheet.docx", zipped(map[string]string{"xl/workbook.xml": "<x/>"}), ErrFormat},
		{"old.docx", []byte(oleMagic + strings.Repeat("\x00", 600)), ErrFormat},
		{"locked.docx", append([]byte(oleMagic), utf16LE("EncryptedPackage")...), ErrEncrypted},
		{"locked.pdf", lockedPDF("secret"), ErrEncrypted},
		{"picture.png", []byte("\x89PNG\r\n\x1a\n"), ErrFormat},
		{"noise.txt", []byte("\x81\xff\xfe\x00\x9d\x01 \xc3\x28\x81\x81\x90\x8f"), ErrEncoding},
	} {
		_, err := Read(file.name, file.data)
		if !errors.Is(err, file.want) {
			t.Errorf("%s: %v, want %v", file.name, err, file.want)
		} else if !strings.HasPrefix(err.Error(), file.name+": ") {
			t.Errorf("the error does not begin with the name: %v", err)
		}
	}
}

func TestReadOpensAPDFThatOnlyForbidsPrinting(t *testing.T) {
	d, err := Read("forbidden.pdf", lockedPDF(""))
	if err != nil || len(d.Blocks) != 1 || d.Blocks[0].Text != "For members only." {
		t.Errorf("%+v, %v", d, err)
	}
}

func lockedPDF(password string) []byte {
	p := fpdf.New("P", "mm", "A4", "")
	p.SetProtection(0, password, "owner")
	p.AddPage()
	p.SetFont("Helvetica", "", 11)
	p.Cell(0, 10, "For members only.")
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// Each of these is small and made to cost a reader that is not careful minutes or gigabytes.
func TestHostileFilesCostLittle(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	again := strings.Repeat
	body := func(xml string) []byte {
		return zipped(map[string]string{"word/document.xml": `<w:document ` + wordSpace + `><w:body>` + xml + `</w:body></w:document>`})
	}
	for name, make := range map[string]func() []byte{
		"spaces.docx": func() []byte { return body("<w:p><w:r><w:t>" + again(" ", 140*million) + "</w:t></w:r></w:p>") },
		"laughs.docx": func() []byte {
			return zipped(map[string]string{"word/document.xml": `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><x>&b;&b;</x>`})
		},
		"controls.docx": func() []byte { return body(again("<w:sdt><w:sdtContent>", million)) },
		"tables.docx":   func() []byte { return body(again("<w:tbl><w:tr><w:tc>", million)) },
		"drawings.docx": func() []byte { return body("<w:p><w:r><w:drawing>" + again("<a>", million)) },
		"unknown.docx":  func() []byte { return body(again("<x>", million)) },
		"spans.docx": func() []byte {
			return body("<w:tbl>" + again(`<w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999"/></w:tcPr><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc><w:tc/></w:tr>`, million/50) + "</w:tbl>")
		},
		"list.docx": func() []byte {
			return body(again(`<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>entry</w:t></w:r></w:p>`, million/20))
		},
		"divs.html": func() []byte { return []byte("<html>" + again("<div>", million)) },
		"lists.html": func() []byte {
			return []byte("<html>" + again(again("<ul><li>", 200)+again("x <b>y</b>", 3000)+again("</li></ul>", 200), 20))
		},
		"spans.html": func() []byte {
			return []byte("<html><table>" + again(`<tr><td colspan=100 rowspan=100>x</td></tr>`, million/10) + "</table>")
		},
		"lines.html":   func() []byte { return []byte("<html><p>" + again("word\n", million/2)) },
		"details.html": func() []byte { return []byte("<html>" + again("<details><summary>q</summary>a</details>", million/10)) },
		"quotes.md":    func() []byte { return []byte(again(">", million) + "a") },
		"lists.md":     func() []byte { return []byte(again("- ", million) + "a") },
		"brackets.md":  func() []byte { return []byte(again("[", million/5) + "a" + again("](b)", million/5)) },
		"images.md":    func() []byte { return []byte(again("![[]()", million/10)) },
		"emphasis.md":  func() []byte { return []byte(again("*a **a ", million/10)) },
		"backticks.md": func() []byte { return []byte(again("`a``b```c", million/10)) },
		"notes.md":     func() []byte { return []byte(again("[^1]", million/10) + "\n\n[^1]: x") },
		"table.md": func() []byte {
			return []byte("|" + again("a|", million/50) + "\n|" + again("-|", million/50) + "\n" + again("|b|\n", million/200))
		},
		"html.md":   func() []byte { return []byte(again("<div>\n\n", million/20)) },
		"tags.md":   func() []byte { return []byte(again("<a ", million/5)) },
		"dots.txt":  func() []byte { return []byte(again("A. ", million)) },
		"line.txt":  func() []byte { return []byte(again("x", 3*million)) },
		"marks.txt": func() []byte { return []byte(again("- x\n", million/4)) },
		"cycle.pdf": func() []byte {
			return pdfOf([]string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 9 /Kids [2 0 R 3 0 R] >>", "<< /Type /Pages /Parent 2 0 R /Count 9 /Kids [2 0 R 3 0 R] >>"})
		},
		"self.pdf": func() []byte {
			return onePage("/X Do", "/XObject << /X 5 0 R >>", "<< /Subtype /Form /Resources << /XObject << /X 5 0 R /Y 5 0 R >> >>", "/X Do /Y Do /X Do")
		},
		"forms.pdf":  func() []byte { return formsPDF() },
		"stream.pdf": func() []byte { return onePage("", "", "<< /Subtype /Form", "") },
		"bomb.pdf":   func() []byte { return bombPDF(again("q ", 10*million)) },
		"text.pdf": func() []byte {
			return bombPDF("BT /F 12 Tf " + again("(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ", 4*million))
		},
		"spans.pdf":   func() []byte { return bombPDF("BT /F 1 Tf " + again("3 3 Td (a) Tj ", million)) },
		"arrays.pdf":  func() []byte { return bombPDF(again("[", 10*million)) },
		"dicts.pdf":   func() []byte { return bombPDF(again("/a << /b ", million)) },
		"objects.pdf": func() []byte { return objectStreamBomb() },
		"pages.pdf":   func() []byte { return manyPages() },
	} {
		t.Run(name, func(t *testing.T) {
			data := make()
			runtime.GC()
			most, stop := watchMemory()
			begin := time.Now()
			d, err := Read(name, data)
			if err == nil {
				Passages(d)
			}
			took := time.Since(begin)
			stop()
			t.Logf("%d kB took %v and %d MB: %d blocks, %.100s", len(data)>>10, took.Round(time.Millisecond), most()>>20, len(d.Blocks), fmt.Sprint(err))
			if took > time.Minute || most() > 1200<<20 {
				t.Error("that is too much")
			}
		})
	}
}

// onePage is a file with one page, and one form in it.
func onePage(content, resources, form, inForm string) []byte {
	return pdfOf([]string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << " + resources + " >> >>",
		stream("<<", content), stream(form, inForm),
	})
}

func stream(dict, content string) string {
	return fmt.Sprintf("%s /Length %d >>\nstream\n%s\nendstream", dict, len(content), content)
}

func packed(content string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write([]byte(content))
	z.Close()
	return b.String()
}

// bombPDF has content that was packed twice.
func bombPDF(content string) []byte {
	return pdfOf([]string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
		stream("<< /Filter [/FlateDecode /FlateDecode]", packed(packed(content))),
	})
}

// formsPDF has twenty forms, each of which draws the next one ten times.
func formsPDF() []byte {
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>",
		stream("<<", "/X Do"),
	}
	for i := range 20 {
		objects = append(objects, stream(fmt.Sprintf("<< /Subtype /Form /Resources << /XObject << /X %d 0 R >> >>", i+6), strings.Repeat("/X Do ", 10)))
	}
	return pdfOf(objects)
}

// objectStreamBomb has streams of objects that are nothing but space.
func objectStreamBomb() []byte {
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Count 0 /Kids [] >>"}
	space := packed("7 0 " + strings.Repeat(" ", 30*million))
	for range 40 {
		objects = append(objects, stream("<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", space))
	}
	return pdfOf(objects)
}

// manyPages has thousands of pages with the same content.
func manyPages() []byte {
	content := "BT /F 12 Tf 72 720 Td " + strings.Repeat("0 -12 Td (All work and no play.) Tj ", 60) + "ET"
	return pdfOf([]string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Count 4000 /Kids [" + strings.Repeat("3 0 R ", million/250) + "] >>",
		"<< /Type /Pages /Parent 2 0 R /Count 1 /Kids [" + strings.Repeat("<< /Type /Page /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >> ", million/1000) + "] >>",
		stream("<<", content),
	})
}

// watchMemory returns how much the heap grew at most, and stops watching.
func watchMemory() (most func() uint64, stop func()) {
	start, highest := memory(), uint64(0)
	done, stopped := make(chan bool), make(chan bool)
	go func() {
		defer close(stopped)
		for {
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
				highest = max(highest, memory())
			}
		}
	}()
	return func() uint64 { return max(highest, start) - start }, func() { close(done); <-stopped }
}
