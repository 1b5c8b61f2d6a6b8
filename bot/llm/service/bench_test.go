package service_test

import (
	"testing"

	"github.com/batondesk/baton/bot/llm/llmtest"
	"github.com/batondesk/baton/bot/llm/service"
)

// What a call costs this side and the double together, without the time of a model.
func BenchmarkChat(b *testing.B) {
	s := llmtest.Start(b, llmtest.Options{})
	s.Answer(func(llmtest.Chat) any { return map[string]any{"verdict": "yes"} })
	c, err := service.New(service.Options{Endpoints: []service.Endpoint{{Name: "x", URL: s.URL, Chat: "double-chat"}}})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Chat(b.Context(), question); err != nil {
			b.Fatal(err)
		}
	}
}
