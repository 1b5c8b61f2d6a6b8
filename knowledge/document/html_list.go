package document

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlList writes a list and the lists inside its entries.
func htmlList(l *lister, list *html.Node, depth int) {
	number := 1
	if start, err := strconv.Atoi(attr(list, "start")); err == nil {
		number = start
	}
	for n := list.FirstChild; n != nil; n = n.NextSibling {
		if n.Type != html.ElementNode || isHidden(n) {
			continue
		}
		if isList(n) { // a list right in a list, as some editors write it
			htmlList(l, n, min(depth+1, maxListDepth))
			continue
		}
		mark := "-"
		if list.DataAtom == atom.Ol {
			if value, err := strconv.Atoi(attr(n, "value")); err == nil {
				number = value
			}
			mark = strconv.Itoa(number) + "."
			number++
		}
		l.entry(depth, mark, entryParts(n, depth))
	}
}

func isList(n *html.Node) bool { return n.DataAtom == atom.Ul || n.DataAtom == atom.Ol }

// entryParts is the text of an entry; lists in it come after, as lister takes them.
func entryParts(entry *html.Node, depth int) []string {
	var b, below strings.Builder
	var walk func(*html.Node)
	walk = func(parent *html.Node) {
		for n := parent.FirstChild; n != nil; n = n.NextSibling {
			switch {
			case n.Type == html.TextNode:
				b.WriteString(spaced(n.Data))
			case n.Type != html.ElementNode || silent(n):
			case isList(n):
				var inner lister
				htmlList(&inner, n, min(depth+1, maxListDepth))
				below.WriteString(inner.String())
			case inline[n.DataAtom]:
				walk(n)
			default:
				b.WriteByte('\n')
				walk(n)
				b.WriteByte('\n')
			}
		}
	}
	walk(entry)
	return []string{inlineText(b.String()), "\n" + below.String()}
}

// definitionList writes each definition after its terms.
func definitionList(l *lister, list *html.Node) {
	var terms []string
	defined := false
	for n := range list.Descendants() {
		switch {
		case n.DataAtom == atom.Dt:
			if defined {
				terms, defined = nil, false
			}
			terms = append(terms, oneLine(inlineText(textOf(n))))
		case n.DataAtom == atom.Dd:
			defined = true
			text := oneLine(inlineText(textOf(n)))
			if len(terms) > 0 {
				text = strings.TrimRight(strings.Join(terms, ", "), ":：") + ": " + text
			}
			l.entry(0, "-", []string{text})
		}
	}
}
