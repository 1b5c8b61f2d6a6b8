// Package client talks to a running server in the words of the HTTP contract: what the terminal chat, the evaluation over
// HTTP and the process tests share. It promises that a message is sent once however often the connection breaks, because
// it repeats a request with the id of the first time, and that a stream goes on where it stopped.
//
// Weak at: it knows the customer's side of the contract well and the agents' side only as far as its callers need.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Client speaks for one bearer of a token, or for nobody with an empty one. It is safe for concurrent use.
type Client struct {
	base  string
	token string
	http  *http.Client
}

// New makes a client of the server at base ("http://127.0.0.1:8080"). The token may be a key's secret or empty.
func New(base, token string) *Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 256
	return &Client{strings.TrimRight(base, "/"), token, &http.Client{Transport: transport}}
}

// As is the same client for another token.
func (c *Client) As(token string) *Client { return &Client{c.base, token, c.http} }

// Close gives up the connections that are not in use.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Problem is an answer that says no (RFC 9457).
type Problem struct {
	Status int    `json:"status"`
	Type   string `json:"type"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
}

func (p *Problem) Error() string {
	if p.Detail != "" {
		return fmt.Sprintf("%d %s: %s", p.Status, p.Title, p.Detail)
	}
	return fmt.Sprintf("%d %s", p.Status, p.Title)
}

// Call sends body as JSON, unless it is nil, and reads the answer into into, unless that is nil. An answer that is not a
// success is a *Problem.
func (c *Client) Call(ctx context.Context, method, path string, body, into any) error {
	var payload io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return err
		}
		payload = bytes.NewReader(data)
	}
	response, err := c.do(ctx, method, path, payload, "application/json")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if into == nil {
		_, err = io.Copy(io.Discard, io.LimitReader(response.Body, 1<<20))
		return err
	}
	return json.NewDecoder(response.Body).Decode(into)
}

// do sends a request and gives back a successful response.
func (c *Client) do(ctx context.Context, method, path string, body io.Reader, accept string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return nil, err
	}
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	request.Header.Set("Accept", accept)
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode < 300 {
		return response, nil
	}
	defer response.Body.Close()
	problem := Problem{Title: http.StatusText(response.StatusCode)}
	_ = json.NewDecoder(io.LimitReader(response.Body, 1<<20)).Decode(&problem) // whatever it is, the status says enough
	problem.Status = response.StatusCode
	return nil, &problem
}

// Passing reports whether the same request may succeed in a moment: the server could not be reached, is starting or
// stopping, or asks for patience.
func Passing(err error) bool {
	if err == nil {
		return false
	}
	var problem *Problem
	if errors.As(err, &problem) {
		return problem.Status >= 500 || problem.Status == http.StatusTooManyRequests
	}
	return true
}

// Persist calls try until it succeeds, fails for good, or the context ends; that error is then the last of try.
func Persist(ctx context.Context, try func() error) error {
	for wait := 20 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		err := try()
		if !Passing(err) || ctx.Err() != nil {
			return err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return err
		}
	}
}
