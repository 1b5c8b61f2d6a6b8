package api

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/batondesk/baton/people"
)

// login adds a user and opens a session; it returns the cookie.
func (h *house) login(id string, headers ...string) (*http.Cookie, reply) {
	h.t.Helper()
	_, secret, err := h.people.AddUser(context.Background(), people.Operator, people.NewUser{ID: id, Roles: []people.Role{people.RoleAdmin}})
	must(h.t, err)
	got := h.as("", post, "/v1/session", map[string]any{"name": id, "secret": secret}, headers...).want(201)
	cookie, err := http.ParseSetCookie(got.header.Get("Set-Cookie"))
	must(h.t, err)
	return cookie, got
}

func TestASessionOpensWhatItsUserMay(t *testing.T) {
	h := newHouse(t)
	cookie, got := h.login("nora")
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Secure || cookie.MaxAge <= 0 || cookie.Path != "/" {
		t.Errorf("cookie: %s", got.header.Get("Set-Cookie"))
	}
	with := "baton_session=" + cookie.Value
	var me Me
	h.as("", get, "/v1/session", nil, "Cookie", with).want(200, &me)
	if me.ID != "nora" || len(me.Permissions) == 0 {
		t.Errorf("I am %+v", me)
	}
	h.as("", post, "/v1/users", `{"id": "kim", "roles": ["agent"]}`, "Cookie", with).problem(403, "forbidden")
	h.as("", post, "/v1/users", `{"id": "kim", "roles": ["agent"]}`, "Cookie", with, csrfHeader, "1").want(201)
	h.as("", remove, "/v1/session", nil, "Cookie", with, csrfHeader, "1").want(204)
	h.as("", get, "/v1/session", nil, "Cookie", with).problem(401, "unauthorized")
}

func TestAForgedOrOldSessionOpensNothing(t *testing.T) {
	now := time.Now()
	h := newHouse(t, func(o *Options) { o.Now = func() time.Time { return now } })
	cookie, _ := h.login("nora")
	body, mac, _ := strings.Cut(cookie.Value, ".")
	for _, value := range []string{"", "x", body, body + ".", "e30." + mac, body + "x." + mac, h.api.signer.token("nora")} {
		h.as("", get, "/v1/session", nil, "Cookie", "baton_session="+value).problem(401, "unauthorized")
	}
	now = now.Add(13 * time.Hour)
	h.as("", get, "/v1/session", nil, "Cookie", "baton_session="+cookie.Value).problem(401, "unauthorized")
}

func TestASessionEndsWithItsUser(t *testing.T) {
	h := newHouse(t)
	cookie, _ := h.login("nora")
	off := true
	_, err := h.people.UpdateUser(context.Background(), people.Operator, "nora", people.UserChange{Disabled: &off})
	must(t, err)
	h.as("", get, "/v1/session", nil, "Cookie", "baton_session="+cookie.Value).problem(401, "unauthorized")
}

func TestTheCookieIsSecureBehindATrustedProxyOnly(t *testing.T) {
	h := newHouse(t)
	if cookie, _ := h.login("nora", "X-Forwarded-Proto", "https"); cookie.Secure {
		t.Error("a header from anybody makes the cookie secure")
	}
	h = newHouse(t, func(o *Options) { o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
	if cookie, _ := h.login("nora", "X-Forwarded-Proto", "https"); !cookie.Secure {
		t.Error("behind a trusted proxy with TLS the cookie must be secure")
	}
}

func TestLoginIsThrottled(t *testing.T) {
	now := time.Now()
	h := newHouse(t, func(o *Options) {
		o.Limits.Disabled, o.Limits.Login = false, Rate{PerSecond: 0.1, Burst: 3}
		o.Now = func() time.Time { return now }
	})
	guess := map[string]any{"name": "nora", "secret": "guess"}
	for range 3 {
		h.as("", post, "/v1/session", guess).problem(401, "unauthorized")
	}
	if got := h.as("", post, "/v1/session", guess); got.problem(429, "too-many-requests").Status != 429 || got.header.Get("Retry-After") != "10" {
		t.Errorf("Retry-After is %q", got.header.Get("Retry-After"))
	}
	now = now.Add(10 * time.Second)
	h.as("", post, "/v1/session", guess).problem(401, "unauthorized")
}
