package llmtest

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// Options is what kind of service it is.
type Options struct {
	Key        string        // that requests must bring; "" for none
	Chat       string        // its model for chat; "" is "double-chat"
	Embedding  string        // its model for embeddings; "" is "double-embedding"
	Dimensions int           // of its vectors; 0: 256
	Delay      time.Duration // of every answer of the chat model
	EmbedDelay time.Duration // of every batch of vectors

	PlainText bool // it knows no response_format but text
	NoSchema  bool // it knows json_object, and not json_schema
	Reasoning bool // its model takes max_completion_tokens, and no temperature
	NoUsage   bool // it does not count tokens

	Obey bool   // it follows instructions in the data of a prompt
	Addr string // to listen on; "" for any on this machine
}

// Kinds of requests.
const (
	Chats      = "chat"
	Embeddings = "embeddings"
	Models     = "models"
)

// Request is one that came in.
type Request struct {
	Kind   string // Chats, Embeddings or Models; "" for another path
	Path   string
	Header http.Header
	Body   []byte
	Status int // of the answer; 0 if there was none
}

// Server is a running service. All methods may be called concurrently.
type Server struct {
	URL string // with /v1

	tb       testing.TB
	o        Options
	addr     string
	http     *http.Server
	over     chan struct{} // closed when it stops
	mu       sync.Mutex
	requests []*Request
	fault    Fault
	times    int // how often it still shows; below 0: always
	answer   func(Chat) any
	running  sync.WaitGroup
}

// Start runs a service until the test ends.
func Start(tb testing.TB, o Options) *Server {
	tb.Helper()
	if o.Chat == "" {
		o.Chat = "double-chat"
	}
	if o.Embedding == "" {
		o.Embedding = "double-embedding"
	}
	if o.Dimensions == 0 {
		o.Dimensions = 256
	}
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	s := &Server{tb: tb, o: o, addr: o.Addr}
	s.Restart()
	tb.Cleanup(s.Stop)
	return s
}

// Restart listens again after Stop, at the same address.
func (s *Server) Restart() {
	s.tb.Helper()
	l, err := net.Listen("tcp", s.addr)
	if err != nil {
		s.tb.Fatalf("the double of a model service cannot listen: %v", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addr = l.Addr().String()
	s.URL = "http://" + s.addr + "/v1"
	s.over = make(chan struct{})
	s.http = &http.Server{Handler: http.HandlerFunc(s.serve), ReadHeaderTimeout: 10 * time.Second}
	server := s.http
	s.running.Go(func() { _ = server.Serve(l) }) // it ends with Close
}

// Stop ends it at once: connections are cut, new ones refused.
func (s *Server) Stop() {
	s.mu.Lock()
	server, over := s.http, s.over
	s.http = nil
	s.mu.Unlock()
	if server == nil {
		return
	}
	close(over)
	_ = server.Close() // whatever it says, nobody is served any more
	s.running.Wait()
}

// Misbehave shows a fault to the next requests, or, with times below 0, to all until Behave. Requests that are against the
// protocol are rejected all the same.
func (s *Server) Misbehave(f Fault, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault, s.times = f, times
}

// Behave ends all faults.
func (s *Server) Behave() { s.Misbehave(Fault{}, 0) }

// Answer has the chat model say what answer returns: a string as it is, anything else as JSON. nil: it thinks for itself.
func (s *Server) Answer(answer func(Chat) any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = answer
}

const maxBody = 8 << 20

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	noted := &Request{Path: r.URL.RequestURI(), Header: r.Header.Clone(), Body: body}
	route, known := map[string]struct {
		kind, method string
		answer       func(http.ResponseWriter, *http.Request, []byte) *problem
	}{
		"/v1/chat/completions": {Chats, http.MethodPost, s.chat},
		"/v1/embeddings":       {Embeddings, http.MethodPost, s.embeddings},
		"/v1/models":           {Models, http.MethodGet, s.models},
	}[r.URL.Path]
	noted.Kind = route.kind
	s.mu.Lock()
	s.requests = append(s.requests, noted)
	s.mu.Unlock()
	watched := &watched{ResponseWriter: w}
	defer func() {
		s.mu.Lock()
		noted.Status = watched.status
		s.mu.Unlock()
	}()
	var p *problem
	switch {
	case err != nil:
		p = invalid(http.StatusRequestEntityTooLarge, "", "request_too_large", "The request could not be read: %v", err)
	case !known:
		p = invalid(http.StatusNotFound, "", "unknown_url", "Unknown request URL: %s %s", r.Method, r.URL.Path)
	case r.Method != route.method:
		p = invalid(http.StatusMethodNotAllowed, "", "method_not_supported", "Use %s", route.method)
	case s.o.Key != "" && r.Header.Get("Authorization") != "Bearer "+s.o.Key:
		p = invalid(http.StatusUnauthorized, "", "invalid_api_key", "Incorrect API key provided: %s", r.Header.Get("Authorization"))
	case r.Method == http.MethodPost && !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json"):
		p = invalid(http.StatusUnsupportedMediaType, "", "", "Content-Type must be application/json")
	default:
		p = route.answer(watched, r, body)
	}
	if p != nil {
		p.write(watched)
	}
}

// watched remembers the status.
type watched struct {
	http.ResponseWriter
	status int
}

func (w *watched) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// wait passes time, unless the caller or the service goes away.
func (s *Server) wait(r *http.Request, d time.Duration) bool {
	s.mu.Lock()
	over := s.over
	s.mu.Unlock()
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-r.Context().Done():
		return false
	case <-over:
		return false
	}
}

func (s *Server) models(w http.ResponseWriter, _ *http.Request, _ []byte) *problem {
	type model struct {
		ID      string `json:"id"`
		Object  string `json:"object"`
		Created int64  `json:"created"`
		OwnedBy string `json:"owned_by"`
	}
	send(w, map[string]any{"object": "list", "data": []model{{s.o.Chat, "model", 1, "tests"}, {s.o.Embedding, "model", 1, "tests"}}})
	return nil
}

func send(w http.ResponseWriter, v any) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(b.Bytes()) // whoever is gone is gone
}
