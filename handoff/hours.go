package handoff

import (
	"fmt"
	"slices"
	"time"
)

var weekdays = [...]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} // in the order of time.Weekday

const (
	dayLayout = "2006-01-02"
	// horizon is how far ahead an opening is looked for. A queue that does not open within it (every day a holiday) is
	// taken for one that is always open, so that deadlines stay finite.
	horizon = 400 // days
	// mostSpans is how many openings a deadline may run through before it runs by the clock: a queue that opens for a
	// minute a week would otherwise have deadlines in other centuries.
	mostSpans = 1000
)

// span is one opening on a day, in minutes of the wall clock since midnight. An end of 24:00 or earlier than the start
// runs into the next day.
type span struct{ from, to int }

// Hours says when a queue works. The zero Hours is always open. It is immutable.
type Hours struct {
	zone     *time.Location
	weekly   [7][]span // sorted, by time.Weekday; all empty: always open
	holidays []string  // sorted
	always   bool
}

// period is an opening in absolute time, end exclusive.
type period struct{ from, to time.Time }

// compileHours lists everything that is wrong, with paths below the one given.
func compileHours(path string, o OpenHours) (Hours, []Problem) {
	h := Hours{zone: time.UTC, always: true}
	var problems []Problem
	if o.Zone != "" {
		zone, err := time.LoadLocation(o.Zone)
		if err != nil || o.Zone == "Local" {
			problems = append(problems, Problem{path + ".zone", fmt.Sprintf("%q is not an IANA time zone such as Europe/Berlin", o.Zone)})
		} else {
			h.zone = zone
		}
	}
	for _, day := range sortedNames(o.Weekly) {
		at := slices.Index(weekdays[:], day)
		if at < 0 {
			problems = append(problems, Problem{path + ".weekly." + day, "days are mon, tue, wed, thu, fri, sat, sun"})
			continue
		}
		for i, text := range o.Weekly[day] {
			s, ok := parseSpan(text)
			if !ok {
				problems = append(problems, Problem{fmt.Sprintf("%s.weekly.%s[%d]", path, day, i), fmt.Sprintf("%q is not a span such as 09:00-18:00", text)})
				continue
			}
			h.weekly[at] = append(h.weekly[at], s)
			h.always = false
		}
		slices.SortFunc(h.weekly[at], func(a, b span) int { return a.from - b.from })
	}
	for i, day := range o.Holidays {
		if _, err := time.Parse(dayLayout, day); err != nil {
			problems = append(problems, Problem{fmt.Sprintf("%s.holidays[%d]", path, i), fmt.Sprintf("%q is not a date such as 2026-12-25", day)})
			continue
		}
		h.holidays = append(h.holidays, day)
	}
	slices.Sort(h.holidays)
	return h, problems
}

func parseSpan(text string) (span, bool) {
	if len(text) != len("09:00-18:00") || text[5] != '-' {
		return span{}, false
	}
	from, ok1 := minutes(text[:5])
	to, ok2 := minutes(text[6:])
	if !ok1 || !ok2 || from == to || from == 24*60 {
		return span{}, false
	}
	if to < from {
		to += 24 * 60
	}
	return span{from, to}, true
}

func minutes(clock string) (int, bool) {
	if clock == "24:00" {
		return 24 * 60, true
	}
	t, err := time.Parse("15:04", clock)
	return t.Hour()*60 + t.Minute(), err == nil
}

// Zone is the time zone of the hours.
func (h Hours) Zone() *time.Location {
	if h.zone == nil {
		return time.UTC
	}
	return h.zone
}

// OpenAt reports whether the queue works at that time.
func (h Hours) OpenAt(t time.Time) bool {
	p, ok := h.next(t)
	return !ok || !t.Before(p.from)
}

// NextOpen is t itself if the queue works then, else when it opens next.
func (h Hours) NextOpen(t time.Time) time.Time {
	if p, ok := h.next(t); ok && t.Before(p.from) {
		return p.from.In(t.Location())
	}
	return t
}

// AddWorking is the time at which the queue has worked for d since t. It is later than t for every positive d.
func (h Hours) AddWorking(t time.Time, d time.Duration) time.Time {
	at := t
	for spans := 0; d > 0; spans++ {
		p, ok := h.next(at)
		if !ok || spans == mostSpans {
			return at.Add(d).In(t.Location())
		}
		if at.Before(p.from) {
			at = p.from
		}
		left := p.to.Sub(at)
		if d <= left {
			return at.Add(d).In(t.Location())
		}
		at, d = p.to, d-left
	}
	return at.In(t.Location())
}

// next is the opening that t is in, or the next one; false for hours that are always open, or never.
func (h Hours) next(t time.Time) (period, bool) {
	if h.always || h.zone == nil {
		return period{}, false
	}
	local := t.In(h.zone)
	year, month, day := local.Date()
	// From the day before, whose last span may run past midnight. A day's spans are sorted by start but may overlap with
	// those of the next; the earliest one that has not ended is right in every case, because spans only add up.
	for i := -1; i < horizon; i++ {
		date := time.Date(year, month, day+i, 12, 0, 0, 0, h.zone)
		if _, closed := slices.BinarySearch(h.holidays, date.Format(dayLayout)); closed {
			continue
		}
		for _, s := range h.weekly[date.Weekday()] {
			p := period{h.clock(year, month, day+i, s.from), h.clock(year, month, day+i, s.to)}
			if p.to.After(t) && p.to.After(p.from) {
				return p, true
			}
		}
	}
	return period{}, false
}

// clock is a wall-clock time of a day. time.Date resolves what a change of summer time makes doubtful: 02:30 on the day
// on which it does not exist is 03:30, and on the day on which it comes twice it is the first.
func (h Hours) clock(year int, month time.Month, day, minute int) time.Time {
	return time.Date(year, month, day, minute/60, minute%60, 0, 0, h.zone)
}
