package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"
)

// limited is a house whose clock stands still.
func limited(t *testing.T, l Limits, change ...func(*Options)) *house {
	now := time.Now()
	return newHouse(t, append(change, func(o *Options) {
		o.Limits = l
		o.Now = func() time.Time { return now }
	})...)
}

func TestACustomerWhoFloodsIsToldWhenToComeBack(t *testing.T) {
	h := limited(t, Limits{Conversation: Rate{PerSecond: 0.5, Burst: 3}})
	c := h.open(map[string]any{})
	for i := range 3 {
		h.as(c.token, post, c.path("/messages"), map[string]any{"text": fmt.Sprint("message ", i)}).want(202)
	}
	got := h.as(c.token, post, c.path("/messages"), map[string]any{"text": "one too many"})
	got.problem(429, "too-many-requests")
	if got.header.Get("Retry-After") != "2" {
		t.Errorf("Retry-After is %q", got.header.Get("Retry-After"))
	}
	h.as(c.token, get, c.path("/events"), nil).want(200) // reading goes on
	other := h.open(map[string]any{})
	other.say("others are not held up")
}

func TestAForgedForwardingHeaderChangesNothing(t *testing.T) {
	h := limited(t, Limits{Opening: Rate{PerSecond: 0.01, Burst: 2}})
	for i := range 2 {
		h.as("", post, "/v1/conversations", `{}`, "X-Forwarded-For", fmt.Sprintf("198.51.100.%d", i)).want(201)
	}
	for _, header := range []string{"X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP", "True-Client-IP"} {
		h.as("", post, "/v1/conversations", `{}`, header, "198.51.100.99").problem(429, "too-many-requests")
	}
}

func TestBehindATrustedProxyClientsAreToldApart(t *testing.T) {
	h := limited(t, Limits{Opening: Rate{PerSecond: 0.01, Burst: 1}}, func(o *Options) {
		o.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("10.0.0.0/8")}
	})
	h.as("", post, "/v1/conversations", `{}`, "X-Forwarded-For", "198.51.100.1").want(201)
	h.as("", post, "/v1/conversations", `{}`, "X-Forwarded-For", "198.51.100.2, 10.1.1.1").want(201)
	h.as("", post, "/v1/conversations", `{}`, "X-Forwarded-For", "203.0.113.7, 198.51.100.2").problem(429, "too-many-requests")
}

func TestTheClientIsTheRightMostAddressThatIsNoProxy(t *testing.T) {
	p := proxies{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct{ peer, forwarded, want string }{
		{"203.0.113.9:1", "198.51.100.1", "203.0.113.9"},
		{"10.0.0.1:1", "", "10.0.0.1"},
		{"10.0.0.1:1", "198.51.100.1", "198.51.100.1"},
		{"10.0.0.1:1", "6.6.6.6, 198.51.100.1", "198.51.100.1"},
		{"10.0.0.1:1", "198.51.100.1, 10.0.0.2", "198.51.100.1"},
		{"10.0.0.1:1", "10.0.0.3, 10.0.0.2", "10.0.0.3"},
		{"10.0.0.1:1", "nonsense, 10.0.0.2", "10.0.0.2"},
		{"10.0.0.1:1", "198.51.100.1:4711", "198.51.100.1"},
		{"[fd00::1]:1", "2001:db8::5", "2001:db8::5"},
		{"[::ffff:10.0.0.1]:1", "::ffff:198.51.100.1", "198.51.100.1"},
		{"broken", "198.51.100.1", "0.0.0.0"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.peer
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := p.client(r).String(); got != c.want {
			t.Errorf("peer %s, forwarded %q: client %s, want %s", c.peer, c.forwarded, got, c.want)
		}
	}
}

func TestCountersRememberABoundedNumberOfCallers(t *testing.T) {
	now := time.Now()
	b := newBuckets(Rate{1, 1}, func() time.Time { return now })
	b.take("the one who keeps coming", 1)
	for i := range 5 * maxBuckets {
		b.take(fmt.Sprint("address ", i), 1)
		if i%100 == 0 && b.take("the one who keeps coming", 1) == 0 {
			t.Fatal("a flood of others made it forget a caller that kept coming")
		}
	}
	if n := len(b.young) + len(b.old); n > 2*maxBuckets {
		t.Errorf("%d callers are remembered", n)
	}
}

func TestStreamsPerConversationAreBounded(t *testing.T) {
	h := limited(t, Limits{StreamsPerConversation: 2})
	c := h.open(map[string]any{})
	first, _ := h.stream(t.Context(), c.token, c.path("/events"))
	second, _ := h.stream(t.Context(), c.token, c.path("/events"))
	defer second.body.Close()
	h.as(c.token, get, c.path("/events"), nil, "Accept", "text/event-stream").problem(429, "too-many-requests")
	first.body.Close()
	for range 500 { // the place is free as soon as the server notices
		third, res := h.stream(t.Context(), c.token, c.path("/events"))
		third.body.Close()
		if res.StatusCode == 200 {
			return
		}
		time.Sleep(2 * time.Millisecond)
	}
	t.Error("a closed stream keeps its place")
}

func TestGuessingKeysIsThrottled(t *testing.T) {
	h := limited(t, Limits{})
	var last reply
	for range wrongKeys.Burst + 1 {
		last = h.as("bk_guess", get, "/v1/articles", nil)
	}
	last.problem(429, "too-many-requests")
}
