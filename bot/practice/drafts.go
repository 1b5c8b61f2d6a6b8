package practice

import (
	"context"
	"maps"
	"slices"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
)

// drafts are all articles that were ever made from practice, each in its current version: also those that were published
// or dismissed since, so that nothing is proposed twice.
type drafts []knowledge.Article

func (l *Learner) drafts(ctx context.Context) (drafts, error) {
	var all drafts
	for q := (knowledge.Query{Label: knowledge.LabelPractice, Limit: 500}); ; {
		page, next, err := l.Knowledge.Articles.List(ctx, q)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if q.After = next; next == "" {
			return all, nil
		}
	}
}

// from reports whether a conversation has a part in any of them.
func (d drafts) from(id conversation.ID) bool {
	return slices.ContainsFunc(d, func(a knowledge.Article) bool { return involves(a, id) })
}

func involves(a knowledge.Article, id conversation.ID) bool {
	return a.Origin.ConversationID == string(id) || slices.ContainsFunc(a.Origin.Others, func(m knowledge.Message) bool {
		return m.ConversationID == string(id)
	})
}

// learnt reports whether a lesson has a draft of its own, or its question is part of another.
func (d drafts) learnt(x lesson) bool {
	return slices.ContainsFunc(d, func(a knowledge.Article) bool {
		return a.Origin.ConversationID == string(x.conversation) && slices.Contains(x.answers, a.Origin.Seq) ||
			slices.Contains(a.Origin.Others, x.question.from)
	})
}

// asking finds the article that asks the same.
func (d drafts) asking(question, locale string, least float64) (knowledge.Article, bool) {
	found := indexOf(d).Search(ask(question, locale))
	if !sure(found, least) {
		return knowledge.Article{}, false
	}
	return d[place(found.Hits[0].ArticleID)], true
}

// untouched reports whether nobody has edited it, taken it up for review or dismissed it.
func untouched(a knowledge.Article) bool { return a.State == knowledge.Draft && a.Author == Author }

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
