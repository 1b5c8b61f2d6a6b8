package local

import (
	"fmt"
	"time"
)

// timeAt reads a time of day from token i as HH:MM. A bare number is a time only if loose is set: after "at", "before",
// or as the answer to a question for a time. next is i if there is none.
func (t *text) timeAt(i int, now time.Time, loose bool) (value string, next int) {
	if hour, minute, at, ok := t.clock(i, loose); ok {
		part, end := t.dayPart(at)
		if hour, ok = part.apply(hour); ok {
			return fmt.Sprintf("%02d:%02d", hour, minute), end
		}
		return "", i
	}
	if p, k := t.dayPartWord(i); p != noPart {
		if hour, minute, at, ok := t.clock(k, true); ok && !t.dayPartFollows(at) && !t.is(k, "a") { // "evening 7"
			if hour, ok = p.apply(hour); ok {
				return fmt.Sprintf("%02d:%02d", hour, minute), at
			}
		}
	}
	switch t.at(i) {
	case "noon", "midday":
		return "12:00", i + 1
	case "midnight":
		return "00:00", i + 1
	}
	if v, k := t.hanTime(i); k > i {
		return v, k
	}
	if now.IsZero() {
		return "", i
	}
	at, sign := i, -1
	if t.at(i) == "in" {
		at, sign = i+1, 1
	}
	n, unit, k := t.duration(at)
	if k == at || sign < 0 && !t.is(k, "ago") {
		return "", i
	}
	if sign < 0 {
		k++
	}
	switch unit {
	case "hour", "hr":
		return now.Add(time.Duration(sign*n) * time.Hour).Format("15:04"), k
	case "minute", "min":
		return now.Add(time.Duration(sign*n) * time.Minute).Format("15:04"), k
	}
	return "", i
}

// clock reads the hour and the minute: 2:35, 14.20 pm, 7 pm, half past six, 20 to 2, 9 05 in the morning, ten o'clock.
func (t *text) clock(i int, loose bool) (hour, minute, next int, ok bool) {
	if t.phrase(i, "half", "past") {
		if h, k := t.hour(i + 2); k > i+2 {
			return h, 30, k, true
		}
	}
	if t.is(i, "quarter", "a") {
		k := i
		if t.at(k) == "a" {
			k++
		}
		if t.at(k) == "quarter" {
			if h, m := t.hour(k + 2); m > k+2 && t.is(k+1, "past", "after") {
				return h, 15, m, true
			} else if m > k+2 && t.is(k+1, "to", "before") {
				return (h + 23) % 24, 45, m, true
			}
		}
	}
	n, k := t.hour(i)
	if k == i {
		n, k = t.minute(i)
		if k == i {
			return 0, 0, i, false
		}
	}
	if t.glued(i) && t.is(i-1, "/", "-", "#", "$", "£", "€", "¥", ":", ".") {
		return 0, 0, i, false
	}
	unit := t.is(k, "minutes", "mins", "minute")
	j := k
	if unit {
		j++
	}
	if t.is(j, "past", "to", "after") && n < 60 {
		if h, m := t.hour(j + 1); m > j+1 && (unit || n%5 == 0 || t.at(j) == "past") && t.sixty(m, t.at(j)) {
			if t.at(j) == "to" {
				return (h + 23) % 24, 60 - n, m, n > 0 && (n != 5 || h <= 12) && (loose || n >= 15 || t.timed(i, m))
			}
			return h, n, m, true
		}
	}
	if n > 24 {
		return 0, 0, i, false
	}
	if (t.at(k) == ":" || t.at(k) == "." && t.dayPartFollows(k+2)) && t.glued(k) && t.glued(k+1) && t.kind(i) == digit {
		if m := t.int(k + 1); m >= 0 && m < 60 && len(t.at(k+1)) == 2 && n < 24 {
			end := k + 2
			if t.at(end) == ":" && t.glued(end) && t.glued(end+1) && t.kind(end+1) == digit {
				end += 2
			}
			return n, m, end, true
		}
	}
	if m := t.int(k); t.kind(i) == digit && m >= 0 && m < 60 && len(t.at(k)) == 2 && n < 24 && t.dayPartFollows(k+1) && !t.glued(k) {
		return n, m, k + 1, true
	}
	if t.is(k, "o'clock", "oclock") {
		return n, 0, k + 1, true
	}
	if t.at(k) == "o" && t.is(k+1, "'", "\"") && t.at(k+2) == "clock" {
		return n, 0, k + 3, true
	}
	if t.dayPartFollows(k) && n <= 24 {
		return n, 0, k, true
	}
	if loose && n <= 24 && !t.glued(k) && !t.quantity(k) {
		return n, 0, k, true
	}
	if loose && t.is(k, ".", ",", "?", "!") && n <= 24 && (k+1 >= len(t.tokens) || t.tokens[k+1].space) {
		return n, 0, k, true
	}
	return 0, 0, i, false
}

// sixty guards "5 to 8": between two numbers "to" is a range unless something says that it is a time.
func (t *text) sixty(next int, way string) bool {
	return way != "to" || !t.is(next, ":", "people", "days", "weeks", "months", "years", "%", "items", "nights")
}

func (t *text) timed(from, to int) bool {
	return t.dayPartFollows(to) || t.is(from-1, "at", "around", "about", "before", "after", "by", "and", "ok", "until", "till")
}

func (t *text) hour(i int) (int, int) {
	if n := t.int(i); n >= 0 && n <= 24 && len(t.at(i)) <= 2 {
		return n, i + 1
	}
	if n, k := t.numberWords(i); k == i+1 && n <= 12 {
		return n, k
	}
	return 0, i
}

func (t *text) minute(i int) (int, int) {
	if n := t.int(i); n >= 0 && n < 60 && len(t.at(i)) <= 2 {
		return n, i + 1
	}
	if n, k := t.numberWords(i); k > i && n < 60 {
		return n, k
	}
	return 0, i
}

// part is the part of the day that makes an hour definite.
type part uint8

const (
	noPart part = iota
	am
	pm
	morning
	afternoon
	evening
	night
)

// apply turns an hour into one of 24; it is false if they contradict each other.
func (p part) apply(hour int) (int, bool) {
	switch p {
	case am, morning:
		if hour == 12 {
			return 0, true
		}
	case pm:
		if hour < 12 {
			return hour + 12, true
		}
	case afternoon, evening:
		if hour < 12 {
			return hour + 12, true
		}
	case night:
		if hour == 12 {
			return 0, true
		}
		if hour >= 6 && hour < 12 {
			return hour + 12, true
		}
	}
	return hour % 24, hour <= 24
}

// dayPart reads "pm", "p.m.", "in the evening", "at night", "night" from token i.
func (t *text) dayPart(i int) (part, int) {
	switch t.at(i) {
	case "am":
		return am, i + 1
	case "pm":
		return pm, i + 1
	case "a", "p":
		if t.at(i+1) == "." && t.glued(i+1) && t.at(i+2) == "m" {
			end := i + 3
			if t.at(end) == "." && t.glued(end) {
				end++
			}
			return map[string]part{"a": am, "p": pm}[t.at(i)], end
		}
	case "in", "at", "on", "this", "tomorrow":
		k := i + 1
		if t.is(k, "the", "that") {
			k++
		}
		if p, end := t.dayPartWord(k); p != noPart {
			return p, end
		}
		return noPart, i
	}
	return t.dayPartWord(i)
}

func (t *text) dayPartWord(i int) (part, int) {
	switch t.at(i) {
	case "morning":
		return morning, i + 1
	case "afternoon":
		return afternoon, i + 1
	case "evening":
		return evening, i + 1
	case "night":
		return night, i + 1
	}
	return noPart, i
}

func (t *text) dayPartFollows(i int) bool {
	p, _ := t.dayPart(i)
	return p != noPart
}

var hanParts = map[string]int{"凌晨": 0, "清晨": 0, "早上": 0, "早晨": 0, "上午": 0, "中午": 11, "下午": 12, "傍晚": 12, "晚上": 12, "晚间": 12,
	"夜里": 18, "半夜": 18, "今早": 0, "今晚": 12, "明早": 0, "明晚": 12, "昨晚": 12}

var hanPartWords = keys(hanParts)

// hanTime reads 下午3点半, 十点一刻, 20点15分, 晚上8:30.
func (t *text) hanTime(i int) (string, int) {
	if t.kind(i) == word {
		return "", i
	}
	shift := -1
	at := i
	if w, k := t.hanWord(i, hanPartWords...); w != "" {
		shift, at = hanParts[w], k
	}
	hour, k := t.count(at)
	if k == at || hour > 24 {
		return "", i
	}
	minute := 0
	switch {
	case t.is(k, "点", "时") && !(t.at(k) == "点" && (t.kind(k+1) == digit && t.is(k+2, "元", "块") || t.is(k+1, "了"))):
		k++
		switch {
		case t.at(k) == "半":
			minute, k = 30, k+1
		case t.at(k+1) == "刻" && t.is(k, "一", "三"):
			minute = 15 * hanDigits[t.at(k)]
			k += 2
		case t.at(k) == "钟":
			k++
		case t.is(k, "零", "过"):
			if n, m := t.count(k + 1); m > k+1 && n < 60 && t.at(m) == "分" {
				minute, k = n, m+1
			}
		default:
			if n, m := t.count(k); m > k && n < 60 {
				minute, k = n, m
				if t.at(k) == "分" {
					k++
				}
			}
		}
	case shift >= 0 && t.at(k) == ":" && t.int(k+1) >= 0 && t.int(k+1) < 60:
		minute, k = t.int(k+1), k+2
	default:
		return "", i
	}
	switch {
	case shift == 12 && hour < 12:
		hour += 12
	case shift == 12 && hour == 12, shift == 18 && hour == 12:
		hour = 0
		if t.is(i, "下") {
			hour = 12
		}
	case shift == 11 && hour < 10:
		hour += 12
	case shift == 18 && hour >= 8 && hour < 12:
		hour += 12
	}
	if hour > 24 {
		return "", i
	}
	return fmt.Sprintf("%02d:%02d", hour%24, minute), k
}

// quantity reports whether token i is a word that a number counts: "3 days", "2 people".
func (t *text) quantity(i int) bool {
	return quantityWords[t.at(i)] || t.at(i) == "%"
}

var quantityWords = set("day", "days", "week", "weeks", "month", "months", "year", "years", "hour", "hours", "hr", "hrs",
	"minute", "minutes", "min", "mins", "second", "seconds", "people", "persons", "person", "adults", "adult", "kids",
	"children", "guests", "nights", "night", "items", "item", "pieces", "pcs", "tickets", "ticket", "rooms", "times", "stops",
	"dollars", "dollar", "euros", "euro", "pounds", "pound", "bucks", "usd", "eur", "gbp", "percent", "kg", "g", "lbs", "lb",
	"km", "miles", "cm", "mm", "inch", "inches", "gb", "mb", "mah", "w", "watts", "v", "volts", "degrees", "pets", "dogs",
	"seats", "bags", "copies", "units", "boxes", "attempts", "cents", "business", "working", "stars", "star",
	"天", "日", "周", "个", "月", "年", "小", "分", "秒", "次", "件", "人", "位", "张", "台", "只", "箱", "盒", "包", "块", "元", "斤", "倍", "瓶", "岁", "点", "条", "份", "名", "套", "双", "把", "间", "晚")
