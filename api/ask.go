package api

import (
	"context"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
)

type askInput struct {
	Body struct {
		Text   string   `json:"text"`
		Locale string   `json:"locale,omitempty" maxLength:"35" doc:"That of the question by default."`
		Tags   []string `json:"tags,omitempty" maxItems:"20" doc:"As if the conversation carried them."`
	}
}

// askKnowledge answers one question as the bot would, outside any conversation.
func (s *Server) askKnowledge(ctx context.Context, in *askInput) (*output[bot.Reply], error) {
	if err := s.checkText(in.Body.Text, false); err != nil {
		return nil, err
	}
	reply, err := s.o.Bot.Ask(ctx, in.Body.Text, in.Body.Locale, in.Body.Tags)
	return answerOr(reply, err)
}

// Gap is a question that found no answer.
type Gap struct {
	knowledge.Gap
	AnsweredBy string `json:"answered_by,omitempty" doc:"The article that would answer it now, for everybody; absent: none."`
}

// longestGap is how much of a question is searched for, in characters.
const longestGap = 600

// listGaps lists the questions that found no answer, newest first, and whether they would find one now.
func (s *Server) listGaps(ctx context.Context, in *Page) (*listOutput[Gap], error) {
	gaps, next, err := s.o.Knowledge.Gaps(ctx, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	items := make([]Gap, len(gaps))
	for i, g := range gaps {
		text := g.Text
		if runes := []rune(text); len(runes) > longestGap {
			text = string(runes[:longestGap])
		}
		found, err := s.o.Bot.Search.Search(s.o.Bot.Quietly(ctx), retrieval.Query{Text: text, Locale: s.o.Bot.Spoken(g.Locale), Now: s.o.Now(), Limit: 5})
		if err != nil {
			return nil, err
		}
		items[i].Gap = g
		if s.o.Bot.Thresholds.Verdict(found) == retrieval.Answer {
			items[i].AnsweredBy = found.Hits[0].ArticleID
		}
	}
	return listed(items, next), nil
}
