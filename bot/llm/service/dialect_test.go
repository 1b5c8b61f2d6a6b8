package service_test

import (
	"testing"

	"github.com/batondesk/baton/bot/llm/llmtest"
)

func TestPoorerServicesAreSpokenToAsTheyUnderstand(t *testing.T) {
	for name, c := range map[string]struct {
		o     llmtest.Options
		first int // requests of the first question
	}{
		"json_object only": {llmtest.Options{Key: key, NoSchema: true}, 2},
		"text only":        {llmtest.Options{Key: key, PlainText: true}, 3},
		"reasoning":        {llmtest.Options{Key: key, Reasoning: true}, 3},
		"poor reasoning":   {llmtest.Options{Key: key, Reasoning: true, PlainText: true}, 5},
		"no usage":         {llmtest.Options{Key: key, NoUsage: true}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := llmtest.Start(t, c.o)
			s.Answer(func(llmtest.Chat) any { return map[string]any{"verdict": "no"} })
			w := connect(t, nil, s)
			for i := range 4 {
				if a, err := w.ask(); err != nil || string(a.JSON) != `{"verdict":"no"}` || a.Usage.Prompt == 0 {
					t.Fatalf("%+v %v", a, err)
				}
				if n := s.Calls(llmtest.Chats); n != c.first+i {
					t.Errorf("%d requests for %d questions", n, i+1)
				}
			}
			s.Misbehave(llmtest.Fenced, 1)
			if a, err := w.ask(); err != nil || string(a.JSON) != `{"verdict":"no"}` {
				t.Errorf("in a fence: %s %v", a.JSON, err)
			}
		})
	}
}
