package llm

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean makes a text harmless for whatever assembles a prompt from it: characters that are not seen go (they hide words
// from people, or turn them around), and marks by which prompts are told apart are written with other signs: tags and
// special tokens such as <|im_start|> and [INST], fences, roles at the beginning of a line or sentence, and what looks like one of our
// placeholders.
func clean(original string) text {
	n := utf8.RuneCountInString(original)
	t := text{original: original, runes: make([]rune, 0, n), at: make([]span, 0, n)}
	for i, r := range original {
		if n := len(t.runes); seen(r) && !(unicode.IsSpace(r) && n > 1 && t.runes[n-1] == r && t.runes[n-2] == r) {
			t.add(r, span{i, i + utf8.RuneLen(r)})
		}
	}
	for i, r := range t.runes {
		switch {
		case r == '<' && opensTag(t.rune(i+1)):
			t.runes[i] = '‹'
		case r == '[':
			if end := t.tokenEnd(i); end > 0 {
				t.runes[i], t.runes[end] = '(', ')'
			}
		case (r == '`' || r == '~') && t.rune(i+1) == r && t.rune(i+2) == r:
			for ; t.rune(i) == r; i++ {
				t.runes[i] = '\''
			}
		case r == ':' || r == '：':
			if t.roleBefore(i) {
				t.runes[i] = '–'
			}
		}
	}
	return t
}

// seen reports whether a rune leaves something on the page that a reader can see.
func seen(r rune) bool {
	switch {
	case r == '\n', r == '\t', han(r):
		return true
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r == utf8.RuneError:
		return false
	case r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0000: // variants of signs, which can carry hidden bytes
		return false
	case r == '\u2028', r == '\u2029', r == '\u3164', r == '\u115f', r == '\u1160', r == '\uffa0':
		return false
	}
	return true
}

func (t text) rune(i int) rune {
	if i < 0 || i >= len(t.runes) {
		return nothing
	}
	return t.runes[i]
}

func opensTag(r rune) bool {
	return unicode.IsLetter(r) || strings.ContainsRune("/|｜!?<[", r) && r != 0
}

// tokenEnd is the place of the bracket that closes a token such as [/INST], or a placeholder such as [email 2], opened at i;
// 0 where it is none.
func (t text) tokenEnd(i int) int {
	end := i + 1
	for end < len(t.runes) && end-i < 64 && (wordly(unicode.ToLower(t.runes[end])) || strings.ContainsRune("_ /", t.runes[end])) {
		end++
	}
	if t.rune(end) != ']' {
		return 0
	}
	inside := string(t.runes[i+1 : end])
	if token := strings.TrimPrefix(inside, "/"); len(token) > 1 && strings.ToUpper(token) == token && !strings.ContainsAny(token, " 0123456789") ||
		placeholder.MatchString("["+inside+"]") {
		return end
	}
	return 0
}

var roles = []string{"system", "developer", "assistant", "user", "human", "tool", "function", "ai", "bot", "系统", "助手", "用户"}

// roleBefore reports whether a role stands before i and begins its line or sentence.
func (t text) roleBefore(i int) bool {
	from := i
	for from > 0 && !strings.ContainsRune("\n.!?。！？", t.runes[from-1]) {
		if from--; i-from > 24 {
			return false
		}
	}
	return slices.Contains(roles, strings.Trim(strings.ToLower(string(t.runes[from:i])), " \t#*_>-[]()|"))
}

// tidy is what comes back, without what is not seen.
func tidy(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if !seen(r) {
			return -1
		}
		return r
	}, s))
}
