package document

import (
	"strings"
	"unicode"
)

// language is the two or three letters that a language tag begins with, lower case; empty if it is none.
func language(tag string) string {
	base, _, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(tag), "_", "-"), "-")
	if base = strings.ToLower(base); len(base) < 2 || len(base) > 3 || strings.Trim(base, "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	return base
}

// locale believes the characters rather than what a file says of itself, where they are of another script: programs write
// the language of their user into every file.
func locale(said, seen string) string {
	eastern := func(l string) bool { return l == "zh" || l == "ja" || l == "ko" }
	if said == "" || seen != "" && eastern(said) != eastern(seen) {
		return seen
	}
	return said
}

// english are words that English text of any length is full of, and that other languages in Latin letters do not have.
var english = map[string]bool{
	"the": true, "and": true, "of": true, "to": true, "is": true, "you": true, "your": true, "for": true, "with": true,
	"this": true, "that": true, "are": true, "from": true, "be": true, "or": true, "not": true, "it": true, "will": true,
}

// guessLocale tells Chinese, Japanese and Korean by their characters and English by its small words; the rest stays unknown.
func guessLocale(blocks []Block) string {
	const enough = 20_000 // characters
	var han, kana, hangul, latin, words, common int
	for _, b := range blocks {
		if b.Kind == Code {
			continue
		}
		for _, r := range b.Text {
			switch {
			case unicode.Is(unicode.Han, r):
				han++
			case unicode.In(r, unicode.Hiragana, unicode.Katakana):
				kana++
			case unicode.Is(unicode.Hangul, r):
				hangul++
			case unicode.IsLetter(r):
				latin++
			}
		}
		for word := range strings.FieldsFuncSeq(b.Text, func(r rune) bool { return !unicode.IsLetter(r) }) {
			words++
			if english[strings.ToLower(word)] {
				common++
			}
		}
		if han+kana+hangul+latin > enough {
			break
		}
	}
	switch {
	case hangul > han && hangul*3 > latin:
		return "ko"
	case kana*10 > han && kana*3 > latin:
		return "ja"
	case han*3 > latin && han > 0:
		return "zh"
	case common*12 > words && common > 0:
		return "en"
	}
	return ""
}
