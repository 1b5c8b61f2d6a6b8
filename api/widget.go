package api

import (
	"context"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/knowledge"
)

// Widget is what a site's chat widget shows before its customer has said anything.
type Widget struct {
	Business     string   `json:"business,omitempty" doc:"The name of the business."`
	Locale       string   `json:"locale" doc:"The language spoken to somebody who asked for this one."`
	Locales      []string `json:"locales" nullable:"false" doc:"The languages spoken."`
	Greeting     string   `json:"greeting,omitempty" doc:"What the bot says first. Absent where it does not speak."`
	Feedback     bool     `json:"feedback" doc:"Whether to ask if an answer helped."`
	MessageChars int      `json:"message_chars" doc:"The longest message, in characters."`
}

type widgetInput struct {
	Locale string `query:"locale" maxLength:"35" doc:"The customer's language; that of the business by default."`
}

func (s *Server) showWidget(_ context.Context, in *widgetInput) (*output[Widget], error) {
	b := s.o.Bot
	w := Widget{Business: b.Variables["business"], Locale: b.Spoken(in.Locale), Locales: orEmpty(b.Locales),
		Feedback: true, MessageChars: s.limits.MessageChars}
	if b.Modes.For(channel, w.Locale, nil) == bot.Answer {
		w.Greeting, _, _ = s.o.Live.Snapshot().Phrases.Phrase(knowledge.SayGreeting, w.Locale, nil)
	}
	return answer(w), nil
}
