package document

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// clean makes the text of a block fit to be shown and searched: composed characters, no control or invisible ones, no space
// at line ends. Only code keeps its spaces, and only headings are put on one line.
func clean(text string, kind Kind) string {
	text = strings.Map(visible, norm.NFC.String(strings.ToValidUTF8(text, "")))
	switch kind {
	case Heading:
		return oneLine(text)
	case Code:
		return strings.Trim(trimLines(text), "\n")
	}
	lines := strings.Split(text, "\n")
	kept := lines[:0]
	for _, line := range lines {
		words := oneLine(line)
		if words == "" {
			continue
		}
		if kind == List {
			words = line[:len(line)-len(strings.TrimLeft(line, " "))] + words
		}
		kept = append(kept, words)
	}
	return strings.Join(kept, "\n")
}

func visible(r rune) rune {
	switch {
	case r == '\n':
		return r
	case r == '\r', r == '\u00ad', r == '\u200b', r == '\ufeff', r == '\u2060', r == utf8.RuneError:
		return -1
	case r == '\u2028', r == '\u2029', r == '\v', r == '\f', r == '\u0085':
		return '\n'
	case r == '\t', unicode.Is(unicode.Zs, r) && r != '\u3000':
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r), unicode.Is(unicode.Co, r):
		return -1
	}
	return r
}

func trimLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// wide reports whether a character belongs to a script that is written without spaces.
func wide(r rune) bool {
	return r >= 0x2e80 && (r <= 0x9fff || r >= 0xf900 && r <= 0xfaff || r >= 0xff00 && r <= 0xff60 || r >= 0x20000 && r <= 0x3ffff)
}

// joinLines makes one line of the lines of a paragraph: without a space between Chinese, with one between words.
func joinLines(lines ...string) string { return join(lines, false) }

// join does so; dense text has no space between Chinese and the words and numbers in it either.
func join(lines []string, dense bool) string {
	var b strings.Builder
	var last rune
	for _, line := range lines {
		line = strings.Trim(line, " \t")
		if line == "" {
			continue
		}
		first, _ := utf8.DecodeRuneInString(line)
		tight := wide(last) && (wide(first) || unicode.IsPunct(last)) || wide(first) && unicode.IsPunct(first) ||
			dense && (wide(last) || wide(first))
		if b.Len() > 0 && !tight {
			b.WriteByte(' ')
		}
		b.WriteString(line)
		last, _ = utf8.DecodeLastRuneInString(line)
	}
	return b.String()
}

// softBreak stands for the end of a line of the source within a paragraph; a control character cannot come from the text.
const softBreak = '\x1e'

// inlineText resolves soft breaks and makes white space single; lines that show as such stay lines.
func inlineText(text string) string {
	lines := strings.Split(text, "\n")
	kept := lines[:0]
	for _, line := range lines {
		if line = oneLine(joinLines(strings.Split(line, string(softBreak))...)); line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}
