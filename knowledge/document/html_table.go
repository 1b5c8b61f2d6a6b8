package document

import (
	"strconv"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// layout reports whether a table only places things on the page.
func layout(n *html.Node) bool {
	role := attr(n, "role")
	return role == "presentation" || role == "none" ||
		holds(n, atom.Table, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Article, atom.Form)
}

// htmlTable reads the rows of a table, those of its head first and of its foot last.
func htmlTable(n *html.Node) Block {
	var t table
	row := 0
	for _, part := range []atom.Atom{atom.Thead, 0, atom.Tfoot} {
		for tr := range n.Descendants() {
			if tr.DataAtom != atom.Tr || isHidden(tr) || partOf(tr) != part {
				continue
			}
			column := 0
			for cell := tr.FirstChild; cell != nil; cell = cell.NextSibling {
				if cell.DataAtom != atom.Td && cell.DataAtom != atom.Th {
					continue
				}
				column = t.free(row, column)
				across := span(cell, "colspan")
				t.set(row, column, span(cell, "rowspan"), across, inlineText(textOf(cell)))
				column += across
			}
			row++
		}
	}
	if row > 0 && len(t.rows) > row {
		t.rows = t.rows[:row] // cells that reach below the last row
	}
	return t.block()
}

func partOf(tr *html.Node) atom.Atom {
	if p := tr.Parent; p != nil && (p.DataAtom == atom.Thead || p.DataAtom == atom.Tfoot) {
		return p.DataAtom
	}
	return 0
}

// span is how many rows or columns a cell takes. Nobody merges more than this, but anybody can write it.
func span(cell *html.Node, key string) int {
	const most = 100
	n, err := strconv.Atoi(attr(cell, key))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, most)
}
