package document

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// An HTML page is read for what it says: its main part where it has one, without navigation, forms and what is hidden.

func readHTML(data []byte) (Document, error) {
	source, err := decodeHTML(data)
	if err != nil {
		return Document{}, err
	}
	root, err := html.Parse(strings.NewReader(source))
	if err != nil {
		return Document{}, fmt.Errorf("%w (%v)", ErrDamaged, err)
	}
	h := &htmlReader{}
	h.head(root)
	content, main := mainPart(root)
	h.picky, h.main = true, main
	h.flow(content)
	h.flush()
	if len(h.doc.Blocks) == 0 { // a page made of nothing but what is usually left out
		h.picky = false
		h.flow(content)
		h.flush()
	}
	h.nameByHeading()
	return h.doc, nil
}

// decodeHTML believes the page about its encoding unless it is plainly UTF-8.
func decodeHTML(data []byte) (string, error) {
	if !utf8.Valid(data) {
		if e, _, certain := charset.DetermineEncoding(data, ""); certain {
			return through(e, data)
		}
	}
	return decode(data)
}

type htmlReader struct {
	doc   Document
	text  strings.Builder // of the paragraph being read
	picky bool            // leave out what is not content
	main  bool            // reading a part that is marked as the main one
	back  *Block          // heading to repeat before the next text
}

func (h *htmlReader) add(kind Kind, level int, text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	if h.back != nil && kind != Heading {
		h.doc.Blocks = append(h.doc.Blocks, *h.back)
	}
	h.back = nil
	h.doc.Blocks = append(h.doc.Blocks, Block{Kind: kind, Level: level, Text: text})
}

// flush ends the paragraph being read.
func (h *htmlReader) flush() {
	text := inlineText(h.text.String())
	h.text.Reset()
	h.add(Paragraph, 0, text)
}

// head takes the language and the title of the page.
func (h *htmlReader) head(n *html.Node) {
	for n := range n.Descendants() {
		switch n.DataAtom {
		case atom.Html:
			h.doc.Locale = attr(n, "lang")
		case atom.Title:
			if n.Parent.DataAtom == atom.Head && h.doc.Title == "" {
				h.doc.Title = textOf(n)
			}
		}
	}
}

// nameByHeading prefers the one outermost heading to the title, which usually names the site too.
func (h *htmlReader) nameByHeading() {
	var top []string
	for _, b := range h.doc.Blocks {
		if b.Kind == Heading && b.Level == 1 && (len(top) == 0 || top[0] != b.Text) {
			top = append(top, b.Text)
		}
	}
	if len(top) == 1 {
		h.doc.Title = top[0]
	}
}

// flow adds what is in an element.
func (h *htmlReader) flow(parent *html.Node) {
	for n := parent.FirstChild; n != nil; n = n.NextSibling {
		switch n.Type {
		case html.TextNode:
			h.text.WriteString(spaced(n.Data))
		case html.ElementNode:
			if !h.leftOut(n) {
				h.element(n)
			}
		}
	}
}

func (h *htmlReader) element(n *html.Node) {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		h.flush()
		h.add(Heading, int(n.Data[1]-'0'), inlineText(textOf(n)))
	case atom.Br:
		h.text.WriteByte('\n')
	case atom.Ul, atom.Ol, atom.Menu, atom.Dl:
		h.flush()
		if holds(n, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Table, atom.Pre, atom.Details) {
			h.block(n) // entries are used to lay out a page
			return
		}
		if h.picky && !h.main && onlyLinks(n) {
			return
		}
		var l lister
		if n.DataAtom == atom.Dl {
			definitionList(&l, n)
		} else {
			htmlList(&l, n, 0)
		}
		h.add(List, 0, l.String())
	case atom.Table:
		h.flush()
		if layout(n) {
			h.block(n)
			return
		}
		if caption := find(n, atom.Caption); caption != nil {
			h.add(Paragraph, 0, inlineText(textOf(caption)))
		}
		if b := htmlTable(n); b.Text != "" {
			h.add(b.Kind, 0, b.Text)
		}
	case atom.Pre, atom.Listing, atom.Xmp:
		h.flush()
		h.add(Code, 0, verbatim(n))
	case atom.Details:
		h.details(n)
	case atom.Header:
		if h.picky && !h.main {
			h.flush()
			h.onlyHeading(n)
			return
		}
		h.block(n)
	default:
		if inline[n.DataAtom] {
			h.flow(n)
			return
		}
		h.block(n)
	}
}

func (h *htmlReader) block(n *html.Node) {
	h.flush()
	h.flow(n)
	h.flush()
}

// onlyHeading takes the outermost headings from the head of a page, which is otherwise the site's.
func (h *htmlReader) onlyHeading(n *html.Node) {
	for n := range n.Descendants() {
		if n.DataAtom == atom.H1 {
			h.add(Heading, 1, inlineText(textOf(n)))
		}
	}
}

// details is a question that opens: its summary is the heading of what it hides, up to its end.
func (h *htmlReader) details(n *html.Node) {
	h.flush()
	above := h.heading()
	summary := find(n, atom.Summary)
	if summary != nil {
		h.add(Heading, min(above.Level+1, 9), inlineText(textOf(summary)))
		summary.Parent.RemoveChild(summary)
	}
	h.block(n)
	if summary != nil && above.Text != "" {
		h.back = &above
	}
}

// heading is the heading that text added now would stand under.
func (h *htmlReader) heading() Block {
	if h.back != nil {
		return *h.back
	}
	for i := len(h.doc.Blocks) - 1; i >= 0; i-- {
		if h.doc.Blocks[i].Kind == Heading {
			return h.doc.Blocks[i]
		}
	}
	return Block{}
}
