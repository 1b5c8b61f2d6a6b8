package main

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/batondesk/baton/bot/llm/llmtest"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/evals"
	"github.com/batondesk/baton/store"
)

// The demo's dialogues with a model service: whatever it makes of them, no request to it has a number, name or address that
// a field holds, of this customer or another, nor a key.
func TestNothingPrivateReachesAModel(t *testing.T) {
	d := llmtest.Start(t, llmtest.Options{Key: modelKey})
	shop, err := openDemoShop(t.Context(), "\nmodel: {chat: double-chat, embedding: double-embedding}\n", "OPENAI_BASE_URL="+d.URL, "OPENAI_API_KEY="+modelKey)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := shop.close(); err != nil {
			t.Error(err)
		}
	}()
	_, err = evals.Dialogues(t.Context(), "demo/dialogues", shop.target)
	var differently *evals.DialogueFailures // with a model some go differently from what is written
	if err != nil && !errors.As(err, &differently) {
		t.Fatal(err)
	}
	private := shop.private(t)
	for _, key := range shop.target.Keys {
		private = append(private, key)
	}
	private = append(private, string(shop.target.IdentitySecret), modelKey)
	said := said(t, d)
	for _, value := range private {
		for _, text := range said {
			if strings.Contains(text, value) {
				t.Errorf("%q is in a request: %s", value, text)
			}
		}
	}
	if len(private) < 80 || d.Calls(llmtest.Chats) < 50 {
		t.Errorf("only %d values and %d calls", len(private), d.Calls(llmtest.Chats))
	}
	t.Logf("%d values and keys, none in %d calls for answers and %d for vectors", len(private), d.Calls(llmtest.Chats), d.Calls(llmtest.Embeddings))
}

// private are the values by which customers are known, as they gave them and in canonical form. What is tomorrow to one of
// them anybody may say: amounts and days are for the tests of bot/llm, which know whose call it is.
func (shop *demoShop) private(t *testing.T) []string {
	t.Helper()
	var values []string
	for _, s := range shop.trials {
		for next := ""; ; {
			states, after, err := s.store.Conversations(t.Context(), store.ConversationQuery{After: next, Limit: 500})
			if err != nil {
				t.Fatal(err)
			}
			for _, state := range states {
				for _, known := range state.Fields {
					switch known.Type {
					case conversation.TypeID, conversation.TypePhone, conversation.TypeEmail, conversation.TypeName, conversation.TypePostcode:
						values = append(values, known.Value, known.Raw)
					}
				}
			}
			if next = after; next == "" {
				break
			}
		}
	}
	slices.Sort(values)
	return slices.DeleteFunc(slices.Compact(values), func(v string) bool { return v == "" })
}

// said is all that was sent to a model, less the approved articles, which may name a price that a customer names too.
func said(t *testing.T, d *llmtest.Server) []string {
	t.Helper()
	var all []string
	for _, r := range d.Requests() {
		var request struct {
			Messages []struct{ Content string }
			Input    json.RawMessage
		}
		if err := json.Unmarshal(r.Body, &request); err != nil {
			t.Fatal(err)
		}
		for _, message := range request.Messages {
			var prompt struct {
				Task string
				Data map[string]any
			}
			text := message.Content
			if json.Unmarshal([]byte(text), &prompt) == nil && prompt.Task != "" {
				delete(prompt.Data, "articles")
				without, err := json.Marshal(prompt.Data)
				if err != nil {
					t.Fatal(err)
				}
				text = string(without)
			}
			all = append(all, text)
		}
		all = append(all, string(request.Input))
	}
	return all
}
