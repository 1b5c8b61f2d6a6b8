package document

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// sentences cuts text after the marks that end one, and keeps every character: the parts together are the text. It rather
// misses an end than sees one in "No. 5" or "e.g. this".
func sentences(text string) []string {
	var parts []string
	begin := 0
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		if r != '\n' && !ender(r) {
			continue
		}
		for i < len(text) { // what closes belongs to the sentence
			next, n := utf8.DecodeRuneInString(text[i:])
			if !ender(next) && !strings.ContainsRune(`"'”’」』）)]】》`, next) {
				break
			}
			r, i = lastEnder(r, next), i+n
		}
		if r != '\n' && r < 0x80 && !endsHere(text[begin:i], text[i:]) {
			continue
		}
		for i < len(text) && (text[i] == ' ' || text[i] == '\n') {
			i++
		}
		parts = append(parts, text[begin:i])
		begin = i
	}
	if begin < len(text) {
		parts = append(parts, text[begin:])
	}
	return parts
}

func ender(r rune) bool { return strings.ContainsRune(".!?。！？；…", r) }

func lastEnder(r, next rune) rune {
	if ender(next) {
		return next
	}
	return r
}

// endsHere judges a full stop, an exclamation mark or a question mark of Latin text by what is around it.
func endsHere(before, after string) bool {
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(after, " "))
	if after == "" || after[0] == '\n' || wide(next) {
		return true
	}
	if after[0] != ' ' || unicode.IsLower(next) {
		return false
	}
	before = strings.TrimRight(before, `"'”’)]`)
	if !strings.HasSuffix(before, ".") {
		return true
	}
	word := before[strings.LastIndexAny(before, " \n(")+1:]
	word = strings.ToLower(strings.TrimSuffix(word, "."))
	return len(word) != 1 && !strings.Contains(word, ".") && !abbreviations[word] || word == "i"
}

var abbreviations = map[string]bool{
	"mr": true, "mrs": true, "ms": true, "dr": true, "prof": true, "st": true, "no": true, "nos": true, "vs": true,
	"fig": true, "sec": true, "art": true, "inc": true, "ltd": true, "co": true, "corp": true, "approx": true, "cf": true,
	"jr": true, "sr": true, "vol": true, "pp": true, "ed": true, "etc": true, "incl": true, "max": true, "min": true,
}
