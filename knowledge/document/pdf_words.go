package document

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// joined makes one text of lines, and puts words together that were parted at their ends. The hyphen stays in words that
// have it elsewhere too.
func (t typeset) joined(lines []string) string {
	var parts []string
	for i := 0; i < len(lines); i++ {
		text := lines[i]
		for i+1 < len(lines) && parted(text, lines[i+1]) {
			head, next := strings.TrimRight(text, "-\u00ad‐"), lines[i+1]
			begin := strings.ToLower(head[strings.LastIndex(head, " ")+1:])
			end, _, _ := strings.Cut(strings.ToLower(next), " ")
			end = strings.TrimRight(end, ".,;:!?")
			if compoundBegins[begin] || compoundEnds[end] || t.compounds[begin+"-"+end] {
				head += "-"
			}
			text = head + next
			i++
		}
		parts = append(parts, text)
	}
	return join(parts, t.dense)
}

// Words that English compounds begin and end with; at the end of a line their hyphen was there before.
var (
	compoundBegins = map[string]bool{"self": true, "non": true, "well": true, "high": true, "low": true, "long": true, "short": true, "half": true, "full": true, "part": true, "two": true, "three": true, "e": true}
	compoundEnds   = map[string]bool{"on": true, "off": true, "in": true, "up": true, "to": true, "out": true, "free": true, "down": true, "by": true, "of": true, "the": true, "and": true, "based": true}
)

// parted reports whether a word is parted between two lines.
func parted(line, next string) bool {
	head, found := strings.CutSuffix(line, "-")
	if !found {
		if head, found = strings.CutSuffix(line, "\u00ad"); !found {
			head, found = strings.CutSuffix(line, "‐")
		}
	}
	last, _ := utf8.DecodeLastRuneInString(head)
	first, _ := utf8.DecodeRuneInString(next)
	return found && unicode.IsLetter(last) && unicode.IsLower(first)
}
