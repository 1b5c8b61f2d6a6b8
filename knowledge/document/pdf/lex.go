package pdf

import (
	"strconv"
)

// The operands of instructions, in content streams and in character maps alike: float64, name, string, []any, or map.
type (
	name     string
	operator string
	mapping  map[string]any
)

type lexer struct {
	data []byte
	at   int
}

const maxNested = 32

// next returns the next operand or operator; false at the end. What is no token is passed over.
func (l *lexer) next() (any, bool) { return l.value(0) }

func (l *lexer) value(depth int) (any, bool) {
	for {
		l.space()
		if l.at >= len(l.data) {
			return nil, false
		}
		switch c := l.data[l.at]; {
		case c == '(':
			return l.literal(), true
		case c == '/':
			l.at++
			return name(l.word(true)), true
		case c == '<' && l.peek(1) == '<':
			l.at += 2
			return l.dict(depth), true
		case c == '<':
			return l.hex(), true
		case c == '[':
			l.at++
			return l.array(depth), true
		case c == ']', c == '}', c == '{', c == ')':
			l.at++
			return operator([]byte{c}), true
		case c == '>':
			l.at++
			if l.peek(0) == '>' {
				l.at++
			}
			return operator(">>"), true
		default:
			word := l.word(false)
			if word == "" {
				l.at++
				continue
			}
			if c := word[0]; c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' {
				return number(word), true
			}
			return operator(word), true
		}
	}
}

func (l *lexer) peek(n int) byte {
	if l.at+n < len(l.data) {
		return l.data[l.at+n]
	}
	return 0
}

func (l *lexer) space() {
	for l.at < len(l.data) {
		switch c := l.data[l.at]; {
		case blank(c):
			l.at++
		case c == '%':
			for l.at < len(l.data) && l.data[l.at] != '\n' && l.data[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

func blank(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func delimiter(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return blank(c)
}

func (l *lexer) word(escaped bool) string {
	begin := l.at
	special := false
	for l.at < len(l.data) && !delimiter(l.data[l.at]) {
		special = special || l.data[l.at] == '#'
		l.at++
	}
	word := l.data[begin:l.at]
	if !escaped || !special {
		return string(word)
	}
	out := make([]byte, 0, len(word))
	for i := 0; i < len(word); i++ {
		if word[i] == '#' && i+2 < len(word) && nibble(word[i+1]) >= 0 && nibble(word[i+2]) >= 0 {
			out = append(out, byte(nibble(word[i+1])<<4|nibble(word[i+2])))
			i += 2
			continue
		}
		out = append(out, word[i])
	}
	return string(out)
}

func number(word string) float64 {
	if n, err := strconv.ParseFloat(word, 64); err == nil && n > -1e9 && n < 1e9 {
		return n
	}
	return 0
}

func nibble(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

func (l *lexer) hex() string {
	l.at++
	var out []byte
	high := -1
	for l.at < len(l.data) {
		c := l.data[l.at]
		l.at++
		if c == '>' {
			break
		}
		switch n := nibble(c); {
		case n < 0:
		case high < 0:
			high = n
		default:
			out = append(out, byte(high<<4|n))
			high = -1
		}
	}
	if high >= 0 {
		out = append(out, byte(high<<4))
	}
	return string(out)
}

func (l *lexer) literal() string {
	l.at++
	var out []byte
	for depth := 1; l.at < len(l.data); l.at++ {
		switch c := l.data[l.at]; c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				l.at++
				return string(out)
			}
		case '\\':
			out = l.escape(out)
			continue
		}
		out = append(out, l.data[l.at])
	}
	return string(out)
}

// escape reads what follows a backslash and stays on its last byte.
func (l *lexer) escape(out []byte) []byte {
	l.at++
	switch c := l.peek(0); c {
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case '\r':
		if l.peek(1) == '\n' {
			l.at++
		}
		return out
	case '\n':
		return out
	default:
		if c < '0' || c > '7' {
			return append(out, c)
		}
		n := 0
		for i := 0; i < 3 && l.peek(0) >= '0' && l.peek(0) <= '7'; i++ {
			n = n<<3 | int(l.peek(0)-'0')
			l.at++
		}
		l.at--
		return append(out, byte(n))
	}
}

func (l *lexer) array(depth int) []any {
	var out []any
	for depth < maxNested {
		v, ok := l.value(depth + 1)
		if !ok || v == operator("]") {
			break
		}
		if len(out) < 1<<20 {
			out = append(out, v)
		}
	}
	return out
}

func (l *lexer) dict(depth int) mapping {
	out := mapping{}
	for depth < maxNested {
		key, ok := l.value(depth + 1)
		k, is := key.(name)
		if !ok || !is {
			break
		}
		v, ok := l.value(depth + 1)
		if !ok || v == operator(">>") {
			break
		}
		out[string(k)] = v
	}
	return out
}

// skipImage passes over an image that lies between the instructions, from ID to EI.
func (l *lexer) skipImage() {
	for l.at++; l.at+2 < len(l.data); l.at++ {
		if l.data[l.at] == 'E' && l.data[l.at+1] == 'I' && blank(l.data[l.at-1]) && delimiter(l.data[l.at+2]) {
			l.at += 2
			return
		}
	}
	l.at = len(l.data)
}
