package document

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Plain text has no marks, so that only what nobody writes by chance counts as a heading: a line underlined with = or -,
// one with a number or "第三章" before it that stands alone, one all in capitals, or the first, if it is short.

func readText(data []byte) (Document, error) {
	source, err := decode(data)
	if err != nil {
		return Document{}, err
	}
	t := textReader{}
	for part := range strings.SplitSeq(source, "\n") {
		if strings.TrimSpace(part) == "" {
			t.flush()
			continue
		}
		t.lines = append(t.lines, part)
	}
	t.flush()
	t.title()
	return Document{Blocks: t.blocks}, nil
}

// title takes a short first line that stands alone and ends no sentence for the title of what follows.
func (t *textReader) title() {
	if len(t.blocks) < 2 || t.blocks[0].Kind != Paragraph {
		return
	}
	line := strings.TrimSpace(t.blocks[0].Text)
	last, _ := utf8.DecodeLastRuneInString(line)
	if size(line) <= 80 && !strings.Contains(line, "\n") && !strings.ContainsRune(".,;:!?。，；：！？、", last) {
		t.blocks[0].Kind, t.blocks[0].Level = Heading, 1
	}
}

type textReader struct {
	blocks []Block
	lines  []string // of the paragraph being read
}

func (t *textReader) flush() {
	lines := t.lines
	t.lines = nil
	for len(lines) > 0 {
		n := t.block(lines)
		lines = lines[n:]
	}
}

// block adds what the lines begin with and says how many it took.
func (t *textReader) block(lines []string) int {
	if len(lines) > 1 && underline.MatchString(lines[1]) && !isEntry(lines[0]) {
		level := 1
		if strings.Contains(lines[1], "-") {
			level = 2
		}
		t.add(Heading, level, lines[0])
		return 2
	}
	if rule.MatchString(lines[0]) {
		return 1
	}
	if n := tabbed(lines); n > 1 {
		var grid table
		for i, line := range lines[:n] {
			for j, cell := range strings.Split(line, "\t") {
				grid.set(i, j, 1, 1, cell)
			}
		}
		t.blocks = append(t.blocks, grid.block())
		return n
	}
	if level := headingLevel(lines[0]); level > 0 && len(lines) == 1 {
		t.add(Heading, level, strings.TrimLeft(lines[0], "# "))
		return 1
	}
	if isEntry(lines[0]) {
		return t.list(lines)
	}
	n := 1
	for n < len(lines) && !isEntry(lines[n]) && !(n+1 < len(lines) && underline.MatchString(lines[n+1])) {
		n++
	}
	t.add(Paragraph, 0, paragraph(lines[:n]))
	return n
}

func (t *textReader) add(kind Kind, level int, text string) {
	t.blocks = append(t.blocks, Block{Kind: kind, Level: level, Text: text})
}

// list takes entries and the indented lines that continue them.
func (t *textReader) list(lines []string) int {
	var l lister
	n := 0
	for n < len(lines) {
		indent, mark, text, is := listEntry(lines[n])
		if !is {
			break
		}
		entry := []string{text}
		for n++; n < len(lines) && !isEntry(lines[n]) && strings.TrimLeft(lines[n], " \t") != lines[n]; n++ {
			entry = append(entry, lines[n])
		}
		l.entry(len(strings.ReplaceAll(indent, "\t", "    "))/2, mark, entry)
	}
	t.add(List, 0, l.String())
	return n
}

// tabbed counts the lines that have equally many tabs.
func tabbed(lines []string) int {
	tabs := strings.Count(lines[0], "\t")
	if tabs == 0 || strings.HasPrefix(lines[0], "\t") {
		return 0
	}
	n := 1
	for n < len(lines) && strings.Count(lines[n], "\t") == tabs {
		n++
	}
	return n
}

var (
	underline = regexp.MustCompile(`^[ \t]*(={3,}|-{3,})[ \t]*$`)
	rule      = regexp.MustCompile(`^[ \t]*([-=_*#~][ \t]*){3,}$`)

	numbered = regexp.MustCompile(`^(?:[0-9]{1,2}((?:\.[0-9]{1,2}){0,4})\.?[ \t\x{3000}]+|([0-9]{1,2}(?:\.[0-9]{1,2}){1,4}))\S`)
	chapter  = regexp.MustCompile(`^(?i:chapter|part|section|appendix|article)[ \t]+[0-9A-ZIVX]{1,5}\b`)
	chinaTop = regexp.MustCompile(`^第[一二三四五六七八九十百零〇0-9]{1,5}[章编部篇]`)
	chinaMid = regexp.MustCompile(`^(第[一二三四五六七八九十百零〇0-9]{1,5}节|[一二三四五六七八九十]{1,3}、)`)
	chinaLow = regexp.MustCompile(`^[(（][一二三四五六七八九十]{1,3}[)）]`)
)

// headingLevel is the level of a line that stands alone and says by its form that it is a heading; 0 for others.
func headingLevel(line string) int {
	line = strings.TrimSpace(line)
	if marks := len(line) - len(strings.TrimLeft(line, "#")); marks > 0 && marks <= 6 && strings.HasPrefix(line[marks:], " ") {
		return marks
	}
	last, _ := utf8.DecodeLastRuneInString(line)
	if n := size(line); n > 90 || n < 2 || strings.ContainsRune(".,;:!。，；：！、", last) {
		return 0
	}
	switch found := numbered.FindStringSubmatch(line); {
	case chinaTop.MatchString(line), chapter.MatchString(line):
		return 1
	case chinaMid.MatchString(line):
		return 2
	case chinaLow.MatchString(line):
		return 3
	case found != nil && strings.ContainsFunc(line, unicode.IsLetter):
		return 1 + strings.Count(found[1]+found[2], ".")
	case capitals(line):
		return 1
	}
	return 0
}

// capitals reports whether a line is a few words without a small letter.
func capitals(line string) bool {
	letters := 0
	for _, r := range line {
		if unicode.IsLower(r) || wide(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters >= 4 && len(strings.Fields(line)) <= 10
}

// paragraph joins lines that were broken to fit a width, and keeps apart those that were ended on purpose: in a paragraph
// broken to fit, every line but the last is about as long as the longest.
func paragraph(lines []string) string {
	longest := 0
	for _, line := range lines {
		longest = max(longest, size(strings.TrimSpace(line)))
	}
	var text strings.Builder
	begin := 0
	for i := 1; i <= len(lines); i++ {
		if i < len(lines) {
			next, _, _ := strings.Cut(strings.TrimSpace(lines[i]), " ")
			if longest >= 40 && size(strings.TrimSpace(lines[i-1]))+size(next)+12 >= longest {
				continue
			}
		}
		text.WriteString(joinLines(lines[begin:i]...) + "\n")
		begin = i
	}
	return text.String()
}
