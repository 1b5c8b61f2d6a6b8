package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

// call is what is known of the request being served; one is made per request and filled by the guard.
type call struct {
	id      string // of the request
	addr    netip.Addr
	secure  bool
	door    door // customer or staff, once let in
	opened  conversation.ID
	who     people.Principal
	session people.Session                                  // that let who in; zero for a key
	cause   error                                           // behind an internal error: for the log
	recheck func(context.Context) (people.Principal, error) // asks again who it is: for streams that last
}

type callKey struct{}

func callOf(ctx context.Context) *call {
	if k, ok := ctx.Value(callKey{}).(*call); ok {
		return k
	}
	return &call{}
}

// principal is the person or program that the guard let in.
func principal(ctx context.Context) people.Principal { return callOf(ctx).who }

// observe surrounds every request: it gives it an id, counts and logs it, and turns a panic into a problem. Nothing that
// a client chose is logged but the method.
func (s *Server) observe(c *gin.Context) {
	start := time.Now()
	k := &call{id: requestID(), addr: s.proxies.client(c.Request), secure: s.proxies.secure(c.Request)}
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), callKey{}, k))
	secureHeaders(c.Writer.Header(), k)
	defer func() {
		if p := recover(); p != nil {
			if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(p)
			}
			k.cause = fmt.Errorf("panic: %v", p)
			s.log.LogAttrs(c.Request.Context(), slog.LevelError, "panic", slog.String("request", k.id),
				slog.String("route", c.FullPath()), slog.String("stack", string(debug.Stack())))
			if !c.Writer.Written() {
				s.fail(c, internal.problem(""))
			}
			c.Abort()
		}
		s.account(c, k, time.Since(start))
	}()
	if s.crossSite(c) {
		return
	}
	if err := s.counters.take(s.counters.address, addressKey(k)); err != nil && !isProbe(c.FullPath()) {
		s.fail(c, err)
		return
	}
	c.Next()
}

func (s *Server) account(c *gin.Context, k *call, took time.Duration) {
	pattern, status := c.FullPath(), c.Writer.Status()
	if pattern == "" {
		pattern = "unmatched"
	}
	s.metrics.request(c.Request.Method, pattern, status, took)
	level := slog.LevelInfo
	switch {
	case errors.Is(k.cause, conversation.ErrUnavailable): // said once by whoever watches the store
		if isProbe(pattern) {
			level = slog.LevelDebug
		}
	case s.pages[pattern]: // a page is a dozen files
		level = slog.LevelDebug
	case status >= 500 && c.Request.Context().Err() == nil: // otherwise the client has left
		level = slog.LevelError
	case isProbe(pattern):
		level = slog.LevelDebug
	}
	if !s.log.Enabled(c.Request.Context(), level) {
		return
	}
	attrs := [6]slog.Attr{
		slog.String("method", method(c.Request.Method)), slog.String("route", pattern), slog.Int("status", status),
		slog.Float64("ms", float64(took.Microseconds())/1000), slog.String("request", k.id),
	}
	n := 5
	if k.cause != nil {
		attrs[n] = slog.String("error", k.cause.Error())
		n++
	}
	s.log.LogAttrs(c.Request.Context(), level, "request", attrs[:n]...)
}

// isProbe reports whether a route is asked by machines every few seconds.
func isProbe(pattern string) bool {
	return pattern == "/healthz" || pattern == "/readyz" || pattern == "/metrics"
}

// method keeps invented methods out of logs and metrics.
func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}

func addressKey(k *call) string { return bucketOf(k.addr).String() }

func requestID() string {
	var id [8]byte
	_, _ = rand.Read(id[:]) // never fails
	return hex.EncodeToString(id[:])
}
