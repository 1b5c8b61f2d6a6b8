package handoff

import (
	"fmt"
	"time"
)

// Opens says in words when a queue opens next, in the queue's own time: "tomorrow at 09:00", "明天09:00".
func (b *Book) Opens(queue, locale string, now time.Time) string {
	hours := b.Hours(queue)
	at, now := hours.NextOpen(now).In(hours.Zone()), now.In(hours.Zone())
	days := int(date(at).Sub(date(now)) / (24 * time.Hour))
	clock := at.Format("15:04")
	if language(locale) == "zh" {
		switch days {
		case 0:
			return "今天" + clock
		case 1:
			return "明天" + clock
		}
		weekday := []string{"日", "一", "二", "三", "四", "五", "六"}[at.Weekday()]
		return fmt.Sprintf("%d月%d日（星期%s）%s", at.Month(), at.Day(), weekday, clock)
	}
	switch days {
	case 0:
		return "today at " + clock
	case 1:
		return "tomorrow at " + clock
	}
	return at.Format("on Monday, 2 January, at ") + clock
}

func date(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}
