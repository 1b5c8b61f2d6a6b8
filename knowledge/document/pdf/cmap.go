package pdf

import (
	"unicode/utf16"
)

// cmap is a character map: from the codes in a string to Unicode, or to the numbers of glyphs.
type cmap struct {
	spaces   []codespace
	text     map[uint32]string
	ranges   []textRange
	glyphs   map[uint32]int // codes to numbers
	spans    []glyphRange
	vertical bool
}

// Codes of n bytes between low and high, each byte for itself.
type codespace struct {
	n         int
	low, high uint32
}

type textRange struct {
	low, high uint32
	first     []rune
}

type glyphRange struct {
	low, high uint32
	first     int
}

// maxMapped bounds the entries of a map that anybody can write.
const (
	maxMapped = 1 << 20
	maxRanges = 1000 // wide ones, which are looked through one by one
)

func parseCMap(data []byte) *cmap {
	m := &cmap{text: map[uint32]string{}, glyphs: map[uint32]int{}}
	l := &lexer{data: data}
	var args []any
	entries := 0
	for {
		v, ok := l.next()
		if !ok || entries > maxMapped {
			return m
		}
		op, is := v.(operator)
		if !is {
			if len(args) < maxMapped {
				args = append(args, v)
			}
			continue
		}
		entries += len(args)
		switch op {
		case "endcodespacerange":
			for i := 0; i+1 < len(args); i += 2 {
				low, n := code(args[i])
				high, _ := code(args[i+1])
				if n > 0 {
					m.spaces = append(m.spaces, codespace{n, low, high})
				}
			}
		case "endbfchar":
			for i := 0; i+1 < len(args); i += 2 {
				if from, n := code(args[i]); n > 0 {
					m.text[from] = string(utf16Text(args[i+1]))
				}
			}
		case "endbfrange":
			m.textRanges(args)
		case "endcidchar":
			for i := 0; i+1 < len(args); i += 2 {
				if from, n := code(args[i]); n > 0 {
					m.glyphs[from] = integer(args[i+1])
				}
			}
		case "endcidrange":
			for i := 0; i+2 < len(args); i += 3 {
				low, n := code(args[i])
				high, _ := code(args[i+1])
				if n > 0 && len(m.spans) < maxMapped/64 {
					m.spans = append(m.spans, glyphRange{low, high, integer(args[i+2])})
				}
			}
		case "def":
			if len(args) == 2 && args[0] == name("WMode") && args[1] == 1.0 {
				m.vertical = true
			}
		}
		args = args[:0]
	}
}

func (m *cmap) textRanges(args []any) {
	for i := 0; i+2 < len(args); i += 3 {
		low, n := code(args[i])
		high, _ := code(args[i+1])
		if n == 0 || high < low {
			continue
		}
		if list, is := args[i+2].([]any); is {
			for j, to := range list {
				m.text[low+uint32(j)] = string(utf16Text(to))
			}
			continue
		}
		first := utf16Text(args[i+2])
		switch {
		case len(first) == 0:
		case high-low < 256:
			for c := low; c <= high; c++ {
				m.text[c] = textRange{low, high, first}.at(c)
			}
		case len(m.ranges) < maxRanges:
			m.ranges = append(m.ranges, textRange{low, high, first})
		}
	}
}

// unicode is what a code stands for.
func (m *cmap) unicode(code uint32) (string, bool) {
	if text, has := m.text[code]; has {
		return text, text != ""
	}
	for _, r := range m.ranges {
		if code >= r.low && code <= r.high {
			return r.at(code), true
		}
	}
	return "", false
}

func (r textRange) at(code uint32) string {
	last := len(r.first) - 1
	return string(r.first[:last]) + string(r.first[last]+rune(code-r.low))
}

func (m *cmap) glyph(code uint32) int {
	if n, has := m.glyphs[code]; has {
		return n
	}
	for _, r := range m.spans {
		if code >= r.low && code <= r.high {
			return r.first + int(code-r.low)
		}
	}
	return 0
}

// cut takes the first code from a string: its bytes as a number, and how many there are.
func (m *cmap) cut(s string) (uint32, int) {
	var code uint32
	for n := 1; n <= min(4, len(s)); n++ {
		code = code<<8 | uint32(s[n-1])
		for _, space := range m.spaces {
			if space.n == n && space.holds(code) {
				return code, n
			}
		}
	}
	n := 1
	if len(m.spaces) > 0 {
		n = m.spaces[0].n
	}
	n = min(n, len(s))
	code = 0
	for i := range n {
		code = code<<8 | uint32(s[i])
	}
	return code, n
}

func (c codespace) holds(code uint32) bool {
	for shift := 0; shift < 8*c.n; shift += 8 {
		if b := byte(code >> shift); b < byte(c.low>>shift) || b > byte(c.high>>shift) {
			return false
		}
	}
	return true
}

func code(v any) (uint32, int) {
	s, is := v.(string)
	if !is || len(s) == 0 || len(s) > 4 {
		return 0, 0
	}
	var n uint32
	for i := range len(s) {
		n = n<<8 | uint32(s[i])
	}
	return n, len(s)
}

func integer(v any) int {
	n, _ := v.(float64)
	return int(n)
}

func utf16Text(v any) []rune {
	s, _ := v.(string)
	if len(s) == 1 {
		return []rune{rune(s[0])}
	}
	return utf16Runes(s[:min(len(s), 64)])
}

func utf16Runes(s string) []rune {
	units := make([]uint16, 0, len(s)/2)
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return utf16.Decode(units)
}
