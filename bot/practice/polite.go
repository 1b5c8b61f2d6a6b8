package practice

import (
	_ "embed" // what people say
	"regexp"
	"strings"
	"unicode"
)

//go:embed polite.txt
var polites string

var (
	greeting   = oneOf("greeting", `^(?:`, `)`)
	smallTalk  = oneOf("small talk", `^(?:`, `)[\s,.!?。！？，~～…:)]*$`)
	farewell   = oneOf("farewell", `^(?:`, `)(?:[\s,.!。！，]*|[,.!，]\s*[\p{L}.' -]{1,30})$`)
	asking     = oneOf("asking", ``, ``)
	continuing = oneOf("continuing", `^(?:`, `)`)
	asksBack   = regexp.MustCompile(`[?？]["'”’)）]*\s*$`) // ends a sentence
)

// oneOf matches any line of a section of polite.txt.
func oneOf(section, before, after string) *regexp.Regexp {
	var patterns []string
	inside := false
	for line := range strings.Lines(polites) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "[") && strings.Contains(line, ": "):
			inside = strings.HasPrefix(line, "["+section+": ")
		case inside && line != "" && !strings.HasPrefix(line, "#"):
			patterns = append(patterns, line)
		}
	}
	return regexp.MustCompile(before + strings.Join(patterns, `|`) + after)
}

// longestSignature is how many lines may follow a farewell.
const longestSignature = 3

// plain is what remains of a human's message without greeting, signature and small talk at its ends. What stands between
// them is left as it was written.
func plain(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i := max(0, len(lines)-1-longestSignature); i < len(lines); i++ {
		if i > 0 && farewell.MatchString(fold(strings.TrimSpace(lines[i]))) {
			lines = lines[:i]
			break
		}
	}
	parts := sentences(withoutGreeting(strings.Join(lines, "\n")))
	for len(parts) > 0 && polite(parts[0]) {
		parts = parts[1:]
		if len(parts) > 0 {
			parts[0] = withoutGreeting(parts[0])
		}
	}
	for len(parts) > 0 && (polite(parts[len(parts)-1]) || farewell.MatchString(fold(strings.TrimSpace(parts[len(parts)-1])))) {
		parts = parts[:len(parts)-1]
	}
	return strings.TrimSpace(strings.Join(parts, ""))
}

// polite reports whether a sentence, or every clause of it, is only small talk.
func polite(sentence string) bool {
	if sentence = fold(strings.TrimSpace(sentence)); smallTalk.MatchString(sentence) {
		return true
	}
	for clause := range strings.FieldsFuncSeq(sentence, func(r rune) bool { return r == ',' || r == '、' }) {
		if clause = strings.TrimSpace(clause); weight(clause) > 0 && !smallTalk.MatchString(clause) {
			return false
		}
	}
	return true
}

func withoutGreeting(text string) string {
	t := folded(strings.TrimSpace(text))
	if at := greeting.FindStringIndex(t.text); at != nil {
		return strings.TrimSpace(string(t.runes[t.place[at[1]]:]))
	}
	return strings.TrimSpace(text)
}

// sentences cuts a text after the marks that end sentences and at line ends; joined again they are the text.
func sentences(text string) []string {
	var parts []string
	runes, from := []rune(text), 0
	for i, r := range runes {
		last := i+1 == len(runes)
		ends := r == '\n' || strings.ContainsRune("。！？；", r) || strings.ContainsRune(".!?", r) && (last || unicode.IsSpace(runes[i+1]))
		if ends && !last && strings.ContainsRune(".!?。！？”’\"')）\n", runes[i+1]) {
			continue
		}
		if ends || last {
			to := i + 1
			parts = append(parts, string(runes[from:to]))
			from = to
		}
	}
	return parts
}

// bare is a text without what does not matter for whether two are the same: letters and digits only, folded.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if r = foldRune(r); unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}

// weight is how much a text says: letters, Chinese characters twice.
func weight(text string) int {
	n := 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Han, r):
			n += 2
		case unicode.IsLetter(r):
			n++
		}
	}
	return n
}
