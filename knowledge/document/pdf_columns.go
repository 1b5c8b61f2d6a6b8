package document

import (
	"cmp"
	"maps"
	"slices"
)

// inColumns puts the lines of a page in reading order: what stands in columns column by column, between the lines that
// reach over all of them.
func inColumns(lines []line, depth int) [][]line {
	if best := bestGutter(lines); best > 0 && depth < 6 {
		var out [][]line
		for _, z := range zones(lines, best) {
			if z.columns() {
				out = append(out, inColumns(z.left, depth+1)...)
				out = append(out, inColumns(z.right, depth+1)...)
			} else {
				out = append(out, z.all())
			}
		}
		return joinRuns(out)
	}
	return [][]line{lines}
}

// joinRuns puts neighbours of one column together that only a look at them as columns had parted.
func joinRuns(runs [][]line) [][]line {
	var out [][]line
	for _, run := range runs {
		if len(run) > 0 {
			out = append(out, run)
		}
	}
	return out
}

// zone is a part of the page between lines that reach over the gutter.
type zone struct{ left, right, across []line }

// all is what is in a zone, by height.
func (z zone) all() []line {
	all := slices.Concat(z.across, z.left, z.right)
	slices.SortStableFunc(all, func(a, b line) int {
		if c := cmp.Compare(b.y, a.y); c != 0 {
			return c
		}
		return cmp.Compare(a.x0, b.x0)
	})
	return all
}

// columns reports whether both sides are running text: several lines which fill the width. Else they are rows of a table.
func (z zone) columns() bool { return runningText(z.left) && runningText(z.right) }

func runningText(lines []line) bool {
	if len(lines) < 3 {
		return false
	}
	x0, x1 := extent(lines)
	filled, letters := 0, 0
	for _, l := range lines {
		if l.table != nil || l.x1-l.x0 > 0.7*(x1-x0) {
			filled++
		}
		letters += size(l.text)
	}
	return filled*5 >= len(lines)*2 && letters >= 16*len(lines)
}

func extent(lines []line) (x0, x1 float64) {
	x0, x1 = lines[0].x0, lines[0].x1
	for _, l := range lines {
		x0, x1 = min(x0, l.x0), max(x1, l.x1)
	}
	return x0, x1
}

// bestGutter is the left edge of the column that parts the most running text from what is left of it; 0 if there is none.
func bestGutter(lines []line) float64 {
	if len(lines) < 6 {
		return 0
	}
	starts := map[int]int{} // lines that begin there, in steps of 2 points
	for _, l := range lines {
		starts[int(l.x0/2)]++
	}
	often := slices.Collect(maps.Keys(starts))
	slices.SortFunc(often, func(a, b int) int {
		if c := cmp.Compare(starts[b], starts[a]); c != 0 {
			return c
		}
		return cmp.Compare(a, b)
	})
	best, most := 0.0, 0
	for _, at := range often[:min(len(often), 20)] {
		if starts[at]+starts[at+1] < 3 {
			continue
		}
		x := float64(2 * at)
		score := 0
		for _, z := range zones(lines, x) {
			if z.columns() {
				score += min(len(z.left), len(z.right))
			}
		}
		if score > most || score == most && score > 0 && x < best {
			best, most = x, score
		}
	}
	return best
}

// zones parts lines, which are ordered by height, at a gutter that ends at x.
func zones(lines []line, x float64) []zone {
	var out []zone
	var now zone
	for _, l := range lines {
		switch {
		case l.x0 >= x-1:
			now.right = append(now.right, l)
		case l.x1 <= x-0.5*l.size:
			now.left = append(now.left, l)
		default:
			if len(now.left)+len(now.right) > 0 {
				out = append(out, now)
				now = zone{}
			}
			if last := len(out) - 1; last >= 0 && len(out[last].left)+len(out[last].right) == 0 {
				out[last].across = append(out[last].across, l)
			} else {
				out = append(out, zone{across: []line{l}})
			}
		}
	}
	if len(now.left)+len(now.right) > 0 {
		out = append(out, now)
	}
	return mergeRows(out)
}

// mergeRows puts zones that are not columns together with their neighbours, so that a table or a list is read in one.
func mergeRows(in []zone) []zone {
	var out []zone
	for _, z := range in {
		if last := len(out) - 1; last >= 0 && !z.columns() && !out[last].columns() {
			out[last] = zone{across: append(out[last].all(), z.all()...)}
			continue
		}
		if !z.columns() {
			z = zone{across: z.all()}
		}
		out = append(out, z)
	}
	return out
}
