package bot

import (
	"context"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/retrieval"
)

// Reply is what the bot would say to one question on its own, and why.
type Reply struct {
	Act        conversation.Act      `json:"act"` // answer, clarify, or handoff when it has no answer
	Text       string                `json:"text,omitempty"`
	Locale     string                `json:"locale"`
	Confidence float64               `json:"confidence"` // 0 to 1, that the first candidate answers the question
	Sources    []conversation.Source `json:"sources,omitempty"`
	Choices    []conversation.Choice `json:"choices,omitempty"`
	Candidates []Candidate           `json:"candidates"`
	Reasons    []string              `json:"reasons"`
}

// Candidate is one article that was found.
type Candidate struct {
	ArticleID   string  `json:"article_id"`
	Version     int     `json:"version"`
	Question    string  `json:"question"`
	Probability float64 `json:"probability"` // 0 to 1
}

// Ask answers one question outside any conversation, as the bot would: for editors who try their knowledge, and for
// `baton ask`. With no locale the language of the question counts.
func (b *Bot) Ask(ctx context.Context, text, locale string, tags []string) (Reply, error) {
	now := b.Now()
	state := conversation.State{
		ID: "ask", Status: conversation.Open, Holder: conversation.HeldByBot, Tags: tags, Locale: locale,
		Customer: conversation.Mark{Seq: 1, At: now},
		Recent:   []conversation.Said{{Seq: 1, By: conversation.Customer, Text: text, Fresh: 1}},
	}
	t := b.begin(ctx, state, now)
	if locale != "" {
		t.locale = b.spoken(locale)
	}
	found, err := t.search()
	if err != nil {
		return Reply{}, err
	}
	best := found[0]
	switch {
	case t.sure(best):
		for _, f := range found {
			t.give(f)
		}
	case t.unclear(best):
		t.clarify(best)
	}
	return t.reply(best), nil
}

func (t *thought) reply(best retrieval.Result) Reply {
	reply := Reply{Act: conversation.ActHandoff, Locale: t.locale, Confidence: best.Confidence, Reasons: t.decision.Reasons,
		Candidates: []Candidate{}}
	if reply.Reasons == nil {
		reply.Reasons = []string{}
	}
	for i, message := range t.says {
		if i > 0 {
			reply.Text += "\n\n"
		}
		reply.Act, reply.Text = message.Act, reply.Text+message.Text
		reply.Sources = append(reply.Sources, message.Sources...)
		reply.Choices = message.Choices
	}
	for _, hit := range best.Hits {
		reply.Candidates = append(reply.Candidates, Candidate{hit.ArticleID, hit.Version, hit.Question, hit.Probability})
	}
	return reply
}
