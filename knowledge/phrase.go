package knowledge

import (
	"fmt"
	"time"
)

// Phrase is an approved sentence for one situation. It replaces the default of the locales that it has; other locales
// keep theirs.
type Phrase struct {
	Situation string            `json:"situation"`
	Version   int               `json:"version"`
	State     State             `json:"state"`
	Texts     map[string]string `json:"texts"` // by locale
	Author    string            `json:"author,omitempty"`
	Reviewer  string            `json:"reviewer,omitempty"`
	UpdatedAt time.Time         `json:"updated_at,omitzero"`
}

// Term is a glossary entry: which word to use for a thing, and which not.
type Term struct {
	ID        string              `json:"id"`
	Version   int                 `json:"version"`
	State     State               `json:"state"`
	Words     map[string]TermText `json:"words"` // by locale
	Note      string              `json:"note,omitempty"`
	Author    string              `json:"author,omitempty"`
	Reviewer  string              `json:"reviewer,omitempty"`
	UpdatedAt time.Time           `json:"updated_at,omitzero"`
}

// TermText is a term in one locale.
type TermText struct {
	Preferred string   `json:"preferred"`
	Forbidden []string `json:"forbidden,omitempty"`
}

// Phrasebook finds the sentence for a situation. It is immutable and safe for concurrent use; the zero value speaks the
// defaults, English where a locale has none.
type Phrasebook struct {
	phrases  map[string]Phrase // published, by situation
	fallback string
}

// NewPhrasebook makes a phrasebook of published phrases. fallback is the locale to use when the customer's has no text;
// empty means English.
func NewPhrasebook(published []Phrase, fallback string) *Phrasebook {
	b := &Phrasebook{phrases: make(map[string]Phrase, len(published)), fallback: fallback}
	for _, p := range published {
		b.phrases[p.Situation] = p
	}
	return b
}

// Phrase returns the sentence for a situation with its variables filled, and where it comes from
// ("greeting/zh@3": version 3 of the phrase; "greeting/zh@0": the default). A locale is tried first as it is, then its
// language ("zh-TW", "zh"), then the fallback locale, then English; in each the published phrase comes before the default, and a text that
// lacks a variable is passed over. ok is false when nothing can be said: the situation is unknown or a variable missing.
func (b *Phrasebook) Phrase(situation, locale string, vars map[string]string) (text, source string, ok bool) {
	fallback := "en"
	var own Phrase
	if b != nil {
		own = b.phrases[situation]
		if b.fallback != "" {
			fallback = b.fallback
		}
	}
	for _, l := range [...]string{locale, language(locale), fallback, "en"} {
		if text, found := own.Texts[l]; found {
			if filled, missing := Fill(text, vars); len(missing) == 0 {
				return filled, fmt.Sprintf("%s/%s@%d", situation, l, own.Version), true
			}
		}
		if text, found := situations[situation].Texts[l]; found {
			if filled, missing := Fill(text, vars); len(missing) == 0 {
				return filled, fmt.Sprintf("%s/%s@0", situation, l), true
			}
		}
	}
	return "", "", false
}

// language is the first part of a locale: "zh" of "zh-TW".
func language(locale string) string {
	for i, r := range locale {
		if r == '-' || r == '_' {
			return locale[:i]
		}
	}
	return locale
}
