package practice

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
)

// draftID names the draft of a lesson: the same whoever makes it, and saying nothing of the conversation.
func draftID(id conversation.ID, seq int64) string {
	sum := sha256.Sum256([]byte(id))
	return fmt.Sprintf("practice-%s-%d", hex.EncodeToString(sum[:6]), seq)
}

// keep makes a draft of a lesson, unless the knowledge answers its question by now. A question that has a draft already
// becomes another phrasing of it, unless somebody has taken that draft in hand.
func (l *Learner) keep(ctx context.Context, x lesson) error {
	all, err := l.drafts(ctx)
	if err != nil || all.learnt(x) {
		return err
	}
	if known, err := l.known(ctx, x); err != nil || known {
		return err
	}
	if same, ok := all.asking(x.question.text, x.locale, l.Thresholds.Answer); ok {
		return l.add(ctx, same, x.article())
	}
	gaps, err := l.alsoAsked(ctx, x)
	if err != nil {
		return err
	}
	x.others = append(x.others, gaps...)
	if err := l.create(ctx, x); err != nil {
		return err
	}
	return l.meet(ctx, x)
}

// known reports whether a published article answers the question. Should a service make vectors of it, it gets the question
// as it would stand in the draft, without what concerns the customer.
func (l *Learner) known(ctx context.Context, x lesson) (bool, error) {
	found, err := l.Search.Search(ctx, retrieval.Query{
		Text: x.question.text, Veiled: x.question.text, Locale: x.locale, Tags: x.tags, Now: l.Now(), Limit: 10,
	})
	return sure(found, l.Thresholds.Answer), err
}

func (l *Learner) create(ctx context.Context, x lesson) error {
	_, err := l.Knowledge.Articles.Create(ctx, author, x.article())
	if errors.As(err, new(*knowledge.ConflictError)) { // somebody else made it, and it has moved on
		return nil
	}
	var invalid *knowledge.InvalidError
	if errors.As(err, &invalid) {
		l.Log.Warn("what somebody answered cannot be an article as it is", "conversation", x.conversation, "seq", x.seq, "error", err)
		return nil
	}
	return err
}

func (x lesson) article() knowledge.Article {
	text := knowledge.Text{Question: x.question.text, Answer: x.answer}
	origin := knowledge.Origin{ConversationID: string(x.conversation), Seq: x.seq, Others: []knowledge.Message{x.question.from}}
	for _, p := range x.others {
		text = withPhrasing(text, p.text)
		origin.Others = append(origin.Others, p.from)
	}
	return knowledge.Article{
		ID: draftID(x.conversation, x.seq), Texts: map[string]knowledge.Text{x.locale: text}, Source: Author, Origin: origin,
	}
}

// withPhrasing adds another phrasing, unless it is there.
func withPhrasing(text knowledge.Text, other string) knowledge.Text {
	same := func(said string) bool { return bare(said) == bare(other) }
	if other != "" && !same(text.Question) && !slices.ContainsFunc(text.Alternatives, same) && len(text.Alternatives) < knowledge.MaxAlternatives {
		text.Alternatives = append(slices.Clone(text.Alternatives), other)
	}
	return text
}

// add makes the questions of one draft other phrasings of another, unless somebody has that in hand.
func (l *Learner) add(ctx context.Context, to, from knowledge.Article) error {
	if !untouched(to) {
		return nil
	}
	texts := map[string]knowledge.Text{}
	for locale, text := range to.Texts {
		for _, other := range append([]string{from.Texts[locale].Question}, from.Texts[locale].Alternatives...) {
			text = withPhrasing(text, other)
		}
		texts[locale] = text
	}
	to.Texts, to.Origin.Others = texts, slices.Clone(to.Origin.Others)
	for _, m := range from.Origin.Others {
		if !slices.Contains(to.Origin.Others, m) {
			to.Origin.Others = append(to.Origin.Others, m)
		}
	}
	_, err := l.Knowledge.Articles.Update(ctx, author, to)
	if errors.As(err, new(*knowledge.ConflictError)) {
		return nil // somebody has just taken it in hand
	}
	return err
}

// meet makes one draft of two, if another server has made one of the same question at the same moment. Whoever sees both
// does it, and the lower id stays, so that both may.
func (l *Learner) meet(ctx context.Context, x lesson) error {
	all, err := l.drafts(ctx)
	if err != nil {
		return err
	}
	stays := x.article()
	at := slices.IndexFunc(all, func(a knowledge.Article) bool { return a.ID == stays.ID })
	if at < 0 {
		return nil
	}
	stays = all[at]
	all = slices.DeleteFunc(all, func(a knowledge.Article) bool { return a.ID == stays.ID || !untouched(a) })
	goes, ok := all.asking(x.question.text, x.locale, l.Thresholds.Answer)
	if !ok {
		return nil
	}
	if goes.ID < stays.ID {
		stays, goes = goes, stays
	}
	if err := l.add(ctx, stays, goes); err != nil {
		return err
	}
	return l.Knowledge.Articles.Erase(ctx, author, goes.ID)
}
