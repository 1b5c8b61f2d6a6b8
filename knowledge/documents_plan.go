package knowledge

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/batondesk/baton/knowledge/document"
)

// found is a passage as the document has it now.
type found struct {
	document.Passage
	digest string
	place  int // as it is stored
}

// kept is an article made of the document before, in the version that is current.
type kept struct {
	Article
	words     string // the passage as the document had it, where that is still known
	gone      bool   // archived because the document no longer had it
	withdrawn bool   // archived by a person
}

// plan works out what a document changes, without doing it.
func (im *documentImporter) plan(ctx context.Context, d Document) ([]passageStep, error) {
	old, ids, err := im.s.passagesOf(ctx, d.Name, len(d.Passages))
	if err != nil {
		return nil, err
	}
	now := make([]found, len(d.Passages))
	for i, p := range d.Passages {
		p.Text, p.Path = paragraph(p.Text), tidyPath(p.Path)
		for h := range p.Path {
			p.Path[h] = titleOf(p.Path[h])
		}
		now[i] = found{Passage: p, digest: digestOf(p.Text)}
	}
	match := matchPassages(old, now)
	reordered := place(old, now, match)
	var steps []passageStep
	matched := make([]bool, len(old))
	for i, f := range now {
		if m := match[i]; m >= 0 {
			matched[m] = true
			steps = append(steps, im.again(d, f, old[m], reordered[i]))
			continue
		}
		id := newID(d.Name, f.digest, ids)
		ids[id] = true
		steps = append(steps, im.first(d, f, id))
	}
	for i, k := range old {
		if !matched[i] && !k.gone && !k.withdrawn {
			steps = append(steps, im.vanished(k))
		}
	}
	return steps, im.changes(ctx, steps)
}

// passagesOf reads the articles of a document, in the order of their places, and all ids that are taken. There may be about
// as many as are expected.
func (s *Service) passagesOf(ctx context.Context, name string, expected int) (old []kept, ids map[string]bool, err error) {
	ids = map[string]bool{}
	prefix := documentID(name)
	for q := (Query{After: prefix, Limit: min(expected+expected/10+1, 500)}); ; q.Limit = 500 {
		articles, next, err := s.Articles.List(ctx, q)
		if err != nil {
			return nil, nil, err
		}
		for _, a := range articles {
			if !strings.HasPrefix(a.ID, prefix) {
				next = ""
				break
			}
			ids[a.ID] = true
			if a.Kind == Passage && a.Origin.Document == name {
				archived := a.State == Archived
				old = append(old, kept{a, textOf(a), archived && a.Origin.Vanished, archived && !a.Origin.Vanished})
			}
		}
		if q.After = next; next == "" {
			break
		}
	}
	slices.SortStableFunc(old, func(a, b kept) int { return a.Origin.Place - b.Origin.Place })
	return old, ids, s.originalWords(ctx, old)
}

// originalWords looks up what the document said where an editor says it differently.
func (s *Service) originalWords(ctx context.Context, old []kept) error {
	var edited []*kept
	for i := range old {
		if k := &old[i]; digestOf(k.words) != k.Origin.Digest {
			edited = append(edited, k)
		}
	}
	for batch := range slices.Chunk(edited, importBatch) {
		ids := make([]string, len(batch))
		for i, k := range batch {
			ids[i] = k.ID
		}
		histories, err := s.repo.Histories(ctx, KindArticle, ids)
		if err != nil {
			return err
		}
		for _, k := range batch {
			for _, v := range slices.Backward(histories[k.ID]) {
				if a, err := ArticleOf(v); err == nil && digestOf(textOf(a)) == k.Origin.Digest {
					k.words = textOf(a)
					break
				}
			}
		}
	}
	return nil
}

// first is a passage that the document did not have before.
func (im *documentImporter) first(d Document, f found, id string) passageStep {
	a := Article{ID: id, Kind: Passage, Texts: map[string]Text{d.Locale: {Answer: f.Text}}}
	return im.step(d, f, im.describe(d, f, a), PassageNew, nil)
}

// again is a passage of which there is an article.
func (im *documentImporter) again(d Document, f found, k kept, reordered bool) passageStep {
	a := k.Article
	var words, where []string
	differ := func(in *[]string, yes bool, field string) {
		if yes {
			*in = append(*in, field)
		}
	}
	if a.Origin.Digest != f.digest {
		a.Texts = map[string]Text{d.Locale: {Answer: f.Text}} // a translation of the old words is none of the new ones
		words = append(words, "text")
	} else if _, has := a.Texts[d.Locale]; !has {
		a.Texts = map[string]Text{d.Locale: {Answer: f.Text}}
		words = append(words, "locale")
	}
	next := im.describe(d, f, a)
	differ(&words, !slices.Equal(k.Tags, next.Tags), "tags")
	differ(&words, !slices.Equal(k.Audience, next.Audience), "audience")
	differ(&words, !k.ValidFrom.Equal(next.ValidFrom), "valid_from")
	differ(&words, !k.ValidUntil.Equal(next.ValidUntil), "valid_until")
	differ(&where, !slices.Equal(k.Origin.Path, next.Origin.Path), "path")
	differ(&where, reordered, "place")
	differ(&where, k.Origin.Title != next.Origin.Title, "title")
	differ(&where, k.Origin.URL != next.Origin.URL, "url")
	switch {
	case k.gone:
		return im.step(d, f, next, PassageNew, nil)
	case k.withdrawn && a.Origin.Digest == f.digest:
		step := im.step(d, f, k.Article, PassageWithdrawn, nil)
		step.result.Message = fmt.Sprintf("%s: was archived by a person and stays so; restore %s if it should be used again", step.result, k.ID)
		return step
	case len(words) > 0:
		step := im.step(d, f, next, PassageChanged, append(words, where...))
		if step.withdrawn = k.withdrawn; k.withdrawn {
			step.result.Message = fmt.Sprintf("%s: was archived by a person; its new words are a draft", step.result)
		}
		return step
	case len(where) > 0:
		return im.step(d, f, next, PassageMoved, where)
	}
	return im.step(d, f, k.Article, PassageUnchanged, nil)
}

// describe puts into an article what the import says of every passage of the document.
func (im *documentImporter) describe(d Document, f found, a Article) Article {
	url := d.URL
	if url == "" {
		url = a.Origin.URL
	}
	a.Origin = Origin{Document: d.Name, Title: d.Title, URL: url, Path: f.Path, Page: f.Page, Place: f.place, Digest: f.digest}
	if len(im.o.Tags) > 0 {
		a.Tags = im.o.Tags
	}
	if len(im.o.Audience) > 0 {
		a.Audience = im.o.Audience
	}
	if !im.o.ValidFrom.IsZero() {
		a.ValidFrom = im.o.ValidFrom
	}
	if !im.o.ValidUntil.IsZero() {
		a.ValidUntil = im.o.ValidUntil
	}
	return a.tidy()
}

// step is the outcome of a passage; what cannot be stored is invalid.
func (im *documentImporter) step(d Document, f found, next Article, outcome PassageOutcome, fields []string) passageStep {
	step := passageStep{next: next, result: PassageResult{
		Document: d.Name, Page: f.Page, Path: f.Path, ID: next.ID, Outcome: outcome, Title: beginning(f.Text), Fields: fields,
	}}
	if outcome == PassageUnchanged || outcome == PassageWithdrawn {
		return step
	}
	if wrong := next.check(); len(wrong) > 0 {
		step.invalid("%s: %s", wrong[0].Field, wrong[0].Message)
	}
	return step
}

// vanished is an article whose passage the document no longer has.
func (im *documentImporter) vanished(k kept) passageStep {
	a := k.Article
	a.Origin.Vanished = true
	return passageStep{next: a, result: PassageResult{
		Document: a.Origin.Document, Page: a.Origin.Page, Path: a.Origin.Path, ID: a.ID, Outcome: PassageVanished, Title: beginning(textOf(a)),
	}}
}

func (s *passageStep) invalid(format string, args ...any) {
	s.result.Outcome, s.result.Fields = PassageInvalid, nil
	s.result.Message = fmt.Sprintf("%s: %s", s.result, fmt.Sprintf(format, args...))
}

func digestOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:12])
}

// documentID is what the ids of all passages of a document begin with.
func documentID(name string) string {
	base := path.Base(strings.ToLower(name))
	slug := strings.Trim(fmt.Sprintf("%.40s", strings.Trim(notInID.ReplaceAllString(base, "-"), "-")), "-")
	if slug == "" {
		slug = "document"
	}
	return slug + "-" + digestOf(name)[:12] + "."
}

// newID is the id of a passage that is imported for the first time. It stays whatever becomes of the passage.
func newID(name, digest string, taken map[string]bool) string {
	id := documentID(name) + digest[:12]
	for n := 2; taken[id]; n++ {
		id = fmt.Sprintf("%s%s-%d", documentID(name), digest[:12], n)
	}
	return id
}

// beginning is how a text begins, on one line.
func beginning(text string) string {
	const most = 4 * titleRunes
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most])
	}
	return titleOf(text)
}
