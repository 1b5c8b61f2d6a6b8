package conversation

import (
	"strings"
	"time"
	"unicode"
)

// currencyWords are what may stand around an amount that is given directly.
var currencyWords = []string{
	"$", "€", "£", "¥", "￥", "₹", "us$", "usd", "eur", "gbp", "cny", "rmb", "hkd", "jpy", "dollars", "dollar", "euros",
	"euro", "pounds", "pound", "yuan", "元", "块钱", "块", "圆", "人民币", "美元", "欧元", "英镑",
}

func canonicalAmount(wide string) (string, bool) {
	text := strings.ToLower(strings.Join(strings.FieldsFunc(wide, unicode.IsSpace), ""))
	for again := true; again; {
		again = false
		for _, w := range currencyWords {
			if rest, ok := strings.CutPrefix(text, w); ok {
				text, again = rest, true
			}
			if rest, ok := strings.CutSuffix(text, w); ok {
				text, again = rest, true
			}
		}
	}
	return DecimalAmount(text)
}

// DecimalAmount brings a number with or without grouping ("1,234.50", "1.234,50", "1 234") into the canonical form of an
// amount: no grouping, a point before decimals, no superfluous zeros. A single comma or point followed by three digits
// groups if it is a comma and separates decimals if it is a point.
func DecimalAmount(text string) (string, bool) {
	sign := ""
	if rest, ok := strings.CutPrefix(text, "-"); ok {
		sign, text = "-", rest
	}
	decimal := byte('.')
	if comma, point := strings.LastIndexByte(text, ','), strings.LastIndexByte(text, '.'); comma > point {
		tail := len(text) - comma - 1
		if point >= 0 || strings.Count(text, ",") == 1 && (tail == 1 || tail == 2) {
			decimal = ','
		}
	}
	if decimal == '.' && strings.Count(text, ".") > 1 {
		decimal = 0 // 1.234.567
	}
	whole, fraction := text, ""
	if at := strings.LastIndexByte(text, decimal); at >= 0 {
		whole, fraction = text[:at], text[at+1:]
	}
	groups := strings.FieldsFunc(whole, func(r rune) bool { return r == ',' || r == '.' || r == ' ' || r == '\'' })
	for i, g := range groups {
		if !allDigits(g) || i > 0 && len(groups) > 1 && len(g) != 3 && len(g) != 4 {
			return "", false
		}
	}
	whole = strings.Join(groups, "")
	if whole == "" && fraction == "" || !allDigits(whole) || !allDigits(fraction) || len(whole)+len(fraction) > 18 {
		return "", false
	}
	whole = strings.TrimLeft(whole, "0")
	fraction = strings.TrimRight(fraction, "0")
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if whole == "0" {
		sign = ""
	}
	return sign + whole, true
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

const isoDate = "2006-01-02"

var dateLayouts = []string{
	isoDate, "2006-1-2", "2006/1/2", "2006.1.2", "2006年1月2日", "2006年1月2号",
	"2/1/2006", "2-1-2006", "2.1.2006", "1/2/2006", // day first where both readings exist
	"2 Jan 2006", "2 January 2006", "Jan 2 2006", "January 2 2006", "Jan 2, 2006", "January 2, 2006",
}

var relativeDays = map[string]int{
	"today": 0, "yesterday": -1, "tomorrow": 1, "今天": 0, "昨天": -1, "前天": -2, "明天": 1, "后天": 2,
}

func canonicalDate(wide string, now time.Time) (string, bool) {
	text := strings.Join(strings.Fields(wide), " ")
	if days, ok := relativeDays[strings.ToLower(text)]; ok {
		if now.IsZero() {
			return "", false
		}
		return now.AddDate(0, 0, days).Format(isoDate), true
	}
	for _, layout := range dateLayouts {
		if day, err := time.Parse(layout, text); err == nil {
			return day.Format(isoDate), day.Year() >= 1800 && day.Year() < 2200
		}
	}
	return "", false
}

var timeLayouts = []string{"15:04", "15:04:05", "3:04pm", "3:04 pm", "3pm", "3 pm", "15点04分", "15点"}

func canonicalTime(wide string) (string, bool) {
	text := strings.ToLower(strings.Join(strings.Fields(wide), " "))
	text = strings.NewReplacer("a.m.", "am", "p.m.", "pm", "時", "点", "时", "点", "點", "点").Replace(text)
	for _, layout := range timeLayouts {
		layout = strings.ReplaceAll(layout, "pm", "PM")
		upper := strings.ToUpper(text)
		if at, err := time.Parse(layout, upper); err == nil {
			return at.Format("15:04"), true
		}
	}
	return "", false
}
