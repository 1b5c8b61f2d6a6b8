package document

import (
	"slices"
)

// Passage is a piece of a document, small enough to answer with.
type Passage struct {
	Path  []string // the headings above it, outermost first; empty before the first heading
	Text  string   // plain text, paragraphs with an empty line between them; a table is a Markdown table
	Page  int      // where it begins, from 1; 0 where the format has no pages
	Place int      // in its document, from 1
}

// Sizes are in characters; one of Chinese or Japanese counts as two. See size.
const (
	joined = 1200 // pieces under one heading are joined up to this
	alone  = 2000 // a paragraph or a list up to this stays whole
	tiny   = 100  // what is shorter says too little alone, and joins a neighbour beyond the first limit
	endure = 6000 // a table or code up to this stays whole, and a sentence
)

// Passages splits a document. A passage never reaches over a heading. Under one heading, paragraphs are joined to passages
// of up to 1,200 characters; longer paragraphs are cut between sentences and longer lists between entries; a list stays
// with the line that leads to it; a table stays whole, or is cut between rows, its header repeated. The same document gives
// the same passages, and where it cuts depends only on the text nearby, so that an edit changes only passages near it.
func Passages(d Document) []Passage {
	var (
		passages []Passage
		path     []Block
		body     []Block
	)
	flush := func(leaf bool) {
		names := make([]string, len(path))
		for i, h := range path {
			names[i] = h.Text
		}
		if len(body) == 0 && leaf && len(path) > 0 && path[len(path)-1].Text != d.Title {
			// Nothing stands below this heading; it says what it says itself.
			last := path[len(path)-1]
			passages = append(passages, Passage{Path: names[:len(names)-1], Text: last.Text, Page: last.Page})
		}
		for _, piece := range split(body) {
			passages = append(passages, Passage{Path: slices.Clone(names), Text: piece.text, Page: piece.page})
		}
		body = nil
	}
	for _, b := range d.Blocks {
		if b.Kind != Heading {
			body = append(body, b)
			continue
		}
		flush(len(path) > 0 && b.Level <= path[len(path)-1].Level)
		for len(path) > 0 && path[len(path)-1].Level >= b.Level {
			path = path[:len(path)-1]
		}
		path = append(path, b)
	}
	flush(true)
	for i := range passages {
		passages[i].Place = i + 1
	}
	return passages
}

// size is the length of a text in characters; one of a script without spaces says as much as two.
func size(text string) int {
	n := 0
	for _, r := range text {
		if n++; wide(r) {
			n++
		}
	}
	return n
}
