package service

import "github.com/sashabaranov/go-openai"

// dialect is how much of the protocol an endpoint understands. A new endpoint is asked for everything; what it rejects is
// left out from then on. Only what it has accepted is remembered: a rejection may have had another reason.
type dialect struct {
	format         format
	completion     bool // max_completion_tokens instead of max_tokens
	anyTemperature bool // it wants none set
}

// format is how the schema is told.
type format int

const (
	asSchema format = iota // response_format json_schema, strict
	asObject               // response_format json_object, and the schema in words
	asText                 // in words only
)

// without is the next poorer dialect; false if it has nothing left that could be what was rejected.
func (d dialect) without(field string) (dialect, bool) {
	switch {
	case field == "max_tokens" && !d.completion:
		d.completion = true
	case field == "temperature" && !d.anyTemperature:
		d.anyTemperature = true
	case field == "format" && d.format < asText:
		d.format++
	default:
		return d, false
	}
	return d, true
}

func (e *endpoint) spoken() dialect {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.dialect
}

func (e *endpoint) understood(d dialect) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.dialect = d
}

// nearlyNone is a temperature at which the likeliest words are chosen. The library leaves out 0, and engines abort on the
// denormal number that it suggests instead (Ollama 0.17.4 does).
const nearlyNone = 0.01

// request puts a chat into the dialect.
func (d dialect) request(model string, c Chat) openai.ChatCompletionRequest {
	r := openai.ChatCompletionRequest{Model: model}
	system := c.System
	switch d.format {
	case asSchema:
		r.ResponseFormat = &openai.ChatCompletionResponseFormat{
			Type:       openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{Name: c.SchemaName, Schema: c.Schema, Strict: true},
		}
	case asObject:
		r.ResponseFormat = &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
		fallthrough
	case asText:
		system += "\n\nAnswer with one JSON document that fits this JSON Schema, and with nothing else:\n" + string(c.Schema)
	}
	if d.completion {
		r.MaxCompletionTokens = c.MaxTokens
	} else {
		r.MaxTokens = c.MaxTokens
	}
	if !d.anyTemperature {
		r.Temperature = nearlyNone
	}
	r.Messages = append(r.Messages, openai.ChatCompletionMessage{Role: openai.ChatMessageRoleSystem, Content: system})
	for _, m := range c.Messages {
		r.Messages = append(r.Messages, openai.ChatCompletionMessage{Role: m.Role, Content: m.Text})
	}
	return r
}
