package client

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/batondesk/baton/conversation"
)

// Opening is what a conversation is opened with. All of it is optional.
type Opening struct {
	ID       string         `json:"id,omitempty"`
	Locale   string         `json:"locale,omitempty"`
	Source   string         `json:"source,omitempty"`
	Tags     []string       `json:"tags,omitempty"`
	Customer map[string]any `json:"customer,omitempty"`
}

// Conversation is one conversation from the customer's side.
type Conversation struct {
	ID    string `json:"id"`
	Token string `json:"token"`
	by    *Client
}

// Open begins a conversation.
func (c *Client) Open(ctx context.Context, o Opening) (*Conversation, error) {
	opened := &Conversation{}
	if err := c.Call(ctx, http.MethodPost, "/v1/conversations", o, opened); err != nil {
		return nil, err
	}
	return c.Resume(opened.ID, opened.Token), nil
}

// Resume goes on with a conversation that was opened earlier.
func (c *Client) Resume(id, token string) *Conversation {
	return &Conversation{id, token, c.As(token)}
}

// Conversation is a conversation as the bearer of this client's token may see it.
func (c *Client) Conversation(id string) *Conversation { return &Conversation{id, c.token, c} }

func (c *Conversation) path(format string, args ...any) string {
	return "/v1/conversations/" + url.PathEscape(c.ID) + fmt.Sprintf(format, args...)
}

// Send sends a message; clientID makes a repeat harmless.
func (c *Conversation) Send(ctx context.Context, clientID, text string) (seq int64, err error) {
	var accepted struct {
		Seq int64 `json:"seq"`
	}
	err = c.by.Call(ctx, http.MethodPost, c.path("/messages"), map[string]string{"id": clientID, "text": text}, &accepted)
	return accepted.Seq, err
}

// Edit replaces the text of a message.
func (c *Conversation) Edit(ctx context.Context, seq int64, text string) error {
	return c.by.Call(ctx, http.MethodPut, c.path("/messages/%d", seq), map[string]string{"text": text}, nil)
}

// Recall withdraws a message.
func (c *Conversation) Recall(ctx context.Context, seq int64) error {
	return c.by.Call(ctx, http.MethodDelete, c.path("/messages/%d", seq), nil, nil)
}

// Events are the events after seq that the customer may see. With a wait the server holds the answer back until there is
// one. last is where to go on.
func (c *Conversation) Events(ctx context.Context, after int64, wait time.Duration) (events []conversation.Event, last int64, err error) {
	for last = after; ; wait = 0 {
		var page struct {
			Events []conversation.Event `json:"events"`
			More   bool                 `json:"more"`
		}
		query := fmt.Sprintf("/events?after=%d", last)
		if wait > 0 {
			query += "&wait=" + wait.String()
		}
		if err := c.by.Call(ctx, http.MethodGet, c.path("%s", query), nil, &page); err != nil {
			return events, last, err
		}
		events = append(events, page.Events...)
		if len(page.Events) > 0 {
			last = page.Events[len(page.Events)-1].Seq
		}
		if !page.More {
			return events, last, nil
		}
	}
}

// Stream yields the events after seq as they happen, until the context ends. When the connection is lost it yields the
// error once and goes on where it stopped; only an error that stays is its last.
func (c *Conversation) Stream(ctx context.Context, after int64) iter.Seq2[conversation.Event, error] {
	return func(yield func(conversation.Event, error) bool) {
		wait := 100 * time.Millisecond
		for ctx.Err() == nil {
			stopped := false
			err := c.stream(ctx, after, func(e conversation.Event) bool {
				after, wait = e.Seq, 100*time.Millisecond
				stopped = !yield(e, nil)
				return !stopped
			})
			if stopped || ctx.Err() != nil {
				return
			}
			if err == nil {
				err = errors.New("the server ended the stream")
			}
			if !yield(conversation.Event{}, err) || !Passing(err) {
				return
			}
			select {
			case <-time.After(wait):
				wait = min(2*wait, 2*time.Second)
			case <-ctx.Done():
				return
			}
		}
	}
}

// stream reads one connection (the event stream format of the HTML standard, as far as the server uses it).
func (c *Conversation) stream(ctx context.Context, after int64, each func(conversation.Event) bool) error {
	response, err := c.by.do(ctx, http.MethodGet, c.path("/events?after=%d", after), nil, "text/event-stream")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	lines := bufio.NewReader(response.Body)
	var data strings.Builder
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			if err == io.EOF {
				return nil
			}
			return err
		}
		line = strings.TrimRight(line, "\r\n")
		if value, ok := strings.CutPrefix(line, "data:"); ok {
			data.WriteString(strings.TrimPrefix(value, " ") + "\n")
			continue
		}
		if line != "" || data.Len() == 0 {
			continue
		}
		var event conversation.Event
		if err := json.Unmarshal([]byte(data.String()), &event); err != nil {
			return fmt.Errorf("the stream holds something that is not an event: %w", err)
		}
		data.Reset()
		if !each(event) {
			return nil
		}
	}
}
