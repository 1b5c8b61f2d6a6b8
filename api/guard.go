package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

// csrfHeader must be on every request that changes something under a session cookie: a form on another site cannot set it.
const csrfHeader = "X-Baton-Request"

// guard lets a request in, or ends it with a problem. Who is let in is on the call.
func (s *Server) guard(a access) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := s.admit(c, a); err != nil {
			s.fail(c, err)
		}
	}
}

func (s *Server) admit(c *gin.Context, a access) error {
	k := callOf(c.Request.Context())
	if a.door == open {
		return nil
	}
	if err := s.o.Store.Available(); err != nil { // before anything waits for it
		return err
	}
	switch a.door {
	case customer:
		return s.admitCustomer(c, k, a.free)
	case either:
		if hasTokenPrefix(bearer(c.Request)) {
			return s.admitCustomer(c, k, a.free)
		}
	}
	return s.admitStaff(c, k, a.need)
}

func (s *Server) admitCustomer(c *gin.Context, k *call, free bool) error {
	id := conversation.ID(c.Param("id"))
	if !s.signer.opens(bearer(c.Request), id) {
		return unauthorized.problem("show the token of this conversation: Authorization: Bearer "+tokenPrefix+"...").
			with("WWW-Authenticate", `Bearer realm="conversation"`)
	}
	k.door, k.opened = customer, id
	if !free && !safe(c.Request.Method) {
		return s.counters.take(s.counters.conversation, string(id))
	}
	return nil
}

func (s *Server) admitStaff(c *gin.Context, k *call, need people.Permission) error {
	who, recheck, err := s.identify(c.Request, k)
	if err != nil {
		return err
	}
	k.door, k.who, k.recheck = staff, who, recheck
	if err := s.counters.take(s.counters.principal, who.ID+"/"+who.KeyID); err != nil {
		return err
	}
	if need == "" {
		return nil
	}
	return who.Require(need)
}

type recheck = func(context.Context) (people.Principal, error)

// identify finds out who is calling, by API key or by session. Guesses are throttled per address before anything costly
// is computed.
func (s *Server) identify(r *http.Request, k *call) (people.Principal, recheck, error) {
	if secret := bearer(r); secret != "" {
		if hasTokenPrefix(secret) {
			return people.Principal{}, nil, forbidden.problem("a conversation's token does not open this; use a session or an API key")
		}
		from := addressKey(k)
		if err := s.counters.left(s.counters.failures, from); err != nil {
			return people.Principal{}, nil, err
		}
		check := func(ctx context.Context) (people.Principal, error) { return s.o.People.AuthenticateKey(ctx, secret) }
		who, err := check(r.Context())
		if errors.Is(err, people.ErrUnauthenticated) { // not where nobody could tell
			_ = s.counters.take(s.counters.failures, from)
		}
		return who, check, err
	}
	cookie, err := r.Cookie(cookieName(k.secure))
	if err != nil {
		return people.Principal{}, nil, people.ErrUnauthenticated
	}
	if !safe(r.Method) && r.Header.Get(csrfHeader) == "" {
		return people.Principal{}, nil, forbidden.field("header."+csrfHeader, "is required with a session cookie: set it to 1")
	}
	session, ok := s.signer.unseal(cookie.Value)
	if !ok {
		return people.Principal{}, nil, people.ErrUnauthenticated
	}
	k.session = session
	check := func(ctx context.Context) (people.Principal, error) { return s.o.People.PrincipalOf(ctx, session) }
	who, err := check(r.Context())
	return who, check, err
}

func safe(method string) bool { return method == http.MethodGet || method == http.MethodHead }
