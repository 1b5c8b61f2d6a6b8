package llm

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/bot/llm/service"
)

// Chatter answers one chat call with JSON that fits the schema; a *service.Client does.
type Chatter interface {
	Chat(ctx context.Context, c service.Chat) (service.Answer, error)
}

// Model reads and writes by means of a model service. It keeps nothing between calls and is safe for concurrent use if its
// Chatter is.
type Model struct{ chat Chatter }

var (
	_ bot.Adviser = (*Model)(nil)
	_ bot.Writer  = (*Model)(nil)
)

// New returns a Model that asks the Chatter.
func New(c Chatter) *Model { return &Model{c} }

// The tasks, as they are named in prompts, schemas and metrics.
const (
	adviseTask    = "advise"
	summariseTask = "summarise"
	suggestTask   = "suggest"
)

// ask sends a task and reads the answer into answer. The errors are the Chatter's.
func (m *Model) ask(ctx context.Context, task, instructions string, data any, schema object, tokens int, answer any) error {
	document, err := write(struct {
		Task string `json:"task"`
		Data any    `json:"data"`
	}{task, data})
	if err != nil {
		return fmt.Errorf("prompt to %s: %w", task, err)
	}
	shape, err := write(schema)
	if err != nil {
		return fmt.Errorf("schema to %s: %w", task, err)
	}
	got, err := m.chat.Chat(ctx, service.Chat{
		Purpose: task, System: instructions, Messages: []service.Message{{Role: service.User, Text: string(document)}},
		SchemaName: task, Schema: shape, MaxTokens: tokens,
	})
	if err != nil {
		return err
	}
	if err := json.Unmarshal(got.JSON, answer); err != nil {
		return fmt.Errorf("answer to %s from %s: %w", task, got.Endpoint, err)
	}
	return nil
}

// write encodes without escaping marks that are harmless in a prompt: each would cost several tokens.
func write(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(b.Bytes()), nil
}
