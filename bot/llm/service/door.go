package service

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/httptrace"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The largest answers that are read.
const (
	maxAnswer  = 1 << 20
	maxVectors = 32 << 20
)

// door is how requests leave: with a deadline for the connection, no redirects, and an answer that is read whole before
// anybody looks at it. Everything that can go wrong on the way is told apart here.
type door struct {
	transport *http.Transport
	client    *http.Client
	connect   time.Duration
}

func newDoor(connect time.Duration, concurrency int) *door {
	t := http.DefaultTransport.(*http.Transport).Clone() // with the proxy of the environment
	t.DialContext = (&net.Dialer{Timeout: connect, KeepAlive: 30 * time.Second}).DialContext
	t.TLSHandshakeTimeout = connect
	t.MaxIdleConns, t.MaxIdleConnsPerHost = 2*concurrency, 2*concurrency // else most calls at once would each dial
	t.MaxResponseHeaderBytes = 64 << 10
	t.HTTP2 = &http.HTTP2Config{SendPingTimeout: 5 * time.Second, PingTimeout: 3 * time.Second} // a dead connection is shared by many
	return &door{transport: t, connect: connect, client: &http.Client{
		Transport:     t,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // the key is for one address
	}}
}

var errConnect = errors.New("no connection in time")

// Do makes a request of go-openai. An error is a *fault.
func (d *door) Do(request *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancelCause(request.Context())
	defer cancel(nil)
	waiting := time.AfterFunc(d.connect, func() { cancel(errConnect) })
	connected := false
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		connected = true
		waiting.Stop()
	}})
	response, err := d.client.Do(request.WithContext(ctx))
	waiting.Stop()
	if err != nil {
		return nil, broken(ctx, err, connected)
	}
	defer response.Body.Close()
	most := int64(maxAnswer)
	if strings.HasSuffix(request.URL.Path, "/embeddings") {
		most = maxVectors
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, most+1))
	if err != nil {
		return nil, broken(ctx, err, true)
	}
	if f := refusal(response, body); f != nil {
		return nil, f
	}
	kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	switch {
	case int64(len(body)) > most:
		return nil, faulty(Oversized, "more than %d bytes", most)
	case kind != "application/json" && !strings.HasSuffix(kind, "+json"):
		return nil, faulty(WrongType, "not application/json")
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}

// broken tells why a connection gave no whole answer.
func broken(ctx context.Context, err error, connected bool) *fault {
	var netErr net.Error
	switch {
	case errors.Is(context.Cause(ctx), errConnect):
		return faulty(Connect, "no connection in time")
	case ctx.Err() != nil || errors.As(err, &netErr) && netErr.Timeout():
		if !connected {
			return faulty(Connect, "no connection in time")
		}
		return faulty(Timeout, "no whole answer in time")
	case !connected:
		return faulty(Connect, "no connection: %s", cause(err))
	}
	return faulty(Reset, "the connection ended within the answer")
}

// cause is the innermost reason, without the address, which may be long.
func cause(err error) string {
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return "the name is not known"
	}
	for next := err; next != nil; next = errors.Unwrap(next) {
		err = next
	}
	return err.Error()
}

// word is what a service may name a reason with; anything longer may be a quotation.
var word = regexp.MustCompile(`^[a-z][a-z0-9_.]{0,47}$`)

// refusal tells what an answer that is none means. The text that came with it is looked at and not kept.
func refusal(r *http.Response, body []byte) *fault {
	if r.StatusCode >= 200 && r.StatusCode < 300 {
		return nil
	}
	if r.StatusCode < 400 {
		return faulty(Rejected, "HTTP %d: it sends elsewhere, which is not followed; give that address", r.StatusCode)
	}
	var said struct {
		Error struct {
			Code    any    `json:"code"`
			Type    string `json:"type"`
			Param   string `json:"param"`
			Message string `json:"message"`
		} `json:"error"`
	}
	_ = json.Unmarshal(body, &said) // whatever can be read of it
	code, _ := said.Error.Code.(string)
	f := faulty(Rejected, "HTTP %d", r.StatusCode)
	for _, name := range []string{code, said.Error.Type} {
		if word.MatchString(name) {
			f.detail += " " + name
			break
		}
	}
	text := strings.ToLower(said.Error.Param + " " + said.Error.Message)
	switch {
	case code == "insufficient_quota" || r.StatusCode == http.StatusPaymentRequired: // waiting does not help
	case r.StatusCode == http.StatusTooManyRequests:
		f.outcome, f.after = RateLimited, retryAfter(r.Header, time.Now())
	case r.StatusCode == http.StatusServiceUnavailable:
		f.outcome, f.after = ServerError, retryAfter(r.Header, time.Now())
	case r.StatusCode == http.StatusRequestTimeout:
		f.outcome = Timeout
	case r.StatusCode >= 500:
		f.outcome = ServerError
	case code == "context_length_exceeded" || r.StatusCode == http.StatusRequestEntityTooLarge ||
		strings.Contains(text, "context length") || strings.Contains(text, "maximum context"):
		f.outcome = TooLong
	case code == "content_filter" || code == "content_policy_violation":
		f.outcome = Refused
	case r.StatusCode == http.StatusBadRequest || r.StatusCode == http.StatusUnprocessableEntity:
		f.field = field(text)
	}
	return f
}

// field is the part of a request that a service does not know, by what it says; "format" if it does not say.
func field(text string) string {
	switch {
	case strings.Contains(text, "max_tokens"):
		return "max_tokens"
	case strings.Contains(text, "temperature"):
		return "temperature"
	}
	return "format"
}

// longestRest is how long a service is left alone at its own request.
const longestRest = 10 * time.Minute

// retryAfter reads the header, in seconds or as a date. It is 0 if there is none.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := h.Get("Retry-After")
	if seconds, err := strconv.ParseFloat(text, 64); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, longestRest.Seconds()) * float64(time.Second))
	}
	if at, err := http.ParseTime(text); err == nil && at.After(now) {
		return min(at.Sub(now), longestRest)
	}
	return 0
}
