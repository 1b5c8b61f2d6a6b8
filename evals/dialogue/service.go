package dialogue

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/people"
)

// Target is the server that is played against.
type Target struct {
	URL            string            // base URL
	Keys           map[string]string // secrets of API keys, by user id
	Observer       string            // a user id among Keys who may read every conversation and take over any
	IdentitySecret []byte            // signs verified customers: identity.secret of the server
	Now            func() time.Time  // the server's clock; nil: time.Now
	AfterHours     *Target           // the same business while its queues with hours are closed; nil: not available
	Client         *http.Client      // nil: http.DefaultClient
}

func (t Target) now() time.Time {
	if t.Now == nil {
		return time.Now()
	}
	return t.Now()
}

// RefusedError is an answer of the server that is not a success.
type RefusedError struct {
	Status int
	Title  string `json:"title"`
	Detail string `json:"detail"`
}

func (e *RefusedError) Error() string {
	return strings.TrimSpace(fmt.Sprintf("refused with %d: %s %s", e.Status, e.Title, e.Detail))
}

// call does one request with a bearer and decodes the answer into out, unless that is nil. A server that asks to come
// back later is obeyed.
func (t Target) call(ctx context.Context, method, path, bearer string, body, out any) error {
	for {
		wait, err := t.once(ctx, method, path, bearer, body, out)
		if wait == 0 {
			return err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return err
		}
	}
}

func (t Target) once(ctx context.Context, method, path, bearer string, body, out any) (retry time.Duration, err error) {
	var sent io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return 0, err
		}
		sent = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(t.URL, "/")+path, sent)
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	if bearer != "" {
		req.Header.Set("Authorization", "Bearer "+bearer)
	}
	client := t.Client
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err
	}
	if resp.StatusCode >= 300 {
		refused := &RefusedError{Status: resp.StatusCode}
		_ = json.Unmarshal(answer, refused) // a body that is no problem document leaves the status
		if seconds, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && resp.StatusCode == http.StatusTooManyRequests {
			return time.Duration(max(seconds, 1)) * time.Second, refused
		}
		return 0, refused
	}
	if out == nil || len(answer) == 0 {
		return 0, nil
	}
	return 0, json.Unmarshal(answer, out)
}

// open begins a conversation and returns its id and token.
func (t Target) open(ctx context.Context, s Script) (id conversation.ID, token string, err error) {
	body := map[string]any{}
	if s.Locale != "" {
		body["locale"] = s.Locale
	}
	if s.Source != "" {
		body["source"] = s.Source
	}
	if len(s.Tags) > 0 {
		body["tags"] = s.Tags
	}
	if c := s.Customer; c.ExternalID != "" {
		who := map[string]any{"external_id": c.ExternalID, "name": c.Name, "email": c.Email, "attributes": c.Attributes}
		if c.Verified {
			issued := strconv.FormatInt(t.now().Unix(), 10)
			who["issued_at"], who["signature"] = issued, people.SignIdentity(t.IdentitySecret, c.ExternalID, issued)
		}
		body["customer"] = who
	}
	var opened struct {
		ID    conversation.ID `json:"id"`
		Token string          `json:"token"`
	}
	err = t.call(ctx, http.MethodPost, "/v1/conversations", "", body, &opened)
	return opened.ID, opened.Token, err
}

// events reads what follows a seq, waiting for the first event if wait is not zero.
func (t Target) events(ctx context.Context, id conversation.ID, bearer string, after int64, wait time.Duration) ([]conversation.Event, error) {
	var all []conversation.Event
	for {
		query := url.Values{"after": {strconv.FormatInt(after, 10)}}
		if wait > 0 {
			query.Set("wait", wait.String())
		}
		var page struct {
			Events []conversation.Event `json:"events"`
			More   bool                 `json:"more"`
		}
		if err := t.call(ctx, http.MethodGet, conversationPath(id, "events")+"?"+query.Encode(), bearer, nil, &page); err != nil {
			return all, err
		}
		all = append(all, page.Events...)
		if !page.More || len(page.Events) == 0 {
			return all, nil
		}
		after, wait = page.Events[len(page.Events)-1].Seq, 0
	}
}

// shownCase is a case as the API shows it.
type shownCase struct {
	handoff.Case
	Card handoff.Card `json:"card"`
}

func (t Target) handoff(ctx context.Context, id string) (shownCase, error) {
	var shown shownCase
	err := t.call(ctx, http.MethodGet, handoffPath(id, ""), t.Keys[t.Observer], nil, &shown)
	return shown, err
}

func conversationPath(id conversation.ID, rest string) string {
	return "/v1/conversations/" + url.PathEscape(string(id)) + "/" + rest
}

func handoffPath(id, rest string) string {
	return strings.TrimSuffix("/v1/handoffs/"+url.PathEscape(id)+"/"+rest, "/")
}
