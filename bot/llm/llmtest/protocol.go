package llmtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// problem is a request refused.
type problem struct {
	status  int
	Message string  `json:"message"`
	Type    string  `json:"type"`
	Param   *string `json:"param"`
	Code    *string `json:"code"`
}

func invalid(status int, param, code, format string, args ...any) *problem {
	p := &problem{status: status, Message: fmt.Sprintf(format, args...), Type: "invalid_request_error"}
	if param != "" {
		p.Param = &param
	}
	if code != "" {
		p.Code = &code
	}
	return p
}

func wrong(param, format string, args ...any) *problem {
	return invalid(http.StatusBadRequest, param, "", format, args...)
}

func (p *problem) write(w http.ResponseWriter) {
	body, err := json.Marshal(map[string]any{"error": p})
	if err != nil {
		body = []byte(`{}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(p.status)
	_, _ = w.Write(body) // whoever is gone is gone
}

// Chat is a request for an answer, with every member that the protocol has.
type Chat struct {
	Model               string          `json:"model"`
	Messages            []Message       `json:"messages"`
	ResponseFormat      *Format         `json:"response_format"`
	MaxTokens           *int            `json:"max_tokens"`
	MaxCompletionTokens *int            `json:"max_completion_tokens"`
	Temperature         *float64        `json:"temperature"`
	TopP                *float64        `json:"top_p"`
	N                   *int            `json:"n"`
	Stream              bool            `json:"stream"`
	StreamOptions       *StreamOptions  `json:"stream_options"`
	Stop                json.RawMessage `json:"stop"`
	Seed                *int64          `json:"seed"`
	User                string          `json:"user"`
	PresencePenalty     *float64        `json:"presence_penalty"`
	FrequencyPenalty    *float64        `json:"frequency_penalty"`
	LogitBias           json.RawMessage `json:"logit_bias"`
	Logprobs            *bool           `json:"logprobs"`
	TopLogprobs         *int            `json:"top_logprobs"`
	Tools               json.RawMessage `json:"tools"`
	ToolChoice          json.RawMessage `json:"tool_choice"`
	ParallelToolCalls   *bool           `json:"parallel_tool_calls"`
	Store               *bool           `json:"store"`
	Metadata            json.RawMessage `json:"metadata"`
	ServiceTier         string          `json:"service_tier"`
	ReasoningEffort     string          `json:"reasoning_effort"`
	Verbosity           string          `json:"verbosity"`
	SafetyIdentifier    string          `json:"safety_identifier"`
}

// Message is one of a Chat.
type Message struct {
	Role    string `json:"role"`
	Content Text   `json:"content"`
	Name    string `json:"name"`
	Refusal string `json:"refusal"`
}

// Text is a content: a string, or a list of parts of type text.
type Text string

// UnmarshalJSON reads both forms.
func (t *Text) UnmarshalJSON(data []byte) error {
	var whole string
	if json.Unmarshal(data, &whole) == nil {
		*t = Text(whole)
		return nil
	}
	var parts []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	if err := json.Unmarshal(data, &parts); err != nil {
		return fmt.Errorf("content is neither a string nor a list of parts")
	}
	for _, p := range parts {
		if p.Type != "text" {
			return fmt.Errorf("this model reads text only")
		}
		*t += Text(p.Text)
	}
	return nil
}

// Format is the response_format.
type Format struct {
	Type       string `json:"type"`
	JSONSchema *struct {
		Name        string          `json:"name"`
		Description string          `json:"description"`
		Schema      json.RawMessage `json:"schema"`
		Strict      *bool           `json:"strict"`
	} `json:"json_schema"`
}

// StreamOptions go with Stream.
type StreamOptions struct {
	IncludeUsage bool `json:"include_usage"`
}

// strictly decodes one JSON document without members that the protocol does not have.
func strictly(body []byte, into any) *problem {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
			return wrong(strings.Trim(name, `"`), "Unrecognized request argument supplied: %s", strings.Trim(name, `"`))
		}
		return wrong("", "We could not parse the JSON body of your request: %v", err)
	}
	if d.More() {
		return wrong("", "We could not parse the JSON body of your request: there is more after it")
	}
	return nil
}

// check refuses what a real service would refuse.
func (c *Chat) check(o Options) *problem {
	switch {
	case c.Model == "":
		return wrong("model", "you must provide a model parameter")
	case c.Model != o.Chat:
		return invalid(http.StatusNotFound, "model", "model_not_found", "The model `%s` does not exist or you do not have access to it.", c.Model)
	case len(c.Messages) == 0:
		return wrong("messages", "Invalid 'messages': empty array. Expected an array with minimum length 1.")
	case c.MaxTokens != nil && c.MaxCompletionTokens != nil:
		return wrong("max_tokens", "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.")
	case o.Reasoning && c.MaxTokens != nil:
		return invalid(http.StatusBadRequest, "max_tokens", "unsupported_parameter", "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.")
	case o.Reasoning && c.Temperature != nil && *c.Temperature != 1:
		return invalid(http.StatusBadRequest, "temperature", "unsupported_value", "Unsupported value: 'temperature' does not support %v with this model. Only the default (1) value is supported.", *c.Temperature)
	case c.most() < 1:
		return wrong("max_tokens", "Invalid 'max_tokens': integer below minimum value. Expected a value >= 1.")
	case c.Temperature != nil && (*c.Temperature < 0 || *c.Temperature > 2):
		return wrong("temperature", "Invalid 'temperature': expected a value from 0 to 2.")
	case c.N != nil && *c.N != 1:
		return wrong("n", "This double gives one choice.")
	case c.StreamOptions != nil && !c.Stream:
		return wrong("stream_options", "The 'stream_options' parameter is only allowed when 'stream' is enabled.")
	}
	said := false
	for i, m := range c.Messages {
		switch {
		case !slices.Contains([]string{"system", "developer", "user", "assistant"}, m.Role):
			return wrong(fmt.Sprintf("messages[%d].role", i), "Invalid value: '%s'. Supported values are: 'system', 'assistant', 'user', 'developer'.", m.Role)
		case m.Content == "":
			return wrong(fmt.Sprintf("messages[%d].content", i), "Invalid value for 'content': expected a string, got null.")
		}
		said = said || strings.Contains(strings.ToLower(string(m.Content)), "json")
	}
	return c.ResponseFormat.check(o, said)
}

// most is how many tokens the answer may have.
func (c *Chat) most() int {
	switch {
	case c.MaxTokens != nil:
		return *c.MaxTokens
	case c.MaxCompletionTokens != nil:
		return *c.MaxCompletionTokens
	}
	return 4096
}

var schemaName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

func (f *Format) check(o Options, said bool) *problem {
	switch {
	case f == nil || f.Type == "text":
		return nil
	case o.PlainText, o.NoSchema && f.Type == "json_schema":
		return wrong("response_format", "Invalid parameter: 'response_format' of type '%s' is not supported with this model.", f.Type)
	case f.Type == "json_object" && !said:
		return wrong("messages", "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.")
	case f.Type == "json_object":
		return nil
	case f.Type != "json_schema":
		return wrong("response_format.type", "Invalid value: '%s'. Supported values are: 'json_object', 'json_schema', and 'text'.", f.Type)
	case f.JSONSchema == nil:
		return wrong("response_format.json_schema", "Missing required parameter: 'response_format.json_schema'.")
	case !schemaName.MatchString(f.JSONSchema.Name):
		return wrong("response_format.json_schema.name", "Invalid 'response_format.json_schema.name': string does not match pattern '^[a-zA-Z0-9_-]+$'.")
	case len(f.JSONSchema.Schema) == 0:
		return wrong("response_format.json_schema.schema", "Missing required parameter: 'response_format.json_schema.schema'.")
	case f.JSONSchema.Strict == nil || !*f.JSONSchema.Strict:
		return nil
	}
	var schema any
	if err := json.Unmarshal(f.JSONSchema.Schema, &schema); err != nil {
		return wrong("response_format", "Invalid schema for response_format '%s': %v", f.JSONSchema.Name, err)
	}
	if reason := strictSchema(schema); reason != "" {
		return wrong("response_format", "Invalid schema for response_format '%s': %s", f.JSONSchema.Name, reason)
	}
	return nil
}
