package llmtest

import (
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Fault is a way to answer badly. The zero Fault is none.
type Fault struct {
	name  string
	kind  string        // of requests that show it; "" for all
	after string        // Retry-After
	pause time.Duration // between bytes, or before the answer
}

func (f Fault) String() string { return f.name }

// Faults on the way.
var (
	ServerError  = Fault{name: "server error"}           // 500
	Overloaded   = Fault{name: "overloaded"}             // 503 without Retry-After
	Unauthorized = Fault{name: "unauthorized"}           // 401 that quotes the key
	Quota        = Fault{name: "quota used up"}          // 429 that waiting does not help
	TooLong      = Fault{name: "too long for the model"} // 400
	Redirected   = Fault{name: "redirected"}             // 307 to another host
	Reset        = Fault{name: "reset"}                  // before the answer
	ResetWithin  = Fault{name: "reset within the answer"}
	Silent       = Fault{name: "silent"} // takes the request and never answers
	Page         = Fault{name: "web page"}
	Garbage      = Fault{name: "garbage"} // by its content type JSON
	Oversized    = Fault{name: "oversized"}
)

// Faults of the chat model.
var (
	Truncated   = Fault{name: "truncated", kind: Chats}
	Malformed   = Fault{name: "malformed", kind: Chats}
	WrongSchema = Fault{name: "wrong schema", kind: Chats}
	Empty       = Fault{name: "empty", kind: Chats}
	NoChoices   = Fault{name: "no choices", kind: Chats}
	Refusing    = Fault{name: "refusing", kind: Chats}
	Filtered    = Fault{name: "filtered", kind: Chats}
	Fenced      = Fault{name: "fenced", kind: Chats}  // a good answer, in a fence after thoughts
	Hostile     = Fault{name: "hostile", kind: Chats} // fits the schema and says the worst that fits
)

// Faults of the embedding model.
var (
	Shuffled      = Fault{name: "shuffled", kind: Embeddings} // right by their index
	TooFew        = Fault{name: "too few vectors", kind: Embeddings}
	Uneven        = Fault{name: "uneven vectors", kind: Embeddings}
	OtherSize     = Fault{name: "vectors of another size", kind: Embeddings}
	ZeroVectors   = Fault{name: "zero vectors", kind: Embeddings}
	SameIndex     = Fault{name: "same index twice", kind: Embeddings}
	VectorsAsText = Fault{name: "vectors as text", kind: Embeddings}
)

// RateLimited answers 429; after is the Retry-After, in seconds or as a date, "" for none.
func RateLimited(after string) Fault { return Fault{name: "rate limited", after: after} }

// Trickle sends a good answer byte by byte.
func Trickle(pause time.Duration) Fault { return Fault{name: "trickle", pause: pause} }

// Slow takes that much longer.
func Slow(by time.Duration) Fault { return Fault{name: "slow", pause: by} }

// take is the fault that a request shows, which it uses up.
func (s *Server) take(kind string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.times == 0 || s.fault.kind != "" && s.fault.kind != kind {
		return Fault{}
	}
	s.times--
	return s.fault
}

// secretInReply is what an error message quotes besides the key: no log may have it.
const secretInReply = "QUOTED-BY-THE-SERVICE"

// spoil shows a fault of the way. It reports whether it has answered.
func (s *Server) spoil(w http.ResponseWriter, r *http.Request, f Fault) bool {
	fail := func(status int, kind, code string) {
		p := invalid(status, "", code, "%s of %s by the double (%s)", f.name, r.Header.Get("Authorization"), secretInReply)
		p.Type = kind
		p.write(w)
	}
	switch f.name {
	case ServerError.name:
		fail(http.StatusInternalServerError, "server_error", "")
	case Overloaded.name:
		fail(http.StatusServiceUnavailable, "server_error", "")
	case Unauthorized.name:
		fail(http.StatusUnauthorized, "invalid_request_error", "invalid_api_key")
	case Quota.name:
		fail(http.StatusTooManyRequests, "insufficient_quota", "insufficient_quota")
	case TooLong.name:
		fail(http.StatusBadRequest, "invalid_request_error", "context_length_exceeded")
	case "rate limited":
		if f.after != "" {
			w.Header().Set("Retry-After", f.after)
		}
		fail(http.StatusTooManyRequests, "requests", "rate_limit_exceeded")
	case Redirected.name:
		w.Header().Set("Location", "http://127.0.0.2:1/v1"+strings.TrimPrefix(r.URL.Path, "/v1"))
		w.WriteHeader(http.StatusTemporaryRedirect)
	case Reset.name:
		reset(w, "")
	case ResetWithin.name:
		reset(w, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{\"id\":\"half")
	case Silent.name:
		s.wait(r, time.Hour)
		panic(http.ErrAbortHandler)
	case Page.name:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, "<!doctype html><title>Welcome</title><p>Please sign in.") // whoever is gone is gone
	case Garbage.name:
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"choices": [{"message": 7}], "data": {}`)
	case Oversized.name:
		w.Header().Set("Content-Type", "application/json")
		for range 64 << 10 {
			if _, err := io.WriteString(w, strings.Repeat(" ", 1<<10)); err != nil {
				return true
			}
		}
	default:
		return false
	}
	return true
}

// reset says something and cuts the connection, so that the other side is told.
func reset(w http.ResponseWriter, first string) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	_, _ = io.WriteString(connection, first)
	if first != "" { // what was said must have arrived, or the reset overtakes it
		time.Sleep(10 * time.Millisecond)
	}
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}

// trickle sends a whole answer byte by byte.
func (s *Server) trickle(w http.ResponseWriter, r *http.Request, body []byte, pause time.Duration) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	control := http.NewResponseController(w)
	for _, b := range body {
		if _, err := w.Write([]byte{b}); err != nil || control.Flush() != nil || !s.wait(r, pause) {
			panic(http.ErrAbortHandler)
		}
	}
}

// Ways are all faults, for tests that go through them.
func Ways() []Fault {
	return []Fault{
		ServerError, Overloaded, Unauthorized, Quota, TooLong, Redirected, Reset, ResetWithin, Silent, Page, Garbage, Oversized,
		RateLimited("1"), RateLimited(""), Trickle(20 * time.Millisecond),
		Truncated, Malformed, WrongSchema, Empty, NoChoices, Refusing, Filtered, Hostile,
	}
}
