package wording

// date is a day as far as it is said: 0 stands for what is left open.
type date struct {
	year, month, day int
	weekday          int // 1 Monday to 7 Sunday
}

var englishMonths = map[string]int{"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
	"september": 9, "october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7,
	"aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12}

var englishWeekdays = map[string]int{"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 7,
	"mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6, "sun": 7}

var ordinals = map[string]int{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
	"ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15,
	"sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "thirty-first": 31}

func (s *scanner) addDate(i, end int, d date) int {
	return s.add(Date, i, end, value{unit: unitDate, date: d})
}

// dates reads a date that begins at i: numbers, names of months and weekdays, and days told from today.
func (s *scanner) dates(i int) int {
	r := s.get(i)
	if digit(r) {
		if end := s.numericDate(i); end > i {
			return end
		}
	}
	if digit(r) || numeral(r) || latin(r) {
		if end := s.dayBeforeMonth(i); end > i {
			return end
		}
	}
	if numeral(r) || digit(r) {
		return s.chineseDate(i)
	}
	if r == 'q' && s.get(i+1) >= '1' && s.get(i+1) <= '4' && !digit(s.get(i+2)) && !latin(s.get(i+2)) {
		return s.add(Date, i, i+2, value{unit: unitRelative, word: string(s.r[i : i+2])})
	}
	if latin(r) {
		if end := s.monthName(i); end > i {
			return end
		}
	}
	if end := s.weekday(i); end > i {
		return end
	}
	return s.relative(i)
}

// digitsAt reads up to four digits that are not part of a longer number.
func (t *text) digitsAt(i int) (n, end int) {
	for end = i; digit(t.get(end)) && end < i+5; end++ {
		n = n*10 + int(t.get(end)-'0')
	}
	if end == i || end > i+4 {
		return 0, i
	}
	return n, end
}

// numericDate reads 2026-03-05, 5.3.2026, 03/05/2026 and 3/15. Where day and month could be either, both
// readings are kept.
func (s *scanner) numericDate(i int) int {
	if digit(s.get(i-1)) || s.get(i-1) == '.' && digit(s.get(i-2)) || currencySymbols[s.get(s.spaceBack(i)-1)] != "" {
		return i
	}
	a, j := s.digitsAt(i)
	sep := s.get(j)
	if j == i || sep != '-' && sep != '/' && sep != '.' {
		return i
	}
	b, k := s.digitsAt(j + 1)
	if k == j+1 || k > j+3 {
		return i
	}
	c, end := 0, k
	if s.get(k) == sep {
		if c, end = s.digitsAt(k + 1); end == k+1 {
			c, end = 0, k
		}
	}
	if digit(s.get(end)) || s.get(end) == '%' {
		return i
	}
	month := func(n int) bool { return n >= 1 && n <= 12 }
	day := func(n int) bool { return n >= 1 && n <= 31 }
	switch {
	case a >= 1900 && a < 2200 && month(b) && end > k && day(c):
		return s.addDate(i, end, date{year: a, month: b, day: c})
	case a >= 1900 && a < 2200 && month(b) && end == k && sep != '.' && k-j > 2:
		return s.addDate(i, end, date{year: a, month: b})
	case end == k && (sep != '/' || a == 24 && b == 7):
		return i
	case end > k && c < 100 && end-k == 3:
		c += 2000
	case end > k && (c < 1900 || c >= 2200):
		return i
	}
	dayFirst, monthFirst := day(a) && month(b), month(a) && day(b)
	switch {
	case dayFirst && monthFirst && a != b:
		return s.add(Date, i, end, value{unit: unitDate, date: date{year: c, month: a, day: b}, or: date{year: c, month: b, day: a}})
	case dayFirst:
		return s.addDate(i, end, date{year: c, month: b, day: a})
	case monthFirst:
		return s.addDate(i, end, date{year: c, month: a, day: b})
	}
	return i
}

// dayBeforeMonth reads 3 March 2026, the 3rd of March, the first of May.
func (s *scanner) dayBeforeMonth(i int) int {
	day, j := s.ordinal(i)
	if day == 0 {
		if !digit(s.get(i)) {
			return i
		}
		if day, j = s.digitsAt(i); j > i+2 || day < 1 || day > 31 || latin(s.get(i-1)) || s.get(i-1) == '.' || s.get(i-1) == ':' {
			return i
		}
	}
	w, end := s.next(j)
	of := w == "of"
	if of {
		w, end = s.next(end)
	}
	m := englishMonths[w]
	if m == 0 || w == "may" && !of && !s.upper[end-3] {
		if j > i && s.orderDay(i, j) { // by the 15th
			return s.addDate(i, j, date{day: day})
		}
		return i
	}
	y, end := s.year(end)
	return s.addDate(i, end, date{year: y, month: m, day: day})
}

// ordinal reads 3rd or third as a day.
func (t *text) ordinal(i int) (day, end int) {
	if digit(t.get(i)) {
		n, j := t.digitsAt(i)
		for _, suffix := range [...]string{"st", "nd", "rd", "th"} {
			if j > i && n >= 1 && n <= 31 && t.has(j, suffix) && !latin(t.get(j+2)) {
				return n, j + 2
			}
		}
		return 0, i
	}
	w, j := t.word(i)
	if w == "twenty" || w == "thirty" {
		next, end := t.next(j)
		if n := ordinals[next]; n > 0 && n < 10 {
			return englishTens(w) + n, end
		}
		return 0, i
	}
	return ordinals[w], j
}

func englishTens(w string) int { return int(englishUnits[w]) }

var beforeDay = set("on by until till before after from since")

// orderDay reports whether an ordinal with digits is a day of the month: "by the 15th".
func (t *text) orderDay(i, j int) bool {
	if !digit(t.get(i)) || !latin(t.get(j-1)) {
		return false
	}
	w, start := t.before(i)
	if w == "the" {
		w, _ = t.before(start)
	}
	return beforeDay[w]
}

// year reads a year after a month or day.
func (t *text) year(i int) (year, end int) {
	j := t.space(i)
	if t.get(j) == '.' || t.get(j) == ',' {
		j = t.space(j + 1)
	}
	if w, after := t.next(j); w == "of" {
		j = t.space(after)
	}
	if y, end := t.digitsAt(j); end == j+4 && y >= 1900 && y < 2200 && t.get(end) != ':' {
		return y, end
	}
	return 0, i
}

var beforeMonth = set("in of by until till before after from since to this next last end mid early late and or through between every")

// monthName reads March, March 3, March 3rd 2026, March 2026.
func (s *scanner) monthName(i int) int {
	w, end := s.word(i)
	m := englishMonths[w]
	if m == 0 {
		return i
	}
	j := s.space(end)
	if s.get(j) == '.' && len(w) <= 4 {
		j = s.space(j + 1)
	}
	if w2, after := s.next(j); w2 == "the" {
		j = s.space(after)
	}
	if y, after := s.year(end); y > 0 {
		return s.addDate(i, after, date{year: y, month: m})
	}
	if j < len(s.r) {
		day, after := s.ordinal(j)
		if day == 0 && digit(s.r[j]) {
			if day, after = s.digitsAt(j); day < 1 || day > 31 || s.get(after) == ':' || s.get(after) == '%' {
				day = 0
			}
		}
		if day > 0 {
			y, after := s.year(after)
			return s.addDate(i, after, date{year: y, month: m, day: day})
		}
	}
	previous, _ := s.before(i)
	if (w == "may" || w == "march" || w == "mar" || w == "dec") && !(s.upper[i] && beforeMonth[previous]) {
		return i
	}
	if len(w) <= 4 && w != "june" && w != "july" && !s.upper[i] {
		return i
	}
	return s.addDate(i, end, date{month: m})
}

// chineseDate reads 2026年3月5日, 三月五号, 3月, 三月份, 15号, 2026年.
func (s *scanner) chineseDate(i int) int {
	n, ok := s.number(i)
	if !ok || s.endsWith(i, "第") {
		return i
	}
	d, end := date{}, i
	if s.get(s.space(n.end)) == '年' && n.value() >= 1900 && n.value() < 2200 {
		d.year, end = int(n.value()), s.space(n.end)+1
		next := s.space(end)
		if n, ok = s.number(next); !ok {
			return s.addDate(i, end, d)
		}
	}
	from := s.space(end)
	if j := s.space(n.end); s.get(j) == '月' && n.value() >= 1 && n.value() <= 12 && n.value() == float64(int(n.value())) {
		d.month, end = int(n.value()), j+1
		if s.get(end) == '份' {
			return s.addDate(i, end+1, d)
		}
		if s.has(end, "底") || s.has(end, "初") || s.has(end, "中旬") || s.has(end, "末") {
			return s.addDate(i, end+1, d)
		}
		from = s.space(end)
		if n, ok = s.number(from); !ok {
			return s.addDate(i, end, d)
		}
	}
	if j := s.space(n.end); (s.get(j) == '日' || s.get(j) == '号' || s.get(j) == '號') && n.value() >= 1 && n.value() <= 31 {
		if d.month > 0 || s.get(j) != '日' && s.oneOf(j+1, notADay) < 0 {
			d.day = int(n.value())
			return s.addDate(i, j+1, d)
		}
	}
	if d.month > 0 && from == end && n.plain && n.value() <= 31 && n.value() >= 1 { // 5月12
		d.day = int(n.value())
		return s.addDate(i, n.end, d)
	}
	if end > i {
		return s.addDate(i, end, d)
	}
	return i
}

var notADay = []string{"线", "楼", "门", "馆", "厅", "桌", "房", "店", "口", "机", "车", "院", "窗", "柜", "登机", "航站"}

// weekday reads the name of a day of the week.
func (s *scanner) weekday(i int) int {
	if latin(s.get(i)) {
		w, end := s.word(i)
		d := englishWeekdays[w]
		if d == 0 && len(w) > 4 && w[len(w)-1] == 's' {
			d = englishWeekdays[w[:len(w)-1]]
		}
		if d == 0 || len(w) <= 5 && !s.upper[i] || (w == "sat" || w == "sun") && !s.nearWeekday(i, end) {
			return i
		}
		if previous, _ := s.before(i); previous == "last" {
			return end
		}
		return s.addWeekday(i, end, d)
	}
	j := s.oneOf(i, []string{"周", "週", "星期", "礼拜"})
	if j < 0 {
		return i
	}
	d := 0
	switch r := s.get(j); {
	case r == '日' || r == '天':
		d = 7
	case numeral(r) && numerals[r] >= 1 && numerals[r] <= 6:
		d = int(numerals[r])
	case r == '末':
		return s.add(Date, i, j+1, value{unit: unitRelative, word: "weekend"})
	}
	if d == 0 || s.endsWith(i, "上") {
		return i
	}
	return s.addWeekday(i, j+1, d)
}

// addWeekday also adds the days between when this one ends a range: Monday to Friday.
func (s *scanner) addWeekday(i, end, d int) int {
	if n := len(s.claims); n > 0 {
		if last := s.claims[n-1]; last.value.unit == unitDate && last.value.date.weekday > 0 && s.isJoint(last.end, i) && !s.has(s.space(last.end), "and") && !s.has(s.space(last.end), "or") && !s.has(s.space(last.end), "或") {
			for between := last.value.date.weekday + 1; between < d; between++ {
				s.addDate(last.start, end, date{weekday: between})
			}
		}
	}
	return s.addDate(i, end, date{weekday: d})
}

func (s *scanner) nearWeekday(i, end int) bool {
	previous, _ := s.before(i)
	next, _ := s.next(end)
	return beforeDay[previous] || previous == "to" || previous == "and" || englishWeekdays[next] > 0 || next == "to" || next == "and" || s.get(i-1) == '-' || s.get(end) == '-'
}
