package webhook

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/batondesk/baton/outbox"
)

// Options configures a Sender. The zero value is usable.
type Options struct {
	Reach   outbox.Reach
	Timeout time.Duration    // for a whole call; 0: 10 s; at most outbox.LongestCall
	Agent   string           // what the sender calls itself; empty: Baton
	Now     func() time.Time // nil: time.Now
	Roots   *x509.CertPool   // whom to trust; nil: whom the system trusts
}

// Sender calls endpoints. It is safe for concurrent use.
type Sender struct {
	o      Options
	client *http.Client
}

var _ outbox.Sender = (*Sender)(nil)

const (
	connectWithin = 5 * time.Second
	answerRead    = 4 << 10 // bytes; enough to keep the connection of whoever answers shortly
	headersRead   = 16 << 10
	idleFor       = time.Minute
	idlePerHost   = 8
)

// New makes a Sender.
func New(o Options) *Sender {
	if o.Timeout <= 0 {
		o.Timeout = 10 * time.Second
	}
	o.Timeout = min(o.Timeout, outbox.LongestCall)
	if o.Agent == "" {
		o.Agent = "Baton"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	dialer := &net.Dialer{Timeout: connectWithin, ControlContext: guard(o.Reach)}
	return &Sender{o: o, client: &http.Client{
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.Roots},
			TLSHandshakeTimeout:    connectWithin,
			DisableCompression:     true, // a small answer must not unfold into a large one
			MaxResponseHeaderBytes: headersRead,
			MaxIdleConnsPerHost:    idlePerHost,
			IdleConnTimeout:        idleFor,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Close gives up idle connections.
func (s *Sender) Close() { s.client.CloseIdleConnections() }

// refusedError says why an address was not called.
type refusedError string

func (e refusedError) Error() string { return string(e) }

// guard looks at the address that is about to be called, after its name was looked up: whatever the name stood for before
// does not matter.
func guard(reach outbox.Reach) func(ctx context.Context, network, address string, _ syscall.RawConn) error {
	return func(_ context.Context, _, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil {
			return refusedError("its name stands for no address")
		}
		if why := reach.Refuses(to); why != "" {
			return refusedError(why)
		}
		return nil
	}
}

// Send makes one call. Anything but an answer of 200 to 299 is a failure.
func (s *Sender) Send(ctx context.Context, e outbox.Endpoint, id string, body []byte) outbox.Receipt {
	start := s.o.Now()
	ctx, cancel := context.WithTimeout(ctx, s.o.Timeout)
	defer cancel()
	status, retry, err := s.call(ctx, e, id, body, start)
	r := outbox.Receipt{Attempt: outbox.Attempt{At: start.UTC().Truncate(time.Millisecond), Status: status}, RetryAfter: retry}
	switch {
	case err != nil:
		r.Error = s.describe(err)
	case status >= 300 && status < 400:
		r.Error = fmt.Sprintf("answered %d; redirects are not followed", status)
	case status < 200 || status >= 300:
		r.Error = fmt.Sprintf("answered %d", status)
	}
	r.Millis = s.o.Now().Sub(start).Milliseconds()
	return r
}

func (s *Sender) call(ctx context.Context, e outbox.Endpoint, id string, body []byte, at time.Time) (status int, retry time.Duration, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, e.URL, bytes.NewReader(body))
	if err != nil {
		return 0, 0, refusedError("its URL cannot be called")
	}
	var signatures []string
	for _, secret := range e.Signing(at) {
		signature, err := Sign(secret, id, at, body)
		if err != nil {
			return 0, 0, refusedError("its secret cannot sign")
		}
		signatures = append(signatures, signature)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", s.o.Agent)
	req.Header.Set(HeaderID, id)
	req.Header.Set(HeaderTimestamp, strconv.FormatInt(at.Unix(), 10))
	req.Header.Set(HeaderSignature, strings.Join(signatures, " "))
	res, err := s.client.Do(req)
	if err != nil {
		return 0, 0, err
	}
	defer res.Body.Close()
	// What it says is not kept. Whether it ends matters to the connection only: the status has been given.
	_, _ = io.CopyN(io.Discard, res.Body, answerRead)
	return res.StatusCode, retryAfter(res, s.o.Now()), nil
}

// retryAfter is how long the endpoint asks to be left alone.
func retryAfter(res *http.Response, now time.Time) time.Duration {
	if res.StatusCode != http.StatusTooManyRequests && res.StatusCode != http.StatusServiceUnavailable {
		return 0
	}
	value := res.Header.Get("Retry-After")
	if seconds, err := strconv.ParseUint(value, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

// describe says in few words what went wrong, without the URL, which may hold a secret, and without addresses of the inside.
func (s *Sender) describe(err error) string {
	var (
		refused     refusedError
		dns         *net.DNSError
		certificate *tls.CertificateVerificationError
		record      tls.RecordHeaderError
		alert       tls.AlertError
		timeout     net.Error
	)
	switch {
	case errors.As(err, &refused):
		return "not called: " + refused.Error()
	case errors.Is(err, context.Canceled):
		return "broken off by the sender"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Sprintf("no answer within %v", s.o.Timeout)
	case errors.As(err, &dns):
		return "its name cannot be looked up"
	case errors.As(err, &certificate):
		return "its certificate is not valid: " + shorten(certificate.Err.Error())
	case errors.As(err, &record), errors.As(err, &alert):
		return "it does not speak TLS as it should"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nobody listens there"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "there is no way there"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "the connection broke off before an answer"
	}
	return "no answer that can be read"
}

func shorten(text string) string {
	if runes := []rune(text); len(runes) > 200 {
		return string(runes[:200]) + "…"
	}
	return text
}
