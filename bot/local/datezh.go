package local

import (
	"time"
	"unicode/utf8"
)

var hanWeekdays = map[string]int{"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7, "1": 1, "2": 2, "3": 3,
	"4": 4, "5": 5, "6": 6, "7": 7}

// count reads a whole number in digits or Chinese from token i.
func (t *text) count(i int) (n, next int) {
	if n := t.int(i); n >= 0 {
		return n, i + 1
	}
	return t.hanNumber(i)
}

// hanWord returns the longest of the words that starts at token i, and the token after it.
func (t *text) hanWord(i int, words ...string) (string, int) {
	if i < 0 || i >= len(t.tokens) {
		return "", i
	}
	rest := t.lower[t.tokens[i].from:]
	best := ""
	for _, w := range words {
		if len(w) > len(best) && len(rest) >= len(w) && rest[:len(w)] == w {
			best = w
		}
	}
	if best == "" {
		return "", i
	}
	return best, i + utf8.RuneCountInString(best)
}

var hanDays = map[string]int{
	"今天": 0, "今日": 0, "今早": 0, "今晚": 0, "今晨": 0, "刚才": 0, "昨天": -1, "昨日": -1, "昨晚": -1, "昨夜": -1, "前天": -2, "前晚": -2,
	"大前天": -3, "明天": 1, "明日": 1, "明早": 1, "明晚": 1, "后天": 2, "大后天": 3,
}

var hanDayWords = keys(hanDays)

func keys(m map[string]int) []string {
	var list []string
	for k := range m {
		list = append(list, k)
	}
	return list
}

var hanWeeks = map[string]int{"上上周": -14, "上周": -7, "上个周": -7, "这周": 0, "这个周": 0, "本周": 0, "下周": 7, "下个周": 7, "下下周": 14, "周": 99,
	"上星期": -7, "上个星期": -7, "上上星期": -14, "上上个星期": -14, "这星期": 0, "这个星期": 0, "本星期": 0, "下星期": 7, "下个星期": 7, "星期": 99,
	"上礼拜": -7, "上个礼拜": -7, "这礼拜": 0, "这个礼拜": 0, "下礼拜": 7, "下个礼拜": 7, "礼拜": 99}

var hanWeekWords = keys(hanWeeks)

var hanMonths = map[string]int{"上个月": -1, "上月": -1, "这个月": 0, "本月": 0, "下个月": 1, "下月": 1, "上上个月": -2}

var hanMonthWords = keys(hanMonths)

var hanYears = map[string]int{"今年": 0, "去年": -1, "前年": -2, "明年": 1}

var hanYearWords = keys(hanYears)

// hanDate reads a Chinese date from token i: 2025年6月1日, 六月一号, 昨天, 上周二, 三天前.
func (t *text) hanDate(i int, now time.Time) (day, int) {
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	at := i
	if w, next := t.hanWord(i, hanDayWords...); w != "" {
		return day{exact: today.AddDate(0, 0, hanDays[w]), relative: true}, next
	}
	if w, next := t.hanWord(i, hanWeekWords...); w != "" {
		wd, ok := hanWeekdays[t.at(next)]
		if ok && !(t.kind(next) == digit && len(t.at(next)) > 1) {
			shift := hanWeeks[w]
			if shift == 99 {
				days := (wd - isoWeekday(today) + 7) % 7
				return day{exact: today.AddDate(0, 0, days), relative: true, weekday: wd}, next + 1
			}
			return day{exact: today.AddDate(0, 0, wd-isoWeekday(today)+shift), relative: true}, next + 1
		}
		if shift := hanWeeks[w]; shift != 99 {
			if t.at(next) == "末" {
				next++
			}
			return day{exact: today.AddDate(0, 0, 1-isoWeekday(today)+shift), relative: true, vague: true}, next
		}
	}
	if w, next := t.hanWord(i, hanMonthWords...); w != "" {
		month := time.Date(today.Year(), today.Month()+time.Month(hanMonths[w]), 1, 0, 0, 0, 0, time.UTC)
		if n, k := t.count(next); k > next && t.is(k, "日", "号") && n >= 1 && n <= 31 {
			return day{year: month.Year(), month: int(month.Month()), day: n}, k + 1
		}
		return day{exact: month, relative: true, vague: true}, next
	}
	year := 0
	if w, next := t.hanWord(i, hanYearWords...); w != "" && !now.IsZero() {
		year, at = now.Year()+hanYears[w], next
	} else if n, k := t.count(i); k == i+1 && t.at(k) == "年" && len(t.at(i)) == 4 && t.kind(i) == digit {
		year, at = n, k+1
	} else if k == i+1 && t.at(k) == "年" && len(t.at(i)) == 2 && t.kind(i) == digit && t.hanMonthFollows(k+1) {
		year, at = century(n), k+1
	} else if y, k := t.hanYear(i); k > i {
		year, at = y, k
	}
	month, k := t.count(at)
	if k > at && t.at(k) == "月" && month >= 1 && month <= 12 {
		k++
		if d, m := t.count(k); m > k && d >= 1 && d <= 31 {
			if t.is(m, "日", "号") {
				m++
			}
			return day{year: year, month: month, day: d}, m
		}
		if at > i || !t.is(k, "份") {
			return day{year: year, month: month, bareMonth: true}, k
		}
	}
	if at > i {
		return day{}, i
	}
	n, k := t.count(i)
	if k == i {
		return t.hanAgo(i, today)
	}
	if t.is(k, "号", "日") && n >= 1 && n <= 31 && !t.is(k+1, "码", "楼", "线", "店", "门", "院", "本", "常", "机", "房") && !t.is(i-1, "街", "路", "巷", "弄") {
		return day{day: n}, k + 1
	}
	return t.hanAgo(i, today)
}

func (t *text) hanMonthFollows(i int) bool {
	n, k := t.count(i)
	return k > i && n >= 1 && n <= 12 && t.at(k) == "月"
}

// hanYear reads a year spelled in digits: 二〇二五年.
func (t *text) hanYear(i int) (year, next int) {
	for k := i; k < i+4; k++ {
		d, ok := hanDigits[t.at(k)]
		if !ok {
			return 0, i
		}
		year = year*10 + d
	}
	if t.at(i+4) != "年" || year < 1850 || year > 2150 {
		return 0, i
	}
	return year, i + 5
}

// hanAgo reads 三天前, 2周后, 半个月前.
func (t *text) hanAgo(i int, today time.Time) (day, int) {
	n, k := t.count(i)
	half := false
	if k == i {
		if t.at(i) != "半" {
			return day{}, i
		}
		half, k = true, i+1
	}
	if t.at(k) == "多" {
		k++
	}
	if t.at(k) == "个" {
		k++
	}
	unit, next := t.hanWord(k, "天", "日", "周", "星期", "礼拜", "月", "年")
	if unit == "" || n > 9999 {
		return day{}, i
	}
	way, end := t.hanWord(next, "前", "以前", "之前", "后", "以后", "之后")
	if way == "" {
		return day{}, i
	}
	sign := -1
	if way == "后" || way == "以后" || way == "之后" {
		sign = 1
	}
	var to time.Time
	switch {
	case half && unit == "月":
		to = today.AddDate(0, 0, sign*15)
	case half && unit == "年":
		to = addMonths(today, sign*6)
	case half:
		return day{}, i
	case unit == "月":
		to = addMonths(today, sign*n)
	case unit == "年":
		to = addMonths(today, sign*n*12)
	case unit == "天" || unit == "日":
		to = today.AddDate(0, 0, sign*n)
	default:
		to = today.AddDate(0, 0, sign*n*7)
	}
	return day{exact: to, relative: true}, end
}
