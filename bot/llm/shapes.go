package llm

import (
	"slices"
	"strings"

	"github.com/batondesk/baton/conversation"
)

// shape is something that looks private, whether or not a field is declared for it.
type shape struct {
	span
	label string // email, phone, card, number, code
	key   string
}

const (
	leastRun     = 5 // digits in a row
	leastGrouped = 7 // digits in groups, or said
)

// emails finds the mail addresses in a text.
func emails(f folded) []shape {
	var found []shape
	for i := 0; i < len(f.runes); i++ {
		if end := f.email(i); end > i {
			found = append(found, f.shape(i, end, "email"))
			i = end - 1
		}
	}
	return found
}

// numbers finds what looks like a telephone or card number, any other long number, and codes of letters and digits,
// outside of what is taken.
func numbers(f folded, taken []bool) []shape {
	var found []shape
	open := f
	open.runes = slices.Clone(f.runes)
	for i := range open.runes {
		if taken[i] {
			open.runes[i] = '\n' // nothing goes on beyond it
		}
	}
	for i := 0; i < len(open.runes); i++ {
		if wordly(open.get(i - 1)) {
			continue
		}
		if end := open.date(i); end > i {
			i = end - 1
			continue
		}
		for _, look := range []func(int) (int, string){open.number, open.mixed, open.spoken} {
			if end, label := look(i); end > i {
				found = append(found, f.shape(i, end, label))
				i = end - 1
				break
			}
		}
	}
	return found
}

func (f folded) shape(from, to int, label string) shape {
	return shape{span{from, to}, label, key(string(f.runes[from:to]))}
}

// email returns the end of the mail address whose local part begins at i, or i.
func (f folded) email(i int) int {
	if !local(f.get(i)) || local(f.get(i-1)) {
		return i
	}
	end := i
	for local(f.get(end)) {
		end++
	}
	if end = f.sign(f.skip(end)); end < 0 {
		return i
	}
	end, dot := f.skip(end), false
	for r := f.get(end); wordly(r) || (r == '-' || r == '.') && wordly(f.get(end+1)); r = f.get(end) {
		dot = dot || r == '.'
		end++
	}
	if !dot {
		return i
	}
	return end
}

// sign returns the end of the sign of a mail address at i, also as it is written to be hidden from collectors, or -1.
func (f folded) sign(i int) int {
	for _, sign := range []string{"@", "(at)", "[at]"} {
		if end := i + len(sign); end <= len(f.runes) && string(f.runes[i:end]) == sign {
			return end
		}
	}
	return -1
}

func local(r rune) bool {
	return wordly(r) || strings.ContainsRune(".!#$%&'*+/=?^_`{|}~-", r)
}

// skip steps over one space.
func (f folded) skip(i int) int {
	if f.get(i) == ' ' {
		return i + 1
	}
	return i
}

// run returns the end of the digits at i.
func (f folded) run(i int) int {
	for digit(f.get(i)) {
		i++
	}
	return i
}

// date returns the end of the date in figures at i, or i. A date is no number of anything; those that a field has are found
// as its values.
func (f folded) date(i int) int {
	var lengths []int
	end, mark := i, rune(0)
	for {
		from := end
		end = f.run(end)
		lengths = append(lengths, end-from)
		if len(lengths) == 3 {
			break
		}
		if r := f.get(end); !strings.ContainsRune("-/.", r) || mark != 0 && r != mark {
			return i
		}
		mark = f.get(end)
		end++
	}
	short := func(n int) bool { return n == 1 || n == 2 }
	year, month, day := lengths[0], lengths[1], lengths[2]
	if wordly(f.get(end)) || !short(month) || !(year == 4 && short(day) || short(year) && (day == 4 || day == 2)) {
		return i
	}
	return end
}

// number returns the end of a long number at i, in a row or in groups.
func (f folded) number(i int) (int, string) {
	start := i
	for f.get(i) == '+' || f.get(i) == '(' {
		i++
	}
	if !digit(f.get(i)) || i-start > 2 {
		return start, ""
	}
	total, row, end, single := 0, 0, start, true
	for at := i; ; {
		stop := f.run(at)
		n := stop - at
		if n == 0 || letter(f.get(stop)) || at > i && f.date(at) > at {
			break
		}
		total, row, end, single = total+n, max(row, n), stop, single && n == 1
		for at = stop; at-stop < 3 && strings.ContainsRune(" -./(),", f.get(at)); at++ {
		}
		next := f.run(at) - at
		if at == stop || next == 0 || f.get(at-1) == ' ' && next == 1 && !single || f.get(stop) == ',' && (next == 3 || at > stop+1) {
			break
		}
	}
	if row < leastRun && total < leastGrouped {
		return start, ""
	}
	return end, f.numberLabel(start, end)
}

func (f folded) numberLabel(from, to int) string {
	n := key(string(f.runes[from:to]))
	switch {
	case len(n) >= 13 && len(n) <= 19 && conversation.Luhn(n):
		return "card"
	case !digit(f.runes[from]), len(n) == 11 && n[0] == '1' && n[1] > '2', n[0] == '0' && len(n) > 8 && len(n) < 13:
		return "phone"
	}
	return "number"
}

// mixed returns the end of a code of letters and digits at i: with digits in a row, or in capitals that alternate with
// digits. Sizes ("1000ml") and years ("mid-2024") are none.
func (f folded) mixed(i int) (int, string) {
	letters, digits, row, changes, capitals, end := 0, 0, 0, 0, true, i
	run := 0
	for r := f.get(end); wordly(r) || (r == '-' || r == '_') && end > i && wordly(f.get(end+1)); r = f.get(end) {
		switch {
		case digit(r):
			digits++
			run++
			row = max(row, run)
		case letter(r):
			letters++
			capitals = capitals && f.upper[end]
			run = 0
		default:
			run = 0
		}
		if end > i && digit(r) != digit(f.runes[end-1]) {
			changes++
		}
		end++
	}
	switch {
	case letters == 0 || digits == 0:
		return i, ""
	case row >= leastRun:
		return end, "code"
	case f.size(i, end) || f.year(i, end):
		return i, ""
	case row == leastRun-1 && letters+digits >= 6, capitals && changes > 1 && letters+digits >= 6:
		return end, "code"
	}
	return i, ""
}

// size reports whether digits with a unit stand there: "1000ml", "5-10kg".
func (f folded) size(from, to int) bool {
	for digit(f.get(from)) || f.get(from) == '-' {
		from++
	}
	return to-from <= 3 && !slices.ContainsFunc(f.runes[from:to], digit)
}

// year reports whether the only digits there are a year of our days.
func (f folded) year(from, to int) bool {
	digits := strings.Map(func(r rune) rune {
		if digit(r) {
			return r
		}
		return -1
	}, string(f.runes[from:to]))
	return digits >= "1990" && digits <= "2035" && len(digits) == 4
}

var spokenDigits = map[string]int{
	"zero": 1, "oh": 1, "one": 1, "two": 1, "three": 1, "four": 1, "five": 1, "six": 1, "seven": 1, "eight": 1, "nine": 1, "double": 1, "triple": 2,
}

// spoken returns the end of digits in words at i: "double five oh three ...", "一三九...".
func (f folded) spoken(i int) (int, string) {
	end, n := i, 0
	for digitOf(f.get(end)) != 0 {
		end, n = end+1, n+1
	}
	if n >= leastRun {
		return end, "number"
	}
	end, n = i, 0
	for at := i; ; {
		stop := at
		for letter(f.get(stop)) {
			stop++
		}
		digits := spokenDigits[string(f.runes[at:min(stop, len(f.runes))])]
		if digits == 0 {
			break
		}
		n, end = n+digits, stop
		for at = stop; at-stop < 2 && strings.ContainsRune(" -,", f.get(at)); at++ {
		}
		if at == stop {
			break
		}
	}
	if n < leastGrouped {
		return i, ""
	}
	return end, "number"
}
