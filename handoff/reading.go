package handoff

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	porter "github.com/kljensen/snowball/english"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/retrieval"
)

// Situation is what triggers and rules look at: what the customer just said, and the conversation so far.
type Situation struct {
	Text   string
	Locale string // of the text; empty: the conversation's
	State  conversation.State
}

// reading is a situation with its text in the forms that conditions look at; each is made when one first does.
type reading struct {
	Situation
	spelled func() string   // folded, with its apostrophes (as '): what patterns see
	compact func() string   // folded without spaces, for scripts that are written without
	stems   func() []string // of the words
}

func newReading(sit Situation) reading {
	text := sit.Text
	folded := sync.OnceValue(func() string { return fold(text) })
	return reading{
		Situation: sit,
		spelled:   sync.OnceValue(func() string { return spell(text) }),
		compact:   sync.OnceValue(func() string { return squeeze(folded()) }),
		stems:     sync.OnceValue(func() []string { return stems(folded()) }),
	}
}

// fold brings spellings together as retrieval does: width, case, traditional characters, apostrophes.
func fold(text string) string { return retrieval.Normalise(text) }

var apostrophes = strings.NewReplacer("’", "'", "‘", "'", "´", "'", "`", "'")

// spell folds a text and keeps its apostrophes.
func spell(text string) string {
	parts := strings.FieldsFunc("\x00"+apostrophes.Replace(text), func(r rune) bool { return r == '\'' })
	for i, part := range parts {
		parts[i] = fold(part)
	}
	return strings.TrimPrefix(strings.Join(parts, "'"), "\x00")
}

func squeeze(text string) string { return strings.Join(strings.Fields(text), "") }

// stems are the words of a folded text without their inflection (Porter2). An apostrophe belongs to its word.
func stems(folded string) []string {
	words := strings.FieldsFunc(strings.ReplaceAll(folded, "’", "'"), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '\''
	})
	for i, w := range words {
		w = strings.Trim(w, "'")
		if len(w) > 2 && len(w) < 40 && isLatin(w) {
			w = porter.Stem(w, true)
		}
		words[i] = strings.ReplaceAll(w, "'", "")
	}
	return words
}

func isLatin(w string) bool {
	return !strings.ContainsFunc(w, func(r rune) bool { return (r < 'a' || r > 'z') && r != '\'' })
}

func hasDense(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
	})
}

// keyword is a word or a few, ready to be found in a reading.
type keyword struct {
	given   string
	compact string   // for scripts without spaces
	stems   []string // for the others
}

func newKeyword(given string) keyword {
	folded := fold(given)
	if hasDense(folded) {
		return keyword{given: given, compact: squeeze(folded)}
	}
	return keyword{given: given, stems: stems(folded)}
}

func (k keyword) in(r reading) bool {
	if k.compact != "" {
		return strings.Contains(r.compact(), k.compact)
	}
	words := r.stems()
	for i := 0; len(k.stems) > 0 && i+len(k.stems) <= len(words); i++ {
		if slices.Equal(words[i:i+len(k.stems)], k.stems) {
			return true
		}
	}
	return false
}

// condition is a Condition, or the rules of Triggers, compiled.
type condition struct {
	Condition
	keywords []keyword
	patterns []*regexp.Regexp
}

func compileCondition(c Condition) condition {
	out := condition{Condition: c}
	for _, k := range c.Keywords {
		out.keywords = append(out.keywords, newKeyword(k))
	}
	for _, p := range c.Patterns {
		if re, err := regexp.Compile("(?i)" + p); err == nil { // Validate has seen to it
			out.patterns = append(out.patterns, re)
		}
	}
	return out
}

const reasonRunes = 60 // of the customer's words in a reason

// reasons lists, for each kind of condition that is given, why it holds, or "" where it does not.
func (c condition) reasons(r reading) []string {
	var out []string
	check := func(given int, why func() string) {
		if given > 0 {
			out = append(out, why())
		}
	}
	o := r.State.Opening
	check(len(c.keywords), func() string {
		for _, k := range c.keywords {
			if k.in(r) {
				return "keyword " + k.given
			}
		}
		return ""
	})
	check(len(c.patterns), func() string {
		for _, re := range c.patterns {
			if at := re.FindStringIndex(r.spelled()); at != nil {
				return `words "` + shorten(r.spelled()[at[0]:at[1]], reasonRunes) + `"`
			}
		}
		return ""
	})
	check(len(c.Attributes), func() string {
		for _, name := range sortedNames(c.Attributes) {
			if value, ok := o.Profile[name]; ok && fold(value) == fold(c.Attributes[name]) {
				return "attribute " + name + "=" + value
			}
		}
		return ""
	})
	check(len(c.Sources), func() string { return oneOf("source", c.Sources, o.Source) })
	check(len(c.Channels), func() string { return oneOf("channel", c.Channels, o.Channel) })
	check(len(c.Locales), func() string {
		locale := r.Locale
		if locale == "" {
			locale = r.State.Locale
		}
		if why := oneOf("locale", c.Locales, locale); why != "" {
			return why
		}
		return oneOf("locale", c.Locales, language(locale))
	})
	check(len(c.Tags), func() string {
		for _, tag := range c.Tags {
			if slices.Contains(r.State.Tags, tag) {
				return "tag " + tag
			}
		}
		return ""
	})
	return out
}

func oneOf(what string, wanted []string, value string) string {
	if value != "" && slices.Contains(wanted, value) {
		return what + " " + value
	}
	return ""
}

// holds reports whether every kind of condition that is given holds, and why.
func (c condition) holds(r reading) (string, bool) {
	reasons := c.reasons(r)
	if len(reasons) == 0 || slices.Contains(reasons, "") {
		return "", false
	}
	return strings.Join(reasons, ", "), true
}

// any reports whether one kind of condition that is given holds, and why.
func (c condition) any(r reading) (string, bool) {
	for _, why := range c.reasons(r) {
		if why != "" {
			return why, true
		}
	}
	return "", false
}
