package knowledge

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// HTML becomes plain text: paragraphs are separated by empty lines, entries of lists begin with "- ", the address of a
// link follows its text in parentheses. What is never read aloud (scripts, styles, navigation) is left out.

func readHTML(name string, r io.Reader) Rows {
	return func(yield func(Row, error) bool) {
		h := &htmlReader{name: name, yield: yield, line: 1}
		tokens := html.NewTokenizer(r)
		tokens.SetMaxBuf(maxRow)
		for !h.stopped {
			kind := tokens.Next()
			at := h.line
			h.line += strings.Count(string(tokens.Raw()), "\n")
			if kind == html.ErrorToken {
				h.flush(0)
				if err := tokens.Err(); err != io.EOF && !h.stopped {
					yield(Row{}, fmt.Errorf("%s:%d: %w", name, at, err))
				}
				return
			}
			h.token(at, tokens.Token())
		}
	}
}

type htmlReader struct {
	name    string
	yield   func(Row, error) bool
	stopped bool
	line    int
	locale  string
	now     *section
	skip    []atom.Atom      // elements being left out, outermost first
	title   *strings.Builder // text of the heading being read
	links   []string         // addresses of the open links
	entry   *strings.Builder // entry of the list of alternatives being read
	listing bool             // the last paragraph was "Also asked"
	inList  int              // depth of lists below it
	broken  bool             // the section is not UTF-8
}

func (h *htmlReader) token(at int, t html.Token) {
	if len(h.skip) > 0 {
		last := h.skip[len(h.skip)-1]
		switch {
		case t.Type == html.StartTagToken && t.DataAtom == last:
			h.skip = append(h.skip, last)
		case t.Type == html.EndTagToken && t.DataAtom == last:
			h.skip = h.skip[:len(h.skip)-1]
		}
		return
	}
	switch t.Type {
	case html.TextToken:
		h.text(t.Data)
	case html.StartTagToken, html.SelfClosingTagToken:
		h.start(at, t)
	case html.EndTagToken:
		h.end(t)
	}
}

func (h *htmlReader) text(s string) {
	h.broken = h.broken || !utf8.ValidString(s)
	words := oneLine(s)
	if words == "" {
		words = " "
	} else {
		if strings.TrimLeft(s, " \t\r\n") != s {
			words = " " + words
		}
		if strings.TrimRight(s, " \t\r\n") != s {
			words += " "
		}
	}
	switch {
	case h.title != nil:
		if h.title.Len() < maxRow {
			h.title.WriteString(words)
		}
	case h.now == nil:
	case h.entry != nil:
		if h.entry.Len() < maxRow {
			h.entry.WriteString(words)
		}
	default:
		h.now.write(words)
	}
}

func (h *htmlReader) start(at int, t html.Token) {
	switch t.DataAtom {
	case atom.Html:
		h.locale = language(attribute(t, "lang"))
	case atom.Script, atom.Style, atom.Head, atom.Nav, atom.Template, atom.Noscript, atom.Svg, atom.Select:
		if t.Type == html.StartTagToken {
			h.skip = append(h.skip, t.DataAtom)
		}
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		level := int(t.Data[1] - '0')
		h.flush(level)
		h.now = &section{place: Place{h.name, at}, level: level, locale: h.locale}
		if l := language(attribute(t, "lang")); l != "" {
			h.now.locale = l
		}
		if id := attribute(t, "id"); idSyntax.MatchString(id) {
			h.now.id = id
		}
		h.title = &strings.Builder{}
	case atom.A:
		if t.Type == html.StartTagToken {
			h.links = append(h.links, attribute(t, "href"))
		}
	case atom.Br:
		h.block("\n")
	case atom.Ul, atom.Ol:
		if h.listing = h.listing || h.endsInAlsoAsked(); h.listing && t.Type == html.StartTagToken {
			h.inList++
			return
		}
		h.block("\n\n")
	case atom.Li:
		h.closeEntry()
		if h.listing && h.inList > 0 {
			h.entry = &strings.Builder{}
			return
		}
		h.block("\n- ")
	case atom.Td, atom.Th:
		h.text(" ")
	case atom.Tr, atom.Dt, atom.Dd:
		h.block("\n")
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Table, atom.Blockquote, atom.Pre, atom.Hr, atom.Main, atom.Dl:
		h.block("\n\n")
	}
}

func (h *htmlReader) end(t html.Token) {
	switch t.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		h.closeTitle()
	case atom.A:
		if n := len(h.links); n > 0 {
			h.address(h.links[n-1])
			h.links = h.links[:n-1]
		}
	case atom.Ul, atom.Ol:
		h.closeEntry()
		if h.inList > 0 {
			if h.inList--; h.inList == 0 {
				h.listing = false
			}
		}
		h.block("\n\n")
	case atom.Li:
		h.closeEntry()
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Table, atom.Blockquote, atom.Pre, atom.Main, atom.Dl:
		h.block("\n\n")
	}
}

// block ends a line or paragraph of the answer.
func (h *htmlReader) block(end string) {
	if h.now != nil && h.entry == nil && h.title == nil {
		h.now.write(end)
	}
}

// address writes where a link leads, unless its text says it already.
func (h *htmlReader) address(href string) {
	if h.now == nil || h.title != nil || h.entry != nil || href == "" || strings.HasPrefix(href, "#") {
		return
	}
	shown := strings.TrimPrefix(strings.TrimPrefix(href, "mailto:"), "tel:")
	if lower := strings.ToLower(href); strings.HasPrefix(lower, "javascript:") || strings.HasSuffix(h.now.answer.String(), shown) {
		return
	}
	h.now.write(" (" + shown + ")")
}

// endsInAlsoAsked reports whether the last line of the answer announces the list of alternatives, and takes it away.
func (h *htmlReader) endsInAlsoAsked() bool {
	if h.now == nil {
		return false
	}
	answer := strings.TrimRight(h.now.answer.String(), " \n")
	start := strings.LastIndexByte(answer, '\n') + 1
	if !alsoAsked.MatchString(strings.TrimSpace(answer[start:])) {
		return false
	}
	h.now.answer.Reset()
	h.now.answer.WriteString(answer[:start])
	return true
}

func (h *htmlReader) closeEntry() {
	if h.entry != nil && h.now != nil {
		h.now.alternatives = append(h.now.alternatives, oneLine(h.entry.String()))
	}
	h.entry = nil
}

func (h *htmlReader) closeTitle() {
	if h.title != nil && h.now != nil {
		h.now.question = oneLine(h.title.String())
	}
	h.title = nil
}

func (h *htmlReader) flush(nextLevel int) {
	h.closeTitle()
	h.closeEntry()
	if h.now != nil && !h.stopped {
		tidied := tidyLines(h.now.answer.String())
		h.now.answer.Reset()
		h.now.answer.WriteString(tidied)
		row, err, ok := h.now.row(nextLevel)
		if h.broken && err == nil {
			err = &RowError{row.Place, errNotUTF8}
		}
		if ok {
			h.stopped = !h.yield(row, err)
		}
	}
	h.now, h.listing, h.inList, h.broken, h.links = nil, false, 0, false, nil
}

// tidyLines trims each line and leaves at most one empty line between two.
func tidyLines(s string) string {
	var b strings.Builder
	empty := 0
	for line := range strings.SplitSeq(s, "\n") {
		if line = oneLine(line); line == "" {
			empty++
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n")
			if empty > 0 && !strings.HasPrefix(line, "- ") {
				b.WriteString("\n")
			}
		}
		empty = 0
		b.WriteString(line)
	}
	return b.String()
}

func attribute(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}
