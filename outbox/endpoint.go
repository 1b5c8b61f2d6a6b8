package outbox

import (
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

// Include says how much an endpoint is shown.
type Include string

// Public is what the customer may see, as the customer sees it; Internal is the whole record, as people who work here do.
const (
	Public   Include = "public"
	Internal Include = "internal"
)

// Endpoint is a service outside that is told what happens.
type Endpoint struct {
	ID          string              `json:"id"`
	URL         string              `json:"url"`
	Kinds       []conversation.Kind `json:"kinds" nullable:"false" doc:"The kinds of events it is told of; none: all that it may see."`
	Include     Include             `json:"include" enum:"public,internal" doc:"public: what customers may see, as they see it; internal: everything."`
	Active      bool                `json:"active" doc:"false: nothing new is recorded for it, and what is pending waits."`
	Description string              `json:"description,omitempty"`
	CreatedAt   time.Time           `json:"created_at"`
	UpdatedAt   time.Time           `json:"updated_at"`
	Version     int                 `json:"version" doc:"Counts its changes, from 1."`

	Secrets []Secret `json:"-"` // newest first
}

// Secret signs what is sent.
type Secret struct {
	Value string    `json:"value"`          // "whsec_" and base64
	Until time.Time `json:"until,omitzero"` // zero: the current one; else it was replaced and signs until then
}

// Signing are the secrets to sign with, the current one first.
func (e Endpoint) Signing(now time.Time) []string {
	var values []string
	for _, s := range e.Secrets {
		if s.Until.IsZero() || now.Before(s.Until) {
			values = append(values, s.Value)
		}
	}
	return values
}

// wants reports whether the endpoint is told of an event; shown, whether customers may see it, is asked when it matters.
func (e Endpoint) wants(event conversation.Event, shown func(conversation.Event) bool) bool {
	return (len(e.Kinds) == 0 || slices.Contains(e.Kinds, event.Kind())) && (e.Include == Internal || shown(event))
}

const (
	longestURL         = 2000
	longestDescription = 500
	maxActive          = 50 // endpoints: each costs a row per event
)

var idShape = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// Reach says where endpoints may be.
type Reach struct {
	Plain   bool // http too
	Private bool // private, loopback and other special addresses too, and any port
}

func (e Endpoint) check(r Reach) error {
	if !idShape.MatchString(e.ID) {
		return &people.InvalidError{Field: "id", Message: "an id is 1 to 64 letters, digits and . _ -, the first a letter or digit"}
	}
	if e.Include != Public && e.Include != Internal {
		return &people.InvalidError{Field: "include", Message: "is public or internal"}
	}
	for _, k := range e.Kinds {
		if _, err := conversation.DecodePayload(k, nil); err != nil {
			return &people.InvalidError{Field: "kinds", Message: fmt.Sprintf("%q is no kind of event", string(k))}
		}
	}
	if utf8.RuneCountInString(e.Description) > longestDescription || strings.ContainsFunc(e.Description, unicode.IsControl) {
		return &people.InvalidError{Field: "description", Message: fmt.Sprintf("is at most %d characters on one line", longestDescription)}
	}
	if why := r.refuses(e.URL); why != "" {
		return &people.InvalidError{Field: "url", Message: why}
	}
	return nil
}

// refuses says why a URL is not taken, "" if it is. Names are looked up only when they are called: what they stand for
// then is checked again.
func (r Reach) refuses(raw string) string {
	u, err := url.Parse(raw)
	switch {
	case err != nil || len(raw) > longestURL || u.Hostname() == "" || u.Opaque != "":
		return fmt.Sprintf("must be an absolute URL of at most %d characters", longestURL)
	case u.Scheme == "http" && !r.Plain:
		return "must begin with https:// (webhooks.allow_http lifts this)"
	case u.Scheme != "https" && u.Scheme != "http":
		return "must begin with https://"
	case u.User != nil:
		return "must not hold a name or password: what is sent is signed"
	case u.Fragment != "":
		return "must not have a part after #"
	}
	if p := u.Port(); p != "" {
		number, err := strconv.ParseUint(p, 10, 16)
		if err != nil || !r.port(uint16(number)) {
			return "uses a port that is not called: 80, 443 and those from 1024 on are"
		}
	}
	if addr, err := netip.ParseAddr(u.Hostname()); !r.Private && (err == nil && Special(addr) || strings.EqualFold(u.Hostname(), "localhost")) {
		return "is an address inside: only public ones are called (webhooks.allow_private lifts this)"
	}
	return ""
}

func (r Reach) port(p uint16) bool { return r.Private || p == 80 || p == 443 || p >= 1024 }

// Refuses says why an address that a name turned out to stand for must not be called, "" if it may be.
func (r Reach) Refuses(to netip.AddrPort) string {
	switch {
	case !r.Private && Special(to.Addr()):
		return "its name stands for an address inside; only public ones are called"
	case !r.port(to.Port()):
		return "this port is not called"
	}
	return ""
}
