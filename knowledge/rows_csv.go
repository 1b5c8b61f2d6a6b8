package knowledge

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// csvReader reads records that may span lines. encoding/csv alone would swallow the rest of the file after a quote that
// is never closed; here such a record is reported and reading goes on with the line after its first.
type csvReader struct {
	lines   *lineReader
	again   []string // lines to be read once more
	line    int      // of the last line handed out
	comma   rune
	columns []string
}

func readCSV(lines *lineReader) Rows {
	return func(yield func(Row, error) bool) {
		c := &csvReader{lines: lines}
		if err := c.header(); err != nil {
			if err != io.EOF {
				yield(Row{}, fmt.Errorf("%s:%d: %w", lines.name, max(c.line, 1), err))
			}
			return
		}
		for {
			row, err := c.row()
			if err == io.EOF || !yield(row, err) {
				return
			}
			if bad := new(*RowError); err != nil && !errors.As(err, bad) {
				return
			}
		}
	}
}

func (c *csvReader) next() (string, error) {
	if len(c.again) > 0 {
		line := c.again[0]
		c.again = c.again[1:]
		c.line++
		return line, nil
	}
	line, err := c.lines.next()
	c.line++
	return line, err
}

// header finds the delimiter and the columns in the first line that is not empty.
func (c *csvReader) header() error {
	for {
		line, err := c.next()
		if err != nil {
			return err
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		best := -1
		for _, comma := range ",;\t" {
			fields, err := splitCSV(line, comma)
			if err != nil {
				continue
			}
			known := 0
			for i, f := range fields {
				fields[i] = strings.ToLower(strings.TrimSpace(f))
				if slices.Contains(columns, fields[i]) {
					known++
				}
			}
			if known > best {
				best, c.comma, c.columns = known, comma, fields
			}
		}
		for _, needed := range [...]string{"id", "answer"} {
			if !slices.Contains(c.columns, needed) {
				return fmt.Errorf("the header has no column %q; columns are: %s", needed, strings.Join(columns, ", "))
			}
		}
		return nil
	}
}

// row reads one record.
func (c *csvReader) row() (Row, error) {
	var record []string // physical lines
	size := 0
	for {
		line, err := c.next()
		place := Place{c.lines.name, c.line - len(record)}
		switch {
		case errors.Is(err, errLongRow) && len(record) == 0:
			return Row{Place: place}, &RowError{place, err}
		case err == io.EOF && len(record) == 0:
			return Row{}, io.EOF
		case err == io.EOF || errors.Is(err, errLongRow):
			return c.giveUp(record, err, errors.New(`a quote " is opened and never closed`))
		case err != nil:
			return Row{}, err
		case len(record) == 0 && strings.TrimSpace(line) == "":
			continue
		}
		record = append(record, line)
		if size += len(line) + 1; size > maxRow {
			return c.giveUp(record, nil, errors.New(`is too long: a quote " may be opened and never closed`))
		}
		if unclosed(record) {
			continue
		}
		row := Row{Place: place}
		if err := c.parse(&row, strings.Join(record, "\n")); err != nil {
			return c.giveUp(record, nil, err)
		}
		return row, nil
	}
}

// giveUp reports a record and puts back the lines after its first. end is what the line after the record was, if it
// could not be read.
func (c *csvReader) giveUp(record []string, end, why error) (Row, error) {
	if end != nil {
		c.line-- // the line that could not be read is told of again, or is the end
		if errors.Is(end, errLongRow) {
			record = append(record, "") // it is skipped; keep the count
			c.line++
		}
	}
	rest := slices.Clone(record[1:])
	c.line -= len(rest)
	c.again = append(rest, c.again...)
	place := Place{c.lines.name, c.line}
	return Row{Place: place}, &RowError{place, why}
}

func (c *csvReader) parse(row *Row, record string) error {
	if !utf8.ValidString(record) {
		return errNotUTF8
	}
	fields, err := splitCSV(record, c.comma)
	if err != nil {
		return err
	}
	if len(fields) != len(c.columns) {
		return fmt.Errorf("has %d columns, the header has %d", len(fields), len(c.columns))
	}
	var j jsonRow
	for i, name := range c.columns {
		switch value := fields[i]; name {
		case "id":
			j.ID = value
		case "locale":
			j.Locale = value
		case "question":
			j.Question = value
		case "answer":
			j.Answer = value
		case "alt_questions":
			j.Alternatives = splitList(value)
		case "source":
			j.Source = value
		case "tags":
			j.Tags = splitList(value)
		case "audience":
			j.Audience = splitList(value)
		case "valid_from":
			j.ValidFrom = value
		case "valid_until":
			j.ValidUntil = value
		case "kind":
			j.Kind = ArticleKind(strings.TrimSpace(value))
		case "origin":
			if err := json.Unmarshal([]byte(value), &j.Origin); value != "" && err != nil {
				return fmt.Errorf("origin: %w", jsonMeaning(err))
			}
		default:
			if value != "" {
				row.Ignored = append(row.Ignored, name)
			}
		}
	}
	return row.fill(j)
}

// unclosed reports whether the lines end inside a quoted field: an odd number of quotes, as a quote inside is doubled.
func unclosed(record []string) bool {
	n := 0
	for _, line := range record {
		n += strings.Count(line, `"`)
	}
	return n%2 == 1
}

func splitCSV(record string, comma rune) ([]string, error) {
	r := csv.NewReader(strings.NewReader(record))
	r.Comma, r.LazyQuotes = comma, true
	fields, err := r.Read()
	if wrong := new(csv.ParseError); errors.As(err, &wrong) {
		err = wrong.Err
	}
	return fields, err
}

// splitList reads a cell with several entries: one per line, or where it is a single line, separated by |.
func splitList(cell string) []string {
	separator := "|"
	if strings.Contains(cell, "\n") {
		separator = "\n"
	}
	return tidyList(strings.Split(cell, separator))
}

// joinList writes what splitList reads: one entry per line, with an end that protects a | in a single entry.
func joinList(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return strings.Join(list, "\n") + "\n"
}
