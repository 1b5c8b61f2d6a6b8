package webhook

import (
	"context"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/batondesk/baton/outbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// inside may call the receivers of these tests, which are on this machine.
var inside = outbox.Reach{Plain: true, Private: true}

func sender(t *testing.T, o Options) *Sender {
	s := New(o)
	t.Cleanup(s.Close)
	return s
}

func receiver(t *testing.T, h http.HandlerFunc) outbox.Endpoint {
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return endpoint(server.URL)
}

func endpoint(url string) outbox.Endpoint {
	return outbox.Endpoint{ID: "crm", URL: url + "/hook?key=sesame", Secrets: []outbox.Secret{{Value: publishedSecret}}}
}

func TestMessageArrivesSigned(t *testing.T) {
	var body []byte
	var verified []error
	e := receiver(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ = io.ReadAll(r.Body)
		for _, secret := range []string{publishedSecret, "whsec_b2xk", "whsec_b2xkZXI="} {
			verified = append(verified, Verify(secret, r.Header, body, time.Now()))
		}
		if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" || r.Header.Get(HeaderID) != "evt_1" {
			t.Errorf("%s with %v", r.Method, r.Header)
		}
		w.WriteHeader(http.StatusNoContent)
	})
	now := time.Now()
	e.Secrets = append(e.Secrets, outbox.Secret{Value: "whsec_b2xk", Until: now.Add(time.Hour)}, outbox.Secret{Value: "whsec_b2xkZXI=", Until: now.Add(-time.Second)})
	r := sender(t, Options{Reach: inside}).Send(t.Context(), e, "evt_1", []byte(`{"a":1}`))
	if !r.OK() || r.Status != 204 || string(body) != `{"a":1}` {
		t.Errorf("%+v, the body was %s", r, body)
	}
	if len(verified) != 3 || verified[0] != nil || verified[1] != nil || verified[2] == nil {
		t.Errorf("signed with the current secret, the one before and one that is over: %v", verified)
	}
}

// TestMisbehavingReceivers holds the sender to its bounds: time, bytes, and no word of the URL or the inside in what it says.
func TestMisbehavingReceivers(t *testing.T) {
	var fetched atomic.Int64
	target := receiver(t, func(http.ResponseWriter, *http.Request) { fetched.Add(1) })
	refusing, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := endpoint("http://" + refusing.Addr().String())
	refusing.Close()
	hang := make(chan struct{})
	for name, c := range map[string]struct {
		e     outbox.Endpoint
		error string
		retry time.Duration
	}{
		"an error": {receiver(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }), "answered 500", 0},
		"too busy": {receiver(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "120")
			w.WriteHeader(429)
		}), "answered 429", 2 * time.Minute},
		"elsewhere": {receiver(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, target.URL, http.StatusTemporaryRedirect)
		}), "redirects are not followed", 0},
		"never answers": {receiver(t, func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-hang:
			case <-r.Context().Done():
			}
		}), "no answer within", 0},
		"answers one byte after the other": {receiver(t, func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := w.Write([]byte(" ")); err != nil {
					return
				}
				w.(http.Flusher).Flush()
				select {
				case <-time.After(time.Millisecond):
				case <-r.Context().Done():
				}
			}
		}), "", 0}, // the status was given: what follows does not matter
		"answers without end": {receiver(t, func(w http.ResponseWriter, r *http.Request) {
			for junk := make([]byte, 64<<10); ; {
				if _, err := w.Write(junk); err != nil {
					return
				}
			}
		}), "", 0},
		"endless headers": {receiver(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Long", strings.Repeat("x", 1<<20))
		}), "no answer that can be read", 0},
		"hangs up": {receiver(t, func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_ = conn.(*net.TCPConn).SetLinger(0) // a reset
				_ = conn.Close()
			}
		}), "the connection broke off", 0},
		"is not there":    {nobody, "nobody listens", 0},
		"has no name":     {endpoint("http://does-not-exist.invalid"), "its name cannot be looked up", 0},
		"speaks no HTTP":  {endpoint(talker(t, "SSH-2.0-OpenSSH\r\n")), "no answer that can be read", 0},
		"speaks no TLS":   {endpoint(strings.Replace(talker(t, "220 hello\r\n"), "http:", "https:", 1)), "TLS", 0},
		"is only certain": {endpoint(tlsServer(t)), "its certificate is not valid", 0},
	} {
		t.Run(name, func(t *testing.T) {
			patience := 10 * time.Second
			if name == "never answers" || name == "answers one byte after the other" {
				patience = 300 * time.Millisecond
			}
			s := sender(t, Options{Reach: inside, Timeout: patience})
			start := time.Now()
			r := s.Send(t.Context(), c.e, "evt_1", []byte("{}"))
			if took := time.Since(start); took > 9*time.Second {
				t.Errorf("took %v", took)
			}
			if c.error == "" && !r.OK() || !strings.Contains(r.Error, c.error) || r.RetryAfter != c.retry {
				t.Errorf("%+v, want %q", r, c.error)
			}
			for _, secret := range []string{"sesame", "hook", "127.0.0.1", "whsec"} {
				if strings.Contains(r.Error, secret) {
					t.Errorf("it tells too much: %s", r.Error)
				}
			}
		})
	}
	close(hang)
	if n := fetched.Load(); n != 0 {
		t.Errorf("a redirect was followed %d times", n)
	}
}

// talker says one thing to whoever connects.
func talker(t *testing.T, words string) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(conn, words)
			_, _ = conn.Read(make([]byte, 4096))
			conn.Close()
		}
	}()
	return "http://" + l.Addr().String()
}

func tlsServer(t *testing.T) string {
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.Config.ErrorLog = nil
	t.Cleanup(server.Close)
	return server.URL
}

func TestTrustedCertificateIsAccepted(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	if r := sender(t, Options{Reach: inside, Roots: roots}).Send(t.Context(), endpoint(server.URL), "evt_1", nil); !r.OK() {
		t.Errorf("%+v", r)
	}
}

// TestNothingInsideIsCalled sends to a receiver on this machine by every name that it has: the address is looked at when it
// is dialled, so it does not matter what a name stood for when the webhook was made.
func TestNothingInsideIsCalled(t *testing.T) {
	var called atomic.Int64
	e := receiver(t, func(http.ResponseWriter, *http.Request) { called.Add(1) })
	_, port, _ := net.SplitHostPort(strings.TrimSuffix(strings.TrimPrefix(e.URL, "http://"), "/hook?key=sesame"))
	s := sender(t, Options{Reach: outbox.Reach{Plain: true}, Timeout: 2 * time.Second})
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1.2.3"} {
		r := s.Send(context.Background(), endpoint("http://"+host+":"+port), "evt_1", nil)
		if !strings.Contains(r.Error, "not called") {
			t.Errorf("%s: %+v", host, r)
		}
	}
	if n := called.Load(); n != 0 {
		t.Errorf("called %d times", n)
	}
	if why := guard(outbox.Reach{})(t.Context(), "tcp", netip.MustParseAddrPort("9.9.9.9:25").String(), nil); why == nil {
		t.Error("the port of mail is called")
	}
	if why := guard(outbox.Reach{})(t.Context(), "tcp6", "[2606:4700::1]:443", nil); why != nil {
		t.Error(why)
	}
}
