package local

import (
	"strconv"
	"strings"

	"github.com/batondesk/baton/conversation"
)

// counting are the words that English numbers are made of: those below 20 stand alone or last, the others may be followed by one.
var counting = map[string]int{
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
	"eighteen": 18, "nineteen": 19,
	"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

var ordinals = map[string]int{
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
	"tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
	"seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}

// numberWords reads an English number in words from token i: "two hundred and fifty". It returns the token after it, or i.
func (t *text) numberWords(i int) (n, next int) {
	total, part, at := 0, 0, i
	seen := false
	for {
		w := t.at(at)
		if at > i && w == "-" && t.glued(at) {
			if v, ok := counting[t.at(at+1)]; ok && v < 20 && t.glued(at+1) && part%10 == 0 && part%100 >= 20 {
				at++
				continue
			}
		}
		if v, ok := counting[w]; ok {
			if seen && v < 20 && (part%10 != 0 || part%100 >= 10 && v >= 10 || part%100 == 10) {
				break
			}
			if seen && v >= 20 && part%100 != 0 {
				break
			}
			part += v
		} else if w == "hundred" && seen && part < 100 && part > 0 {
			part *= 100
		} else if (w == "thousand" || w == "million") && seen && part > 0 {
			scale := 1000
			if w == "million" {
				scale = 1_000_000
			}
			total += part * scale
			part = 0
		} else if w == "a" && !seen && t.is(at+1, "hundred", "thousand", "million") {
			part = 1
		} else if w == "and" && seen && t.is(at-1, "hundred", "thousand") && t.countWord(at+1) {
			at++
			continue
		} else {
			break
		}
		seen = true
		at++
		if total > 1_000_000_000 || part > 1_000_000_000 {
			break
		}
	}
	if !seen {
		return 0, i
	}
	return total + part, at
}

func (t *text) countWord(i int) bool {
	_, ok := counting[t.at(i)]
	return ok
}

// ordinalAt reads "3rd", "third", "twenty first" from token i: a day or a month. next is i if there is none.
func (t *text) ordinalAt(i int) (n, next int) {
	if t.kind(i) == digit && t.is(i+1, "st", "nd", "rd", "th") && t.tokens[i+1].from-t.tokens[i].to <= 1 {
		return t.int(i), i + 2
	}
	if n, ok := ordinals[t.at(i)]; ok {
		return n, i + 1
	}
	if n := counting[t.at(i)]; n == 20 || n == 30 {
		k := i + 1
		if t.at(k) == "-" {
			k++
		}
		if m, ok := ordinals[t.at(k)]; ok && m < 10 {
			return n + m, k + 1
		}
	}
	return 0, i
}

// int is the value of a short digit token, or -1.
func (t *text) int(i int) int {
	if t.kind(i) != digit || len(t.at(i)) > 6 {
		return -1
	}
	n, err := strconv.Atoi(t.at(i))
	if err != nil {
		return -1
	}
	return n
}

var hanDigits = map[string]int{
	"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
	"壹": 1, "贰": 2, "貳": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "陸": 6, "柒": 7, "捌": 8, "玖": 9,
}

var hanScales = map[string]int{"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}

// hanNumber reads a Chinese number of counting from token i: 三百五十, 两万, 十五. A bare digit counts too. next is i if
// there is none.
func (t *text) hanNumber(i int) (n, next int) {
	total, section, last := 0, 0, -1
	scale := 1
	at := i
	for ; at < len(t.tokens); at++ {
		w := t.at(at)
		if d, ok := hanDigits[w]; ok {
			if last > 0 { // two digits in a row are not counting but spelling
				break
			}
			last = d
			continue
		}
		if s, ok := hanScales[w]; ok {
			if last < 0 {
				if section != 0 || s != 10 {
					break
				}
				last = 1
			}
			section += last * s
			scale = s
			last = -1
			continue
		}
		if (w == "万" || w == "亿") && (last >= 0 || section > 0) {
			big := 10_000
			if w == "亿" {
				big = 100_000_000
			}
			if last > 0 {
				section += last
			}
			total += section * big
			section, last, scale = 0, -1, big
			if total > 1_000_000_000_000 {
				return 0, i
			}
			continue
		}
		break
	}
	if at == i {
		return 0, i
	}
	if last > 0 {
		if scale > 10 && t.at(at-2) != "零" && t.at(at-2) != "〇" && at-i > 1 {
			last *= scale / 10 // 三百五 is 350, 一万二 is 12000
		}
		section += last
	}
	return total + section, at
}

// decimal reads a number from token i, in digits ("1,234.50"), words or Chinese, with the multipliers k, thousand, million,
// 万 and 千. It returns its canonical decimal form and the token after it; next is i if there is none.
func (t *text) decimal(i int) (value string, next int) {
	switch t.kind(i) {
	case digit:
		at := i + 1
		for at+1 < len(t.tokens) && t.glued(at) && t.glued(at+1) && t.kind(at+1) == digit {
			sep, size := t.at(at), len(t.at(at+1))
			if sep == "," && size == 3 && len(t.at(at-1)) <= 3 || sep == "." || sep == "," && size <= 2 && !(t.at(at+2) == "," && t.glued(at+2)) {
				at += 2
				continue
			}
			break
		}
		// grouping by spaces: 12 500
		for at == i+1 && len(t.at(i)) <= 3 && t.kind(at) == digit && len(t.at(at)) == 3 && !t.glued(at) && t.kind(at+1) != digit {
			at++
		}
		value, ok := conversation.DecimalAmount(strings.Join(strings.Fields(t.span(i, at)), ""))
		if !ok {
			return "", i
		}
		return t.multiplied(value, at)
	case word:
		n, at := t.numberWords(i)
		if at == i {
			return "", i
		}
		return strconv.Itoa(n), at
	case han:
		n, at := t.hanNumber(i)
		if at == i {
			return "", i
		}
		return strconv.Itoa(n), at
	}
	return "", i
}

func (t *text) multiplied(value string, at int) (string, int) {
	zeros := 0
	switch t.at(at) {
	case "k":
		if t.glued(at) {
			zeros = 3
		}
	case "thousand", "grand", "千":
		zeros = 3
	case "hundred":
		zeros = 2
	case "million":
		zeros = 6
	case "万":
		zeros = 4
	}
	if zeros == 0 {
		return value, at
	}
	return shift(value, zeros), at + 1
}

// shift multiplies a canonical decimal by a power of ten.
func shift(value string, zeros int) string {
	whole, fraction, _ := strings.Cut(value, ".")
	for range zeros {
		if fraction == "" {
			whole += "0"
			continue
		}
		whole += fraction[:1]
		fraction = fraction[1:]
	}
	if fraction != "" {
		whole += "." + fraction
	}
	canonical, ok := conversation.DecimalAmount(whole)
	if !ok {
		return value
	}
	return canonical
}
