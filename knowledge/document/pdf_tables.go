package document

import (
	"cmp"
	"math"
	"slices"

	"github.com/batondesk/baton/knowledge/document/pdf"
)

// touch is how far lines of a table may miss each other, in points.
const touch = 3.0

// ruledTables finds the grids that rules make, and takes the text out of them. It returns the tables and the spans that are
// in none.
func ruledTables(rules []pdf.Rule, spans []pdf.Span, page int) ([]line, []pdf.Span) {
	var tables []line
	for _, group := range connected(rules) {
		g := newGrid(group)
		if !g.isTable() {
			continue
		}
		var inside, outside []pdf.Span
		for _, s := range spans {
			if _, _, is := g.cell(s); is {
				inside = append(inside, s)
			} else {
				outside = append(outside, s)
			}
		}
		if block := g.block(inside, page); block.Kind == Table {
			block.Page = page
			top, bottom := g.ys[0], g.ys[len(g.ys)-1]
			tables = append(tables, line{table: &block, text: block.Text, x0: g.xs[0], x1: g.xs[len(g.xs)-1], y: top, bottom: bottom, size: 10, page: page})
			spans = outside
		}
	}
	return tables, spans
}

// connected groups rules that touch each other.
func connected(rules []pdf.Rule) [][]pdf.Rule {
	const most = 4000 // a page with more is a drawing
	if len(rules) > most {
		return nil
	}
	rules = slices.Clone(rules)
	slices.SortFunc(rules, func(a, b pdf.Rule) int { return cmp.Compare(a.X0, b.X0) })
	parent := make([]int, len(rules))
	for i := range parent {
		parent[i] = i
	}
	root := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for i, a := range rules {
		for j := i + 1; j < len(rules) && rules[j].X0 <= a.X1+touch; j++ {
			if b := rules[j]; b.Y0 <= a.Y1+touch && b.Y1 >= a.Y0-touch {
				parent[root(i)] = root(j)
			}
		}
	}
	groups := map[int][]pdf.Rule{}
	var order []int
	for i, r := range rules {
		at := root(i)
		if groups[at] == nil {
			order = append(order, at)
		}
		groups[at] = append(groups[at], r)
	}
	var out [][]pdf.Rule
	for _, at := range order {
		out = append(out, groups[at])
	}
	return out
}

// grid is the rules of one table.
type grid struct {
	xs, ys                 []float64 // where rules stand, from the left and from the top
	vertical, horizontal   []pdf.Rule
	mergedRight, mergedLow map[[2]int]bool
}

func newGrid(rules []pdf.Rule) *grid {
	g := &grid{}
	for _, r := range rules {
		if r.Vertical() {
			g.vertical = append(g.vertical, r)
			g.xs = append(g.xs, (r.X0+r.X1)/2)
		} else {
			g.horizontal = append(g.horizontal, r)
			g.ys = append(g.ys, -(r.Y0+r.Y1)/2)
		}
	}
	g.xs, g.ys = distinct(g.xs), distinct(g.ys)
	for i := range g.ys {
		g.ys[i] = -g.ys[i]
	}
	return g
}

func distinct(values []float64) []float64 {
	slices.Sort(values)
	return slices.CompactFunc(values, func(a, b float64) bool { return math.Abs(b-a) < touch })
}

func (g *grid) isTable() bool {
	return len(g.xs) >= 3 && len(g.ys) >= 2 && len(g.xs) <= 60 && len(g.ys) <= 400 && len(g.xs)*len(g.ys) <= 8000
}

// cell is the row and the column that a span begins in.
func (g *grid) cell(s pdf.Span) (row, column int, is bool) {
	x, y := s.X+min(s.Width, s.Size)/2, s.Y+0.3*s.Size
	if x < g.xs[0] || x > g.xs[len(g.xs)-1] || y > g.ys[0] || y < g.ys[len(g.ys)-1] {
		return 0, 0, false
	}
	column, _ = slices.BinarySearch(g.xs, x)
	row, _ = slices.BinarySearchFunc(g.ys, y, func(edge, y float64) int { return cmp.Compare(y, edge) })
	return max(row-1, 0), max(column-1, 0), true
}

// block fills the grid. Cells that no rule parts are one.
func (g *grid) block(spans []pdf.Span, page int) Block {
	cells := map[[2]int][]pdf.Span{}
	for _, s := range spans {
		row, column, _ := g.cell(s)
		for column > 0 && !g.parted(g.vertical, g.xs[column], (g.ys[row]+g.ys[row+1])/2, true) {
			column--
		}
		for row > 0 && !g.parted(g.horizontal, g.ys[row], (g.xs[column]+g.xs[column+1])/2, false) {
			row--
		}
		cells[[2]int{row, column}] = append(cells[[2]int{row, column}], s)
	}
	var t table
	for row := range len(g.ys) - 1 {
		for column := range len(g.xs) - 1 {
			inside := cells[[2]int{row, column}]
			if len(inside) == 0 {
				continue
			}
			across, down := 1, 1
			for column+across < len(g.xs)-1 && !g.parted(g.vertical, g.xs[column+across], (g.ys[row]+g.ys[row+1])/2, true) {
				across++
			}
			for row+down < len(g.ys)-1 && !g.parted(g.horizontal, g.ys[row+down], (g.xs[column]+g.xs[column+1])/2, false) {
				down++
			}
			var parts []string
			for _, l := range gatherLines(inside, page) {
				parts = append(parts, l.text)
			}
			t.set(row, column, down, across, typeset{}.joined(parts))
		}
	}
	return t.block()
}

// parted reports whether a rule stands at a place: an upright one at x beside y, or a level one at y above x.
func (g *grid) parted(rules []pdf.Rule, at, beside float64, upright bool) bool {
	for _, r := range rules {
		if upright && math.Abs((r.X0+r.X1)/2-at) < touch && r.Y0-touch < beside && beside < r.Y1+touch ||
			!upright && math.Abs((r.Y0+r.Y1)/2-at) < touch && r.X0-touch < beside && beside < r.X1+touch {
			return true
		}
	}
	return false
}
