package document

import (
	"strings"
	"unicode/utf8"
)

// pieces cuts blocks where passages may be cut: between blocks, and within those that are too long for one passage.
func pieces(blocks []Block) []piece {
	var out []piece
	lead := "" // the line that leads to the block, and goes with it
	leadPage := 0
	for i, b := range blocks {
		if b.Kind == Paragraph && i+1 < len(blocks) && leads(b.Text, blocks[i+1]) {
			lead, leadPage = joinBlocks(lead, b.Text), max(leadPage, b.Page)
			continue
		}
		for j, text := range parts(b, lead) {
			p := piece{text: text, page: b.Page, glue: "\n\n"}
			if j == 0 && leadPage > 0 {
				p.page = leadPage
			}
			if j > 0 {
				p.near = true
				p.glue = glue(b.Kind)
				p.kept = b.Kind == Table // its header is repeated
			}
			out = append(out, p)
		}
		lead, leadPage = "", 0
	}
	return out
}

// leads reports whether a paragraph only introduces the block after it: it is short and ends with a colon.
func leads(text string, next Block) bool {
	last, _ := utf8.DecodeLastRuneInString(text)
	return next.Kind != Paragraph && (last == ':' || last == '：') && size(text) <= joined/3
}

func joinBlocks(a, b string) string {
	if a == "" {
		return b
	}
	return a + "\n\n" + b
}

func glue(k Kind) string {
	if k == Paragraph {
		return "" // sentences keep the space after them
	}
	return "\n"
}

// parts cuts one block; the first part begins with the line that leads to it.
func parts(b Block, lead string) []string {
	var cut []string
	switch whole := size(b.Text); b.Kind {
	case Table:
		cut = tableParts(b.Text, whole)
	case List:
		cut = lines(b.Text, whole, alone)
	case Code:
		cut = lines(b.Text, whole, endure)
	default:
		if whole <= alone {
			cut = []string{b.Text}
		} else {
			for _, s := range sentences(b.Text) {
				cut = append(cut, cutLong(s)...)
			}
		}
	}
	if lead != "" {
		if len(cut) > 1 && b.Kind == List { // with at least its first entry
			cut[0] = lead + "\n" + cut[0]
		} else {
			cut[0] = joinBlocks(lead, cut[0])
		}
	}
	return cut
}

func lines(text string, whole, limit int) []string {
	if whole <= limit {
		return []string{text}
	}
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		out = append(out, cutLong(line)...)
	}
	return out
}

// cutLong cuts what has no end: a "sentence" longer than any is a list of words or binary waste. It cuts at spaces, and
// only where there is none anywhere.
func cutLong(text string) []string {
	if size(text) <= endure {
		return []string{text}
	}
	var out []string
	begin, n := 0, 0
	space := -1
	for i, r := range text {
		if n++; wide(r) {
			n++
		}
		if r == ' ' || r == '，' || r == '、' || r == ',' {
			space = i + utf8.RuneLen(r)
		}
		if n < joined {
			continue
		}
		if end := i + utf8.RuneLen(r); space > begin {
			out, begin = append(out, text[begin:space]), space
			n = size(text[begin:end])
		} else {
			out, begin, n = append(out, text[begin:end]), end, 0
		}
	}
	if begin < len(text) {
		out = append(out, text[begin:])
	}
	return out
}
