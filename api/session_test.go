package api

import (
	"context"
	"net/http"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/store"
)

// user adds an admin and returns the secret.
func (h *house) user(id string) string {
	h.t.Helper()
	_, secret, err := h.people.AddUser(context.Background(), people.Operator, people.NewUser{ID: id, Roles: []people.Role{people.RoleAdmin}})
	must(h.t, err)
	return secret
}

// login opens a session; it returns the cookie.
func (h *house) login(id, secret string, headers ...string) (*http.Cookie, reply) {
	h.t.Helper()
	got := h.as("", post, "/v1/session", map[string]any{"name": id, "secret": secret}, headers...).want(201)
	return h.cookie(got), got
}

func (h *house) cookie(got reply) *http.Cookie {
	h.t.Helper()
	cookie, err := http.ParseSetCookie(got.header.Get("Set-Cookie"))
	must(h.t, err)
	return cookie
}

// with makes a request under a session.
func (h *house) with(c *http.Cookie, method, path string, body any, headers ...string) reply {
	h.t.Helper()
	return h.as("", method, path, body, append(headers, "Cookie", c.Name+"="+c.Value, csrfHeader, "1")...)
}

func TestASessionOpensWhatItsUserMay(t *testing.T) {
	h := newHouse(t)
	cookie, got := h.login("nora", h.user("nora"))
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Secure || cookie.MaxAge <= 0 || cookie.Path != "/" || cookie.Domain != "" {
		t.Errorf("cookie: %s", got.header.Get("Set-Cookie"))
	}
	var me Me
	h.with(cookie, get, "/v1/session", nil).want(200, &me)
	if me.ID != "nora" || len(me.Permissions) == 0 {
		t.Errorf("I am %+v", me)
	}
	h.as("", post, "/v1/users", `{"id": "kim", "roles": ["agent"]}`, "Cookie", cookie.Name+"="+cookie.Value).problem(403, "forbidden")
	for _, from := range [][]string{{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "same-site"}, {"Sec-Fetch-Site", "cross-site"}} {
		h.with(cookie, post, "/v1/users", `{"id": "kim", "roles": ["agent"]}`, from...).problem(403, "forbidden")
		h.as("", post, "/v1/session", `{"name": "nora", "secret": "x"}`, from...).problem(403, "forbidden")
	}
	h.with(cookie, post, "/v1/users", `{"id": "kim", "roles": ["agent"]}`, "Origin", h.url, "Sec-Fetch-Site", "same-origin").want(201)
	ended := h.with(cookie, remove, "/v1/session", nil).want(204)
	if c := h.cookie(ended); c.Value != "" || c.MaxAge >= 0 {
		t.Errorf("after logging out: %s", ended.header.Get("Set-Cookie"))
	}
	h.with(cookie, get, "/v1/session", nil).problem(401, "unauthorized")
}

// Two servers share a store; what ends on one is over on the other.
func TestASessionEndsOnEveryReplica(t *testing.T) {
	path := filepath.Join(t.TempDir(), "baton.db")
	stocked(t, path)
	replica := func() *house {
		st, err := store.Open(context.Background(), path, store.Options{})
		must(t, err)
		return newHouseOver(t, st)
	}
	here, there := replica(), replica()
	secret := here.user("nora")
	desk, _ := here.login("nora", secret)
	phone, _ := there.login("nora", secret)
	for _, c := range []*http.Cookie{desk, phone} {
		here.with(c, get, "/v1/session", nil).want(200)
		there.with(c, get, "/v1/session", nil).want(200)
	}
	isOver := func(h *house, c *http.Cookie) {
		t.Helper()
		for began := time.Now(); h.with(c, get, "/v1/session", nil).status != 401; time.Sleep(20 * time.Millisecond) {
			if time.Since(began) > 2*time.Second {
				t.Fatal("the other replica still lets the session in")
			}
		}
	}
	here.with(desk, remove, "/v1/session", nil).want(204)
	isOver(there, desk)
	there.with(phone, get, "/v1/session", nil).want(200)
	tablet, _ := there.login("nora", secret)
	there.with(phone, remove, "/v1/session?everywhere=true", nil).want(204)
	isOver(here, phone)
	isOver(here, tablet)
	var audit struct{ Items []people.AuditEntry }
	admin, _ := here.login("nora", secret)
	here.with(admin, get, "/v1/audit?limit=2", nil).want(200, &audit)
	if len(audit.Items) != 2 || audit.Items[0].Action != "session.end_all" || audit.Items[1].Action != "session.end" || audit.Items[1].Actor != "nora" {
		t.Errorf("on record: %+v", audit.Items)
	}
}

func TestAUserChoosesASecret(t *testing.T) {
	h := newHouse(t)
	secret := h.user("nora")
	here, _ := h.login("nora", secret)
	elsewhere, _ := h.login("nora", secret)
	for field, body := range map[string]map[string]any{
		"body.current": {"current": "not this one", "secret": "four words or more"},
		"body.secret":  {"current": secret, "secret": "short"},
	} {
		if p := h.with(here, put, "/v1/session/secret", body).problem(422, "invalid"); len(p.Errors) != 1 || p.Errors[0].Field != field {
			t.Errorf("%s: %+v", field, p.Errors)
		}
	}
	fresh := h.cookie(h.with(here, put, "/v1/session/secret", map[string]any{"current": secret, "secret": "four words or more"}).want(200))
	h.with(here, get, "/v1/session", nil).problem(401, "unauthorized")
	h.with(elsewhere, get, "/v1/session", nil).problem(401, "unauthorized")
	h.with(fresh, get, "/v1/session", nil).want(200)
	h.as("", post, "/v1/session", map[string]any{"name": "nora", "secret": secret}).problem(401, "unauthorized")
	h.login("nora", "four words or more")
	h.as(h.key("ada"), put, "/v1/session/secret", map[string]any{"current": "x", "secret": "four words or more"}).problem(403, "forbidden")
}

func TestAForgedOrOldSessionOpensNothing(t *testing.T) {
	h := newHouse(t)
	cookie, _ := h.login("nora", h.user("nora"))
	body, mac, _ := strings.Cut(cookie.Value, ".")
	old := h.api.signer.seal(people.Session{ID: "old", UserID: "nora", Until: time.Now().Add(-time.Second)})
	for _, value := range []string{"", "x", body, body + ".", "e30." + mac, body + "x." + mac, h.api.signer.token("nora"), h.api.signer.seal(people.Session{}), old} {
		h.as("", get, "/v1/session", nil, "Cookie", sessionCookie+"="+value).problem(401, "unauthorized")
	}
}

func TestASessionEndsWithItsUser(t *testing.T) {
	h := newHouse(t)
	cookie, _ := h.login("nora", h.user("nora"))
	off := true
	_, err := h.people.UpdateUser(context.Background(), people.Operator, "nora", people.UserChange{Disabled: &off})
	must(t, err)
	h.with(cookie, get, "/v1/session", nil).problem(401, "unauthorized")
}

func TestTheCookieIsSecureBehindATrustedProxyOnly(t *testing.T) {
	h := newHouse(t)
	if cookie, _ := h.login("nora", h.user("nora"), "X-Forwarded-Proto", "https"); cookie.Secure {
		t.Error("a header from anybody makes the cookie secure")
	}
	h = newHouse(t, func(o *Options) { o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
	cookie, _ := h.login("nora", h.user("nora"), "X-Forwarded-Proto", "https")
	if !cookie.Secure || cookie.Name != "__Host-"+sessionCookie || cookie.Path != "/" || cookie.Domain != "" {
		t.Errorf("behind a trusted proxy with TLS: %v", cookie)
	}
	h.with(cookie, get, "/v1/session", nil, "X-Forwarded-Proto", "https").want(200)
	cookie.Name = sessionCookie // as somebody on an unprotected line could set it
	h.with(cookie, get, "/v1/session", nil, "X-Forwarded-Proto", "https").problem(401, "unauthorized")
}

func TestLoginIsThrottled(t *testing.T) {
	now := time.Now()
	proxy := netip.MustParsePrefix("127.0.0.0/8")
	h := newHouse(t, func(o *Options) {
		o.Limits.Disabled, o.Limits.Login, o.TrustedProxies = false, Rate{PerSecond: 0.1, Burst: 3}, []netip.Prefix{proxy}
		o.Now = func() time.Time { return now }
	})
	secret := h.user("nora")
	try := func(from, name, secret string) reply {
		return h.as("", post, "/v1/session", map[string]any{"name": name, "secret": secret}, "X-Forwarded-For", from)
	}
	limited := func(got reply) {
		t.Helper()
		if got.problem(429, "too-many-requests").Status != 429 || got.header.Get("Retry-After") != "10" {
			t.Errorf("Retry-After is %q", got.header.Get("Retry-After"))
		}
	}
	for range 6 { // those that are right do not count
		try("192.0.2.1", "nora", secret).want(201)
	}
	for _, name := range []string{"kim", "lee", "nobody"} {
		try("192.0.2.1", name, "guess").problem(401, "unauthorized")
	}
	limited(try("192.0.2.1", "nora", secret))
	// Guesses at one name come from many addresses.
	for _, from := range []string{"198.51.100.1", "198.51.100.2", "2001:db8::1"} {
		try(from, "nora", "guess").problem(401, "unauthorized")
	}
	limited(try("203.0.113.9", "nora", "guess"))
	limited(try("203.0.113.9", "nora", secret))
	now = now.Add(10 * time.Second)
	try("203.0.113.9", "nora", secret).want(201)
}
