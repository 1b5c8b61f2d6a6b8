package retrieval

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// sentence is a piece of a passage that can be said by itself, in the passage's own words.
type sentence struct {
	text string // as it stands in the passage
	lead string // what stands above it and belongs to it: the header of a table, what introduces a list
	list int    // number of the table or list it is of, from 1; 0: it is of running text
	item bool   // it is a row or an item, and not what introduces them
}

// sentences splits a passage. Rows of tables, items of lists with what is under them, and pieces of program count as
// sentences. Headings are none.
func sentences(text string) []sentence {
	s := splitter{lines: strings.Split(text, "\n")}
	for s.at < len(s.lines) {
		line := s.lines[s.at]
		switch {
		case strings.TrimSpace(line) == "":
			s.paragraph()
			s.at++
		case strings.HasPrefix(strings.TrimSpace(line), "#") && heading.MatchString(line):
			s.paragraph()
			s.introduces = false
			s.at++
		case strings.HasPrefix(strings.TrimSpace(line), "```"):
			s.program()
		case isRow(line):
			s.table()
		case item.MatchString(line):
			s.items()
		default:
			s.open = append(s.open, line)
			s.at++
		}
	}
	s.paragraph()
	return s.found
}

var (
	heading = regexp.MustCompile(`^\s*#{1,6}\s`)
	item    = regexp.MustCompile(`^\s*([-*+•·–]|\(?\d{1,3}[.)]|[a-zA-Z]\))\s|^\s*(\d{1,3}[、．]|[（(][\d一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、)`)
	ruler   = regexp.MustCompile(`^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$`)
)

func isRow(line string) bool {
	line = strings.TrimSpace(line)
	return len(line) > 1 && line[0] == '|' && line[len(line)-1] == '|'
}

// splitter goes through the lines of a passage.
type splitter struct {
	lines      []string
	at         int
	open       []string // lines of the paragraph that has begun
	found      []sentence
	introduces bool // the last sentence ends in a colon, and only blank lines came since
	lists      int
}

// paragraph ends the paragraph that is open.
func (s *splitter) paragraph() {
	if len(s.open) == 0 {
		return
	}
	for _, text := range split(strings.Join(s.open, "\n")) {
		s.found = append(s.found, sentence{text: text})
	}
	s.open, s.introduces = nil, false
	if n := len(s.found); n > 0 {
		s.introduces = strings.HasSuffix(s.found[n-1].text, ":") || strings.HasSuffix(s.found[n-1].text, "：")
	}
}

// begin ends the paragraph, and gives what introduces the list that comes.
func (s *splitter) begin() (lead string) {
	s.paragraph()
	s.lists++
	if s.introduces {
		last := &s.found[len(s.found)-1]
		last.list, lead = s.lists, last.text
	}
	s.introduces = false
	return lead
}

func (s *splitter) add(lead, text string) {
	s.found = append(s.found, sentence{text: text, lead: lead, list: s.lists, item: true})
}

// table takes rows. A row is said with the header, without the line that rules it off.
func (s *splitter) table() {
	s.begin()
	header := ""
	if s.at+1 < len(s.lines) && isRow(s.lines[s.at+1]) && ruler.MatchString(s.lines[s.at+1]) {
		header = strings.TrimSpace(s.lines[s.at])
		s.found = append(s.found, sentence{text: header, list: s.lists})
		s.at += 2
	}
	for ; s.at < len(s.lines) && isRow(s.lines[s.at]); s.at++ {
		if !ruler.MatchString(s.lines[s.at]) {
			s.add(header, strings.TrimSpace(s.lines[s.at]))
		}
	}
}

// items takes a list. Lines that are indented further than the first item belong to the item above them.
func (s *splitter) items() {
	lead, depth := s.begin(), indent(s.lines[s.at])
	from := s.at
	flush := func() {
		if text := strings.TrimSpace(strings.Join(s.lines[from:s.at], "\n")); text != "" {
			s.add(lead, text)
		}
		from = s.at
	}
	for s.at++; s.at < len(s.lines); s.at++ {
		line := s.lines[s.at]
		blank := strings.TrimSpace(line) == ""
		switch {
		case blank && s.at+1 < len(s.lines) && (indent(s.lines[s.at+1]) > depth || item.MatchString(s.lines[s.at+1])):
		case !blank && item.MatchString(line) && indent(line) <= depth:
			flush()
		case blank || indent(line) <= depth:
			flush()
			return
		}
	}
	flush()
}

// program takes a piece of program, with its fences.
func (s *splitter) program() {
	lead, from := s.begin(), s.at
	for s.at++; s.at < len(s.lines); s.at++ {
		if strings.HasPrefix(strings.TrimSpace(s.lines[s.at]), "```") {
			s.at++
			break
		}
	}
	s.add(lead, strings.TrimSpace(strings.Join(s.lines[from:s.at], "\n")))
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// split splits running text after the marks that end a sentence, and the brackets and quotation marks that close behind them.
func split(text string) []string {
	var out []string
	from := 0
	cut := func(to int) {
		if s := strings.TrimSpace(text[from:to]); strings.ContainsFunc(s, isWritten) {
			out = append(out, s)
		}
		from = to
	}
	for i, r := range text {
		if i < from {
			continue
		}
		end := i + utf8.RuneLen(r)
		switch r {
		case '。', '！', '？':
			cut(closing(text, from, end))
		case '.', '!', '?', '…':
			if end = closing(text, from, end); ends(text, i, end) {
				cut(end)
			}
		}
	}
	cut(len(text))
	return out
}

func isWritten(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// closing passes over more marks of the kind and what closes behind them. A straight quotation mark closes if one was opened
// since the sentence began.
func closing(text string, from, at int) int {
	for i, r := range text[at:] {
		opens := r == '"' && strings.Count(text[from:at+i], `"`)%2 == 0
		if opens || !strings.ContainsRune(`.!?…。！？"'”’」』）)]】》`, r) {
			return at + i
		}
	}
	return len(text)
}

// ends reports whether the mark at a place, with what closes behind it up to end, ends a sentence.
func ends(text string, mark, end int) bool {
	if end == len(text) {
		return true
	}
	next, size := utf8.DecodeRuneInString(text[end:])
	if isDense(next) {
		return text[mark] != '.' || end-mark > 1 || !isDigitBefore(text, mark)
	}
	if !unicode.IsSpace(next) {
		return false // 3.5, example.org
	}
	for ; unicode.IsSpace(next) && size > 0; next, size = utf8.DecodeRuneInString(text[end:]) {
		end += size
	}
	if unicode.IsLower(next) {
		return false
	}
	return text[mark] != '.' || !abbreviated(text[:mark], next)
}

func isDigitBefore(text string, at int) bool { return at > 0 && text[at-1] >= '0' && text[at-1] <= '9' }

// Words that are written with a full stop: those before a name, and those before a number.
var (
	beforeName   = set("mr mrs ms dr prof rev gen col sgt capt lt st mt ft hon messrs vs e.g i.e cf viz resp approx ca al")
	beforeNumber = set("no nos nr art sec sect para par fig figs tab ch chap p pp vol ver v tel ext jan feb mar apr jun jul aug sep sept oct nov dec")
)

func set(words string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(words) {
		all[w] = true
	}
	return all
}

// abbreviated reports whether the full stop after this text is part of its last word, when the next character is that.
func abbreviated(before string, next rune) bool {
	word := before[strings.LastIndexFunc(before, func(r rune) bool { return unicode.IsSpace(r) || r == '(' || r == '"' || r == '“' })+1:]
	lower := strings.ToLower(word)
	switch {
	case lower == "a.m" || lower == "p.m" || lower == "":
		return false
	case unicode.IsDigit(next) && beforeNumber[lower]:
		return true
	case beforeName[lower]:
		return true
	}
	for part := range strings.SplitSeq(word, ".") { // U.S., J.R.R.
		if utf8.RuneCountInString(part) != 1 || !unicode.IsUpper([]rune(part)[0]) {
			return false
		}
	}
	return word != "I"
}
