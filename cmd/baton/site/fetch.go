package site

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"syscall"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/knowledge/document"
	"github.com/batondesk/baton/outbox"
)

const (
	connectWithin = 10 * time.Second
	answerWithin  = time.Minute // the whole of one page
	redirects     = 5
	headersSize   = 64 << 10
	pageSize      = document.MaxSize
	longestRetry  = 30 * time.Second
)

func client(r *Reader) *http.Client {
	dialer := &net.Dialer{Timeout: connectWithin, ControlContext: r.guard}
	return &http.Client{
		Timeout: answerWithin,
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: r.o.Roots},
			TLSHandshakeTimeout:    connectWithin,
			DisableCompression:     true, // what unfolds is unfolded here, up to its limit
			MaxResponseHeaderBytes: headersSize,
			IdleConnTimeout:        answerWithin,
		},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) > redirects {
				return refusal("leads on and on")
			}
			if _, err := r.admit(req.URL.String()); err != nil {
				return refusal("leads to " + req.URL.Redacted() + ", which " + err.Error())
			}
			return nil
		},
	}
}

// guard looks at the address that is about to be called, after its name was looked up.
func (r *Reader) guard(_ context.Context, _, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return refusal("its name stands for no address")
	}
	if why := (outbox.Reach{Private: r.o.Private}).Refuses(to); why != "" {
		return refusal(why)
	}
	return nil
}

// answer is what a site sent.
type answer struct {
	url  *url.URL // after redirects
	kind string   // Content-Type
	body []byte
}

type statusError struct {
	code  int
	retry time.Duration
}

func (e *statusError) Error() string {
	return fmt.Sprintf("the site answered %d %s", e.code, http.StatusText(e.code))
}

// get asks for an address after the pause that is due, and once more where the site is busy or broke off.
func (r *Reader) get(ctx context.Context, address string, most int64) (answer, error) {
	for attempt := 1; ; attempt++ {
		if err := r.pause(ctx); err != nil {
			return answer{}, err
		}
		a, err := r.once(ctx, address, most)
		r.last = time.Now()
		if err == nil || attempt == 2 || ctx.Err() != nil {
			return a, err
		}
		var status *statusError
		switch {
		case errors.As(err, new(refusal)):
			return a, err
		case !errors.As(err, &status): // the connection
		case status.code != http.StatusTooManyRequests && status.code < 500:
			return a, err
		default:
			r.last = r.last.Add(min(status.retry, longestRetry))
		}
	}
}

func (r *Reader) pause(ctx context.Context) error {
	wait := time.Until(r.last.Add(r.o.Pause))
	if wait <= 0 {
		return ctx.Err()
	}
	select {
	case <-time.After(wait):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (r *Reader) once(ctx context.Context, address string, most int64) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return answer{}, refusal("is not an address")
	}
	req.Header.Set("User-Agent", Agent)
	req.Header.Set("Accept", "text/html, application/xhtml+xml, text/markdown, text/plain, application/pdf, application/xml, */*;q=0.1")
	res, err := r.client.Do(req)
	if err != nil {
		return answer{}, meaning(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		seconds, _ := strconv.ParseUint(res.Header.Get("Retry-After"), 10, 16)
		return answer{}, &statusError{res.StatusCode, time.Duration(seconds) * time.Second}
	}
	body, err := readUpTo(res.Body, most)
	if err == nil && bytes.HasPrefix(body, []byte("\x1f\x8b")) {
		body, err = unfold(body, most)
	}
	return answer{res.Request.URL, res.Header.Get("Content-Type"), body}, err
}

func readUpTo(r io.Reader, most int64) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, most+1))
	switch {
	case err != nil:
		return nil, errors.New("the connection broke off")
	case int64(len(body)) > most:
		return nil, refusal(fmt.Sprintf("is longer than %d MB", most>>20))
	}
	return body, nil
}

func unfold(body []byte, most int64) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, refusal("is packed with gzip and damaged")
	}
	return readUpTo(r, most)
}

// meaning says in few words why a site was not reached.
func meaning(err error) error {
	var (
		refused     refusal
		dns         *net.DNSError
		certificate *tls.CertificateVerificationError
		timeout     net.Error
	)
	switch {
	case errors.As(err, &refused):
		return refused
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.As(err, &timeout) && timeout.Timeout():
		return errors.New("the site did not answer in time")
	case errors.As(err, &dns):
		return errors.New("the name of the site cannot be looked up")
	case errors.As(err, &certificate):
		return errors.New("the certificate of the site is not valid")
	case errors.Is(err, syscall.ECONNREFUSED):
		return errors.New("nobody listens there")
	}
	return errors.New("the connection broke off")
}

var endings = map[string]string{
	"text/html": ".html", "application/xhtml+xml": ".html", "text/markdown": ".md", "text/plain": ".txt", "application/pdf": ".pdf",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}

// page reads one page as a document. Its name and address are those that redirects led to.
func (r *Reader) page(ctx context.Context, address string) knowledge.Document {
	a, err := r.get(ctx, address, pageSize)
	if err != nil {
		return knowledge.Document{Name: address, URL: address, Err: err}
	}
	a.url.Fragment = ""
	name := a.url.String()
	media, params, err := mime.ParseMediaType(a.kind)
	ending := endings[media]
	if ending == "" && (err != nil || media == "application/octet-stream") && document.FormatOf(name) != "" {
		return knowledge.ReadDocument(name, name, name, a.body)
	}
	if ending == "" {
		return knowledge.Document{Name: name, URL: name, Err: fmt.Errorf("is %q, which is not read", a.kind)}
	}
	if ending == ".txt" && document.FormatOf(name) == document.Markdown { // many sites serve it so
		ending = ".md"
	}
	return knowledge.ReadDocument(name, name, "page"+ending, decoded(a.body, params["charset"]))
}

// decoded believes the header about the letters of a text that is not UTF-8.
func decoded(body []byte, label string) []byte {
	if label == "" || utf8.Valid(body) {
		return body
	}
	if e, _ := charset.Lookup(label); e != nil {
		if text, err := e.NewDecoder().Bytes(body); err == nil {
			return text
		}
	}
	return body
}
