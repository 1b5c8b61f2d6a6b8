package people

import (
	"crypto/rand"
	"testing"
)

func TestAStoredHashThatCannotBeReadIsAnErrorAndLetsNobodyIn(t *testing.T) {
	h := newHasher(rand.Reader)
	good, err := h.hash(ctx, "secret")
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := h.matches(ctx, "secret", good); !ok || err != nil {
		t.Errorf("the right secret: %v, %v", ok, err)
	}
	for _, bad := range []string{"x", good[:len(good)-30], "$argon2i" + good[9:], "$argon2id$v=19$m=0,t=0,p=0$AAAA$AAAA", "$argon2id$v=19$m=4294967295,t=5,p=1$AAAA$" + good[len(good)-43:]} {
		if ok, err := h.matches(ctx, "secret", bad); ok || err == nil {
			t.Errorf("%q: %v, %v", bad, ok, err)
		}
	}
}

func FuzzSecret(f *testing.F) {
	f.Add("baton_abc_def")
	f.Add("baton_login_x")
	f.Fuzz(func(t *testing.T, secret string) {
		if id, ok := keyIDOf(secret); ok && (id == loginKeyID || !keyIDShape.MatchString(id)) {
			t.Errorf("%q names the key %q", secret, id)
		}
		decodeHash(secret)
	})
}

func BenchmarkHash(b *testing.B) {
	h := newHasher(rand.Reader)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := h.matches(ctx, "secret", ""); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAuthenticateAgain(b *testing.B) {
	o := newOffice(b, newMemory())
	_, secret := o.key(b, NewKey{Name: "k", Roles: []Role{RoleAgent}})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := o.AuthenticateKey(ctx, secret); err != nil {
			b.Fatal(err)
		}
	}
}
