package outbox

import (
	"errors"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

var (
	admin   = people.Principal{ID: "ada", Roles: []people.Role{people.RoleAdmin}}
	watcher = people.Principal{ID: "hong", Roles: []people.Role{people.RoleSupervisor}}
)

func TestASecretIsRotatedWithoutAGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{}
		s := New(m, Options{Router: NewRouter(nil)})
		e, first, err := s.Create(t.Context(), admin, NewEndpoint{ID: "crm", URL: "https://crm.example/hook"})
		if err != nil || !strings.HasPrefix(first, "whsec_") || !slices.Equal(e.Signing(time.Now()), []string{first}) {
			t.Fatalf("%+v, secret %q, error %v", e, first, err)
		}
		e, second, err := s.Update(t.Context(), admin, "crm", Change{Rotate: true})
		if err != nil || second == first || !slices.Equal(e.Signing(time.Now()), []string{second, first}) {
			t.Fatalf("%+v, secret %q, error %v", e, second, err)
		}
		time.Sleep(rotation)
		if got := e.Signing(time.Now()); !slices.Equal(got, []string{second}) {
			t.Errorf("a day later: %v", got)
		}
		if again, secret, err := s.Update(t.Context(), admin, "crm", Change{}); err != nil || secret != "" || again.Version != 3 {
			t.Errorf("%+v, secret %q, error %v", again, secret, err)
		}
		if active := s.o.Router.Active(); len(active) != 1 || active[0].Version != 3 {
			t.Errorf("in use: %+v", active)
		}
	})
}

func TestCreatingIsRepeatable(t *testing.T) {
	s := New(&memory{}, Options{Router: NewRouter(nil)})
	n := NewEndpoint{ID: "crm", URL: "https://crm.example/hook", Kinds: []conversation.Kind{"note", "message", "note"}}
	if _, secret, err := s.Create(t.Context(), admin, n); err != nil || secret == "" {
		t.Fatal(secret, err)
	}
	if e, secret, err := s.Create(t.Context(), admin, n); err != nil || secret != "" || e.ID != "crm" || len(e.Kinds) != 2 {
		t.Errorf("again: %+v, %q, %v", e, secret, err)
	}
	n.URL += "2"
	var exists *people.ExistsError
	if _, _, err := s.Create(t.Context(), admin, n); !errors.As(err, &exists) {
		t.Errorf("another of that name: %v", err)
	}
	if _, _, err := s.Update(t.Context(), admin, "crm", Change{Version: 7}); !errors.Is(err, people.ErrConflict) {
		t.Errorf("based on another version: %v", err)
	}
	var forbidden *people.ForbiddenError
	if _, _, err := s.Create(t.Context(), watcher, NewEndpoint{URL: "https://crm.example"}); !errors.As(err, &forbidden) {
		t.Errorf("a supervisor adds one: %v", err)
	}
	if list, _, err := s.Endpoints(t.Context(), watcher, "", 10); err != nil || len(list) != 1 {
		t.Errorf("a supervisor reads %v, %v", list, err)
	}
}

func TestOnlyDecentEndpointsAreTaken(t *testing.T) {
	for url, ok := range map[string]bool{
		"https://crm.example/hook":               true,
		"https://crm.example:8443/hook?key=1":    true,
		"https://9.9.9.9/":                       true,
		"http://crm.example/hook":                false,
		"ftp://crm.example":                      false,
		"https://":                               false,
		"https:crm.example":                      false,
		"crm.example":                            false,
		"https://me:sesame@crm.example":          false,
		"https://crm.example/#top":               false,
		"https://crm.example:25/":                false,
		"https://crm.example:99999/":             false,
		"https://localhost/":                     false,
		"https://10.1.2.3/":                      false,
		"https://[::1]/":                         false,
		"https://[::ffff:169.254.169.254]/":      false,
		"https://[64:ff9b::a9fe:a9fe]/":          false,
		"https://crm.example/\n":                 false,
		strings.Repeat("https://x.example", 200): false,
	} {
		if why := (Reach{}).refuses(url); (why == "") != ok {
			t.Errorf("%.60q: %q", url, why)
		}
	}
	s := New(&memory{}, Options{Router: NewRouter(nil)})
	for name, n := range map[string]NewEndpoint{
		"id": {ID: "a b", URL: "https://a.example"}, "kinds": {URL: "https://a.example", Kinds: []conversation.Kind{"gossip"}},
		"include": {URL: "https://a.example", Include: "all"}, "description": {URL: "https://a.example", Description: "a\nb"}, "url": {URL: "https://10.0.0.1"},
	} {
		var bad *people.InvalidError
		if _, _, err := s.Create(t.Context(), admin, n); !errors.As(err, &bad) || bad.Field != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSpecialAddresses(t *testing.T) {
	for _, text := range []string{
		"0.0.0.0", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "169.254.169.254", "168.63.129.16", "172.16.0.1", "192.0.0.192",
		"192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
		"::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1",
		"2002:7f00:1::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2606:4700::1%eth0",
	} {
		if !Special(netip.MustParseAddr(text)) {
			t.Errorf("%s counts as a public server's", text)
		}
	}
	for _, text := range []string{"1.1.1.1", "9.9.9.9", "100.128.0.1", "172.32.0.1", "2606:4700:4700::1111", "2a00:1450::1", "::ffff:9.9.9.9"} {
		if Special(netip.MustParseAddr(text)) {
			t.Errorf("%s does not count as a public server's", text)
		}
	}
	if !Special(netip.Addr{}) {
		t.Error("no address counts as a public server's")
	}
}

func FuzzURL(f *testing.F) {
	for _, text := range []string{"https://crm.example/hook", "https://[::1]:443/", "https://0x7f.1/", "https://127.1/", "https://①②⑦.0.0.1/"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		if (Reach{}).refuses(raw) == "" && !strings.HasPrefix(strings.ToLower(raw), "https://") {
			t.Errorf("%q is taken", raw)
		}
	})
}
