package document

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"unicode/utf16"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

var headingSizes = map[int]float64{1: 20, 2: 15, 3: 12.5}

// asPDF writes an English handbook with fpdf, in embedded fonts, justified, in one or two columns, with tables in rules, a
// running head and page numbers.
func asPDF(blocks []Block, columns int) []byte {
	const margin, bottom, gap = 18.0, 25.0, 8.0 // millimetres
	p := fpdf.New("P", "mm", "A4", "")
	p.SetCompression(true)
	p.SetTitle(blocks[0].Text, true)
	p.AddUTF8FontFromBytes("go", "", goregular.TTF)
	p.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	p.SetMargins(margin, 22, margin)
	p.SetAutoPageBreak(true, bottom)
	p.SetHeaderFunc(func() {
		p.SetFont("go", "", 8)
		p.SetXY(margin, 10)
		p.CellFormat(0, 5, "Northwind shoe shop, internal", "B", 0, "R", false, 0, "")
		p.SetXY(p.GetX(), 22)
	})
	p.SetFooterFunc(func() {
		p.SetFont("go", "", 8)
		p.SetY(-15)
		p.CellFormat(0, 5, fmt.Sprintf("Page %d of 999", p.PageNo()), "", 0, "C", false, 0, "")
	})
	width := (210 - 2*margin - float64(columns-1)*gap) / float64(columns)
	column := 0
	place := func(n int) {
		column = n
		p.SetLeftMargin(margin + float64(n)*(width+gap))
		p.SetX(margin + float64(n)*(width+gap))
	}
	p.SetAcceptPageBreakFunc(func() bool {
		if column < columns-1 {
			place(column + 1)
			p.SetY(22)
			return false
		}
		place(0)
		return true
	})
	p.AddPage()
	p.SetY(22)
	// Headings and rows of tables are not parted from what follows.
	room := func(height float64) {
		if _, h := p.GetPageSize(); p.GetY()+height > h-bottom {
			if column < columns-1 {
				place(column + 1)
				p.SetY(22)
			} else {
				place(0)
				p.AddPage()
				p.SetY(22)
			}
		}
	}
	for _, b := range blocks {
		switch b.Kind {
		case Heading:
			p.SetFont("go", "B", headingSizes[b.Level])
			room(40)
			p.Ln(3)
			p.MultiCell(width, headingSizes[b.Level]*0.45, b.Text, "", "L", false)
			p.Ln(1.5)
		case List:
			p.SetFont("go", "", 10)
			for _, entry := range entriesIn(b.Text) {
				room(12)
				x := p.GetX()
				p.CellFormat(5, 4.6, "•", "", 0, "L", false, 0, "")
				p.SetLeftMargin(x + 5)
				p.MultiCell(width-5, 4.6, entry, "", "L", false)
				place(column)
			}
			p.Ln(2)
		case Table:
			p.SetFont("go", "", 10)
			rows := rowsIn(b.Text)
			room(float64(len(rows)) * 6)
			for _, row := range rows {
				for i, cell := range row {
					p.CellFormat([]float64{width - 36, 14, 22}[i], 6, cell, "1", 0, "L", false, 0, "")
				}
				p.Ln(6)
			}
			p.Ln(2)
		default:
			p.SetFont("go", "", 10)
			p.MultiCell(width, 4.6, b.Text, "", "J", false)
			p.Ln(2)
		}
	}
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// asChinesePDF writes a handbook as programs for Chinese do: in a font that every reader has and that is not embedded, with
// the first line of each paragraph indented and lines broken anywhere.
func asChinesePDF(blocks []Block) []byte {
	const left, right, top, foot = 70.0, 525.0, 760.0, 70.0
	w := &pdfFile{}
	y := top
	newPage := func() {
		w.page()
		w.text(left, 800, 9, "北风鞋店内部资料")
		w.text(290, 40, 9, fmt.Sprintf("第 %d 页", len(w.pages)))
		y = top
	}
	newPage()
	line := func(x, size float64, text string) {
		if y < foot {
			newPage()
		}
		w.text(x, y, size, text)
		y -= size * 1.6
	}
	wrap := func(x, first, size float64, text string) {
		var b strings.Builder
		room := right - x - first
		begin := x + first
		for _, r := range text {
			advance := size
			if r < 0x80 {
				advance = size / 2
			}
			if room < advance && !strings.ContainsRune("，。：", r) {
				line(begin, size, b.String())
				b.Reset()
				room, begin = right-x, x
			}
			room -= advance
			b.WriteRune(r)
		}
		line(begin, size, b.String())
	}
	for _, b := range blocks {
		switch b.Kind {
		case Heading:
			if y < foot+80 {
				newPage()
			}
			y -= 8
			wrap(left, 0, headingSizes[b.Level], b.Text)
		case List:
			for _, entry := range entriesIn(b.Text) {
				wrap(left+20, 0, 10, "• "+entry)
			}
			y -= 4
		case Table:
			rows := rowsIn(b.Text)
			if y < foot+float64(len(rows))*18 {
				newPage()
			}
			xs := []float64{left, left + 200, left + 300, left + 400}
			for i, row := range rows {
				for j, cell := range row {
					w.text(xs[j]+4, y-float64(i)*18, 10, cell)
				}
			}
			bottom := y + 13 - float64(len(rows))*18
			for i := range len(rows) + 1 {
				w.rule(xs[0], y+13-float64(i)*18, xs[3], y+13-float64(i)*18)
			}
			for _, x := range xs {
				w.rule(x, bottom, x, y+13)
			}
			y = bottom - 16
		default:
			wrap(left, 20, 10, b.Text)
		}
	}
	return w.bytes()
}

// pdfFile writes the file itself.
type pdfFile struct{ pages []*strings.Builder }

func (w *pdfFile) page() { w.pages = append(w.pages, &strings.Builder{}) }

func (w *pdfFile) text(x, y, size float64, text string) {
	b := w.pages[len(w.pages)-1]
	fmt.Fprintf(b, "BT /F1 %.1f Tf %.2f %.2f Td <", size, x, y)
	for _, unit := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(b, "%04X", unit)
	}
	b.WriteString("> Tj ET\n")
}

func (w *pdfFile) rule(x0, y0, x1, y1 float64) {
	fmt.Fprintf(w.pages[len(w.pages)-1], "%.2f %.2f m %.2f %.2f l S\n", x0, y0, x1, y1)
}

func (w *pdfFile) bytes() []byte {
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R /Lang (zh-CN) >>",
		"",
		"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UTF16-H /Encoding /UniGB-UTF16-H /DescendantFonts [4 0 R] >>",
		"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 /FontDescriptor 5 0 R >>",
		"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 90 >>",
	}
	var kids []string
	for _, p := range w.pages {
		var packed bytes.Buffer
		z := zlib.NewWriter(&packed)
		z.Write([]byte(p.String()))
		z.Close()
		objects = append(objects,
			fmt.Sprintf("<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream", packed.Len(), packed.String()),
			fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", len(objects)+1))
		kids = append(kids, fmt.Sprintf("%d 0 R", len(objects)))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(kids), strings.Join(kids, " "))
	return pdfOf(objects)
}

// pdfOf puts numbered objects into a file; the first is the catalog.
func pdfOf(objects []string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	var offsets []int
	for i, o := range objects {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}
