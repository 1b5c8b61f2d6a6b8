package llm

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

var dayLayouts = []string{
	"20060102", "2006-1-2", "2006/1/2", "2006/01/02", "2006.1.2", "2006.01.02", "2006年1月2日", "2006年1月2号", "2006年01月02日", "1月2日", "1月2号",
	"2/1/2006", "02/01/2006", "1/2/2006", "01/02/2006", "2.1.2006", "02.01.2006", "2-1-2006", "02-01-2006", "02/01/06", "01/02/06",
	"2 January 2006", "2 Jan 2006", "2 January", "2 Jan", "January 2, 2006", "Jan 2, 2006", "January 2 2006", "Jan 2 2006", "January 2", "Jan 2",
}

// daySayings are the ways to write a day.
func daySayings(day time.Time) []string {
	var list []string
	for _, layout := range dayLayouts {
		list = append(list, day.Format(layout))
	}
	month, nth := day.Format("January"), ordinal(day.Day())
	inHan := hanNumber(int(day.Month())) + "月" + hanNumber(day.Day())
	return append(list, month+" "+nth, month[:3]+" "+nth, nth+" "+month, nth+" of "+month, nth+" "+month[:3], inHan+"日", inHan+"号")
}

func ordinal(n int) string {
	switch {
	case n%10 == 1 && n != 11:
		return strconv.Itoa(n) + "st"
	case n%10 == 2 && n != 12:
		return strconv.Itoa(n) + "nd"
	case n%10 == 3 && n != 13:
		return strconv.Itoa(n) + "rd"
	}
	return strconv.Itoa(n) + "th"
}

// hanNumber writes a number from 1 to 39 in Chinese.
func hanNumber(n int) string {
	units := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	tens := []string{"", "十", "二十", "三十"}
	return tens[n/10] + units[n%10]
}

var (
	clockLayouts = []string{"15:04", "3:04 pm", "3:04", "3 04 pm", "15 04", "15点04分", "3点04分", "15h04", "15.04"}
	hourLayouts  = []string{"3 pm", "3 o'clock", "15点", "3点"}
	dotted       = strings.NewReplacer("am", "a.m.", "pm", "p.m.")
)

// clockSayings are the ways to write a time of day.
func clockSayings(at time.Time) []string {
	layouts := clockLayouts
	if at.Minute() == 0 {
		layouts = slices.Concat(hourLayouts, layouts)
	}
	var list []string
	for _, layout := range layouts {
		words := at.Format(layout)
		list = append(list, words, dotted.Replace(words))
	}
	return list
}
