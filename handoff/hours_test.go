package handoff

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func mustHours(t testing.TB, o OpenHours) Hours {
	t.Helper()
	h, problems := compileHours("hours", o)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return h
}

func at(t testing.TB, zone, text string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := time.ParseInLocation("2006-01-02 15:04", text, loc)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

var week = map[string][]string{
	"mon": {"09:00-12:00", "13:00-18:00"}, "tue": {"09:00-18:00"}, "wed": {"09:00-18:00"}, "thu": {"09:00-18:00"}, "fri": {"22:00-06:00"},
}

func TestHoursOpenAndClose(t *testing.T) {
	const zone = "Asia/Shanghai"
	h := mustHours(t, OpenHours{Zone: zone, Weekly: week, Holidays: []string{"2026-03-04"}})
	for _, c := range []struct {
		when string
		open bool
		next string
	}{
		{"2026-03-02 08:59", false, "2026-03-02 09:00"},
		{"2026-03-02 09:00", true, "2026-03-02 09:00"},
		{"2026-03-02 12:00", false, "2026-03-02 13:00"}, // lunch
		{"2026-03-02 18:00", false, "2026-03-03 09:00"},
		{"2026-03-04 10:00", false, "2026-03-05 09:00"}, // holiday
		{"2026-03-06 23:30", true, "2026-03-06 23:30"},  // Friday night
		{"2026-03-07 05:59", true, "2026-03-07 05:59"},  // and into Saturday
		{"2026-03-07 06:00", false, "2026-03-09 09:00"},
	} {
		when := at(t, zone, c.when)
		if got := h.OpenAt(when); got != c.open {
			t.Errorf("open at %s: %v", c.when, got)
		}
		if got := h.NextOpen(when); !got.Equal(at(t, zone, c.next)) {
			t.Errorf("after %s it opens at %s, want %s", c.when, got, c.next)
		}
	}
}

func TestDeadlinesRunInWorkingTime(t *testing.T) {
	const zone = "Asia/Shanghai"
	h := mustHours(t, OpenHours{Zone: zone, Weekly: week, Holidays: []string{"2026-03-04"}})
	for _, c := range []struct {
		from, to string
		d        time.Duration
	}{
		{"2026-03-02 09:00", "2026-03-02 10:00", time.Hour},
		{"2026-03-02 11:30", "2026-03-02 13:30", time.Hour},     // over lunch
		{"2026-03-02 17:30", "2026-03-03 09:30", time.Hour},     // over night
		{"2026-03-03 17:30", "2026-03-05 09:30", time.Hour},     // over the holiday
		{"2026-03-06 20:00", "2026-03-07 05:00", 7 * time.Hour}, // the night shift
		{"2026-03-07 05:30", "2026-03-09 09:30", time.Hour},     // over the weekend
		{"2026-03-01 00:00", "2026-03-02 12:00", 3 * time.Hour}, // ends with a span
		{"2026-03-02 09:00", "2026-03-03 10:00", 9 * time.Hour},
	} {
		if got := h.AddWorking(at(t, zone, c.from), c.d); !got.Equal(at(t, zone, c.to)) {
			t.Errorf("%s after %s is %s, want %s", c.d, c.from, got.In(h.Zone()), c.to)
		}
	}
}

func TestSummerTimeNeitherAddsNorLosesWork(t *testing.T) {
	const zone = "Europe/Berlin"
	days := map[string][]string{}
	for _, d := range weekdays {
		days[d] = []string{"09:00-17:00"}
	}
	h := mustHours(t, OpenHours{Zone: zone, Weekly: days})
	for _, day := range []string{"2026-03-28 16:00", "2026-10-24 16:00"} { // the eves of both changes
		got := h.AddWorking(at(t, zone, day), 2*time.Hour).In(h.Zone())
		if got.Hour() != 10 || got.Minute() != 0 {
			t.Errorf("two hours after %s: %s, want 10:00 by the clock on the wall", day, got)
		}
	}
	night := mustHours(t, OpenHours{Zone: zone, Weekly: map[string][]string{"sat": {"22:00-06:00"}}})
	if got := night.AddWorking(at(t, zone, "2026-03-28 22:00"), 7*time.Hour); !got.Equal(at(t, zone, "2026-03-29 06:00")) {
		t.Errorf("the short night has seven hours, got %s", got.In(night.Zone()))
	}
	if got := night.AddWorking(at(t, zone, "2026-10-24 22:00"), 9*time.Hour); !got.Equal(at(t, zone, "2026-10-25 06:00")) {
		t.Errorf("the long night has nine hours, got %s", got.In(night.Zone()))
	}
	gap := mustHours(t, OpenHours{Zone: zone, Weekly: map[string][]string{"sun": {"02:15-02:45"}, "mon": {"09:00-10:00"}}})
	if got := gap.AddWorking(at(t, zone, "2026-03-29 00:00"), time.Minute); got.Before(at(t, zone, "2026-03-29 00:00")) {
		t.Errorf("a span in the hour that does not exist: %s", got)
	}
}

func TestHoursThatNeverComeCountAsAlwaysOpen(t *testing.T) {
	var holidays []string
	for day := monday; day.Before(monday.AddDate(3, 0, 0)); day = day.AddDate(0, 0, 1) {
		holidays = append(holidays, day.Format(dayLayout))
	}
	h := mustHours(t, OpenHours{Weekly: week, Holidays: holidays})
	if got := h.AddWorking(monday, time.Hour); !got.Equal(monday.Add(time.Hour)) {
		t.Errorf("a deadline went to %s", got)
	}
}

func TestAQueueThatHardlyOpensHasDeadlinesInThisCentury(t *testing.T) {
	h := mustHours(t, OpenHours{Weekly: map[string][]string{"mon": {"09:00-09:01"}}})
	if got := h.AddWorking(monday, 8760*time.Hour); got.Year() > 2060 {
		t.Errorf("a year of work is done in %d", got.Year())
	}
}

func TestWorkingTimeAddsUp(t *testing.T) {
	spans := []string{"00:00-24:00", "09:00-17:00", "08:30-12:00", "13:00-18:15", "22:00-06:00", "23:59-00:01", "18:00-00:00"}
	rapid.Check(t, func(r *rapid.T) {
		o := OpenHours{
			Zone:   rapid.SampledFrom([]string{"UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"}).Draw(r, "zone"),
			Weekly: map[string][]string{},
		}
		for _, day := range weekdays {
			o.Weekly[day] = rapid.SliceOfN(rapid.SampledFrom(spans), 0, 2).Draw(r, day)
		}
		h := mustHours(t, o)
		from := monday.Add(time.Duration(rapid.IntRange(0, 400*24*60).Draw(r, "minute")) * time.Minute)
		a := time.Duration(rapid.IntRange(1, 900).Draw(r, "a")) * time.Minute
		b := time.Duration(rapid.IntRange(1, 900).Draw(r, "b")) * time.Minute
		whole, parts := h.AddWorking(from, a+b), h.AddWorking(h.AddWorking(from, a), b)
		if !whole.Equal(parts) {
			r.Fatalf("%s + %s + %s: %s at once, %s in two steps", from, a, b, whole, parts)
		}
		if whole.Sub(from) < a+b {
			r.Fatalf("%s of work after %s ended at %s", a+b, from, whole)
		}
		next := h.NextOpen(from)
		if next.Before(from) || !h.OpenAt(next) || h.OpenAt(from) != next.Equal(from) {
			r.Fatalf("open at %s: %v, next %s (open %v)", from, h.OpenAt(from), next, h.OpenAt(next))
		}
	})
}
