package local

import (
	"strings"
	"unicode/utf8"
)

// nato is the spelling alphabet of ICAO and NATO, with the spellings that recognisers write.
var nato = map[string]string{
	"alpha": "a", "alfa": "a", "bravo": "b", "charlie": "c", "delta": "d", "echo": "e", "foxtrot": "f", "golf": "g",
	"hotel": "h", "india": "i", "juliet": "j", "juliett": "j", "kilo": "k", "lima": "l", "mike": "m", "november": "n",
	"oscar": "o", "papa": "p", "quebec": "q", "romeo": "r", "sierra": "s", "tango": "t", "uniform": "u", "victor": "v",
	"whiskey": "w", "whisky": "w", "xray": "x", "x-ray": "x", "yankee": "y", "zulu": "z",
}

// spokenDigits are digits as they are said; "o" and "oh" stand for zero between digits.
var spokenDigits = map[string]string{
	"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
	"nine": "9", "nought": "0", "naught": "0",
	"零": "0", "〇": "0", "一": "1", "幺": "1", "二": "2", "两": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8",
	"九": "9", "洞": "0", "拐": "7", "勾": "9",
}

// spelling is a code that was written or said in pieces.
type spelling struct {
	text   string // upper case letters and digits
	next   int    // the token after it
	digits int
	pieces int  // groups separated by white space
	spoken bool // some piece was a word
}

// spelledCode reads the longest code from token i: written ("ORD-123 456"), in digits said ("double five oh three",
// "幺三九"), or in the spelling alphabet. Single letters and spoken pieces count only where letters is set.
func (t *text) spelledCode(i int, letters bool) spelling {
	var b strings.Builder
	s := spelling{next: i}
	at := i
	repeat := 1
	for at < len(t.tokens) {
		w := t.at(at)
		piece, next := "", at+1
		spoken := false
		switch t.kind(at) {
		case digit:
			piece = w
			if repeat > 1 && len(piece) > 1 {
				return s
			}
		case han:
			if piece = spokenDigits[w]; piece == "" {
				return s
			}
			spoken = true
		case word:
			if len(w) > 1 && (t.beside(at) || t.beside(at+1)) || !letters && t.beside(at+1) {
				return s // "OH123" is written, not said
			}
			switch {
			case w == "double" || w == "triple":
				repeat = 2
				if w == "triple" {
					repeat = 3
				}
				at++
				continue
			case spokenDigits[w] != "":
				piece, spoken = spokenDigits[w], true
			case (w == "o" || w == "oh") && !letters:
				if s.digits == 0 && spokenDigits[t.at(at+1)] == "" && t.kind(at+1) != digit {
					return s
				}
				piece, spoken = "0", true
			case letters && nato[w] != "":
				piece, spoken = nato[w], true
			case letters && utf8.RuneCountInString(w) == 1:
				piece, spoken = w, true
			default:
				return s
			}
		case mark:
			if (w == "-" || w == "." && t.glued(at+1) || w == " ") && s.text != "" && t.kind(at+1) != mark && repeat == 1 {
				at++
				continue
			}
			return s
		}
		if piece == "" {
			return s
		}
		b.WriteString(strings.Repeat(strings.ToUpper(piece), repeat))
		repeat = 1
		if s.pieces == 0 || t.tokens[at].space {
			s.pieces++
		}
		for k := range len(piece) {
			if piece[k] >= '0' && piece[k] <= '9' {
				s.digits++
			}
		}
		s.spoken = s.spoken || spoken
		at = next
		s.text, s.next = b.String(), at
		if len(s.text) > 64 {
			return s
		}
	}
	return s
}

// beside reports whether token i follows a word or digits without white space.
func (t *text) beside(i int) bool {
	return t.glued(i) && (t.kind(i) == word || t.kind(i) == digit) && (t.kind(i-1) == word || t.kind(i-1) == digit)
}
