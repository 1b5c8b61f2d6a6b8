package document

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// spacedTable finds a table that only gaps make: rows of several parts, each of which stands in a column of its own. It says
// how many lines, ordered by height, it took.
func spacedTable(lines []line) (Block, int) {
	rows := rowsOf(lines)
	taken, n := 0, 0
	var columns [][2]float64
	var body [][]line
	for i, row := range rows {
		whole := len(row)
		row = cellsOf(row)
		if len(row) < 2 {
			at := -1
			if len(body) > 0 && row[0].table == nil && closeTo(rows[i-1], row) {
				at = columnOf(columns, row[0])
			}
			if at < 0 || len(columns) < 2 {
				break
			}
			body[len(body)-1] = append(body[len(body)-1], row...)
			taken += whole
			continue
		}
		wider := widen(columns, row)
		if wider == nil || len(body) > 0 && !near(rows[i-1], row) {
			break
		}
		columns = wider
		body = append(body, row)
		taken += whole
		n++
	}
	if n < 3 || len(columns) < 2 {
		return Block{}, 0
	}
	var t table
	for i, row := range body {
		cells := map[int][]string{}
		for _, l := range row {
			c := columnOf(columns, l)
			cells[c] = append(cells[c], l.text)
		}
		for c, parts := range cells {
			t.set(i, max(c, 0), 1, 1, typeset{}.joined(parts))
		}
	}
	b := t.block()
	b.Page = lines[0].page
	return b, taken
}

// cellsOf parts lines at every gap that may part cells.
func cellsOf(row []line) []line {
	var out []line
	for _, l := range row {
		if len(l.parts) > 0 {
			out = append(out, l.parts...)
		} else {
			out = append(out, l)
		}
	}
	return out
}

// rowsOf parts lines by height.
func rowsOf(lines []line) [][]line {
	var rows [][]line
	for begin := 0; begin < len(lines); {
		end := begin + 1
		for end < len(lines) && lines[end].table == nil && lines[begin].table == nil && math.Abs(lines[end].y-lines[begin].y) < 0.3*lines[begin].size {
			end++
		}
		rows = append(rows, lines[begin:end])
		begin = end
		if len(rows) > 500 {
			break
		}
	}
	return rows
}

// widen makes the columns wide enough for one more row; nil if two of them would become one.
func widen(columns [][2]float64, row []line) [][2]float64 {
	out := slices.Clone(columns)
	for _, l := range row {
		if l.table != nil || strings.ContainsAny(l.text, "…") {
			return nil
		}
		at := -1
		for i := range out {
			if l.x0 < out[i][1] && l.x1 > out[i][0] {
				if at >= 0 {
					return nil
				}
				at = i
			}
		}
		if at < 0 {
			if len(columns) > 0 && len(row) != len(columns) && len(row) < 3 {
				return nil
			}
			out = append(out, [2]float64{l.x0, l.x1})
			continue
		}
		out[at] = [2]float64{min(out[at][0], l.x0), max(out[at][1], l.x1)}
	}
	slices.SortFunc(out, func(a, b [2]float64) int { return cmp.Compare(a[0], b[0]) })
	for i := 1; i < len(out); i++ {
		if out[i][0] <= out[i-1][1] {
			return nil
		}
	}
	return out
}

// columnOf is the column that a line stands in; -1 if it is none or several.
func columnOf(columns [][2]float64, l line) int {
	at := -1
	for i, c := range columns {
		if l.x0 < c[1] && l.x1 > c[0] {
			if at >= 0 {
				return -1
			}
			at = i
		}
	}
	return at
}

func near(above, row []line) bool { return above[0].y-row[0].y < 3.2*row[0].size }

func closeTo(above, row []line) bool { return above[0].y-row[0].y < 1.45*row[0].size }
