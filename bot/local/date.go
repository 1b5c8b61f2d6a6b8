package local

import (
	"time"
)

// day is a date as it was said; what was left open is zero and is filled in when it is known what the date is for.
type day struct {
	year, month, day int
	weekday          int // 1 Monday to 7 Sunday, if nothing says of which week
	exact            time.Time
	relative         bool // counted from today
	vague            bool // a week, a month or a year, not one day
	bareMonth        bool
}

// resolve fills in what was left open. A date that lies in the past by its nature is the latest possible one, any other
// the next one.
func (d day) resolve(now time.Time, past, end bool) (string, bool) {
	const iso = "2006-01-02"
	if d.relative {
		if now.IsZero() {
			return "", false
		}
		if past && d.weekday > 0 && d.exact.After(now) {
			return d.exact.AddDate(0, 0, -7).Format(iso), true
		}
		return d.exact.Format(iso), true
	}
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	open := d.year == 0
	if open && now.IsZero() {
		return "", false
	}
	year, month, date := d.year, d.month, d.day
	if open {
		year = today.Year()
	}
	if month == 0 { // "the 5th"
		month = int(today.Month())
		at := time.Date(year, time.Month(month), date, 0, 0, 0, 0, time.UTC)
		step := 0
		if past && at.After(today) {
			step = -1
		} else if !past && at.Before(today) {
			step = 1
		}
		for tries := 0; tries < 12; tries++ {
			first := time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC).AddDate(0, step, 0)
			if step == 0 {
				first = time.Date(year, time.Month(month), 1, 0, 0, 0, 0, time.UTC)
			}
			if date <= daysIn(first.Year(), int(first.Month())) {
				return first.AddDate(0, 0, date-1).Format(iso), date >= 1
			}
			if step == 0 {
				step = 1
				if past {
					step = -1
				}
			} else if past {
				step--
			} else {
				step++
			}
		}
		return "", false
	}
	if month < 1 || month > 12 {
		return "", false
	}
	if d.bareMonth {
		date = 1
	}
	at := time.Date(year, time.Month(month), date, 0, 0, 0, 0, time.UTC)
	if open {
		switch {
		case past && at.After(today):
			year--
		case !past && at.Before(today) && !(d.bareMonth && month == int(today.Month())):
			year++
		}
	}
	if d.bareMonth && end {
		date = daysIn(year, month)
	}
	if date < 1 || date > daysIn(year, month) || year < 1850 || year > 2150 {
		return "", false
	}
	return time.Date(year, time.Month(month), date, 0, 0, 0, 0, time.UTC).Format(iso), true
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

var months = map[string]int{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
	"october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8,
	"sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}

var weekdays = map[string]int{
	"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 7,
	"mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6, "sun": 7,
}

// dateAt reads a date from token i. next is i if there is none.
func (t *text) dateAt(i int, now time.Time, monthFirst bool) (d day, next int) {
	switch t.kind(i) {
	case digit:
		if d, next = t.numericDate(i, monthFirst); next > i {
			return d, next
		}
		if d, next = t.hanDate(i, now); next > i {
			return d, next
		}
		today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
		if d, next = t.agoDate(i, today); next > i {
			return d, next
		}
	case han:
		return t.hanDate(i, now)
	case word:
		if d, next = t.relativeDate(i, now); next > i {
			return d, next
		}
		if d, next = t.monthDate(i); next > i {
			return d, next
		}
	}
	return t.dayDate(i, now)
}

// numericDate reads 2025-06-01, 1/6/2025, 01.06.25.
func (t *text) numericDate(i int, monthFirst bool) (day, int) {
	sep := t.at(i + 1)
	if sep != "-" && sep != "/" && sep != "." || !t.glued(i+1) || !t.glued(i+2) {
		return day{}, i
	}
	a, b := t.int(i), t.int(i+2)
	if a < 0 || b < 0 || t.glued(i) && (t.kind(i-1) == word || t.is(i-1, "-", "/", ".", "#", "_")) {
		return day{}, i
	}
	// 25/12 1985: the recogniser of a phone line writes the year apart
	if sep == "/" && len(t.at(i+3)) == 4 && t.kind(i+3) == digit && !t.glued(i+3) {
		if y := t.int(i + 3); y > 1850 && y < 2150 && len(t.at(i)) <= 2 && len(t.at(i+2)) <= 2 {
			return dayMonth(a, b, y, monthFirst), i + 4
		}
	}
	c := -1
	if t.at(i+3) == sep && t.glued(i+3) && t.glued(i+4) {
		c = t.int(i + 4)
	}
	if c < 0 {
		// 12/6 without a year only with a slash: 12.6 and 12-6 are numbers and ranges
		if sep == "/" && len(t.at(i)) <= 2 && len(t.at(i+2)) <= 2 && !t.glued(i+3) {
			return dayMonth(a, b, 0, monthFirst), i + 3
		}
		return day{}, i
	}
	if t.glued(i+5) && (t.kind(i+5) == digit || t.at(i+5) == sep && t.glued(i+6)) {
		return day{}, i
	}
	switch {
	case len(t.at(i)) == 4 && b <= 12:
		return day{year: a, month: b, day: c}, i + 5
	case len(t.at(i+4)) == 4:
		return dayMonth(a, b, c, monthFirst), i + 5
	case len(t.at(i+4)) == 2 && len(t.at(i)) <= 2 && len(t.at(i+2)) <= 2:
		return dayMonth(a, b, century(c), monthFirst), i + 5
	}
	return day{}, i
}

func dayMonth(a, b, year int, monthFirst bool) day {
	if b > 12 || monthFirst && a <= 12 {
		return day{year: year, month: a, day: b}
	}
	return day{year: year, month: b, day: a}
}

func century(two int) int {
	if two < 50 {
		return 2000 + two
	}
	return 1900 + two
}

// monthDate reads "June 5th, 2025", "Jan the 12th", "March".
func (t *text) monthDate(i int) (day, int) {
	month, ok := months[t.at(i)]
	if !ok {
		return day{}, i
	}
	at := i + 1
	if t.at(at) == "." && t.glued(at) {
		at++
	}
	if t.at(at) == "the" {
		at++
	}
	date, next := t.ordinalAt(at)
	if next == at {
		if n := t.int(at); n >= 1 && n <= 31 && len(t.at(at)) <= 2 && !t.timeFollows(at) {
			date, next = n, at+1
		}
	}
	if next == at {
		if y := t.int(at); len(t.at(at)) == 4 && y > 1850 && y < 2150 && at == i+1 {
			return day{year: y, month: month, bareMonth: true}, at + 1
		}
		if t.is(i, "may", "march", "mar", "sat", "sun", "dec", "jun") && !t.is(i-1, "in", "since", "until", "till", "of", "from", "last", "next", "by", "before") {
			return day{}, i // the verb
		}
		return day{month: month, bareMonth: true}, i + 1
	}
	year, end := t.yearAt(next)
	return day{year: year, month: month, day: date}, end
}

func (t *text) timeFollows(i int) bool {
	return t.is(i+1, ":", "am", "pm", "o'clock", "a", "p") && (t.glued(i+1) || t.is(i+1, "am", "pm", "o'clock"))
}

// yearAt reads an optional ", 2025" from token i on.
func (t *text) yearAt(i int) (year, next int) {
	at := i
	if t.at(at) == "," || t.at(at) == "of" || t.at(at) == "/" {
		at++
	}
	if t.kind(at) == digit && len(t.at(at)) == 4 {
		if y := t.int(at); y > 1850 && y < 2150 {
			// "2000 and 11", "1970 1": how recognisers write 2011 and 1971
			k := at + 1
			if t.at(k) == "and" {
				k++
			}
			if n := t.int(k); k > at+1 && n >= 1 && n <= 99 && y%100 == 0 {
				return y + n, k + 1
			} else if n := t.int(at + 1); n >= 1 && n <= 9 && len(t.at(at+1)) == 1 && y%10 == 0 && y%100 != 0 && !t.glued(at+1) && !t.timeFollows(at+1) {
				return y + n, at + 2
			}
			return y, at + 1
		}
	}
	// nineteen eighty five
	if a, k := t.numberWords(at); k == at+1 && (a == 19 || a == 20 || a == 18) {
		if b, m := t.numberWords(k); m > k && b >= 1 && b < 100 {
			return a*100 + b, m
		}
	}
	if t.at(at) == "two" && t.at(at+1) == "thousand" {
		if n, k := t.numberWords(at); k > at && n >= 2000 && n < 2100 {
			return n, k
		}
	}
	if t.kind(at) == digit && len(t.at(at)) == 2 && t.kind(at+1) == digit && len(t.at(at+1)) == 2 { // 19 85
		if a := t.int(at); a >= 18 && a <= 20 {
			return a*100 + t.int(at+1), at + 2
		}
	}
	return 0, i
}

// dayDate reads dates that begin with the day: "the 5th of March 2025", "24 May", "the 3rd", "2nd of the 3rd 2011".
func (t *text) dayDate(i int, now time.Time) (day, int) {
	at := i
	if t.at(at) == "the" {
		at++
	}
	date, next := t.ordinalAt(at)
	ordinal := next > at
	if !ordinal {
		n := t.int(at)
		if n < 1 || n > 31 || len(t.at(at)) > 2 || t.glued(at) && t.is(at-1, "/", "-", ".", ":", "#", "$") && at > i {
			return day{}, i
		}
		date, next = n, at+1
	}
	if date < 1 || date > 31 {
		return day{}, i
	}
	k := next
	if t.at(k) == "of" || t.at(k) == "-" || t.at(k) == "over" {
		k++
	}
	if t.at(k) == "the" {
		k++
	}
	if month, ok := months[t.at(k)]; ok {
		k++
		if t.at(k) == "." && t.glued(k) && k+1 < len(t.tokens) {
			k++
		}
		year, end := t.yearAt(k)
		return day{year: year, month: month, day: date}, end
	}
	if !ordinal {
		return day{}, i
	}
	if month, m := t.ordinalAt(k); m > k && month <= 12 && (k > next || t.tokens[k].space) {
		if year, end := t.yearAt(m); end > m {
			return day{year: year, month: month, day: date}, end
		}
		if y := t.int(m); len(t.at(m)) == 2 && y >= 0 && !t.glued(m+1) {
			return day{year: century(y), month: month, day: date}, m + 1
		}
	}
	if month := t.int(k); month >= 1 && month <= 12 && k > next {
		if year, end := t.yearAt(k + 1); end > k+1 {
			return day{year: year, month: month, day: date}, end
		}
	}
	// of this month, of next month
	if t.at(next) == "of" && t.is(next+1, "this", "next", "last", "the") && t.is(next+2, "month") && !now.IsZero() {
		shift := map[string]int{"this": 0, "the": 0, "next": 1, "last": -1}[t.at(next+1)]
		first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, shift, 0)
		return day{year: first.Year(), month: int(first.Month()), day: date}, next + 3
	}
	if t.at(next) == "of" && t.is(next+1, "this", "next", "last", "the") && t.is(next+2, "month") {
		return day{day: date}, next + 3
	}
	if t.at(next) == "of" && t.is(next+1, "each", "every") {
		return day{}, i
	}
	if _, nth := weekdays[t.at(next)]; nth {
		return day{}, i // "the first Monday"
	}
	if t.spelled(at) || t.is(next, "floor", "time", "party", "one", "item", "order", "class", "person", "street", "attempt") {
		return day{}, i
	}
	return day{day: date}, next
}

// spelled reports whether the ordinal at i is a word that mostly is no date: "second", "first".
func (t *text) spelled(i int) bool {
	return t.kind(i) == word && t.at(i-1) != "the" && t.at(i-1) != "on"
}
