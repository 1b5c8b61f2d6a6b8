package knowledge

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits on what is stored, so that one text cannot burden every turn.
const (
	MaxAnswer       = 8_000  // characters of an answer or a phrase
	MaxPassage      = 32_000 // characters of a passage of a document, which may be a table
	MaxQuestion     = 500    // characters of a question or an alternative
	MaxAlternatives = 100    // per locale
	MaxLocales      = 20
	MaxTags         = 50
	MaxWord         = 100   // characters of a tag or a term
	MaxOrigin       = 2_000 // characters of an address, a document's name or its title
	MaxPath         = 20    // headings above a passage
)

var (
	idSyntax     = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:?-]{0,127}$`)
	localeSyntax = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
)

// checker collects what is wrong.
type checker struct{ wrong []FieldError }

func (c *checker) fail(field, format string, args ...any) {
	c.wrong = append(c.wrong, FieldError{field, fmt.Sprintf(format, args...)})
}

func (c *checker) id(field, id string) {
	switch {
	case id == "":
		c.fail(field, "is missing")
	case !idSyntax.MatchString(id):
		c.fail(field, "must be 1 to 128 of the characters A-Z a-z 0-9 . _ : ? - and begin with a letter or digit")
	}
}

func (c *checker) locales(field string, locales []string) {
	if len(locales) == 0 {
		c.fail(field, "at least one language is needed")
	}
	if len(locales) > MaxLocales {
		c.fail(field, "at most %d languages", MaxLocales)
	}
	for _, l := range locales {
		if !localeSyntax.MatchString(l) {
			c.fail(field+"."+l, "is not a language code such as en, zh or zh-TW")
		}
	}
}

func (c *checker) text(field, s string, limit int) {
	if !utf8.ValidString(s) {
		c.fail(field, "is not UTF-8; save the file as UTF-8")
		return
	}
	if n := utf8.RuneCountInString(s); n > limit {
		c.fail(field, "has %d characters, at most %d are allowed", n, limit)
	}
	if i := strings.IndexFunc(s, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }); i >= 0 {
		c.fail(field, "contains the control character %U", s[i])
	}
}

func (c *checker) spoken(field, s string) {
	c.text(field, s, MaxAnswer)
	if s == "" {
		c.fail(field, "is empty")
	}
	if !balanced(s) {
		c.fail(field, "has a { or } without its partner; a variable is written {name}")
	}
}

// passage checks a piece of a document. Braces in it are no variables.
func (c *checker) passage(field, s string) {
	c.text(field, s, MaxPassage)
	if s == "" {
		c.fail(field, "is empty")
	}
}

func (c *checker) list(field string, list []string, most, limit int) {
	if len(list) > most {
		c.fail(field, "has %d entries, at most %d are allowed", len(list), most)
	}
	for i, s := range list {
		c.text(fmt.Sprintf("%s[%d]", field, i), s, limit)
	}
}

// origin checks where an article comes from. A customer is shown the address as a link.
func (c *checker) origin(o Origin) {
	c.text("origin.document", o.Document, MaxOrigin)
	c.text("origin.title", o.Title, MaxOrigin)
	c.list("origin.path", o.Path, MaxPath, MaxQuestion)
	c.text("origin.url", o.URL, MaxOrigin)
	if u, err := url.Parse(o.URL); o.URL != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil) {
		c.fail("origin.url", "is not an address such as https://docs.example.org/returns")
	}
}

func (a Article) check() []FieldError {
	var c checker
	c.id("id", a.ID)
	if a.Kind != Standard && a.Kind != Passage {
		c.fail("kind", "%q is no kind of article; one of: passage, or none", a.Kind)
	}
	c.origin(a.Origin)
	locales := sortedKeys(a.Texts)
	c.locales("texts", locales)
	for _, l := range locales {
		t, field := a.Texts[l], "texts."+l
		c.text(field+".question", t.Question, MaxQuestion)
		c.list(field+".alt_questions", t.Alternatives, MaxAlternatives, MaxQuestion)
		if a.Kind == Passage {
			c.passage(field+".answer", t.Answer)
		} else {
			c.spoken(field+".answer", t.Answer)
		}
	}
	c.list("tags", a.Tags, MaxTags, MaxWord)
	c.list("audience", a.Audience, MaxTags, MaxWord)
	c.text("source", a.Source, MaxQuestion)
	if !a.ValidUntil.IsZero() && !a.ValidFrom.Before(a.ValidUntil) {
		c.fail("valid_until", "must be later than valid_from")
	}
	return c.wrong
}

func (p Phrase) check() []FieldError {
	var c checker
	known, ok := situations[p.Situation]
	if !ok {
		c.fail("situation", "%q is not a situation; one of: %s", p.Situation, strings.Join(sortedKeys(situations), ", "))
	}
	locales := sortedKeys(p.Texts)
	c.locales("texts", locales)
	for _, l := range locales {
		field := "texts." + l
		c.spoken(field, p.Texts[l])
		for _, name := range Variables(p.Texts[l]) {
			if ok && !slices.Contains(known.Variables, name) {
				c.fail(field, "there is no {%s} in this situation; it has: %s", name, orNone(known.Variables))
			}
		}
	}
	return c.wrong
}

func (t Term) check() []FieldError {
	var c checker
	c.id("id", t.ID)
	locales := sortedKeys(t.Words)
	c.locales("words", locales)
	for _, l := range locales {
		w, field := t.Words[l], "words."+l
		c.text(field+".preferred", w.Preferred, MaxWord)
		c.list(field+".forbidden", w.Forbidden, MaxTags, MaxWord)
		if w.Preferred == "" {
			c.fail(field+".preferred", "is empty")
		}
		if slices.Contains(w.Forbidden, w.Preferred) {
			c.fail(field+".forbidden", "contains the preferred word itself")
		}
	}
	c.text("note", t.Note, MaxQuestion)
	return c.wrong
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return "{" + strings.Join(names, "}, {") + "}"
}
