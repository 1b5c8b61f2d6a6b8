package api

import (
	"net/netip"
	"strings"
	"testing"
)

const shopSite = "https://shop.example"

func embedding(o *Options) { o.Origins = []string{shopSite} }

func TestOnlyListedSitesMayEmbed(t *testing.T) {
	h := newHouse(t, embedding)
	ask := []string{"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type"}
	got := h.as("", "OPTIONS", "/v1/conversations", nil, append(ask, "Origin", shopSite)...).want(204)
	if got.header.Get("Access-Control-Allow-Origin") != shopSite || got.header.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("preflight: %v", got.header)
	}
	for _, origin := range []string{"https://shop.example.evil.example", "http://shop.example", "https://shop.example:8443", "null", "https://SHOP.example"} {
		for _, got := range []reply{
			h.as("", "OPTIONS", "/v1/conversations", nil, append(ask, "Origin", origin)...),
			h.as("", post, "/v1/conversations", `{}`, "Origin", origin),
			h.as("", post, "/v1/conversations", `{}`, "Origin", origin, "Sec-Fetch-Site", "cross-site"),
		} {
			got.problem(403, "forbidden")
			if got.header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s is let in", origin)
			}
		}
	}
	if got := h.as("", post, "/v1/conversations", `{}`, "Origin", shopSite, "Sec-Fetch-Site", "cross-site").want(201); got.header.Get("Access-Control-Allow-Origin") != shopSite {
		t.Error("the answer itself lacks the header")
	}
}

// A listed site gets to the routes of customers, every one of them, and to nothing else.
func TestAListedSiteMayDoWhatCustomersDo(t *testing.T) {
	h := newHouse(t, embedding)
	customers := map[string]bool{
		"GET /v1/widget": true, "POST /v1/conversations": true, "GET /v1/conversations/{id}/events": true,
		"POST /v1/conversations/{id}/messages": true, "PUT /v1/conversations/{id}/messages/{seq}": true,
		"DELETE /v1/conversations/{id}/messages/{seq}": true, "POST /v1/conversations/{id}/typing": true,
		"POST /v1/conversations/{id}/feedback": true,
	}
	for _, r := range h.api.routes() {
		path := strings.NewReplacer("{id}", "x", "{seq}", "1").Replace(r.path)
		preflight := h.as("", "OPTIONS", path, nil, "Origin", shopSite, "Access-Control-Request-Method", r.method)
		itself := h.as("", r.method, path, nil, "Origin", shopSite, "Sec-Fetch-Site", "cross-site")
		if customers[r.method+" "+r.path] {
			if preflight.status != 204 || itself.header.Get("Access-Control-Allow-Origin") != shopSite {
				t.Errorf("%s %s is closed to the sites in web.origins: %d, %v", r.method, r.path, preflight.status, itself.header)
			}
			continue
		}
		preflight.problem(403, "forbidden")
		if itself.header.Get("Access-Control-Allow-Origin") != "" || r.method != get && itself.status != 403 {
			t.Errorf("%s %s is open to the sites in web.origins: %d, %v", r.method, r.path, itself.status, itself.header)
		}
	}
}

func TestTheServersOwnPagesNeedNotBeListed(t *testing.T) {
	h := newHouse(t, func(o *Options) {
		o.PublicOrigin, o.TrustedProxies = "https://help.example", []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	})
	for name, headers := range map[string][]string{
		"says the browser":        {"Origin", "https://chat.example", "Sec-Fetch-Site", "same-origin"},
		"by the name asked for":   {"Origin", h.url},
		"TLS ends at a proxy":     {"Origin", strings.Replace(h.url, "http:", "https:", 1), "X-Forwarded-Proto", "https"},
		"the proxy renames":       {"Origin", "https://help.example"},
		"not a browser":           nil,
		"somebody typed it":       {"Sec-Fetch-Site", "none"},
		"the proxy renames, says": {"Origin", "https://help.example", "Sec-Fetch-Site", "same-origin"},
	} {
		if got := h.as("", post, "/v1/conversations", `{}`, headers...); got.status != 201 {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	for name, headers := range map[string][]string{
		"a page beside it": {"Origin", "https://www.help.example", "Sec-Fetch-Site", "same-site"},
		"another port":     {"Origin", "https://help.example:8443"},
		"no origin at all": {"Origin", "null"},
		"only the browser": {"Sec-Fetch-Site", "cross-site"},
	} {
		if got := h.as("", post, "/v1/conversations", `{}`, headers...); got.status != 403 {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
}
