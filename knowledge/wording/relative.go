package wording

import "strings"

// Days told from today or from another day. What is equal in both languages has one name.

var chineseRelative = []struct{ word, name string }{
	{"大后天", "in three days"}, {"后天", "day after tomorrow"}, {"明天", "tomorrow"}, {"明儿", "tomorrow"}, {"后儿", "day after tomorrow"}, {"明日", "tomorrow"}, {"明早", "tomorrow"}, {"明晚", "tomorrow"},
	{"今晚", "tonight"}, {"次日", "next day"}, {"隔天", "next day"}, {"第二天", "next day"}, {"翌日", "next day"},
	{"当天", "same day"}, {"当日", "same day"}, {"下周", "next week"}, {"下星期", "next week"}, {"下礼拜", "next week"},
	{"下个月", "next month"}, {"下月", "next month"}, {"本周", "this week"}, {"这周", "this week"}, {"这星期", "this week"},
	{"本月底", "end of month"}, {"本月", "this month"}, {"这个月", "this month"}, {"月底", "end of month"}, {"月末", "end of month"}, {"月初", "start of month"},
	{"年底", "end of year"}, {"年末", "end of year"}, {"明年", "next year"}, {"今年", "this year"},
}

var chineseToday = []string{"今天", "今日"}

var relativeUnits = set("day week month year quarter weekend morning afternoon evening business working")

// relative reads a day told from another day.
func (s *scanner) relative(i int) int {
	say := func(end int, name string) int {
		return s.add(Date, i, end, value{unit: unitRelative, word: name})
	}
	if !latin(s.get(i)) {
		for _, c := range chineseRelative {
			if s.has(i, c.word) {
				end := i + len([]rune(c.word))
				if strings.HasPrefix(c.name, "this ") && s.smallTalk(i) {
					return end
				}
				if c.name == "next week" {
					if d, ok := numerals[s.get(end)]; ok && d >= 1 && d <= 6 || s.get(end) == '日' || s.get(end) == '天' {
						say(end, c.name)
						return s.weekdayAfter(end)
					}
				}
				return say(end, c.name)
			}
		}
		if end := s.oneOf(i, chineseToday); end > i && !s.smallTalk(i) {
			return say(end, "today")
		}
		return i
	}
	w, end := s.word(i)
	switch w {
	case "tomorrow", "tonight":
		if previous, before := s.before(i); previous == "after" {
			if day, _ := s.before(before); day == "day" {
				return say(end, "day after tomorrow")
			}
		}
		return say(end, w)
	case "today":
		if !s.smallTalk(i) {
			return say(end, w)
		}
	case "weekend", "weekends":
		return say(end, "weekend")
	case "next", "this", "coming", "following", "same":
		unit, after := s.next(end)
		if unit == "few" || unit == "couple" {
			if unit, after = s.next(after); unit == "of" {
				unit, after = s.next(after)
			}
			if w == "next" && durations[unit].factor > 0 {
				return say(after, "next few "+unit)
			}
			return i
		}
		if w == "this" && s.smallTalk(i) {
			return i
		}
		if d := englishWeekdays[unit]; d > 0 && len(unit) > 3 {
			if w == "next" {
				say(after, "next week")
			}
			return s.addDate(i, after, date{weekday: d})
		}
		if !relativeUnits[unit] {
			return i
		}
		if unit == "business" || unit == "working" {
			if day, end := s.next(after); day == "day" {
				return say(end, "next working day")
			}
			return i
		}
		if w == "following" || w == "coming" {
			w = "next"
		}
		return say(after, w+" "+unit)
	case "close", "end", "cob":
		if next, after := s.next(end); w != "cob" && (next == "of" || next == "business") {
			if next == "of" {
				next, after = s.next(after)
			}
			if next == "business" || next == "play" || next == "day" {
				return say(after, "end of day")
			}
		}
		if w != "end" {
			if w == "cob" {
				return say(end, "end of day")
			}
			return i
		}
		of, after := s.next(end)
		if of != "of" {
			return i
		}
		unit, after := s.next(after)
		if unit == "the" || unit == "this" {
			unit, after = s.next(after)
		}
		if relativeUnits[unit] {
			return say(after, "end of "+unit)
		}
	}
	return i
}

// weekdayAfter reads the day after 下周.
func (s *scanner) weekdayAfter(j int) int {
	d := int(numerals[s.get(j)])
	if s.get(j) == '日' || s.get(j) == '天' {
		d = 7
	}
	return s.addDate(j, j+1, date{weekday: d})
}

// smallTalk reports whether the sentence around i only asks, thanks or regrets: "How can I help you
// today?", "the second time this week, I am sorry"
func (s *scanner) smallTalk(i int) bool {
	if c := &s.talk; i < c.start || i >= c.end { // many such words may stand in one sentence: look at it once
		c.start, c.end = s.sentence(i)
		c.small = false
		for j := c.start; j < c.end && !c.small; j++ {
			switch s.get(j) {
			case '?', '吗', '谢', '有', '抱', '对', 't', 'w', 's', 'a':
				c.small = s.oneOf(j, smallTalk) > 0
			}
		}
	}
	return s.talk.small
}

var smallTalk = []string{"?", "吗", "谢", "有什么", "抱歉", "对不起", "thank", "welcome", "sorry", "apolog"}

// sentence is the sentence around i, with its last mark.
func (t *text) sentence(i int) (start, end int) {
	stop := func(j int) bool {
		switch t.get(j) {
		case '\n', '!', '?', ';':
			return true
		case '.':
			return !digit(t.get(j+1)) && !latin(t.get(j+1))
		}
		return false
	}
	for start = i; start > 0 && !stop(start-1); start-- {
	}
	for end = i; end < len(t.r) && !stop(end); end++ {
	}
	return start, min(end+1, len(t.r))
}
