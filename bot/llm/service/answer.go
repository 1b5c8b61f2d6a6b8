package service

import (
	"context"
	"errors"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/sashabaranov/go-openai"
)

// chat asks the endpoint once; more often only while it is found out what it understands.
func (e *endpoint) chat(ctx context.Context, c Chat, check *jsonschema.Schema) (Answer, error) {
	for d := e.spoken(); ; {
		response, err := e.client.CreateChatCompletion(ctx, d.request(e.Chat, c))
		var f *fault
		switch {
		case err == nil:
			e.understood(d)
			return e.read(c, response, check)
		case errors.Is(err, openai.ErrReasoningModelMaxTokensDeprecated):
			f = &fault{outcome: Rejected, field: "max_tokens"}
		case errors.Is(err, openai.ErrReasoningModelLimitationsOther), errors.Is(err, openai.ErrReasoningSamplingUnsupported):
			f = &fault{outcome: Rejected, field: "temperature"}
		case !errors.As(err, &f):
			return Answer{}, err
		}
		poorer, ok := d.without(f.field)
		if !ok {
			return Answer{}, f
		}
		d = poorer
	}
}

// read takes the answer out of a response. Its usage is known whatever it is worth.
func (e *endpoint) read(c Chat, r openai.ChatCompletionResponse, check *jsonschema.Schema) (Answer, error) {
	a := Answer{Endpoint: e.Name, Model: e.Chat, Usage: Usage{r.Usage.PromptTokens, r.Usage.CompletionTokens}}
	if len(r.Choices) == 0 {
		return a, faulty(Empty, "no choices")
	}
	said := r.Choices[0]
	if a.Usage.Prompt <= 0 || a.Usage.Completion < 0 {
		a.Usage = Usage{estimate(c), (len(said.Message.Content) + 3) / 4}
	}
	switch {
	case said.Message.Refusal != "" || said.FinishReason == openai.FinishReasonContentFilter:
		return a, faulty(Refused, "")
	case said.FinishReason == openai.FinishReasonLength:
		return a, faulty(Truncated, "longer than %d tokens", c.MaxTokens)
	case strings.TrimSpace(said.Message.Content) == "":
		return a, faulty(Empty, "no text")
	}
	text := bare(said.Message.Content)
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		return a, faulty(Malformed, "its text is not JSON")
	}
	if err := check.Validate(value); err != nil {
		return a, faulty(WrongSchema, "%s", where(err))
	}
	a.JSON = []byte(text)
	return a, nil
}

func estimate(c Chat) int {
	bytes := len(c.System) + len(c.Schema)
	for _, m := range c.Messages {
		bytes += len(m.Text)
	}
	return (bytes + 3) / 4
}

// bare is the JSON in a text that models without structured output wrap it in: their thoughts and a fence.
func bare(text string) string {
	if _, after, ok := strings.Cut(text, "</think>"); ok {
		text = after
	}
	text = strings.TrimSpace(text)
	if rest, ok := strings.CutPrefix(text, "```"); ok {
		rest = strings.TrimPrefix(rest, "json")
		if inner, _, ok := strings.Cut(rest, "```"); ok {
			text = strings.TrimSpace(inner)
		}
	}
	return text
}

// where tells in which place an answer does not fit, in words of the schema and not of the answer.
func where(err error) string {
	var wrong *jsonschema.ValidationError
	if !errors.As(err, &wrong) {
		return "it does not fit the schema"
	}
	for len(wrong.Causes) > 0 {
		wrong = wrong.Causes[0]
	}
	return "it does not fit the schema at /" + strings.Join(wrong.ErrorKind.KeywordPath(), "/")
}
