package api

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// TestTimeToReadIsBoundedAndStreamsLast runs the door's own HTTP server with a short time to read: who was refused and
// never sends the rest of their request is dropped, and a stream goes on.
func TestTimeToReadIsBoundedAndStreamsLast(t *testing.T) {
	h := newHouse(t)
	server := h.api.HTTPServer("")
	if server.ReadTimeout <= maxWait {
		t.Fatalf("a request may take %s to be read, and a long poll %s", server.ReadTimeout, maxWait)
	}
	server.ReadTimeout = 100 * time.Millisecond
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	served := make(chan error)
	go func() { served <- server.Serve(listener) }()
	defer func() { _ = server.Close(); <-served }()

	conn, err := net.Dial("tcp", listener.Addr().String())
	must(t, err)
	defer conn.Close()
	must(t, conn.SetDeadline(time.Now().Add(10*time.Second)))
	_, err = fmt.Fprintf(conn, "POST /v1/articles HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n")
	must(t, err)
	answer, err := io.ReadAll(conn)
	if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 401 ") {
		t.Errorf("a request without its body: %v, %s", err, answer)
	}

	h.url = "http://" + listener.Addr().String()
	c := h.open(map[string]any{})
	s, _ := h.stream(context.Background(), c.token, c.path("/events"))
	defer s.body.Close()
	time.Sleep(2 * server.ReadTimeout)
	c.say("are you still there?")
	if _, data, err := s.next(); err != nil || !strings.Contains(data, "still there") {
		t.Errorf("the stream after the time to read: %v, %s", err, data)
	}
}

// TestStreamsAreWrittenAsReadersExpect looks at the bytes: fields of an event on lines that follow each other, and one
// blank line behind.
func TestStreamsAreWrittenAsReadersExpect(t *testing.T) {
	h := newHouse(t)
	c := h.open(map[string]any{})
	feed, _ := h.stream(context.Background(), h.key("hong"), "/v1/feed")
	defer feed.body.Close()
	events, _ := h.stream(context.Background(), c.token, c.path("/events"))
	defer events.body.Close()
	c.say("hello there")
	for name, want := range map[string]struct {
		r     *bufio.Reader
		lines []string
	}{
		"feed":   {feed.r, []string{"retry: 1000", "", `data: {"conversation_id"`, ""}},
		"events": {events.r, []string{"retry: 1000", "", "id: ", "data: {", ""}},
	} {
		for i, start := range want.lines {
			line, err := want.r.ReadString('\n')
			must(t, err)
			if line = strings.TrimSuffix(line, "\n"); !strings.HasPrefix(line, start) || (start == "") != (line == "") {
				t.Errorf("%s: line %d is %q, want %q", name, i+1, line, start)
			}
		}
	}
}
