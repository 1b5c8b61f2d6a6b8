package api

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/batondesk/baton/people"
)

const sessionCookie = "baton_session"

// cookieName is what the session's cookie is called. Under TLS the prefix makes browsers refuse one that another host of
// the same domain, or somebody on an unprotected line, has set.
func cookieName(secure bool) string {
	if secure {
		return "__Host-" + sessionCookie
	}
	return sessionCookie
}

// A session is a signed cookie, so that any replica knows it without reading anything.
func (s signer) seal(session people.Session) string {
	body, _ := json.Marshal(session)
	encoded := base64.RawURLEncoding.EncodeToString(body)
	return encoded + "." + base64.RawURLEncoding.EncodeToString(s.sign("session/2", encoded))
}

func (s signer) unseal(sealed string) (session people.Session, ok bool) {
	encoded, signature, _ := strings.Cut(sealed, ".")
	mac, err := base64.RawURLEncoding.Strict().DecodeString(signature)
	if err != nil || !hmac.Equal(mac, s.sign("session/2", encoded)) {
		return session, false
	}
	body, err := base64.RawURLEncoding.DecodeString(encoded)
	return session, err == nil && json.Unmarshal(body, &session) == nil
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

type sessionOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
	Body      Me
}

// login opens a session. Attempts are throttled per address and per name before the secret is looked at; one that was
// right does not count.
func (s *Server) login(ctx context.Context, in *loginInput) (*sessionOutput, error) {
	k := callOf(ctx)
	if err := s.counters.take(s.counters.loginFrom, addressKey(k)); err != nil {
		return nil, err
	}
	if err := s.counters.take(s.counters.loginAs, in.Body.Name); err != nil {
		return nil, err
	}
	session, who, err := s.o.People.SignIn(ctx, in.Body.Name, in.Body.Secret, s.o.SessionTTL)
	if err != nil {
		return nil, err
	}
	s.counters.loginFrom.give(addressKey(k))
	s.counters.loginAs.give(in.Body.Name)
	return s.opened(k, session, who), nil
}

func (s *Server) opened(k *call, session people.Session, who people.Principal) *sessionOutput {
	return &sessionOutput{s.cookie(k, s.signer.seal(session), s.o.SessionTTL), me(who)}
}

type logoutInput struct {
	Everywhere bool `query:"everywhere" doc:"End all sessions of this user, not only this one."`
}

type logoutOutput struct {
	SetCookie http.Cookie `header:"Set-Cookie"`
}

func (s *Server) logout(ctx context.Context, in *logoutInput) (*logoutOutput, error) {
	k := callOf(ctx)
	session, err := ownSession(k)
	if err != nil {
		return nil, err
	}
	end := s.o.People.SignOut
	if in.Everywhere {
		end = s.o.People.SignOutEverywhere
	}
	if err := end(ctx, session); err != nil {
		return nil, err
	}
	return &logoutOutput{s.cookie(k, "", -time.Second)}, nil
}

type secretInput struct {
	Body struct {
		Current string `json:"current" minLength:"1" maxLength:"500"`
		Secret  string `json:"secret" minLength:"1" maxLength:"500" doc:"The new one, of at least 12 characters."`
	}
}

// changeSecret ends all sessions of the caller and opens this one anew. The current secret is asked for, because a session
// may be somebody else's who found the screen unlocked; guessing it is throttled like logging in.
func (s *Server) changeSecret(ctx context.Context, in *secretInput) (*sessionOutput, error) {
	k := callOf(ctx)
	session, err := ownSession(k)
	if err != nil {
		return nil, err
	}
	if err := s.counters.take(s.counters.loginAs, session.UserID); err != nil {
		return nil, err
	}
	fresh, err := s.o.People.ChangeSecret(ctx, session, in.Body.Current, in.Body.Secret, s.o.SessionTTL)
	if err != nil {
		return nil, err
	}
	s.counters.loginAs.give(session.UserID)
	return s.opened(k, fresh, k.who), nil
}

// ownSession is the session of the request.
func ownSession(k *call) (people.Session, error) {
	if k.session.ID == "" {
		return k.session, forbidden.problem("this is for sessions; a key is revoked with PUT /v1/keys")
	}
	return k.session, nil
}

func (s *Server) whoAmI(ctx context.Context, _ *struct{}) (*struct{ Body Me }, error) {
	return &struct{ Body Me }{me(principal(ctx))}, nil
}

func (s *Server) cookie(k *call, value string, ttl time.Duration) http.Cookie {
	return http.Cookie{
		Name: cookieName(k.secure), Value: value, Path: "/", MaxAge: int(ttl.Seconds()),
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
