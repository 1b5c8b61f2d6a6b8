package wording

// measure is a unit of time: seconds, working days or months, which cannot be turned into each other.
type measure struct {
	unit   string
	factor float64
}

const dayOfSeconds = 24 * 3600

var durations = map[string]measure{
	"second": {unitSeconds, 1}, "seconds": {unitSeconds, 1}, "sec": {unitSeconds, 1}, "secs": {unitSeconds, 1}, "s": {unitSeconds, 1},
	"minute": {unitSeconds, 60}, "minutes": {unitSeconds, 60}, "min": {unitSeconds, 60}, "mins": {unitSeconds, 60},
	"hour": {unitSeconds, 3600}, "hours": {unitSeconds, 3600}, "hr": {unitSeconds, 3600}, "hrs": {unitSeconds, 3600}, "h": {unitSeconds, 3600},
	"day": {unitSeconds, dayOfSeconds}, "days": {unitSeconds, dayOfSeconds},
	"week": {unitSeconds, 7 * dayOfSeconds}, "weeks": {unitSeconds, 7 * dayOfSeconds}, "wk": {unitSeconds, 7 * dayOfSeconds}, "wks": {unitSeconds, 7 * dayOfSeconds},
	"fortnight": {unitSeconds, 14 * dayOfSeconds}, "fortnights": {unitSeconds, 14 * dayOfSeconds},
	"month": {unitMonths, 1}, "months": {unitMonths, 1}, "mo": {unitMonths, 1}, "year": {unitMonths, 12}, "years": {unitMonths, 12}, "yr": {unitMonths, 12}, "yrs": {unitMonths, 12},
	"quarters": {unitMonths, 3}, "workday": {unitDays, 1}, "workdays": {unitDays, 1}, "decade": {unitMonths, 120}, "decades": {unitMonths, 120},
}

var chineseDurations = []struct {
	word string
	measure
}{
	{"个工作日", measure{unitDays, 1}}, {"工作日", measure{unitDays, 1}}, {"个工作天", measure{unitDays, 1}}, {"工作天", measure{unitDays, 1}},
	{"个自然日", measure{unitSeconds, dayOfSeconds}}, {"自然日", measure{unitSeconds, dayOfSeconds}},
	{"个小时", measure{unitSeconds, 3600}}, {"小时", measure{unitSeconds, 3600}}, {"个钟头", measure{unitSeconds, 3600}}, {"钟头", measure{unitSeconds, 3600}},
	{"刻钟", measure{unitSeconds, 900}}, {"分钟", measure{unitSeconds, 60}}, {"秒钟", measure{unitSeconds, 1}}, {"秒", measure{unitSeconds, 1}},
	{"个星期", measure{unitSeconds, 7 * dayOfSeconds}}, {"星期", measure{unitSeconds, 7 * dayOfSeconds}}, {"个礼拜", measure{unitSeconds, 7 * dayOfSeconds}}, {"礼拜", measure{unitSeconds, 7 * dayOfSeconds}},
	{"周岁", measure{}}, {"周", measure{unitSeconds, 7 * dayOfSeconds}}, {"个月", measure{unitMonths, 1}}, {"个来月", measure{unitMonths, 1}}, {"个多月", measure{unitMonths, 1}}, {"个把月", measure{unitMonths, 1}}, {"个季度", measure{unitMonths, 3}}, {"年级", measure{}}, {"周年", measure{unitMonths, 12}}, {"年", measure{unitMonths, 12}},
	{"天", measure{unitSeconds, dayOfSeconds}}, {"日", measure{unitSeconds, dayOfSeconds}},
}

// chineseUnit reads a unit of time at i.
func (t *text) chineseUnit(i int) (measure, int) {
	for _, d := range chineseDurations {
		if t.has(i, d.word) {
			return d.measure, i + len([]rune(d.word))
		}
	}
	return measure{}, i
}

// englishUnit reads a unit of time after i, also "working days".
func (t *text) englishUnit(i int) (measure, int) {
	w, end := t.next(i)
	switch w {
	case "business", "working", "work", "bank":
		if next, end := t.next(end); next == "day" || next == "days" {
			return measure{unitDays, 1}, end
		}
		return measure{}, i
	case "calendar", "full", "whole", "consecutive", "more", "short":
		if m, end := t.englishUnit(end); m.factor > 0 {
			return m, end
		}
		return measure{}, i
	case "s", "h", "mo":
		if end > i+2 {
			return measure{}, i
		}
	}
	if m, ok := durations[w]; ok {
		return m, end
	}
	return measure{}, i
}

// durationAfter reads a unit of time after a number.
func (s *scanner) durationAfter(i int, n number) int {
	factor := 0.0
	j := s.space(n.end)
	if s.has(j, "个半") || s.has(j, "個半") { // 两个半小时
		m, end := s.chineseUnit(j + 2)
		if m.factor == 0 && s.get(j+2) == '月' {
			m, end = measure{unitMonths, 1}, j+3
		}
		return s.addDuration(i, end, n, m, 0.5)
	}
	if s.has(j, "多") || s.has(j, "来") || s.has(j, "几") {
		j++
	}
	if m, end := s.chineseUnit(j); m.factor > 0 {
		if s.get(end) == '半' { // 一年半
			return s.addDuration(i, end+1, n, m, 0.5)
		}
		return s.addDuration(i, end, n, m, 0)
	}
	k := n.end
	if w, end := s.next(k); w == "and" { // two and a half hours
		if w, end = s.next(end); w == "a" {
			if w, end = s.next(end); w == "half" {
				k, factor = end, 0.5
			}
		}
	}
	if s.has(k, "-") || s.get(k) == ' ' || n.digits {
		m, end := s.englishUnit(k)
		return s.addDuration(i, end, n, m, factor)
	}
	return i
}

func (s *scanner) addDuration(i, end int, n number, m measure, plus float64) int {
	if m.factor == 0 {
		return i
	}
	each := make([]float64, len(n.readings))
	for k, r := range n.readings {
		each[k] = (r + plus) * m.factor
	}
	if n.twin > 0 {
		s.add(Duration, i, end, value{unit: m.unit, readings: []float64{(n.twin + plus) * m.factor}})
		each = each[:1]
	}
	return s.add(Duration, i, end, value{unit: m.unit, readings: each})
}

var beforeOne = set("within in for after about than least most under only takes every around nearly almost last first lasts take up inside")

// durationInWords reads a duration without a number: half an hour, within a week, 半年.
func (s *scanner) durationInWords(i int) int {
	one := number{readings: []float64{1}}
	half := number{readings: []float64{0.5}}
	switch r := s.get(i); {
	case r == '半':
		if m, end := s.chineseUnit(i + 1); m.factor > 0 && m.unit != unitDays {
			return s.addDuration(i, end, half, m, 0)
		}
		return i
	case !latin(r):
		return i
	}
	w, end := s.word(i)
	switch w {
	case "half":
		if next, after := s.next(end); next == "a" || next == "an" {
			end = after
		}
		m, after := s.englishUnit(end)
		return s.addDuration(i, after, half, m, 0)
	case "overnight":
		return s.add(Duration, i, end, value{unit: unitRelative, word: "overnight"})
	case "a", "an", "the":
		previous, _ := s.before(i)
		next, _ := s.next(end)
		if !beforeOne[previous] || next == "second" || next == "minute" && previous == "in" || w == "the" && previous != "within" {
			return i
		}
		m, after := s.englishUnit(end)
		return s.addDuration(i, after, one, m, 0)
	}
	return i
}
