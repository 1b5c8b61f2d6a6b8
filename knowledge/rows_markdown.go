package knowledge

import (
	"errors"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Markdown is read line by line: what matters are headings (written with #), code fences, and the list of alternatives.
// The answer keeps its Markdown as it is.
var (
	heading  = regexp.MustCompile(`^ {0,3}(#{1,6})(?:[ \t]+(.*))?$`)
	closing  = regexp.MustCompile(`(^|[ \t])#+[ \t]*$`)
	fence    = regexp.MustCompile("^ {0,3}(```+|~~~+)")
	listItem = regexp.MustCompile(`^ {0,3}(?:[-*+]|[0-9]{1,3}[.)])[ \t]+(.*)$`)
	metaLine = regexp.MustCompile(`^<!-- baton: (\{.*\}) -->$`)

	// A line that begins with one of the marks above gets a backslash when it is written inside an answer, and loses it
	// when it is read.
	marks       = "(?i:#{1,6}(?:[ \\t]|$)|```|~~~|<!--|[*_]{0,2}(?:" + alsoAskedWords + ")).*$"
	mark        = regexp.MustCompile(`^( {0,3})(\\*` + marks + `)`)
	markEscaped = regexp.MustCompile(`^( {0,3})\\(\\*` + marks + `)`)
)

func readMarkdown(lines *lineReader) Rows {
	return func(yield func(Row, error) bool) {
		m := &markdownReader{yield: yield}
		for {
			line, err := lines.next()
			if err == io.EOF {
				m.flush(0)
				return
			}
			if err != nil && !errors.Is(err, errLongRow) {
				yield(Row{}, err)
				return
			}
			m.line(lines.place(), line, err)
			if m.stopped {
				return
			}
		}
	}
}

type markdownReader struct {
	yield   func(Row, error) bool
	stopped bool
	now     *section // nil before the first heading
	meta    string   // waits for its heading
	fence   string   // the fence that is open
	listing bool     // in the list of alternatives
	pending string   // "Also asked" and blank lines, until the first entry proves that it is a list
}

func (m *markdownReader) line(at Place, line string, err error) {
	if err == nil && !utf8.ValidString(line) {
		err = errNotUTF8
	}
	if err != nil {
		m.send(Row{Place: at}, &RowError{at, err})
		return
	}
	if m.fence == "" {
		if found := metaLine.FindStringSubmatch(line); found != nil {
			m.flush(7)
			m.meta = found[1]
			return
		}
		if found := heading.FindStringSubmatch(line); found != nil {
			m.heading(at, len(found[1]), strings.TrimSpace(closing.ReplaceAllString(found[2], "")))
			return
		}
	}
	if m.now == nil {
		if strings.TrimSpace(line) != "" {
			m.send(Row{Place: at}, &RowError{at, errors.New("stands above the first heading, so it answers no question")})
		}
		return
	}
	if m.fence == "" && m.alternative(line) {
		return
	}
	if found := fence.FindStringSubmatch(line); found != nil {
		switch {
		case m.fence == "":
			m.fence = found[1]
		case strings.HasPrefix(found[1], m.fence):
			m.fence = ""
		}
	}
	if found := markEscaped.FindStringSubmatch(line); found != nil {
		line = found[1] + found[2]
	}
	m.now.write(line + "\n")
}

func (m *markdownReader) heading(at Place, level int, text string) {
	if m.now != nil && alsoAsked.MatchString(text) {
		m.listing, m.pending = true, ""
		return
	}
	m.flush(level)
	m.now = &section{place: at, level: level, question: text, meta: m.meta}
	m.meta, m.listing = "", false
}

// alternative takes a line that belongs to the list of alternatives.
func (m *markdownReader) alternative(line string) bool {
	blank := strings.TrimSpace(line) == ""
	switch {
	case !m.listing && alsoAsked.MatchString(strings.TrimSpace(line)):
		m.listing, m.pending = true, line+"\n"
		return true
	case !m.listing:
		return false
	case blank:
		if m.pending != "" {
			m.pending += line + "\n"
		}
		return true
	}
	if found := listItem.FindStringSubmatch(line); found != nil {
		m.now.alternatives = append(m.now.alternatives, found[1])
		m.pending = ""
		return true
	}
	m.listing = false
	m.now.write(m.pending) // it was no list
	m.pending = ""
	return false
}

// flush sends the section that ends here; nextLevel is the level of the heading that follows, 0 at the end.
func (m *markdownReader) flush(nextLevel int) {
	if m.now == nil {
		return
	}
	m.now.write(m.pending)
	if row, err, ok := m.now.row(nextLevel); ok {
		m.send(row, err)
	}
	m.now, m.fence, m.listing, m.pending = nil, "", false, ""
}

func (m *markdownReader) send(row Row, err error) {
	if !m.stopped {
		m.stopped = !m.yield(row, err)
	}
}
