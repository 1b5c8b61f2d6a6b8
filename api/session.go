package api

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/batondesk/baton/people"
)

const sessionCookie = "baton_session"

// A session is a signed cookie: who, since when, until when. The server keeps only those that were ended early, so any
// replica knows a session; it ends everywhere when the user is disabled or gets another secret.
type sessionClaims struct {
	User   string    `json:"u"`
	Issued time.Time `json:"i"`
	Until  time.Time `json:"e"`
	Nonce  string    `json:"n"`
}

func (s signer) seal(c sessionClaims) string {
	body, _ := json.Marshal(c)
	encoded := base64.RawURLEncoding.EncodeToString(body)
	return encoded + "." + base64.RawURLEncoding.EncodeToString(s.sign("session", encoded))
}

func (s signer) unseal(sealed string) (c sessionClaims, ok bool) {
	encoded, signature, _ := strings.Cut(sealed, ".")
	mac, err := base64.RawURLEncoding.Strict().DecodeString(signature)
	if err != nil || !hmac.Equal(mac, s.sign("session", encoded)) {
		return c, false
	}
	body, err := base64.RawURLEncoding.DecodeString(encoded)
	return c, err == nil && json.Unmarshal(body, &c) == nil
}

// ended remembers sessions that were ended before their time, until that time.
type ended struct {
	mu    sync.Mutex
	until map[string]time.Time
}

func (e *ended) add(nonce string, until, now time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.until == nil {
		e.until = map[string]time.Time{}
	}
	for old, at := range e.until {
		if at.Before(now) {
			delete(e.until, old)
		}
	}
	e.until[nonce] = until
}

func (e *ended) has(nonce string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, ok := e.until[nonce]
	return ok
}

// session is who a cookie stands for.
func (s *Server) session(ctx context.Context, cookie string) (people.Principal, error) {
	claims, ok := s.signer.unseal(cookie)
	if !ok || !s.o.Now().Before(claims.Until) || s.ended.has(claims.Nonce) {
		return people.Principal{}, people.ErrUnauthenticated
	}
	return s.o.People.PrincipalOf(ctx, claims.User, claims.Issued)
}

type loginInput struct {
	Body struct {
		Name   string `json:"name" minLength:"1" maxLength:"200" doc:"The user's id."`
		Secret string `json:"secret" minLength:"1" maxLength:"500"`
	}
}

// Me is the caller, as the console needs it.
type Me struct {
	ID          string              `json:"id"`
	Name        string              `json:"name"`
	Roles       []people.Role       `json:"roles"`
	Permissions []people.Permission `json:"permissions"`
}

type loginOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      Me
}

// login opens a session. Attempts are throttled per address and per name before the secret is looked at.
func (s *Server) login(ctx context.Context, in *loginInput) (*loginOutput, error) {
	k := callOf(ctx)
	if err := s.counters.take(s.counters.loginFrom, addressKey(k)); err != nil {
		return nil, err
	}
	if err := s.counters.take(s.counters.loginAs, in.Body.Name); err != nil {
		return nil, err
	}
	who, err := s.o.People.AuthenticateUser(ctx, in.Body.Name, in.Body.Secret)
	if err != nil {
		return nil, err
	}
	now := s.o.Now()
	claims := sessionClaims{who.ID, now, now.Add(s.o.SessionTTL), rand.Text()}
	return &loginOutput{s.cookie(k, s.signer.seal(claims), s.o.SessionTTL), me(who)}, nil
}

type logoutOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

func (s *Server) logout(ctx context.Context, in *struct {
	Session string `cookie:"baton_session" hidden:"true"`
}) (*logoutOutput, error) {
	if claims, ok := s.signer.unseal(in.Session); ok {
		s.ended.add(claims.Nonce, claims.Until, s.o.Now())
	}
	return &logoutOutput{s.cookie(callOf(ctx), "", -time.Second)}, nil
}

func (s *Server) whoAmI(ctx context.Context, _ *struct{}) (*struct{ Body Me }, error) {
	return &struct{ Body Me }{me(principal(ctx))}, nil
}

func (s *Server) cookie(k *call, value string, ttl time.Duration) http.Cookie {
	return http.Cookie{
		Name: sessionCookie, Value: value, Path: "/", MaxAge: int(ttl.Seconds()),
		HttpOnly: true, Secure: k.secure, SameSite: http.SameSiteStrictMode,
	}
}

func me(who people.Principal) Me {
	m := Me{ID: who.ID, Name: who.Name, Roles: who.Roles, Permissions: []people.Permission{}}
	for _, p := range people.Permissions() {
		if who.Can(p) {
			m.Permissions = append(m.Permissions, p)
		}
	}
	return m
}
