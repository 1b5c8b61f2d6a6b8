package local

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is what a token is made of.
type kind uint8

const (
	word  kind = iota + 1 // letters with apostrophes inside
	digit                 // 0 to 9
	han                   // one Chinese character
	mark                  // one other character
)

// token is a piece of a text; from and to are byte offsets in its folded form.
type token struct {
	from, to int
	kind     kind
	space    bool // white space stands before it
	line     bool // a line break stands before it
}

// text is a message in the form in which the readers read it: full-width characters narrowed, Traditional characters
// that the rules know made simplified, lower case, cut into tokens.
type text struct {
	raw    string
	folded string // as raw, width and variants folded
	lower  string // as folded, lower case, same length
	origin []int  // offset in raw of each byte of folded; nil if they are the same
	tokens []token
}

func read(raw string) *text {
	t := &text{raw: raw}
	t.fold()
	t.lower = lowerSameLength(t.folded)
	t.cut()
	return t
}

// fold maps rune to rune, so that every piece of the folded text has its own piece of the raw one.
func (t *text) fold() {
	if ascii(t.raw) {
		t.folded = t.raw
		return
	}
	var b strings.Builder
	b.Grow(len(t.raw))
	changed := false
	for i, r := range t.raw {
		to := foldRune(r)
		if to != r || r == utf8.RuneError {
			changed = true
		}
		n := b.Len()
		b.WriteRune(to)
		for range b.Len() - n {
			t.origin = append(t.origin, i)
		}
	}
	t.folded = b.String()
	if !changed {
		t.origin = nil
	}
}

func foldRune(r rune) rune {
	switch {
	case r < 0x80:
		return r
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFEE0
	case r >= 0x4E00 && r <= 0x9FFF:
		return simplify(r)
	case r >= 0x1D7CE && r <= 0x1D7FF: // mathematical digits
		return '0' + (r-0x1D7CE)%10
	}
	switch r {
	case '\u3000', '\u00A0', '\u202F', '\u2009':
		return ' '
	case '\u2018', '\u2019', '\u02BC', '\u0060', '\u00B4':
		return '\''
	case '\u201C', '\u201D':
		return '"'
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212', '\uFE63':
		return '-'
	case '\uFFE5':
		return '\u00A5'
	case '\uFFE1':
		return '\u00A3'
	}
	return r
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func lowerSameLength(s string) string {
	if ascii(s) {
		return strings.ToLower(s)
	}
	return strings.Map(func(r rune) rune {
		if low := unicode.ToLower(r); utf8.RuneLen(low) == utf8.RuneLen(r) {
			return low
		}
		return r
	}, s)
}

func (t *text) cut() {
	s := t.folded
	t.tokens = make([]token, 0, len(s)/4+4)
	space, line := false, false
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if unicode.IsSpace(r) {
			space = true
			line = line || r == '\n'
			i += size
			continue
		}
		k := kindOf(r)
		j := i + size
		for k == word || k == digit {
			next, n := utf8.DecodeRuneInString(s[j:])
			if n == 0 {
				break
			}
			if kindOf(next) == k || k == word && unicode.IsMark(next) {
				j += n
				continue
			}
			if after, m := utf8.DecodeRuneInString(s[j+n:]); k == word && next == '\'' && m > 0 && kindOf(after) == word {
				j += n
				continue
			}
			break
		}
		t.tokens = append(t.tokens, token{i, j, k, space, line})
		space, line = false, false
		i = j
	}
}

func kindOf(r rune) kind {
	switch {
	case r >= '0' && r <= '9':
		return digit
	case 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z':
		return word
	case r < 0x80:
		return mark
	case unicode.Is(unicode.Han, r):
		return han
	case unicode.IsLetter(r):
		return word
	}
	return mark
}

// at is the lower case text of token i, or "" beyond the ends.
func (t *text) at(i int) string {
	if i < 0 || i >= len(t.tokens) {
		return ""
	}
	return t.lower[t.tokens[i].from:t.tokens[i].to]
}

// all are the lower case texts of the tokens.
func (t *text) all() []string {
	words := make([]string, len(t.tokens))
	for i := range words {
		words[i] = t.at(i)
	}
	return words
}

func (t *text) kind(i int) kind {
	if i < 0 || i >= len(t.tokens) {
		return 0
	}
	return t.tokens[i].kind
}

// glued reports whether token i follows the one before it without white space.
func (t *text) glued(i int) bool {
	return i > 0 && i < len(t.tokens) && !t.tokens[i].space
}

// is reports whether token i is one of the words.
func (t *text) is(i int, words ...string) bool {
	s := t.at(i)
	if s == "" {
		return false
	}
	for _, w := range words {
		if s == w {
			return true
		}
	}
	return false
}

// phrase reports whether the tokens from i on are these.
func (t *text) phrase(i int, words ...string) bool {
	for k, w := range words {
		if t.at(i+k) != w {
			return false
		}
	}
	return true
}

// span is the folded text of the tokens from, to (to exclusive), in its own case.
func (t *text) span(from, to int) string {
	if from >= to {
		return ""
	}
	return t.folded[t.tokens[from].from:t.tokens[to-1].to]
}

// rawSpan is what the customer wrote there.
func (t *text) rawSpan(from, to int) string {
	if from >= to {
		return ""
	}
	start, end := t.tokens[from].from, t.tokens[to-1].to
	if t.origin == nil {
		return t.raw[start:end]
	}
	last := len(t.raw)
	if end < len(t.origin) {
		last = t.origin[end]
	}
	return strings.TrimSpace(t.raw[t.origin[start]:last])
}

// ends reports whether token i ends a sentence.
func (t *text) ends(i int) bool {
	switch t.at(i) {
	case "!", "?", ";", "。", "！", "？", "；":
		return true
	case ".":
		return i+1 >= len(t.tokens) || t.tokens[i+1].space && !t.abbreviates(i)
	}
	return i+1 < len(t.tokens) && t.tokens[i+1].line
}

// abbreviates reports whether the point at token i belongs to a word such as "no." or "p.m.".
func (t *text) abbreviates(i int) bool {
	return !t.tokens[i].space && t.is(i-1, "no", "nr", "ref", "tel", "mr", "mrs", "ms", "dr", "acct", "approx")
}
