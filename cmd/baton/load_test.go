package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/batondesk/baton/conversation"
)

// load runs conversations for a while and returns how long each turn took, from the message being accepted until its
// reply was read from the stream. A conversation has ten turns, then another one is opened.
//
// The load shares the processors with what it measures, so it is made to cost little: as pgbench does, a customer is one
// thread of work on connections of its own, and all customers together have one processor.
func load(b *testing.B, url string, conversations int, span time.Duration) []time.Duration {
	return loadAll(b, []string{url}, conversations, span)
}

// loadAll is load on several replicas, each customer with one of them.
func loadAll(b *testing.B, urls []string, conversations int, span time.Duration) []time.Duration {
	return loadWith(b, urls, conversations, span, topicQuestion)
}

// loadWith is loadAll with other questions.
func loadWith(b *testing.B, urls []string, conversations int, span time.Duration, question func(int) string) []time.Duration {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	ctx, cancel := context.WithTimeout(b.Context(), span)
	defer cancel()
	var mu sync.Mutex
	var all []time.Duration
	var customers sync.WaitGroup
	for n := range conversations {
		customers.Go(func() {
			c := customer{addr: strings.TrimPrefix(urls[n%len(urls)], "http://")}
			defer c.leave()
			for ctx.Err() == nil {
				took, err := c.converse(ctx, 10, question)
				if err != nil && ctx.Err() == nil {
					b.Error(err)
					cancel()
				}
				mu.Lock()
				all = append(all, took...)
				mu.Unlock()
			}
		})
	}
	customers.Wait()
	if len(all) == 0 {
		b.Fatal("no turn was finished")
	}
	return all
}

// customer says something on one connection and reads the replies on another one, as a browser does.
type customer struct {
	addr        string
	says, hears *line
	events      *bufio.Reader // of the stream on hears
	id, token   string        // of the conversation
}

const (
	longestTalk  = 30 * time.Second // how long a conversation may take
	longestEvent = 64 << 10         // bytes
)

// converse has one conversation of at most n turns.
func (c *customer) converse(ctx context.Context, n int, question func(int) string) (took []time.Duration, err error) {
	var opened struct {
		ID    string `json:"id"`
		Token string `json:"token"`
	}
	if c.says == nil {
		if c.says, err = dial(c.addr); err != nil {
			return nil, err
		}
	}
	_ = c.says.conn.SetDeadline(time.Now().Add(longestTalk))
	c.id, c.token = "", ""
	if err := c.post("/v1/conversations", struct{}{}, &opened); err != nil {
		return nil, err
	}
	c.id, c.token = opened.ID, opened.Token
	if err := c.listen(); err != nil {
		return nil, err
	}
	for i := 0; i < n && ctx.Err() == nil; i++ {
		var message struct {
			Seq int64 `json:"seq"`
		}
		said := struct {
			ID   string `json:"id"`
			Text string `json:"text"`
		}{fmt.Sprint(i), question(i)}
		if err := c.post("/v1/conversations/"+c.id+"/messages", said, &message); err != nil {
			return took, err
		}
		accepted := time.Now()
		if err := c.hear(message.Seq); err != nil {
			return took, fmt.Errorf("no reply to %q: %w", said.Text, err)
		}
		took = append(took, time.Since(accepted))
	}
	return took, nil
}

func (c *customer) post(path string, body, into any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPost, "http://"+c.addr+path, bytes.NewReader(data))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := c.says.send(request, c.token)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, response.Body) // the next answer comes after it
	return err
}

// listen opens the stream of the conversation.
func (c *customer) listen() (err error) {
	if c.hears != nil {
		c.hears.conn.Close()
	}
	if c.hears, err = dial(c.addr); err != nil {
		return err
	}
	_ = c.hears.conn.SetDeadline(time.Now().Add(longestTalk))
	request, err := http.NewRequest(http.MethodGet, "http://"+c.addr+"/v1/conversations/"+c.id+"/events", nil)
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "text/event-stream")
	response, err := c.hears.send(request, c.token)
	if err == nil {
		c.events = bufio.NewReaderSize(response.Body, longestEvent)
	}
	return err
}

// hear reads the stream until the bot's message after seq.
func (c *customer) hear(seq int64) error {
	for {
		text, err := c.events.ReadSlice('\n')
		if err != nil {
			return err
		}
		data, ok := bytes.CutPrefix(text, []byte("data: "))
		if !ok {
			continue
		}
		var event struct {
			Seq   int64              `json:"seq"`
			Actor conversation.Actor `json:"actor"`
			Kind  conversation.Kind  `json:"kind"`
			Text  string             `json:"text"`
		}
		if err := json.Unmarshal(data, &event); err != nil {
			return err
		}
		if event.Seq > seq && event.Actor.Kind == conversation.Bot && event.Kind == conversation.KindMessage && event.Text != "" {
			return nil
		}
	}
}

func (c *customer) leave() {
	for _, l := range []*line{c.says, c.hears} {
		if l != nil {
			l.conn.Close()
		}
	}
}

// line is a connection that carries HTTP.
type line struct {
	conn net.Conn
	in   *bufio.Reader
	out  *bufio.Writer
}

func dial(addr string) (*line, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &line{conn, bufio.NewReader(conn), bufio.NewWriter(conn)}, nil
}

// send sends a request and reads the answer up to its body.
func (l *line) send(request *http.Request, token string) (*http.Response, error) {
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	if err := request.Write(l.out); err != nil {
		return nil, err
	}
	if err := l.out.Flush(); err != nil {
		return nil, err
	}
	response, err := http.ReadResponse(l.in, request)
	if err == nil && response.StatusCode >= 300 {
		problem, _ := io.ReadAll(response.Body)
		err = fmt.Errorf("%s %s: %s %s", request.Method, request.URL.Path, response.Status, problem)
	}
	return response, err
}
