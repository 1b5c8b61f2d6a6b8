package practice

import (
	"context"
	"strconv"
	"unicode/utf8"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
)

const (
	gapsRead      = 500 // the newest unanswered questions that are compared with a new draft
	phrasingsMost = 8   // of them become other phrasings
)

// alsoAsked are unanswered questions of other customers that ask the same.
func (l *Learner) alsoAsked(ctx context.Context, x lesson) ([]phrasing, error) {
	gaps, _, err := l.Knowledge.Gaps(ctx, "", gapsRead)
	if err != nil {
		return nil, err
	}
	texts := map[string]knowledge.Text{}
	for i, g := range gaps {
		if g.ConversationID != x.conversation && utf8.RuneCountInString(g.Text) <= longQuestion && chinese(g.Text) == chinese(x.question.text) {
			texts[strconv.Itoa(i)] = knowledge.Text{Question: g.Text}
		}
	}
	if len(texts) == 0 {
		return nil, nil
	}
	draft := index(x.locale, map[string]knowledge.Text{"draft": {Question: x.question.text, Answer: x.answer}})
	seen := map[string]bool{bare(x.question.text): true}
	var others []phrasing
	for _, hit := range index(x.locale, texts).Search(ask(x.question.text, x.locale)).Hits {
		gap := gaps[place(hit.ArticleID)]
		if !sure(draft.Search(ask(gap.Text, x.locale)), l.Thresholds.Answer) {
			continue
		}
		p, err := l.phrasing(ctx, knowledge.Message{ConversationID: string(gap.ConversationID), Seq: gap.Seq})
		if err != nil {
			return nil, err
		}
		if p.text != "" && !seen[bare(p.text)] && len(others) < phrasingsMost {
			seen[bare(p.text)] = true
			others = append(others, p)
		}
	}
	return others, nil
}

// phrasing reads what a customer asked from the record, as it stands now; without a text if it is gone.
func (l *Learner) phrasing(ctx context.Context, from knowledge.Message) (phrasing, error) {
	p := phrasing{from: from}
	id := conversation.ID(from.ConversationID)
	events, err := l.events(ctx, id)
	if err != nil {
		return p, err
	}
	r := read(id, events)
	if said := r.line(from.Seq); said != nil {
		p.text = r.question(*said)
	}
	return p, nil
}

// place is the index that an article of an indexOf was at.
func place(id string) int {
	i, _ := strconv.Atoi(id)
	return i
}
