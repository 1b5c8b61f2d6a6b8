package practice

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/batondesk/baton/conversation"
)

// patterns are the ways in which a value is written, for folded texts.
func (k known) patterns() []*regexp.Regexp {
	var all []*regexp.Regexp
	say := func(texts ...string) {
		for _, text := range texts {
			all = append(all, literal(text))
		}
	}
	say(k.value)
	switch k.kind {
	case conversation.TypeID, conversation.TypePhone, conversation.TypePostcode:
		all = append(all, spaced(k.value))
	case conversation.TypeAmount:
		if p := amount(k.value); p != nil {
			all = append(all, p)
		}
	case conversation.TypeDate:
		if day, err := time.Parse(time.DateOnly, k.value); err == nil {
			for _, format := range dateFormats {
				say(day.Format(format))
			}
		}
	case conversation.TypeTime:
		if at, err := time.Parse("15:04", k.value); err == nil {
			for _, format := range timeFormats {
				say(at.Format(format))
			}
		}
	case conversation.TypeName:
		say(nameParts(k.value)...)
	}
	return all
}

var (
	dateFormats = []string{"2 January 2006", "January 2, 2006", "2 January", "January 2", "2 Jan", "Jan 2", "2.1.2006", "02.01.2006",
		"1/2/2006", "01/02/2006", "2/1/2006", "02/01/2006", "2006/1/2", "2006/01/02", "2006年1月2日", "1月2日", "1月2号"}
	timeFormats = []string{"3:04 pm", "3:04pm", "15.04"}
)

// fits reports whether what was found is the value and not part of something else, or a common word.
func (k known) fits(t foldedText, at [2]int) bool {
	if !t.whole(at) {
		return false
	}
	if k.kind != conversation.TypeName || strings.EqualFold(string(t.runes[at[0]:at[1]]), k.value) && strings.Contains(k.value, " ") {
		return true
	}
	first := t.runes[at[0]]
	return unicode.IsUpper(first) || !unicode.IsLower(first) // "Will" and not "will"
}

// spaced is a value whose letters and digits may stand apart.
func spaced(value string) *regexp.Regexp {
	var parts []string
	for _, r := range fold(value) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '+' {
			parts = append(parts, regexp.QuoteMeta(string(r)))
		}
	}
	if len(parts) < 2 {
		return literal(value)
	}
	return regexp.MustCompile(strings.Join(parts, `[\s.\-/()]{0,2}`))
}

// amount is a number with any signs between its thousands and before its decimals; nil for words.
func amount(value string) *regexp.Regexp {
	whole, decimals, _ := strings.Cut(value, ".")
	if whole == "" || strings.ContainsFunc(whole+decimals, func(r rune) bool { return r < '0' || r > '9' }) {
		return nil
	}
	p := strings.Join(strings.Split(whole, ""), `[.,' ]?`)
	if decimals = strings.TrimRight(decimals, "0"); decimals != "" {
		return regexp.MustCompile(p + `[.,]` + decimals + `0*`)
	}
	return regexp.MustCompile(p + `(?:[.,]0{1,2})?`)
}

// nameParts are the names within a name, and how a Chinese name is spoken to.
func nameParts(name string) []string {
	var parts []string
	if first, size := utf8.DecodeRuneInString(name); unicode.Is(unicode.Han, first) && utf8.RuneCountInString(name) <= 4 {
		surname := name[:size]
		for _, title := range []string{"先生", "女士", "小姐", "老师"} {
			parts = append(parts, surname+title)
		}
		if utf8.RuneCountInString(name) == 3 {
			parts = append(parts, name[size:])
		}
		return parts
	}
	for part := range strings.FieldsSeq(name) {
		if utf8.RuneCountInString(part) >= 2 && !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	return parts
}
