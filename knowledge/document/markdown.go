package document

import (
	"bufio"
	"bytes"
	"fmt"
	stdhtml "html"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
)

// markdown parses what people write: tables, struck text, notes and lists of definitions besides CommonMark.
var markdown = goldmark.New(goldmark.WithExtensions(
	extension.Table, extension.Strikethrough, extension.Footnote, extension.DefinitionList, extension.TaskList,
)).Parser()

// maxDepth is how deep quotes, lists and elements may lie in each other. Writers do not get beyond ten.
const maxDepth = 200

func readMarkdown(data []byte) (Document, error) {
	source, err := decode(data)
	if err != nil {
		return Document{}, err
	}
	if tooDeep(source) {
		return Document{}, fmt.Errorf("%w (quotes and lists lie more than %d deep in each other)", ErrDamaged, maxDepth)
	}
	if tooWide(source) {
		return Document{}, fmt.Errorf("%w (a table has more than %d columns)", ErrDamaged, maxColumns)
	}
	m := markdownReader{}
	source = m.frontMatter(source)
	m.source = []byte(source)
	m.blocks(markdown.Parse(text.NewReader(m.source), parser.WithContext(parser.NewContext())), 0)
	return m.doc, nil
}

type markdownReader struct {
	doc    Document
	source []byte
}

// frontMatter takes the title and the language from the lines between "---" that many tools put above the text.
func (m *markdownReader) frontMatter(source string) string {
	rest, found := strings.CutPrefix(source, "---\n")
	if !found {
		return source
	}
	head, body, found := strings.Cut(rest, "\n---\n")
	if !found || strings.Contains(head, "\n\n") {
		return source
	}
	for line := range strings.Lines(head) {
		key, value, _ := strings.Cut(line, ":")
		value = strings.Trim(strings.TrimSpace(value), `"'`)
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "title":
			m.doc.Title = value
		case "lang", "language", "locale":
			m.doc.Locale = value
		}
	}
	return body
}

func (m *markdownReader) add(kind Kind, level int, text string) {
	m.doc.Blocks = append(m.doc.Blocks, Block{Kind: kind, Level: level, Text: text})
}

// blocks adds the children of a node that holds blocks.
func (m *markdownReader) blocks(parent ast.Node, depth int) {
	if depth > maxDepth {
		return
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Heading:
			m.add(Heading, n.Level, m.inline(n))
		case *ast.Paragraph, *ast.TextBlock:
			m.add(Paragraph, 0, m.inline(n))
		case *ast.List:
			m.add(List, 0, m.list(n, 0))
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			m.add(Code, 0, m.lines(n))
		case *ast.HTMLBlock:
			m.html(n)
		case *extast.Table:
			m.doc.Blocks = append(m.doc.Blocks, m.table(n))
		case *extast.DefinitionList:
			m.add(List, 0, m.definitions(n))
		case *extast.FootnoteList:
			m.notes(n)
		default:
			m.blocks(n, depth+1)
		}
	}
}

// inline is the text of a node without its markup. Struck text is left out: it no longer holds.
func (m *markdownReader) inline(parent ast.Node) string {
	var b strings.Builder
	var walk func(ast.Node, int)
	walk = func(parent ast.Node, depth int) {
		for n := parent.FirstChild(); n != nil && depth <= maxDepth; n = n.NextSibling() {
			switch n := n.(type) {
			case *ast.Text:
				b.WriteString(unescape(n.Value(m.source), n.IsRaw()))
				switch {
				case n.HardLineBreak():
					b.WriteByte('\n')
				case n.SoftLineBreak():
					b.WriteRune(softBreak)
				}
			case *ast.String:
				b.WriteString(unescape(n.Value, n.IsRaw() || n.IsCode()))
			case *ast.AutoLink:
				b.Write(n.Label(m.source))
			case *ast.RawHTML:
				if tag := bytes.ToLower(n.Segments.Value(m.source)); bytes.HasPrefix(tag, []byte("<br")) {
					b.WriteByte('\n')
				}
			case *extast.FootnoteLink:
				fmt.Fprintf(&b, " [%d]", n.Index)
			case *extast.Strikethrough, *extast.FootnoteBacklink, *ast.Image:
			default:
				walk(n, depth+1)
			}
		}
	}
	walk(parent, 0)
	return inlineText(b.String())
}

// unescape resolves backslashes and entities, in one pass as goldmark's own writer does it.
func unescape(raw []byte, verbatim bool) string {
	if verbatim || !bytes.ContainsAny(raw, `\&`) {
		return string(raw)
	}
	var b strings.Builder
	w := bufio.NewWriter(&b)
	html.DefaultWriter.Write(w, raw)
	_ = w.Flush() // a strings.Builder takes everything
	return stdhtml.UnescapeString(b.String())
}

// tooDeep looks for lines that begin with more quote and list marks, or more space, than any writer has use for.
func tooDeep(source string) bool {
	for line := range strings.Lines(source) {
		marks := 0
		for _, c := range line {
			if !strings.ContainsRune("> \t-*+", c) {
				break
			}
			if marks++; marks > 4*maxDepth {
				break
			}
		}
		if marks > 4*maxDepth || strings.Count(line[:min(marks, len(line))], ">") > maxDepth {
			return strings.Trim(line, "-* \t\n") != ""
		}
	}
	return false
}

// tooWide looks for the line under the header of a table with more columns than anybody reads: the parser fills up every row.
func tooWide(source string) bool {
	for line := range strings.Lines(source) {
		if strings.Count(line, "|") > maxColumns && strings.Trim(line, "|:- \t>\n") == "" {
			return true
		}
	}
	return false
}

func (m *markdownReader) lines(n ast.Node) string {
	var b strings.Builder
	for _, segment := range n.Lines().Sliced(0, n.Lines().Len()) {
		b.Write(segment.Value(m.source))
	}
	return b.String()
}

// list writes the entries of a list, each with the lists, paragraphs and code inside it.
func (m *markdownReader) list(n *ast.List, depth int) string {
	var l lister
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		mark := "-"
		if n.IsOrdered() {
			mark = fmt.Sprint(number, ".")
			number++
		}
		l.entry(depth, mark, m.item(item, depth))
	}
	return l.String()
}

// item is the text of one entry; lists inside it are entries of their own, which follow.
func (m *markdownReader) item(item ast.Node, depth int) (parts []string) {
	for n := item.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.List:
			if depth < maxListDepth {
				parts = append(parts, "\n"+m.list(n, depth+1))
			}
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			parts = append(parts, m.lines(n))
		case *ast.Paragraph, *ast.TextBlock:
			parts = append(parts, m.inline(n))
		default:
			inner := markdownReader{source: m.source}
			inner.blocks(item, depth)
			for _, b := range inner.doc.Blocks {
				parts = append(parts, b.Text)
			}
			return parts
		}
	}
	return parts
}

// html reads a piece of HTML between the paragraphs. Tables and lists are usually whole in it.
func (m *markdownReader) html(n ast.Node) {
	if inner, err := readHTML([]byte(m.lines(n))); err == nil {
		m.doc.Blocks = append(m.doc.Blocks, inner.Blocks...)
	}
}

func (m *markdownReader) table(n *extast.Table) Block {
	var t table
	row := 0
	for line := n.FirstChild(); line != nil; line = line.NextSibling() {
		column := 0
		for cell := line.FirstChild(); cell != nil; cell = cell.NextSibling() {
			t.set(row, column, 1, 1, m.inline(cell))
			column++
		}
		row++
	}
	return t.block()
}

func (m *markdownReader) definitions(n ast.Node) string {
	var l lister
	term := ""
	for part := n.FirstChild(); part != nil; part = part.NextSibling() {
		if _, is := part.(*extast.DefinitionTerm); is {
			term = m.inline(part)
			continue
		}
		inner := markdownReader{source: m.source}
		inner.blocks(part, 0)
		for _, b := range inner.doc.Blocks {
			l.entry(0, "-", []string{term + ": " + b.Text})
		}
	}
	return l.String()
}

func (m *markdownReader) notes(n ast.Node) {
	for note := n.FirstChild(); note != nil; note = note.NextSibling() {
		inner := markdownReader{source: m.source}
		inner.blocks(note, 0)
		number := 0
		if f, is := note.(*extast.Footnote); is {
			number = f.Index
		}
		for _, b := range inner.doc.Blocks {
			m.add(Paragraph, 0, fmt.Sprintf("[%d] %s", number, b.Text))
		}
	}
}
