package knowledge

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// The stored content of each kind: what makes two versions the same text.
type (
	articleContent struct {
		Kind     ArticleKind     `json:"kind,omitempty"`
		Texts    map[string]Text `json:"texts"`
		Tags     []string        `json:"tags,omitempty"`
		Audience []string        `json:"audience,omitempty"`
		Source   string          `json:"source,omitempty"`
		Origin   Origin          `json:"origin,omitzero"`
	}
	phraseContent struct {
		Texts map[string]string `json:"texts"`
	}
	termContent struct {
		Words map[string]TermText `json:"words"`
		Note  string              `json:"note,omitempty"`
	}
)

func (a Article) kind() Kind         { return KindArticle }
func (a Article) key() (string, int) { return a.ID, a.Version }

func (a Article) content() (Version, error) {
	v, err := encode(articleContent{a.Kind, a.Texts, a.Tags, a.Audience, a.Source, a.Origin})
	v.ValidFrom, v.ValidUntil, v.Label = a.ValidFrom, a.ValidUntil, a.Label()
	return v, err
}

func (Article) fromVersion(v Version) (Article, error) {
	var c articleContent
	err := decodeBody(v, &c)
	return Article{ID: v.ID, Version: v.Number, Kind: c.Kind, State: v.State, Texts: c.Texts, Tags: c.Tags, Audience: c.Audience,
		ValidFrom: v.ValidFrom, ValidUntil: v.ValidUntil, Source: c.Source, Origin: c.Origin,
		Author: v.Author, Reviewer: v.Reviewer, UpdatedAt: v.At}, err
}

// keeping leaves to an edit what is not for editors to change: what the article is and where it comes from.
func (a Article) keeping(old Article) Article {
	if a.Kind == Standard && a.Origin.isZero() {
		a.Kind, a.Origin = old.Kind, old.Origin
	}
	return a
}

func (a Article) tidy() Article {
	a.ID, a.Source, a.Origin = strings.TrimSpace(a.ID), oneLine(a.Source), a.Origin.tidy()
	texts := make(map[string]Text, len(a.Texts))
	for locale, t := range a.Texts {
		texts[locale] = Text{oneLine(t.Question), tidyList(t.Alternatives), paragraph(t.Answer)}
	}
	a.Texts = texts
	a.Tags, a.Audience = tidyList(a.Tags), tidyList(a.Audience)
	a.ValidFrom, a.ValidUntil = instant(a.ValidFrom), instant(a.ValidUntil)
	return a
}

func (o Origin) tidy() Origin {
	o.Title, o.URL = oneLine(o.Title), strings.TrimSpace(o.URL)
	o.Path = tidyPath(o.Path)
	if len(o.Others) == 0 {
		o.Others = nil
	}
	return o
}

// tidyPath makes every heading a single line; an empty path is nil.
func tidyPath(path []string) []string {
	var tidied []string
	for _, heading := range path {
		if heading = oneLine(heading); heading != "" {
			tidied = append(tidied, heading)
		}
	}
	return tidied
}

func (p Phrase) kind() Kind                { return KindPhrase }
func (p Phrase) key() (string, int)        { return p.Situation, p.Version }
func (p Phrase) content() (Version, error) { return encode(phraseContent{p.Texts}) }

func (p Phrase) keeping(Phrase) Phrase { return p }

func (Phrase) fromVersion(v Version) (Phrase, error) {
	var c phraseContent
	err := decodeBody(v, &c)
	return Phrase{v.ID, v.Number, v.State, c.Texts, v.Author, v.Reviewer, v.At}, err
}

func (p Phrase) tidy() Phrase {
	texts := make(map[string]string, len(p.Texts))
	for locale, t := range p.Texts {
		texts[locale] = paragraph(t)
	}
	p.Situation, p.Texts = strings.TrimSpace(p.Situation), texts
	return p
}

func (t Term) kind() Kind                { return KindTerm }
func (t Term) key() (string, int)        { return t.ID, t.Version }
func (t Term) content() (Version, error) { return encode(termContent{t.Words, t.Note}) }

func (t Term) keeping(Term) Term { return t }

func (Term) fromVersion(v Version) (Term, error) {
	var c termContent
	err := decodeBody(v, &c)
	return Term{v.ID, v.Number, v.State, c.Words, c.Note, v.Author, v.Reviewer, v.At}, err
}

func (t Term) tidy() Term {
	words := make(map[string]TermText, len(t.Words))
	for locale, w := range t.Words {
		words[locale] = TermText{oneLine(w.Preferred), tidyList(w.Forbidden)}
	}
	t.ID, t.Words, t.Note = strings.TrimSpace(t.ID), words, oneLine(t.Note)
	return t
}

func encode(content any) (Version, error) {
	body, err := json.Marshal(content)
	return Version{Body: body}, err
}

func decodeBody(v Version, content any) error {
	if err := json.Unmarshal(v.Body, content); err != nil {
		return fmt.Errorf("stored %s %q version %d cannot be read: %w", v.Kind, v.ID, v.Number, err)
	}
	return nil
}

// oneLine makes a text a single line: any run of spaces and line ends becomes one space.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// paragraph keeps the lines of a text: line ends become \n, and space at the end of lines and around the text goes.
func paragraph(s string) string {
	if strings.ContainsRune(s, '\r') {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " \t\u00a0\u3000")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// tidyList makes every entry a single line and drops empty and repeated ones; an empty list is nil.
func tidyList(list []string) []string {
	var tidied []string
	for _, s := range list {
		if s = oneLine(s); s != "" && !slices.Contains(tidied, s) {
			tidied = append(tidied, s)
		}
	}
	return tidied
}

// instant is a time as it is stored: UTC, milliseconds.
func instant(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Millisecond)
}

// ArticleOf is the article that a stored version is.
func ArticleOf(v Version) (Article, error) { return Article{}.fromVersion(v) }
