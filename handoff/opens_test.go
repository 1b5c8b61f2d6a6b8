package handoff

import (
	"testing"
	"time"
)

func TestOpeningTimesAreSaidInTheQueuesOwnTime(t *testing.T) {
	book, err := NewBook(1, Config{Queues: map[string]Queue{
		"desk": {Hours: OpenHours{Zone: "Asia/Shanghai", Weekly: map[string][]string{"mon": {"09:00-18:00"}}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	opening := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC) // 09:00 in Shanghai
	for before, want := range map[time.Duration][2]string{
		30 * time.Minute: {"today at 09:00", "今天09:00"},
		12 * time.Hour:   {"tomorrow at 09:00", "明天09:00"},
		60 * time.Hour:   {"on Monday, 23 November, at 09:00", "11月23日（星期一）09:00"},
	} {
		now := opening.Add(-before)
		if got := [2]string{book.Opens("desk", "en", now), book.Opens("desk", "zh", now)}; got != want {
			t.Errorf("%v before: %q, want %q", before, got, want)
		}
	}
}
