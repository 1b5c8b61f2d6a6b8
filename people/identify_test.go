package people

import (
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"
)

func (o office) signed(id string, at time.Time) Claim {
	issued := strconv.FormatInt(at.Unix(), 10)
	return Claim{ExternalID: id, IssuedAt: issued, Signature: SignIdentity(o.o.IdentitySecret, id, issued)}
}

func TestASignedIdentityIsTheSameCustomerAgain(t *testing.T) {
	o := newOffice(t, newMemory())
	first := o.signed("u1", *o.time)
	first.Name, first.Attributes = "Ann", map[string]string{"tier": "gold", "city": "Bonn"}
	before := must[Customer](t)(o.Identify(ctx, "web", first))
	second := o.signed("u1", *o.time)
	second.Attributes = map[string]string{"tier": "silver"}
	after := must[Customer](t)(o.Identify(ctx, "web", second))
	if !before.Verified || before.ID != after.ID {
		t.Errorf("%+v and %+v", before, after)
	}
	if p := after.Profile(); p["name"] != "Ann" || p["tier"] != "silver" || p["city"] != "Bonn" {
		t.Errorf("the profile is %v", p)
	}
	if got := o.repo.audit; len(got) != 2 || got[1].Action != "customer.update" {
		t.Errorf("on record: %+v", got)
	}
	must[Customer](t)(o.Identify(ctx, "web", second))
	if len(o.repo.audit) != 2 {
		t.Error("nothing changed and something was recorded")
	}
	if other := must[Customer](t)(o.Identify(ctx, "mail", first)); other.ID == before.ID {
		t.Error("another channel's id is another identity")
	}
}

func TestAClaimedIdentityNeverTouchesAVerifiedCustomer(t *testing.T) {
	o := newOffice(t, newMemory())
	signed := o.signed("u1", *o.time)
	signed.Name = "Ann"
	real := must[Customer](t)(o.Identify(ctx, "web", signed))
	one := must[Customer](t)(o.Identify(ctx, "web", Claim{ExternalID: "u1", Name: "Mallory", Attributes: map[string]string{"tier": "gold"}}))
	two := must[Customer](t)(o.Identify(ctx, "web", Claim{ExternalID: "u1"}))
	if one.Verified || one.ID == real.ID || one.ID == two.ID || two.Name != "" {
		t.Errorf("claims led to %+v and %+v", one, two)
	}
	if now := must[Customer](t)(o.Customer(ctx, real.ID)); now.Name != "Ann" || now.Version != 1 {
		t.Errorf("the verified customer became %+v", now)
	}
	// And the verified one is still found, whatever was claimed in between.
	if again := must[Customer](t)(o.Identify(ctx, "web", o.signed("u1", *o.time))); again.ID != real.ID {
		t.Errorf("found %+v", again)
	}
	if nobody := must[Customer](t)(o.Identify(ctx, "web", Claim{})); nobody.ID != "" {
		t.Errorf("a claim of nothing made %+v", nobody)
	}
}

func TestWrongSignaturesAreRefused(t *testing.T) {
	o := newOffice(t, newMemory())
	now := *o.time
	good := o.signed("user1", now)
	rfc := now.Format(time.RFC3339)
	must[Customer](t)(o.Identify(ctx, "web", Claim{ExternalID: "user1", IssuedAt: rfc, Signature: SignIdentity(o.o.IdentitySecret, "user1", rfc)}))
	for name, c := range map[string]Claim{
		"another id":      {ExternalID: "user2", IssuedAt: good.IssuedAt, Signature: good.Signature},
		"another time":    {ExternalID: "user1", IssuedAt: strconv.FormatInt(now.Unix()+1, 10), Signature: good.Signature},
		"a moved digit":   {ExternalID: "user", IssuedAt: "1" + good.IssuedAt, Signature: good.Signature},
		"moved the other": {ExternalID: "user1" + good.IssuedAt[:1], IssuedAt: good.IssuedAt[1:], Signature: good.Signature},
		"no time":         {ExternalID: "user1", Signature: SignIdentity(o.o.IdentitySecret, "user1", "")},
		"too old":         o.signed("user1", now.Add(-24*time.Hour-time.Second)),
		"from the future": o.signed("user1", now.Add(10*time.Minute)),
		"another secret":  {ExternalID: "user1", IssuedAt: good.IssuedAt, Signature: SignIdentity([]byte("guess"), "user1", good.IssuedAt)},
		"nobody":          o.signed("", now),
		"no hex":          {ExternalID: "user1", IssuedAt: good.IssuedAt, Signature: "yes"},
	} {
		if got, err := o.Identify(ctx, "web", c); !errors.Is(err, ErrIdentity) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	keyless := New(newMemory(), Options{})
	c := Claim{ExternalID: "u", IssuedAt: strconv.FormatInt(time.Now().Unix(), 10)}
	c.Signature = SignIdentity(nil, c.ExternalID, c.IssuedAt)
	if _, err := keyless.Identify(ctx, "web", c); !errors.Is(err, ErrIdentity) {
		t.Errorf("signed with no secret at all: %v", err)
	}
}

func TestTwoConversationsOfOneNewCustomerMakeOneCustomer(t *testing.T) {
	o := newOffice(t, newMemory())
	c := o.signed("u1", *o.time)
	var wait sync.WaitGroup
	ids := make(chan string, 20)
	for range cap(ids) {
		wait.Go(func() {
			customer, err := o.Identify(ctx, "web", c)
			if err != nil {
				t.Error(err)
			}
			ids <- customer.ID
		})
	}
	wait.Wait()
	close(ids)
	seen := map[string]bool{}
	for id := range ids {
		seen[id] = true
	}
	if len(seen) != 1 {
		t.Errorf("made %d customers", len(seen))
	}
}

func TestClaimsAreLimited(t *testing.T) {
	o := newOffice(t, newMemory())
	long := string(make([]byte, 2000))
	many := map[string]string{}
	for i := range 100 {
		many[strconv.Itoa(i)] = "x"
	}
	for _, c := range []Claim{{ExternalID: long}, {Name: long}, {Email: long}, {Attributes: map[string]string{"a": long}}, {Attributes: many}, {Name: "\xff"}} {
		var invalid *InvalidError
		if _, err := o.Identify(ctx, "web", c); !errors.As(err, &invalid) {
			t.Errorf("%.60v: %v", c, err)
		}
	}
}
