package document

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/batondesk/baton/knowledge/document/pdf"
)

// sheet is a page with its text in lines.
type sheet struct {
	page          int
	width, height float64
	lines         []line // from top to bottom; those beside each other from left to right
}

// line is text at one height without a wide gap, or a table, which takes part in the order like one.
type line struct {
	text        string
	x0, x1      float64
	y           float64 // of the base line; of a table, of its upper edge
	bottom      float64
	size        float64
	bold, fixed bool
	page        int
	table       *Block
	left, right float64 // of the column it stands in
	parts       []line  // where it has gaps that may part the columns of a table; else none
}

func newSheet(p pdf.Page, number int) *sheet {
	s := &sheet{page: number, width: p.Width, height: p.Height}
	spans := make([]pdf.Span, 0, len(p.Spans))
	for _, span := range p.Spans {
		if !span.Margin && strings.TrimSpace(span.Text) != "" {
			spans = append(spans, span)
		}
	}
	spans = append(spans, drawnMarks(p.Dots, spans)...)
	tables, spans := ruledTables(p.Rules, spans, number)
	s.lines = append(tables, gatherLines(spans, number)...)
	slices.SortStableFunc(s.lines, func(a, b line) int { return cmp.Compare(b.y, a.y) })
	return s
}

// drawnMarks are the marks of entries that are drawn and not written: dots a little to the left of text, at half its height.
func drawnMarks(dots []pdf.Dot, spans []pdf.Span) []pdf.Span {
	var marks []pdf.Span
	for _, d := range dots[:min(len(dots), 500)] {
		for _, s := range spans {
			above, gap := (d.Y-s.Y)/s.Size, (s.X-d.X)/s.Size
			if above > 0.1 && above < 0.6 && gap > 0.3 && gap < 2 && d.Size < 0.7*s.Size {
				marks = append(marks, pdf.Span{Text: "•", X: d.X - d.Size/2, Y: s.Y, Width: d.Size, Size: s.Size, Bold: s.Bold, Fixed: s.Fixed})
				break
			}
		}
	}
	return marks
}

// gatherLines puts spans that stand at one height and close to each other together.
func gatherLines(spans []pdf.Span, page int) []line {
	slices.SortStableFunc(spans, func(a, b pdf.Span) int { return cmp.Compare(b.Y, a.Y) })
	var lines []line
	for len(spans) > 0 {
		n := 1
		for h := (height{spans[0].Y, spans[0].Y, spans[0].Size}); n < len(spans) && h.takes(spans[n]); n++ {
		}
		row := slices.Clone(spans[:n])
		spans = spans[n:]
		slices.SortStableFunc(row, func(a, b pdf.Span) int { return cmp.Compare(a.X, b.X) })
		lines = append(lines, cutRow(row, page)...)
	}
	return lines
}

// height is where the spans of a row stand.
type height struct{ first, lowest, size float64 }

// takes adds a span to the row if it stands at the same height. Raised and lowered signs are smaller than what they belong to.
func (h *height) takes(s pdf.Span) bool {
	allowed := 0.2 * min(h.size, s.Size)
	if s.Size < 0.8*h.size || h.size < 0.8*s.Size {
		allowed = 0.45 * max(h.size, s.Size)
	}
	if math.Abs(h.first-s.Y) >= max(allowed, 1) && math.Abs(h.lowest-s.Y) >= 1 {
		return false
	}
	h.lowest, h.size = min(h.lowest, s.Y), max(h.size, s.Size)
	return true
}

// gutter is the gap in sizes of the text that separates columns. Words in justified lines stay closer.
const gutter = 0.9

// narrow is the least gap between the columns of a table; only what stands above and below tells it from a wide space.
const narrow = 0.45

func cutRow(row []pdf.Span, page int) []line {
	var lines []line
	var b strings.Builder
	var parts []line
	begin, part, partText := 0, 0, 0
	cut := func(end int) {
		parts = append(parts, makeLine(row[part:end], b.String()[partText:], page))
		part, partText = end, b.Len()
	}
	flush := func(end int) {
		if end == begin {
			return
		}
		l := makeLine(row[begin:end], b.String(), page)
		if len(parts) > 0 {
			cut(end)
			l.parts = parts
		}
		lines = append(lines, l)
		b.Reset()
		begin, part, partText, parts = end, end, 0, nil
	}
	end := 0.0
	for i, s := range row {
		if i > begin {
			previous := row[i-1]
			if s.Text == previous.Text && s.X-previous.X < 0.15*s.Size { // written twice to look bold
				s.Text = ""
			}
			switch gap := (s.X - end) / max(s.Size, previous.Size); {
			case gap > gutter && (gap > 4 || !loneMark(b.String())): // a mark stays with its entry
				flush(i)
				end = 0
			case gap > 0.18:
				if gap > narrow && !loneMark(b.String()) {
					cut(i)
				}
				last, _ := utf8.DecodeLastRuneInString(b.String())
				first, _ := utf8.DecodeRuneInString(s.Text)
				if !wide(last) || !wide(first) {
					b.WriteByte(' ')
				}
			}
		}
		b.WriteString(s.Text)
		end = max(end, s.X+s.Width)
	}
	flush(len(row))
	return lines
}

func loneMark(text string) bool {
	_, _, rest, is := listEntry(strings.TrimSpace(text) + " x")
	return is && rest == "x"
}

func makeLine(spans []pdf.Span, text string, page int) line {
	l := line{text: oneLine(text), x0: spans[0].X, y: spans[0].Y, page: page, fixed: true, bold: true}
	sizes := map[float64]int{}
	for _, s := range spans {
		l.x1 = max(l.x1, s.X+s.Width)
		sizes[s.Size] += len(s.Text)
		l.fixed = l.fixed && s.Fixed
		l.bold = l.bold && s.Bold
	}
	most := 0
	for size, n := range sizes {
		if n > most || n == most && size > l.size {
			l.size, most = size, n
		}
	}
	for _, s := range spans { // the base line of what is most of it
		if s.Size == l.size {
			l.y = s.Y
			break
		}
	}
	l.bottom = l.y - 0.2*l.size
	return l
}
