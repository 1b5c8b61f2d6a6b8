package wording

import (
	"strings"
	"unicode"
)

// text is what is scanned: lower case, full-width forms narrowed, invisible characters dropped, with the way back to the
// characters it was made of.
type text struct {
	r     []rune
	at    []int  // index of each rune in the original
	upper []bool // was an upper case letter
	n     int    // runes of the original
}

func newText(s string) text {
	t := text{r: make([]rune, 0, len(s)), at: make([]int, 0, len(s)), upper: make([]bool, 0, len(s))}
	for _, r := range s {
		i := t.n
		t.n++
		switch {
		case r >= 0xff01 && r <= 0xff5e: // full-width ASCII
			r -= 0xfee0
		case r == 0x3000 || r == 0xa0 || r == 0x202f || r == 0x2009 || r == '\t':
			r = ' '
		case r == 0xffe5:
			r = '¥'
		case r == 0x2019 || r == 0x2018 || r == '`':
			r = '\''
		case r >= 0x2010 && r <= 0x2015 || r == 0x2212 || r == '〜' || r == '～':
			r = '-'
		case r == '。' || r == '｡': // ends a sentence, is never a decimal point
			r = '\n'
		case r == '、' || r == '，':
			r = ','
		case r == '∕' || r == '⁄':
			r = '/'
		case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Mn, r):
			continue
		}
		lower := unicode.ToLower(r)
		t.r = append(t.r, lower)
		t.at = append(t.at, i)
		t.upper = append(t.upper, lower != r)
	}
	return t
}

func (t *text) get(i int) rune {
	if i < 0 || i >= len(t.r) {
		return 0
	}
	return t.r[i]
}

// has reports whether s stands at i.
func (t *text) has(i int, s string) bool {
	for _, r := range s {
		if t.get(i) != r {
			return false
		}
		i++
	}
	return true
}

// endsWith reports whether s stands right before i.
func (t *text) endsWith(i int, s string) bool {
	return t.has(i-len([]rune(s)), s) && i >= len([]rune(s))
}

// oneOf returns the end of the first of the words that stands at i, or -1. Where one word begins with another, the longer
// must come first.
func (t *text) oneOf(i int, words []string) int {
	for _, w := range words {
		if t.has(i, w) {
			return i + len([]rune(w))
		}
	}
	return -1
}

func (t *text) space(i int) int {
	for t.get(i) == ' ' {
		i++
	}
	return i
}

func (t *text) spaceBack(i int) int {
	for i > 0 && t.get(i-1) == ' ' {
		i--
	}
	return i
}

// word returns the end of the Latin word that begins at i, and the word; a word that goes on before i has none.
func (t *text) word(i int) (string, int) {
	if latin(t.get(i - 1)) {
		return "", i
	}
	j := i
	for latin(t.get(j)) || t.get(j) == '\'' && j > i && latin(t.get(j+1)) {
		j++
	}
	return string(t.r[i:j]), j
}

// next returns the Latin word after spaces and hyphens.
func (t *text) next(i int) (string, int) {
	for t.get(i) == ' ' || t.get(i) == '-' {
		i++
	}
	j := i
	for latin(t.get(j)) {
		j++
	}
	return string(t.r[i:j]), j
}

// before returns the Latin word that ends right before i, spaces skipped, and its start.
func (t *text) before(i int) (string, int) {
	i = t.spaceBack(i)
	j := i
	for j > 0 && (latin(t.get(j-1)) || t.get(j-1) == '\'') {
		j--
	}
	return string(t.r[j:i]), j
}

func latin(r rune) bool { return r >= 'a' && r <= 'z' || r > 0x7f && r < 0x250 && unicode.IsLetter(r) }
func digit(r rune) bool { return r >= '0' && r <= '9' }
func han(r rune) bool   { return r >= 0x4e00 && r <= 0x9fff || r >= 0x3400 && r <= 0x4dbf || r == '〇' }

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
