package service

import (
	"context"
	"encoding/json"
)

// Roles of messages.
const (
	User      = "user"
	Assistant = "assistant"
)

// Chat asks for one answer.
type Chat struct {
	Purpose    string // advise, summarise, suggest: for the metrics
	System     string // instructions; never anything that a customer or a document says
	Messages   []Message
	SchemaName string          // letters, digits, - and _
	Schema     json.RawMessage // JSON Schema of the answer, in the strict subset: every property required, none additional
	MaxTokens  int             // of the answer; 0: 1024
}

// Message is one of a Chat.
type Message struct {
	Role string // User or Assistant
	Text string
}

// Answer is JSON that fits the schema.
type Answer struct {
	JSON     []byte
	Model    string // as it is configured
	Endpoint string
	Usage    Usage
}

// Usage counts tokens. Where a service does not, they are estimated: a token for four bytes.
type Usage struct {
	Prompt     int
	Completion int
}

const defaultMaxTokens = 1024

// Chat gives an answer that fits chat.Schema, within ctx and the deadline of a call. Its errors are ErrBudget, ErrRefused,
// ErrUnavailable, a *BadAnswerError, what ended ctx, or that the schema is none.
func (c *Client) Chat(ctx context.Context, chat Chat) (Answer, error) {
	check, err := c.checks.of(chat.Schema)
	if err != nil {
		return Answer{}, err
	}
	if chat.MaxTokens <= 0 {
		chat.MaxTokens = defaultMaxTokens
	}
	var answer Answer
	err = c.ask(ctx, call{kind: chatting, purpose: chat.Purpose, within: c.o.Timeout, try: func(ctx context.Context, e *endpoint) (Usage, error) {
		got, err := e.chat(ctx, chat, check)
		if err == nil {
			answer = got
		}
		return got.Usage, err
	}})
	return answer, err
}
