package conversation

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// ErrFieldValue is wrapped by every error of FieldSpec.Normalize.
var ErrFieldValue = errors.New("not a value of this field")

// The longest values that are kept, in runes. What is longer was not meant as a value.
const (
	maxNameRunes = 80
	maxIDRunes   = 64
	maxTextRunes = 4000
)

// Normalize brings a value that was given directly, by a human or a profile, into the canonical form of the field's
// type, and checks Pattern and Choices. It is idempotent: a canonical value stays as it is. now is the day that relative
// dates ("today", "昨天") count from. The error names the field and what is expected, and wraps ErrFieldValue.
func (s FieldSpec) Normalize(raw string, now time.Time) (string, error) {
	canonical, expected := canonicalValue(s, strings.TrimSpace(raw), now)
	if expected == "" && !s.matches(canonical) {
		expected = "a value that matches " + s.Pattern
	}
	if expected != "" {
		return "", fmt.Errorf("field %s: %w: expected %s", s.Name, ErrFieldValue, expected)
	}
	return canonical, nil
}

// canonicalValue returns the canonical value, or in words what was expected instead.
func canonicalValue(s FieldSpec, raw string, now time.Time) (value, expected string) {
	if !utf8.ValidString(raw) {
		return "", "valid UTF-8"
	}
	wide := norm.NFKC.String(raw)
	var ok bool
	switch s.Type {
	case TypeName:
		value, ok = canonicalName(raw)
		expected = "a name"
	case TypeID, TypePostcode:
		value, ok = canonicalID(wide)
		expected = "letters and digits"
	case TypePhone:
		value, ok = canonicalPhone(wide)
		expected = "a phone number of 5 to 15 digits"
	case TypeEmail:
		value, ok = canonicalEmail(wide)
		expected = "an email address such as name@example.com"
	case TypeAmount:
		value, ok = canonicalAmount(wide)
		expected = "an amount such as 129.90"
	case TypeDate:
		value, ok = canonicalDate(wide, now)
		expected = "a date such as 2006-01-31"
	case TypeTime:
		value, ok = canonicalTime(wide)
		expected = "a time such as 14:30"
	case TypeChoice:
		value, ok = s.canonicalChoice(raw)
		expected = "one of " + strings.Join(s.choiceValues(), ", ")
	case TypeText, TypeDateText, TypeTimeText:
		value = raw
		ok = raw != "" && utf8.RuneCountInString(raw) <= maxTextRunes
		expected = fmt.Sprintf("a text of 1 to %d characters", maxTextRunes)
	default:
		return "", fmt.Sprintf("a known field type, not %q", s.Type)
	}
	if ok {
		expected = ""
	}
	return value, expected
}

func canonicalName(raw string) (string, bool) {
	name := strings.Join(strings.Fields(raw), " ")
	letters := 0
	for _, r := range name {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsMark(r), r == ' ', strings.ContainsRune(".,'’-·•()", r):
		default:
			return "", false
		}
	}
	return name, letters > 0 && utf8.RuneCountInString(name) <= maxNameRunes
}

func canonicalID(wide string) (string, bool) {
	var b strings.Builder
	n := 0
	for _, r := range wide {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(unicode.ToUpper(r))
			n++
		case unicode.IsSpace(r), unicode.IsMark(r), strings.ContainsRune("#-–—_./:\\", r):
		default:
			return "", false
		}
	}
	return b.String(), n > 0 && n <= maxIDRunes
}

// canonicalPhone is a light check (ITU-T E.164: at most 15 digits). It does not ask the numbering plans of the world: a
// number that a plan does not know is still the one to call back on, and refusing it would make the bot ask again.
func canonicalPhone(wide string) (string, bool) {
	var b strings.Builder
	n := 0
	for _, r := range wide {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
			n++
		case r == '+' && b.Len() == 0:
			b.WriteRune(r)
		case unicode.IsSpace(r), strings.ContainsRune("()-–.‐‑/", r):
		default:
			return "", false
		}
	}
	return b.String(), n >= 5 && n <= 15
}

func canonicalEmail(wide string) (string, bool) {
	email := strings.ToLower(wide)
	local, domain, found := strings.Cut(email, "@")
	if !found || local == "" || len(email) > 254 || strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") {
		return "", false
	}
	for _, r := range local {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(".!#$%&'*+/=?^_`{|}~-", r) {
			return "", false
		}
	}
	labels := strings.Split(domain, ".")
	for _, label := range labels {
		if label == "" || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return "", false
		}
		for _, r := range label {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' {
				return "", false
			}
		}
	}
	return email, len(labels) > 1 && len(labels[len(labels)-1]) > 1
}

func (s FieldSpec) choiceValues() []string {
	var values []string
	for _, c := range s.Choices {
		values = append(values, c.Value)
	}
	return values
}

// canonicalChoice finds the choice whose value, label or word this is; a value wins over the words of another choice.
func (s FieldSpec) canonicalChoice(raw string) (string, bool) {
	key := choiceKey(raw)
	if key == "" {
		return "", false
	}
	for _, c := range s.Choices {
		if c.Value == raw {
			return c.Value, true
		}
	}
	for _, c := range s.Choices {
		if choiceKey(c.Value) == key {
			return c.Value, true
		}
	}
	for _, c := range s.Choices {
		for _, label := range c.Label {
			if choiceKey(label) == key {
				return c.Value, true
			}
		}
		for _, word := range c.Words {
			if choiceKey(word) == key {
				return c.Value, true
			}
		}
	}
	return "", false
}

func choiceKey(text string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(text))), " ")
}

var patterns sync.Map // pattern -> *regexp.Regexp, or nil where it does not compile

// matches reports whether the whole value matches the field's pattern. A pattern that does not compile matches nothing:
// the configuration is checked where it is read.
func (s FieldSpec) matches(value string) bool {
	if s.Pattern == "" {
		return true
	}
	compiled, ok := patterns.Load(s.Pattern)
	if !ok {
		re, err := regexp.Compile(`^(?:` + s.Pattern + `)$`)
		if err != nil {
			re = nil
		}
		compiled, _ = patterns.LoadOrStore(s.Pattern, re)
	}
	re := compiled.(*regexp.Regexp)
	return re != nil && re.MatchString(value)
}
