package llm

import (
	"context"
	"slices"

	"github.com/batondesk/baton/bot"
)

const draftTokens = 800

type suggesting struct {
	Language string            `json:"language"`
	Messages []message         `json:"messages"`
	Known    map[string]string `json:"known,omitempty"`
	Articles []article         `json:"articles,omitempty"`
}

type suggested struct {
	Articles []string `json:"articles"`
	Reply    string   `json:"reply"`
}

// Suggest asks once for a draft. It is empty if the service had none, or one with a placeholder that was never given out.
func (m *Model) Suggest(ctx context.Context, b bot.ReplyBrief) (bot.ReplyDraft, error) {
	v := newVeil(b.Known, nil, nil, b.Candidates)
	s := suggesting{Language: b.Locale}
	s.Messages, s.Articles = within(promptTokens, v.messages(b.Turns, maxMessages), v.articles(b.Candidates, sourceRunes))
	s.Known = v.facts(b.Known)
	if len(s.Messages) == 0 {
		return bot.ReplyDraft{}, nil
	}
	var properties []property
	if len(s.Articles) > 0 {
		ids := handles(s.Articles, func(a article) string { return a.ID })
		properties = append(properties, property{"articles", listOf(oneOf(ids...))})
	}
	properties = append(properties, property{"reply", stringType()})
	var said suggested
	if err := m.ask(ctx, suggestTask, suggestInstructions, s, objectOf(properties...), draftTokens, &said); err != nil {
		return bot.ReplyDraft{}, err
	}
	draft := bot.ReplyDraft{Text: v.lifted(said.Reply, longestReply)}
	for _, id := range said.Articles {
		a, ok := find(s.Articles, func(a article) bool { return a.ID == id })
		if ok && draft.Text != "" && !slices.Contains(draft.Articles, a.brief.ArticleID) {
			draft.Articles = append(draft.Articles, a.brief.ArticleID)
		}
	}
	return draft, nil
}
