package wording

import (
	"math"
	"strconv"
	"strings"
)

// number is a number as written.
type number struct {
	readings []float64 // more than one where the notation is ambiguous ("1.500")
	twin     float64   // the second of two said at once ("两三天"); 0 for none
	end      int
	digits   bool // written with digits
	plain    bool // digits only, no separators
	large    bool // a word such as thousand or 万 was part of it
}

func (n number) value() float64 { return n.readings[0] }

func (n number) times(f float64) number {
	scaled := make([]float64, len(n.readings))
	for i, r := range n.readings {
		scaled[i] = r * f
	}
	n.readings, n.twin = scaled, n.twin*f
	return n
}

// number reads a number at i: digits, English words or Chinese numerals.
func (t *text) number(i int) (number, bool) {
	r := t.get(i)
	switch {
	case digit(r):
		return t.digitNumber(i)
	case latin(r):
		return t.englishNumber(i)
	case numeral(r):
		return t.chineseNumber(i)
	}
	return number{}, false
}

func (t *text) digitNumber(i int) (number, bool) {
	if digit(t.get(i-1)) || latin(t.get(i-1)) && !t.currencyBefore(i) || (t.get(i-1) == '.' || t.get(i-1) == ',') && digit(t.get(i-2)) {
		return number{}, false
	}
	j := i
	for digit(t.get(j)) || (t.get(j) == '.' || t.get(j) == ',' || t.get(j) == '\'') && digit(t.get(j+1)) {
		j++
	}
	written := string(t.r[i:j])
	n := number{readings: readings(written), end: j, digits: true, plain: !strings.ContainsAny(written, ".,'")}
	if len(n.readings) == 0 {
		return number{}, false
	}
	if t.get(j) == 'k' && !latin(t.get(j+1)) {
		n = n.times(1000)
		n.end, n.large = j+1, true
		return n, true
	}
	return t.scale(n), true
}

// scale takes in a word for a power of ten after the number: 4.5万, 3 million.
func (t *text) scale(n number) number {
	j := t.space(n.end)
	for _, s := range [...]struct {
		word   string
		factor float64
	}{{"万亿", 1e12}, {"亿", 1e8}, {"百万", 1e6}, {"万", 1e4}, {"千", 1e3}, {"百", 1e2}} {
		if t.has(j, s.word) && !t.has(j, "千克") && !t.has(j, "千米") && !t.has(j, "百分") {
			m := n.times(s.factor)
			m.end, m.large = j+len([]rune(s.word)), true
			return m
		}
	}
	if w, end := t.word(j); j > n.end && englishScale[w] > 0 {
		m := n.times(englishScale[w])
		m.end, m.large = end, true
		return m
	}
	return n
}

// readings are the values that digits with separators can have.
func readings(s string) []float64 {
	s = strings.ReplaceAll(s, "'", "")
	parse := func(group, decimal string) (float64, bool) {
		if group != "" {
			s := strings.ReplaceAll(s, group, "")
			f, err := strconv.ParseFloat(strings.Replace(s, decimal, ".", 1), 64)
			return f, err == nil
		}
		f, err := strconv.ParseFloat(strings.Replace(s, decimal, ".", 1), 64)
		return f, err == nil
	}
	dots, commas := strings.Count(s, "."), strings.Count(s, ",")
	var list []float64
	add := func(group, decimal string) {
		if f, ok := parse(group, decimal); ok && !math.IsInf(f, 0) {
			list = append(list, f)
		}
	}
	tail := len(s) - 1 - strings.LastIndexAny(s, ".,")
	switch {
	case dots > 0 && commas > 0 && strings.LastIndex(s, ",") > strings.LastIndex(s, "."):
		add(".", ",")
	case dots > 0 && commas > 0:
		add(",", ".")
	case commas > 1 || commas == 1 && tail == 3:
		add(",", ".")
	case commas == 1:
		add("", ",")
	case dots > 1:
		add(".", ",")
	case dots == 1 && tail == 3:
		add("", ".")
		add(".", ",")
	default:
		add("", ".")
	}
	return list
}

var (
	englishUnits = map[string]float64{"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
		"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
		"sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40,
		"fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12}
	englishScale = map[string]float64{"hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9}
)

func (t *text) englishNumber(i int) (number, bool) {
	w, end := t.word(i)
	total, section := 0.0, 0.0
	n := number{}
	first, known := englishUnits[w]
	switch {
	case known:
		section = first
	case w == "a" || w == "an":
		next, j := t.next(end)
		if englishScale[next] == 0 && next != "dozen" || j == end {
			return n, false
		}
		section = 1
	default:
		return n, false
	}
	n.end = end
	for {
		w, end := t.next(n.end)
		if w == "and" && (total > 0 || section >= 100) {
			w, end = t.next(end)
			if _, ok := englishUnits[w]; !ok {
				break
			}
		}
		if f := englishScale[w]; f > 0 {
			n.large = true
			if f == 100 {
				section = max(section, 1) * 100
			} else {
				total, section = total+max(section, 1)*f, 0
			}
		} else if f, ok := englishUnits[w]; ok && w != "dozen" && (section >= 20 && int(section)%10 == 0 && f < 10 || section >= 100 && int(section)%100 == 0 || section == 0 && total > 0) {
			section += f
		} else if w == "dozen" && section < 10 {
			section *= 12
		} else {
			break
		}
		n.end = end
	}
	n.readings = []float64{total + section}
	return n, true
}

var (
	numerals = map[rune]float64{'零': 0, '〇': 0, '一': 1, '二': 2, '两': 2, '兩': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9,
		'壹': 1, '贰': 2, '叁': 3, '肆': 4, '伍': 5, '陆': 6, '柒': 7, '捌': 8, '玖': 9, '俩': 2, '廿': 20}
	powers = map[rune]float64{'十': 10, '拾': 10, '百': 100, '佰': 100, '千': 1000, '仟': 1000, '万': 1e4, '萬': 1e4, '亿': 1e8, '億': 1e8}
)

func numeral(r rune) bool {
	_, ok := numerals[r]
	return ok || powers[r] > 0
}

func (t *text) chineseNumber(i int) (number, bool) {
	if numeral(t.get(i - 1)) {
		return number{}, false
	}
	j := i
	for numeral(t.get(j)) {
		j++
	}
	run := t.r[i:j]
	n := number{end: j}
	if powers[run[0]] > 10 { // 百般, 千万, 万一
		return n, false
	}
	hasPower := false
	for _, r := range run {
		hasPower = hasPower || powers[r] > 0
	}
	if !hasPower {
		value := 0.0
		for _, r := range run {
			value = value*10 + numerals[r]
		}
		if len(run) == 2 && numerals[run[1]] == numerals[run[0]]+1 && numerals[run[0]] > 0 {
			n.readings, n.twin = []float64{numerals[run[0]], value}, numerals[run[1]]
			return n, true
		}
		n.readings = []float64{value}
		return n, len(run) < 16
	}
	total, section, current, last := 0.0, 0.0, 0.0, 0.0
	zero, pending := false, false
	for _, r := range run {
		if f, ok := numerals[r]; ok {
			if pending { // two digits in a row
				return n, false
			}
			current, pending = f, f > 0
			zero = zero || f == 0
			continue
		}
		f := powers[r]
		n.large = n.large || f > 10
		if f >= 1e4 {
			total += max(section+current, 1) * f
			if section+current == 0 && total > f {
				total = (total - f) * f
			}
			section = 0
		} else {
			if !pending {
				current = 1
			}
			section += current * f
		}
		current, pending, zero, last = 0, false, false, f
	}
	if pending && !zero && last >= 100 { // 三千五, 一万二
		current *= last / 10
	}
	n.readings = []float64{total + section + current}
	return n, true
}
