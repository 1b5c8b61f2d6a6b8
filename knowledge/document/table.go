package document

import (
	"strings"
)

// table collects the cells of a table and writes it as a Markdown table, the only markup that leaves this package.
type table struct {
	rows [][]string
	left int // cells that may still be added
}

// A table larger than this is not one that anybody reads; merged cells must not multiply beyond it.
const (
	maxCells   = 200_000
	maxColumns = 200
)

// set puts text into a cell and the cells merged with it to the right and below; rows and columns count from 0. What is
// merged says the same in each of its cells, so that each row can be read alone.
func (t *table) set(row, column, down, across int, text string) {
	down, across = max(down, 1), max(across, 1)
	for r := row; r < row+down; r++ {
		for c := column; c < min(column+across, maxColumns); c++ {
			if !t.reach(r, c) {
				return
			}
			t.rows[r][c] = cellText(text)
			if t.rows[r][c] == "" {
				t.rows[r][c] = " " // taken
			}
		}
	}
}

func (t *table) reach(row, column int) bool {
	if t.left == 0 {
		t.left = maxCells
	}
	for len(t.rows) <= row {
		t.rows = append(t.rows, nil)
	}
	for len(t.rows[row]) <= column {
		if t.left--; t.left <= 1 {
			t.left = 1
			return false
		}
		t.rows[row] = append(t.rows[row], "")
	}
	return true
}

// free is the first column of a row, at or after the given one, that nothing has been put into.
func (t *table) free(row, column int) int {
	if row >= len(t.rows) {
		return column
	}
	for column < len(t.rows[row]) && t.rows[row][column] != "" {
		column++
	}
	return column
}

// block is the table, or what it really is: a table of one cell or one column is text in a frame.
func (t *table) block() Block {
	columns := 0
	rows := t.rows[:0]
	for _, row := range t.rows {
		if strings.TrimSpace(strings.Join(row, "")) != "" {
			rows = append(rows, row)
			columns = max(columns, len(row))
		}
	}
	for columns > 1 && emptyColumn(rows, columns-1) {
		columns--
	}
	if len(rows) == 0 {
		return Block{Kind: Paragraph}
	}
	if columns == 1 {
		lines := make([]string, len(rows))
		for i, row := range rows {
			lines[i] = unescapeCell(row[0])
		}
		return Block{Kind: Paragraph, Text: strings.Join(lines, "\n")}
	}
	var b strings.Builder
	for i, row := range rows {
		writeRow(&b, row, columns)
		if i == 0 {
			b.WriteString(strings.Repeat("| --- ", columns) + "|\n")
		}
	}
	return Block{Kind: Table, Text: b.String()}
}

func emptyColumn(rows [][]string, column int) bool {
	for _, row := range rows {
		if column < len(row) && strings.TrimSpace(row[column]) != "" {
			return false
		}
	}
	return true
}

func writeRow(b *strings.Builder, row []string, columns int) {
	for c := range columns {
		b.WriteString("| ")
		if c < len(row) && strings.TrimSpace(row[c]) != "" {
			b.WriteString(strings.TrimSpace(row[c]) + " ")
		}
	}
	b.WriteString("|\n")
}

func cellText(text string) string { return strings.ReplaceAll(oneLine(text), "|", `\|`) }

func unescapeCell(text string) string { return strings.ReplaceAll(text, `\|`, "|") }
