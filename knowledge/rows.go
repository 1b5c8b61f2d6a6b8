package knowledge

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// Format is a file format for articles.
type Format string

// The formats. HTML is read only.
const (
	JSONL    Format = "jsonl"
	CSV      Format = "csv"
	Markdown Format = "md"
	HTML     Format = "html"
)

// FormatOf tells the format from a file name.
func FormatOf(name string) (Format, bool) {
	switch strings.ToLower(path.Ext(name)) {
	case ".jsonl", ".ndjson":
		return JSONL, true
	case ".csv":
		return CSV, true
	case ".md", ".markdown":
		return Markdown, true
	case ".html", ".htm":
		return HTML, true
	}
	return "", false
}

// Row is one article in one locale, as a file has it. Rows of the same id and different locales are one article.
type Row struct {
	Place        Place
	ID           string
	Locale       string // empty: the file does not say
	Question     string
	Alternatives []string
	Answer       string
	Tags         []string // tags, audience and validity are the article's; where a row does not say, they stay as they are
	Audience     []string
	ValidFrom    time.Time
	ValidUntil   time.Time
	Source       string
	Kind         ArticleKind
	Origin       Origin
	Ignored      []string // what the file has beyond that
}

// Place is where a row begins.
type Place struct {
	File string `json:"file"`
	Line int    `json:"line"` // from 1
}

func (p Place) String() string { return fmt.Sprintf("%s:%d", p.File, p.Line) }

// RowError is a row that cannot be read. The rows after it still can.
type RowError struct {
	Place Place
	Err   error
}

func (e *RowError) Error() string { return fmt.Sprintf("%s: %v", e.Place, e.Err) }
func (e *RowError) Unwrap() error { return e.Err }

// Rows is a pass over rows. A *RowError is yielded in the place of a row that cannot be read; any other error is the
// last thing yielded.
type Rows = iter.Seq2[Row, error]

// maxRow is the greatest size of one row in a file, in bytes; it bounds the memory of an import.
const maxRow = 1 << 20

// Read reads the rows of one file in one pass and bounded memory. name stands in the places of rows and errors; a
// language in it ("faq.zh.md") is that of rows that do not say. A byte order mark is skipped.
func Read(f Format, name string, r io.Reader) Rows {
	lines := newLineReader(name, r)
	var rows Rows
	switch f {
	case JSONL:
		rows = readJSONL(lines)
	case CSV:
		rows = readCSV(lines)
	case Markdown:
		rows = readMarkdown(lines)
	case HTML:
		rows = readHTML(name, lines.r)
	default:
		return func(yield func(Row, error) bool) {
			yield(Row{}, fmt.Errorf("%s: unknown format %q; known are jsonl, csv, md, html", name, f))
		}
	}
	locale := localeOfName(name)
	return func(yield func(Row, error) bool) {
		for row, err := range rows {
			if row.Locale == "" {
				row.Locale = locale
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// lineReader reads lines of bounded length and counts them.
type lineReader struct {
	name string
	r    *bufio.Reader
	line int
}

func newLineReader(name string, r io.Reader) *lineReader {
	b := bufio.NewReaderSize(r, 64<<10)
	if mark, _ := b.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		b.Discard(3)
	}
	return &lineReader{name: name, r: b}
}

var errLongRow = fmt.Errorf("is longer than %d KB", maxRow>>10)

// next returns the next line without its end, io.EOF, or errLongRow for a line that was skipped.
func (l *lineReader) next() (string, error) {
	var line []byte
	long := false
	l.line++
	for {
		part, err := l.r.ReadSlice('\n')
		if long = long || len(line)+len(part) > maxRow; !long {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err == io.EOF && len(line) == 0 && !long:
			return "", io.EOF
		case err != nil && err != io.EOF:
			return "", fmt.Errorf("%s:%d: %w", l.name, l.line, err)
		case long:
			return "", errLongRow
		}
		return strings.TrimSuffix(strings.TrimSuffix(string(line), "\n"), "\r"), nil
	}
}

func (l *lineReader) place() Place { return Place{l.name, l.line} }

var nameLocale = regexp.MustCompile(`[._]([a-z]{2}(?:-[A-Z]{2})?)\.[A-Za-z]+$`)

func localeOfName(name string) string {
	if m := nameLocale.FindStringSubmatch(path.Base(name)); m != nil {
		return m[1]
	}
	return ""
}

// guessLocale tells Chinese from English by the letters; other languages must be named by whoever imports.
func guessLocale(text string) string {
	han, other := 0, 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.IsLetter(r):
			other++
		}
	}
	if han*3 > other { // one Han character says about as much as three letters
		return "zh"
	}
	return "en"
}

// parseTime reads a moment (RFC 3339) or a day, which begins at midnight UTC.
func parseTime(s string) (time.Time, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range [...]string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a time such as 2026-03-01 or 2026-03-01T09:00:00Z", s)
}

func formatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
