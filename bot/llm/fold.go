package llm

import (
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// folded is a text in a form in which equal words are equal however they are written: compatibility forms resolved, lower
// case, all digits ASCII, all spaces and dashes alike.
type folded struct {
	runes []rune
	at    []span // of each rune: the runes of the text that it was made of
	upper []bool // was an upper case letter
}

func fold(runes []rune) folded {
	n := len(runes)
	f := folded{make([]rune, 0, n), make([]span, 0, n), make([]bool, 0, n)}
	for i := 0; i < n; {
		if end := i + 1; simple(runes[i]) && (end == n || simple(runes[end])) {
			f.add(narrow(runes[i]), span{i, end})
			i = end
			continue
		}
		end := i + 1
		for end < n && !simple(runes[end]) {
			end++
		}
		f.compose(runes, i, end)
		i = end
	}
	return f
}

// simple reports whether a rune is its own compatibility form, or narrow gives it: most are, and need no tables.
func simple(r rune) bool {
	return r < 0x80 || han(r) || r >= 0x3001 && r <= 0x3011 || r >= 0xff01 && r <= 0xff5e
}

// narrow gives full-width ASCII its usual width.
func narrow(r rune) rune {
	if r >= 0xff01 && r <= 0xff5e {
		return r - 0xfee0
	}
	return r
}

// compose adds runes in their compatibility form.
func (f *folded) compose(runes []rune, from, to int) {
	source := string(runes[from:to])
	place := make([]int, len(source)+1) // of bytes among the runes
	n := from
	for i := range source {
		place[i] = n
		n++
	}
	place[len(source)] = n
	var pieces norm.Iter
	pieces.InitString(norm.NFKC, source)
	for !pieces.Done() {
		start := pieces.Pos()
		piece := string(pieces.Next())
		for _, r := range piece {
			f.add(r, span{place[start], place[pieces.Pos()]})
		}
	}
}

func (f *folded) add(r rune, at span) {
	if p, seen := plain(r); seen {
		f.runes = append(f.runes, p)
		f.at = append(f.at, at)
		f.upper = append(f.upper, unicode.IsUpper(r))
	}
}

// plain is the folded form of a normalised rune; what is not seen has none.
func plain(r rune) (rune, bool) {
	switch {
	case r == '\t' || r == '\r':
		return ' ', true
	case r < 0x80, han(r):
	case unicode.IsDigit(r):
		return asciiDigit(r), true
	case unicode.IsSpace(r):
		return ' ', true
	case unicode.Is(unicode.Pd, r), r == '−':
		return '-', true
	case r == '’', r == '‘', r == 'ʼ':
		return '\'', true
	case r == '。': // ends a sentence, and is never a decimal point
		return '\n', true
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0, false
	}
	return unicode.ToLower(r), true
}

// asciiDigit relies on the digits of a script standing together from zero on, apart from those of others.
func asciiDigit(r rune) rune {
	value := rune(0)
	for value < 9 && unicode.IsDigit(r-value-1) {
		value++
	}
	return '0' + value
}

// literal returns the end of the pattern at i, or -1. White space in the pattern stands for any or none.
func (f folded) literal(i int, pattern []rune) int {
	if f.get(i) != pattern[0] || !f.edge(i) {
		return -1
	}
	for _, p := range pattern {
		switch {
		case blank(p):
			for blank(f.get(i)) {
				i++
			}
		case f.get(i) != p:
			return -1
		default:
			i++
		}
	}
	if !f.edge(i) {
		return -1
	}
	return i
}

// edge reports whether a word or a number may end, and another begin, before i.
func (f folded) edge(i int) bool {
	before, after := f.get(i-1), f.get(i)
	switch {
	case wordly(before) && wordly(after):
		return false
	case digit(before) && (after == '.' || after == ','):
		return !digit(f.get(i + 1))
	case digit(after) && (before == '.' || before == ','):
		return !digit(f.get(i - 2))
	}
	return true
}

const nothing rune = -1 // before and after a text

func (f folded) get(i int) rune {
	if i < 0 || i >= len(f.runes) {
		return nothing
	}
	return f.runes[i]
}

func digit(r rune) bool { return r >= '0' && r <= '9' }
func blank(r rune) bool { return r == ' ' || r == '\n' }

// letter reports whether a rune is a letter of a script that puts spaces between words.
func letter(r rune) bool {
	return r >= 'a' && r <= 'z' || r > 0x7f && !han(r) && unicode.IsLetter(r) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}

// han reports whether a rune is one of the usual Chinese characters.
func han(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }

func wordly(r rune) bool { return letter(r) || digit(r) }

var hanDigits = map[rune]rune{
	'〇': '0', '零': '0', '一': '1', '幺': '1', '二': '2', '两': '2', '三': '3', '四': '4', '五': '5', '六': '6', '七': '7', '八': '8', '九': '9',
	'壹': '1', '贰': '2', '叁': '3', '肆': '4', '伍': '5', '陆': '6', '柒': '7', '捌': '8', '玖': '9',
}

// digitOf reads a digit, in figures or in Chinese.
func digitOf(r rune) rune {
	if digit(r) {
		return r
	}
	return hanDigits[r]
}
