package knowledge

import (
	"reflect"
	"slices"
	"time"
)

// into returns the article with the row's text in the row's language.
func (r Row) into(a Article) Article {
	texts := make(map[string]Text, len(a.Texts)+1)
	for locale, t := range a.Texts {
		texts[locale] = t
	}
	texts[r.Locale] = Text{r.Question, r.Alternatives, r.Answer}
	a.Texts = texts
	if len(r.Tags) > 0 {
		a.Tags = r.Tags
	}
	if len(r.Audience) > 0 {
		a.Audience = r.Audience
	}
	for _, t := range [...]struct{ from, to *time.Time }{{&r.ValidFrom, &a.ValidFrom}, {&r.ValidUntil, &a.ValidUntil}} {
		if !t.from.IsZero() {
			*t.to = *t.from
		}
	}
	if r.Source != "" {
		a.Source = r.Source
	}
	if r.Kind != "" {
		a.Kind = r.Kind
	}
	if !r.Origin.isZero() {
		a.Origin = r.Origin
	}
	return a
}

// changedFields names the fields in which two articles differ.
func changedFields(a, b Article) []string {
	var fields []string
	differ := func(yes bool, field string) {
		if yes {
			fields = append(fields, field)
		}
	}
	for _, l := range sortedKeys(b.Texts) {
		old, was := a.Texts[l]
		t := b.Texts[l]
		if !was {
			fields = append(fields, "texts."+l)
			continue
		}
		differ(old.Question != t.Question, "texts."+l+".question")
		differ(!slices.Equal(old.Alternatives, t.Alternatives), "texts."+l+".alt_questions")
		differ(old.Answer != t.Answer, "texts."+l+".answer")
	}
	differ(!slices.Equal(a.Tags, b.Tags), "tags")
	differ(!slices.Equal(a.Audience, b.Audience), "audience")
	differ(!a.ValidFrom.Equal(b.ValidFrom), "valid_from")
	differ(!a.ValidUntil.Equal(b.ValidUntil), "valid_until")
	differ(a.Source != b.Source, "source")
	differ(a.Kind != b.Kind, "kind")
	differ(!reflect.DeepEqual(a.Origin, b.Origin), "origin")
	return fields
}

// titleRunes is how much of a question a report shows.
const titleRunes = 200

func titleOf(question string) string {
	question = oneLine(question)
	if runes := []rune(question); len(runes) > titleRunes {
		return string(runes[:titleRunes]) + "…"
	}
	return question
}
