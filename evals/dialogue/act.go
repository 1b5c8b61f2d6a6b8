package dialogue

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/batondesk/baton/conversation"
)

// do carries out what somebody does.
func (p *player) do(ctx context.Context, s Step) error {
	if s.Who == "customer" {
		return p.customer(ctx, s)
	}
	key, ok := p.target.Keys[s.Who]
	if !ok {
		return fmt.Errorf("there is no key for %q", s.Who)
	}
	if s.Verb == "archives" || s.Verb == "restores" || s.Verb == "publishes" {
		return p.editor(ctx, key, s)
	}
	return p.staff(ctx, key, s)
}

func (p *player) customer(ctx context.Context, s Step) error {
	call := func(method, rest string, body any) error {
		return p.target.call(ctx, method, conversationPath(p.id, rest), p.token, body, nil)
	}
	switch s.Verb {
	case "types":
		return call(http.MethodPost, "typing", nil)
	case "rates":
		return call(http.MethodPost, "feedback", map[string]any{"seq": p.state.Reply.Seq, "helpful": s.Args[0] == "helpful"})
	case "edits", "recalls":
		p.refresh(ctx, 0)
		seq, err := p.nth(s.Args[0])
		if err != nil {
			return err
		}
		message := "messages/" + strconv.FormatInt(seq, 10)
		if s.Verb == "recalls" {
			return call(http.MethodDelete, message, nil)
		}
		return call(http.MethodPut, message, map[string]any{"text": s.Text})
	}
	return call(http.MethodPost, "messages", map[string]any{"id": p.key(), "text": s.Text})
}

// key is an idempotency key for the next thing that is sent.
func (p *player) key() string {
	p.sent++
	return "step-" + strconv.Itoa(p.sent)
}

func (p *player) staff(ctx context.Context, key string, s Step) error {
	talk := func(rest string, body map[string]any) error {
		return p.target.call(ctx, http.MethodPost, conversationPath(p.id, rest), key, body, nil)
	}
	desk := func(rest string, body map[string]any) error {
		if p.state.Handoff == nil {
			return &RefusedError{Status: http.StatusConflict, Title: "there is no open case"}
		}
		return p.target.call(ctx, http.MethodPost, handoffPath(p.state.Handoff.ID, rest), key, body, nil)
	}
	reason := s.Text
	if reason == "" {
		reason = "as the script says"
	}
	switch s.Verb {
	case "claims":
		return desk("claim", nil)
	case "bounces":
		return desk("bounce", map[string]any{"reason": reason})
	case "transfers to":
		to := "queue"
		if _, person := p.target.Keys[s.Args[0]]; person {
			to = "agent"
		}
		return desk("transfer", map[string]any{to: s.Args[0], "reason": reason})
	case "returns":
		return desk("return", map[string]any{"reason": reason})
	case "resolves":
		return desk("resolve", map[string]any{"outcome": reason})
	case "takes over":
		return talk("takeover", map[string]any{"reason": reason})
	case "notes":
		return talk("notes", map[string]any{"id": p.key(), "text": s.Text})
	case "sets":
		return talk("fields", map[string]any{"fields": map[string]string{s.Args[0]: s.Text}})
	case "tags", "untags":
		change := map[string]string{"tags": "add", "untags": "remove"}[s.Verb]
		return talk("tags", map[string]any{change: s.Args})
	}
	// A script's human means what it says: a warning of the wording check is overridden with a reason.
	return talk("replies", map[string]any{
		"id": p.key(), "text": s.Text, "claim": s.Verb == "claims and replies", "reason": "as the script says",
	})
}

func (p *player) editor(ctx context.Context, key string, s Step) error {
	path := "/v1/articles/" + url.PathEscape(s.Args[0])
	var article struct {
		Version int `json:"version"`
	}
	if err := p.target.call(ctx, http.MethodGet, path, key, nil, &article); err != nil {
		return err
	}
	version := map[string]any{"version": article.Version}
	switch s.Verb {
	case "archives":
		return p.target.call(ctx, http.MethodPost, path+"/archive", key, map[string]any{}, nil)
	case "publishes":
		return p.target.call(ctx, http.MethodPost, path+"/publish", key, version, nil)
	}
	if err := p.target.call(ctx, http.MethodPost, path+"/restore", key, version, &article); err != nil {
		return err
	}
	return p.target.call(ctx, http.MethodPost, path+"/submit", key, map[string]any{"version": article.Version}, nil)
}

// tidy ends the case that a script leaves open, so that queues do not fill and nobody's hands are full. It is not part of
// the script: what goes wrong here is left to the next one.
func (p *player) tidy() {
	if p.state.Handoff == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	key := p.target.Keys[p.target.Observer]
	if p.state.Holder != conversation.AgentHolder(p.target.Observer) {
		_ = p.staff(ctx, key, Step{Verb: "takes over"})
	}
	_ = p.staff(ctx, key, Step{Verb: "resolves", Text: strings.TrimSuffix(p.script.File, ".txt")})
}
