package local

import (
	"strings"
	"time"
)

// relativeDate reads today, yesterday, next Tuesday, 3 days ago, in two weeks.
func (t *text) relativeDate(i int, now time.Time) (day, int) {
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	on := func(days, next int) (day, int) {
		return day{exact: today.AddDate(0, 0, days), relative: true}, next
	}
	switch t.at(i) {
	case "today", "tonight":
		return on(0, i+1)
	case "tomorrow", "tmrw", "tomorow":
		return on(1, i+1)
	case "yesterday":
		return on(-1, i+1)
	case "earlier", "later":
		if t.at(i+1) == "today" {
			return on(0, i+2)
		}
	case "the", "day":
		k := i
		if t.at(k) == "the" {
			k++
		}
		if t.phrase(k, "day", "after", "tomorrow") {
			return on(2, k+3)
		}
		if t.phrase(k, "day", "before", "yesterday") {
			return on(-2, k+3)
		}
	case "this":
		if t.is(i+1, "morning", "afternoon", "evening") {
			return on(0, i+2)
		}
	case "last":
		if t.at(i+1) == "night" {
			return on(-1, i+2)
		}
	case "in":
		if n, unit, next := t.duration(i + 1); next > i+1 {
			if d, ok := ahead(today, n, unit); ok {
				return d, next
			}
		}
	}
	if d, next := t.weekdayDate(i, today); next > i {
		return d, next
	}
	if t.is(i, "last", "next", "this", "past", "coming") && t.is(i+1, "week", "weekend", "month", "year") {
		n := map[string]int{"last": -1, "past": -1, "next": 1, "coming": 1}[t.at(i)]
		if w, ok := weekdays[t.at(i+2)]; ok && t.at(i+1) == "week" {
			monday := today.AddDate(0, 0, 1-isoWeekday(today))
			return day{exact: monday.AddDate(0, 0, 7*n+w-1), relative: true}, i + 3
		}
		d := day{relative: true, vague: true}
		switch t.at(i + 1) {
		case "month":
			d.exact = time.Date(today.Year(), today.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
		case "year":
			d.exact = time.Date(today.Year()+n, 1, 1, 0, 0, 0, 0, time.UTC)
		default:
			d.exact = today.AddDate(0, 0, 1-isoWeekday(today)+7*n)
		}
		return d, i + 2
	}
	return t.agoDate(i, today)
}

// agoDate reads "3 days ago", "a week from now".
func (t *text) agoDate(i int, today time.Time) (day, int) {
	n, unit, next := t.duration(i)
	if next == i {
		return day{}, i
	}
	if t.is(next, "ago", "back", "earlier") || t.is(next, "before") && t.is(next+1, "today", "now") {
		if d, ok := ahead(today, -n, unit); ok {
			return d, next + 1
		}
	}
	if t.is(next, "from") && t.is(next+1, "now", "today") {
		if d, ok := ahead(today, n, unit); ok {
			return d, next + 2
		}
	}
	return day{}, i
}

func ahead(today time.Time, n int, unit string) (day, bool) {
	switch unit {
	case "day":
		return day{exact: today.AddDate(0, 0, n), relative: true}, true
	case "week":
		return day{exact: today.AddDate(0, 0, 7*n), relative: true}, true
	case "fortnight":
		return day{exact: today.AddDate(0, 0, 14*n), relative: true}, true
	case "month":
		return day{exact: addMonths(today, n), relative: true}, true
	case "year":
		return day{exact: addMonths(today, 12*n), relative: true}, true
	}
	return day{}, false
}

// addMonths keeps the day where the month has it, and otherwise takes the month's last.
func addMonths(day time.Time, n int) time.Time {
	first := time.Date(day.Year(), day.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, min(day.Day(), daysIn(first.Year(), int(first.Month())))-1)
}

// duration reads "3 days", "a week", "a couple of weeks" from token i.
func (t *text) duration(i int) (n int, unit string, next int) {
	at := i
	switch {
	case t.is(at, "a", "an", "one"):
		n = 1
		at++
		if t.phrase(at, "couple", "of") {
			n = 2
			at += 2
		}
	case t.kind(at) == digit && len(t.at(at)) <= 3:
		n = t.int(at)
		at++
	default:
		n, at = t.numberWords(i)
		if at == i || n > 999 {
			return 0, "", i
		}
	}
	unit = strings.TrimSuffix(t.at(at), "s")
	switch unit {
	case "day", "week", "fortnight", "month", "year", "hour", "minute", "min", "hr":
		return n, unit, at + 1
	}
	return 0, "", i
}

// weekdayDate reads Monday, next Monday, last Monday, Monday next week, Monday in a week.
func (t *text) weekdayDate(i int, today time.Time) (day, int) {
	at, which := i, ""
	if t.is(at, "this", "next", "last", "coming", "past") {
		which = t.at(at)
		at++
	}
	w, ok := weekdays[t.at(at)]
	if !ok {
		return day{}, i
	}
	if _, nth := ordinals[t.at(i-1)]; nth && t.at(at+1) == "of" {
		return day{}, i // "the first Monday of each month"
	}
	if t.is(at, "sat", "sun", "mon", "wed", "fri") && which == "" && !t.is(at-1, "on", "by", "from", "until", "til") {
		return day{}, i
	}
	next := at + 1
	have := isoWeekday(today)
	days := (w - have + 7) % 7
	if days == 0 {
		days = 7
	}
	switch {
	case t.is(next, "this", "next", "last") && t.at(next+1) == "week":
		days = w - have + map[string]int{"this": 0, "next": 7, "last": -7}[t.at(next)]
		next += 2
	case which == "last" || which == "past":
		days = -((have - w + 7) % 7)
		if days == 0 {
			days = -7
		}
	case which == "this":
		if w == have {
			days = 0
		}
	case which == "next" && w > have:
		days += 7 // Monday of next week, not the one in this week
		if days > 13 {
			days -= 7
		}
	case t.at(next) == "in" && t.is(next+1, "a", "one") && t.at(next+2) == "week":
		days += 7
		next += 3
	}
	d := day{exact: today.AddDate(0, 0, days), relative: true}
	if which == "" && next == at+1 {
		d.weekday = w
	}
	return d, next
}

func isoWeekday(d time.Time) int {
	if d.Weekday() == time.Sunday {
		return 7
	}
	return int(d.Weekday())
}
