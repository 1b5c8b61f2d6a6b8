package llm

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/batondesk/baton/conversation"
)

// pattern is one spelling of a declared value, folded.
type pattern struct {
	runes  []rune
	code   bool // letters and digits, between which anything that groups them may stand
	name   bool // in an approved text only with a capital: "you may" is nobody called May
	part   bool // of a name: only in what is said, and with a capital
	vague  bool // words that say nothing about anybody where an approved text has them
	secret *secret
}

// spellings are the ways to write a value that are looked for.
func spellings(t conversation.FieldType, value, raw string) []pattern {
	var list []pattern
	literal := func(words string, p pattern) {
		p.runes = fold(clean(strings.TrimSpace(words)).runes).runes
		if len(p.runes) > 1 && !slices.ContainsFunc(list, func(q pattern) bool { return slices.Equal(q.runes, p.runes) && q.code == p.code }) {
			list = append(list, p)
		}
	}
	timely := t == conversation.TypeDate || t == conversation.TypeTime || t == conversation.TypeDateText || t == conversation.TypeTimeText
	for i, words := range []string{value, raw} {
		literal(words, pattern{name: t == conversation.TypeName, vague: (i == 1 || timely) && !strings.ContainsFunc(words, unicode.IsDigit)})
	}
	switch t {
	case conversation.TypeID, conversation.TypePostcode, conversation.TypePhone, "":
		literal(key(value), pattern{code: true})
		literal(key(raw), pattern{code: true, vague: key(raw) != key(value)})
	case conversation.TypeName:
		if chinese(value) {
			literal(spread(value), pattern{name: true})
		}
		for _, part := range nameParts(value) {
			literal(part, pattern{part: true})
		}
	case conversation.TypeDate:
		if day, err := time.Parse(time.DateOnly, value); err == nil {
			for _, words := range daySayings(day) {
				literal(words, pattern{})
			}
		}
	case conversation.TypeTime:
		if at, err := time.Parse("15:04", value); err == nil {
			for _, words := range clockSayings(at) {
				literal(words, pattern{})
			}
		}
	}
	return list
}

// nameParts are the parts by which somebody is called who has the name: first name, family name, and the given name of a
// Chinese one.
func nameParts(name string) []string {
	if runes := []rune(name); chinese(name) {
		if len(runes) < 3 || len(runes) > 4 {
			return nil
		}
		return []string{spread(string(runes[len(runes)-2:]))}
	}
	parts := strings.FieldsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' && r != '’' && r != '-'
	})
	if len(parts) < 2 {
		return nil
	}
	return slices.DeleteFunc(parts, func(part string) bool { return len([]rune(part)) < 3 })
}

func chinese(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool { return !unicode.Is(unicode.Han, r) })
}

// spread puts a space, which stands for any or none, between the characters of a name.
func spread(name string) string { return strings.Join(strings.Split(name, ""), " ") }
