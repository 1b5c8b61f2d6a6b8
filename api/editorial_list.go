package api

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/batondesk/baton/knowledge"
)

type shelfListInput struct {
	Page
	State   knowledge.State `query:"state" enum:"draft,in_review,published,archived" doc:"The version in this state of each; the newest of each by default."`
	Kind    knowledge.Label `query:"kind" enum:"standard,passage,practice" doc:"Of articles: written as answers, passages of documents, or made of what a human answered. All by default."`
	Tag     string          `query:"tag" maxLength:"100"`
	Query   string          `query:"q" maxLength:"200" doc:"Only those that contain these words."`
	Locale  string          `query:"locale" maxLength:"35" doc:"Only those that have a text in this language."`
	Missing string          `query:"missing" maxLength:"35" doc:"Only those that have no text in this language."`
	Expires time.Time       `query:"expires_before" doc:"Only articles whose validity ends before this time, or has ended."`
}

// list filters by what is in the texts while it reads on, so a page may be short and still have a next one.
func (x texts[T, R]) list(ctx context.Context, in *shelfListInput) (*listOutput[T], error) {
	q := knowledge.Query{State: in.State, Label: in.Kind, After: in.Cursor, Limit: in.Limit}
	var items []T
	for scanned := 0; ; {
		page, next, err := x.shelf.List(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, item := range page {
			if contentOf(item).fits(in) {
				items = append(items, item)
			}
		}
		scanned += len(page)
		if next == "" || len(items) >= in.Limit || scanned >= mostScanned {
			return listed(items, next), nil
		}
		q.After, q.Limit = next, in.Limit-len(items)
	}
}

// textContent is what lists look for in an item.
type textContent struct {
	words   []string
	locales []string
	tags    []string
	until   time.Time
}

func contentOf(item any) textContent {
	switch it := item.(type) {
	case knowledge.Article:
		c := textContent{words: []string{it.ID}, locales: locales(it.Texts), tags: it.Tags, until: it.ValidUntil}
		for _, t := range it.Texts {
			c.words = append(append(c.words, t.Question, t.Answer), t.Alternatives...)
		}
		return c
	case knowledge.Phrase:
		return textContent{words: append(slices.Collect(maps.Values(it.Texts)), it.Situation), locales: locales(it.Texts)}
	case knowledge.Term:
		c := textContent{words: []string{it.ID, it.Note}, locales: locales(it.Words)}
		for _, w := range it.Words {
			c.words = append(append(c.words, w.Preferred), w.Forbidden...)
		}
		return c
	}
	return textContent{}
}

func locales[T any](texts map[string]T) []string { return slices.Collect(maps.Keys(texts)) }

func (c textContent) fits(in *shelfListInput) bool {
	switch {
	case in.Tag != "" && !slices.Contains(c.tags, in.Tag),
		in.Locale != "" && !slices.Contains(c.locales, in.Locale),
		in.Missing != "" && slices.Contains(c.locales, in.Missing),
		!in.Expires.IsZero() && (c.until.IsZero() || !c.until.Before(in.Expires)):
		return false
	}
	return in.Query == "" || strings.Contains(strings.ToLower(strings.Join(c.words, "\n")), strings.ToLower(in.Query))
}
