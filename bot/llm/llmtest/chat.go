package llmtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// said is a message of the model.
type said struct {
	Role    string  `json:"role"`
	Content *string `json:"content"`
	Refusal *string `json:"refusal"`
}

type usage struct {
	Prompt     int `json:"prompt_tokens"`
	Completion int `json:"completion_tokens"`
	Total      int `json:"total_tokens"`
}

func (s *Server) chat(w http.ResponseWriter, r *http.Request, body []byte) *problem {
	var c Chat
	if p := strictly(body, &c); p != nil {
		return p
	}
	if p := c.check(s.o); p != nil {
		return p
	}
	f := s.take(Chats)
	if !s.wait(r, s.o.Delay) || f.name == "slow" && !s.wait(r, f.pause) {
		panic(http.ErrAbortHandler)
	}
	if s.spoil(w, r, f) {
		return nil
	}
	text := s.think(c, f)
	message, finish := said{Role: "assistant", Content: &text}, "stop"
	if most := c.most(); tokens(text) > most {
		text, finish = text[:len(text)*most/tokens(text)], "length"
	}
	switch f {
	case Truncated:
		text, finish = text[:len(text)/2], "length"
	case Malformed:
		text = "Sure, here it is: {\"answers\": [{\"article\": "
	case WrongSchema:
		text = `{"verdict":"yes","numbers":[1,2,3]}`
	case Empty:
		text = ""
	case Fenced:
		text = "<think>They want JSON, {as always}.</think>\n\n```json\n" + text + "\n```\n"
	case Refusing:
		no := "I'm sorry, I can't help with that."
		message = said{Role: "assistant", Refusal: &no}
	case Filtered:
		text, finish = "", "content_filter"
	}
	counted := &usage{Prompt: tokens(string(body)), Completion: tokens(text)}
	counted.Total = counted.Prompt + counted.Completion
	if s.o.NoUsage {
		counted = nil
	}
	if c.Stream {
		s.stream(w, c, message, finish, counted)
		return nil
	}
	choices := []map[string]any{{"index": 0, "message": message, "logprobs": nil, "finish_reason": finish}}
	if f == NoChoices {
		choices = nil
	}
	answer := map[string]any{
		"id": "chatcmpl-double", "object": "chat.completion", "created": 1, "model": c.Model, "system_fingerprint": nil, "choices": choices,
	}
	if counted != nil {
		answer["usage"] = counted
	}
	if f.name == "trickle" {
		whole, err := json.Marshal(answer)
		if err != nil {
			return invalid(http.StatusInternalServerError, "", "", "%v", err)
		}
		s.trickle(w, r, whole, f.pause)
		return nil
	}
	send(w, answer)
	return nil
}

// tokens counts as roughly as everybody does.
func tokens(text string) int { return (len(text) + 3) / 4 }

// think is what the model says.
func (s *Server) think(c Chat, f Fault) string {
	s.mu.Lock()
	answer := s.answer
	s.mu.Unlock()
	schema := c.schema()
	var v any
	switch {
	case f == Hostile && schema != nil:
		v = worst(schema)
	case answer != nil:
		v = answer(c)
	default:
		v = fit(thought(c, s.o.Obey), schema)
	}
	if text, ok := v.(string); ok {
		return text
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		s.tb.Errorf("the answer of a double is not JSON: %v", err)
	}
	return strings.TrimSpace(b.String())
}

// schema is that of the answer: as it was sent, or as the instructions describe it.
func (c Chat) schema() map[string]any {
	var schema map[string]any
	if f := c.ResponseFormat; f != nil && f.JSONSchema != nil {
		_ = json.Unmarshal(f.JSONSchema.Schema, &schema) // it has been checked
		return schema
	}
	instructions := string(c.Messages[0].Content)
	if at := strings.Index(instructions, "JSON Schema"); at >= 0 {
		if begin := strings.Index(instructions[at:], "{"); begin >= 0 {
			_ = json.Unmarshal([]byte(instructions[at+begin:]), &schema) // or there is none
		}
	}
	return schema
}

// stream sends an answer as server-sent events, a few words at a time.
func (s *Server) stream(w http.ResponseWriter, c Chat, m said, finish string, counted *usage) {
	w.Header().Set("Content-Type", "text/event-stream")
	control := http.NewResponseController(w)
	with := c.StreamOptions != nil && c.StreamOptions.IncludeUsage
	chunk := func(choices []any, u *usage) {
		v := map[string]any{
			"id": "chatcmpl-double", "object": "chat.completion.chunk", "created": 1, "model": c.Model, "system_fingerprint": nil, "choices": choices,
		}
		if with {
			v["usage"] = u
		}
		line, err := json.Marshal(v)
		if err != nil {
			s.tb.Errorf("a chunk is not JSON: %v", err)
			return
		}
		_, _ = fmt.Fprintf(w, "data: %s\n\n", line) // whoever is gone is gone
		_ = control.Flush()
	}
	choice := func(delta map[string]any, finish any) []any {
		return []any{map[string]any{"index": 0, "delta": delta, "logprobs": nil, "finish_reason": finish}}
	}
	chunk(choice(map[string]any{"role": "assistant", "content": ""}, nil), nil)
	if m.Content != nil {
		for rest := []rune(*m.Content); len(rest) > 0; {
			n := min(len(rest), 24)
			chunk(choice(map[string]any{"content": string(rest[:n])}, nil), nil)
			rest = rest[n:]
		}
	} else if m.Refusal != nil {
		chunk(choice(map[string]any{"refusal": *m.Refusal}, nil), nil)
	}
	chunk(choice(map[string]any{}, finish), nil)
	if with {
		chunk([]any{}, counted)
	}
	_, _ = fmt.Fprint(w, "data: [DONE]\n\n")
}
