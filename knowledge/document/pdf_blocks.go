package document

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// pdfBlocks makes blocks of the lines of all pages.
func pdfBlocks(sheets []*sheet) []Block {
	t := typesetting(sheets)
	w := &pdfWriter{typeset: t}
	for _, s := range sheets {
		for _, run := range inColumns(s.lines, 0) {
			w.column(run)
		}
	}
	w.flush()
	for i := range w.blocks {
		w.blocks[i] = framed(w.blocks[i])
	}
	return w.blocks
}

// framed makes text again of a table of one row that no other page goes on with.
func framed(b Block) Block {
	if rows := strings.Split(strings.TrimSpace(b.Text), "\n"); b.Kind == Table && len(rows) < 3 {
		cells := strings.Split(strings.Trim(rows[0], "| "), " | ")
		return Block{Kind: Paragraph, Text: unescapeCell(strings.Join(cells, "\n")), Page: b.Page}
	}
	return b
}

// pdfWriter joins lines to blocks.
type pdfWriter struct {
	typeset
	blocks []Block
	lines  []line // of the block being joined
}

func (w *pdfWriter) column(lines []line) {
	if len(lines) == 0 {
		return
	}
	left, right := extent(lines)
	for i := 0; i < len(lines); {
		if lines[i].table != nil {
			w.table(*lines[i].table, i == 0)
			i++
			continue
		}
		if i+2 < len(lines) {
			if b, n := spacedTable(lines[i:]); n > 0 && b.Kind == Table {
				w.table(b, i == 0)
				i += n
				continue
			}
		}
		n := len(rowsOf(lines[i:min(len(lines), i+20)])[0])
		l := wholeLine(lines[i : i+n])
		l.left, l.right = left, w.edge(lines, i, right)
		if !contents.MatchString(l.text) {
			w.line(l, i == 0)
		}
		i += n
	}
}

// table adds a table, or goes on with the one that the page or the column before ended with.
func (w *pdfWriter) table(b Block, top bool) {
	w.flush()
	last := len(w.blocks) - 1
	if !top || last < 0 || w.blocks[last].Kind != Table || len(w.blocks[last].Text) > maxBlock {
		w.blocks = append(w.blocks, b)
		return
	}
	above, rows := strings.Split(strings.TrimSpace(w.blocks[last].Text), "\n"), strings.Split(strings.TrimSpace(b.Text), "\n")
	if strings.Count(above[1], "---") != strings.Count(rows[1], "---") {
		w.blocks = append(w.blocks, b)
		return
	}
	if rows[0] == above[0] { // the header, repeated
		rows = rows[2:]
	} else {
		rows = slices.Delete(rows, 1, 2)
	}
	w.blocks[last].Text = strings.Join(append(above, rows...), "\n")
}

// wholeLine puts the parts of a line together that are in no table: of a line set so wide that it looked like several.
func wholeLine(parts []line) line {
	l := parts[0]
	for _, p := range parts[1:] {
		l.text += " " + p.text
		l.x1 = max(l.x1, p.x1)
		l.bold, l.fixed = l.bold && p.bold, l.fixed && p.fixed
	}
	return l
}

// edge is how far lines reach to the right that begin where this one does; of the column, if they are too few to tell.
func (w *pdfWriter) edge(lines []line, at int, right float64) float64 {
	n, reach := 0, 0.0
	for _, l := range lines[max(0, at-6):min(len(lines), at+7)] {
		if math.Abs(l.x0-lines[at].x0) < 2 {
			n++
			reach = max(reach, l.x1)
		}
	}
	if n < 4 {
		return right
	}
	return reach
}

// contents is a line of a table of contents: dots that lead to a page number.
var contents = regexp.MustCompile(`(?:\.\s?){5,}\s*[0-9ivxlc]+$|…{2,}\s*[0-9]+$`)

// maxLines is more than any paragraph has.
const maxLines = 500

// line adds a line to the block being joined, or begins another with it.
func (w *pdfWriter) line(l line, top bool) {
	if len(w.lines) > 0 && (len(w.lines) > maxLines || !w.continues(l, top)) {
		w.flush()
	}
	w.lines = append(w.lines, l)
}

// continues reports whether a line goes on with the block being joined.
func (w *pdfWriter) continues(l line, top bool) bool {
	last, first := w.lines[len(w.lines)-1], w.lines[0]
	if math.Abs(l.size-last.size) > 0.06*last.size || l.bold != last.bold && (w.heading(w.lines) > 0 || !endsOpen(last)) {
		return false
	}
	if l.fixed != last.fixed {
		return false
	}
	if isEntry(l.text) && (isEntry(first.text) || roundMark.MatchString(l.text) || l.x0 > first.x0-1 && !endsOpen(last)) {
		return l.fixed
	}
	if top && (l.page != last.page || l.y > last.y) { // from one column or page to the next
		return !l.fixed && w.heading(w.lines) == 0 && w.heading([]line{l}) == 0 && !isEntry(l.text) &&
			(endsOpen(last) && !roomAfter(last, l) || last.x1 > last.right-last.size)
	}
	distance := (last.y - l.y) / max(l.size, last.size)
	if w.heading(w.lines) > 0 && distance > 0 && distance < 1.9 && fills(last, l) {
		return true // headings are often set wider than text
	}
	if distance > max(1.25*w.leading, w.leading+0.25) || distance < -0.5 {
		return false
	}
	if l.fixed {
		return true
	}
	if isEntry(first.text) {
		indented := l.x0 > first.x0+0.3*l.size && (len(w.lines) == 1 || math.Abs(l.x0-last.x0) < 2)
		return (indented || endsOpen(last)) && !roomAfter(last, l)
	}
	if w.heading([]line{last}) > 0 {
		return true
	}
	if l.x0 > last.x0+0.8*l.size && !(len(w.lines) == 1 && last.x0 > last.left+0.8*l.size) {
		return false // indented: a paragraph begins
	}
	return !roomAfter(last, l)
}

// roomAfter reports whether the beginning of the next line would have had room on a line: then it was ended on purpose.
func roomAfter(l, next line) bool {
	room := (l.right - l.x1) / l.size
	first, _, _ := strings.Cut(next.text, " ")
	if r, _ := utf8.DecodeRuneInString(first); wide(r) {
		return room > 3
	}
	word := 0.62*float64(len(first)) + 0.6 // wider than nearly all words are
	return room > word && (!endsOpen(l) || capital(next.text) && room > word+4)
}

// fills reports whether the first word of the next line would not have had room.
func fills(l, next line) bool {
	first, _, _ := strings.Cut(next.text, " ")
	return (l.right-l.x1)/l.size < 0.5*float64(size(first))
}

// endsOpen reports whether a sentence goes on after the line.
func endsOpen(l line) bool {
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(l.text, `"'”’）)」』`))
	return !strings.ContainsRune(".!?。！？：:；", last)
}

func capital(text string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, `"'“‘(（`))
	return unicode.IsUpper(r) || unicode.IsDigit(r)
}

// heading is the level of lines that are one; 0 if they are text.
func (w *pdfWriter) heading(lines []line) int {
	letters := 0
	for _, l := range lines {
		if l.fixed || l.style() != lines[0].style() {
			return 0
		}
		letters += size(l.text)
	}
	level := w.levels[lines[0].style()]
	if len(lines) > 4 || letters > 180 || letters < 2 {
		return 0
	}
	if lines[0].size < 1.12*w.body { // only bold
		last := lines[len(lines)-1]
		if len(lines) > 2 || letters > 110 || !endsOpen(last) && !strings.HasSuffix(last.text, "?") && !strings.HasSuffix(last.text, "？") {
			return 0
		}
	}
	if !strings.ContainsFunc(lines[0].text, unicode.IsLetter) {
		return 0
	}
	return level
}

func (w *pdfWriter) flush() {
	lines := w.lines
	w.lines = nil
	if len(lines) == 0 {
		return
	}
	texts := make([]string, len(lines))
	for i, l := range lines {
		texts[i] = l.text
	}
	b := Block{Kind: Paragraph, Page: lines[0].page}
	switch level := w.heading(lines); {
	case lines[0].fixed:
		b.Kind, b.Text = Code, codeText(lines)
	case level > 0:
		b.Kind, b.Level, b.Text = Heading, level, w.joined(texts)
	default:
		b.Text = w.joined(texts)
		if _, mark, text, is := listEntry(b.Text); is {
			w.entry(b, mark+" "+text, lines[0])
			return
		}
	}
	w.blocks = append(w.blocks, b)
}

// entry adds an entry to the list that the last block is, or begins one.
func (w *pdfWriter) entry(b Block, text string, l line) {
	indent := "" // against the column
	if l.x0 > l.left+3.2*l.size {
		indent = "  "
	}
	if last := len(w.blocks) - 1; last >= 0 && w.blocks[last].Kind == List && len(w.blocks[last].Text) < maxBlock {
		w.blocks[last].Text += "\n" + indent + text
		return
	}
	b.Kind, b.Text = List, text
	w.blocks = append(w.blocks, b)
}

// codeText keeps the indentation of lines in a font whose characters are all equally wide.
func codeText(lines []line) string {
	left, _ := extent(lines)
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(strings.Repeat(" ", min(40, int(math.Round((l.x0-left)/(0.6*l.size))))) + l.text + "\n")
	}
	return b.String()
}
