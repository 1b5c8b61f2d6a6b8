package people

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// shift is how long the sessions of these tests last.
const shift = 12 * time.Hour

func (o office) signIn(t testing.TB, id, secret string) Session {
	t.Helper()
	session, who, err := o.SignIn(ctx, id, secret, shift)
	if err != nil || who.ID != id {
		t.Fatalf("%s signs in as %q: %v", id, who.ID, err)
	}
	return session
}

// in fails unless the session is good in an office, or is not.
func (o office) in(t testing.TB, session Session, want bool) {
	t.Helper()
	_, err := o.PrincipalOf(ctx, session)
	if want && err != nil || !want && !errors.Is(err, ErrUnauthenticated) {
		t.Errorf("let in: want %v, error %v", want, err)
	}
}

func TestASessionThatIsEndedIsEndedInEveryProcess(t *testing.T) {
	repo := newMemory()
	here, there := newOffice(t, repo), newOffice(t, repo)
	secret := here.user(t, "mei", RoleAgent)
	desk, phone := here.signIn(t, "mei", secret), there.signIn(t, "mei", secret)
	there.in(t, desk, true)
	if err := here.SignOut(ctx, desk); err != nil {
		t.Fatal(err)
	}
	if err := here.SignOut(ctx, desk); err != nil {
		t.Errorf("a second time: %v", err)
	}
	here.in(t, desk, false)
	*there.time = there.time.Add(recheckTime)
	there.in(t, desk, false)
	there.in(t, phone, true)

	if err := there.SignOutEverywhere(ctx, phone); err != nil {
		t.Fatal(err)
	}
	there.in(t, phone, false)
	if err := there.SignOutEverywhere(ctx, phone); !errors.Is(err, ErrUnauthenticated) {
		t.Errorf("by a session that has ended: %v", err)
	}
	there.in(t, there.signIn(t, "mei", secret), true)
}

func TestASessionEndsByItselfAndDoesNotComeBackWithItsUser(t *testing.T) {
	o := newOffice(t, newMemory())
	session := o.signIn(t, "mei", o.user(t, "mei", RoleAgent))
	for _, disabled := range []bool{true, false} {
		must[User](t)(o.UpdateUser(ctx, Operator, "mei", UserChange{Disabled: &disabled}))
		o.in(t, session, false)
	}
	session = o.signIn(t, "mei", must[string](t)(o.ResetSecret(ctx, Operator, "mei")))
	*o.time = o.time.Add(shift - time.Second)
	o.in(t, session, true)
	*o.time = o.time.Add(time.Second)
	o.in(t, session, false)
}

func TestAskingForASessionAgainReadsNothing(t *testing.T) {
	o := newOffice(t, newMemory())
	session := o.signIn(t, "mei", o.user(t, "mei", RoleAgent))
	o.in(t, session, true)
	reads, asked := o.repo.reads, o.repo.asked
	for range 100 {
		o.in(t, session, true)
	}
	if o.repo.reads != reads || o.repo.asked != asked {
		t.Errorf("the repository was asked %d times for its revision and %d times for the session", o.repo.reads-reads, o.repo.asked-asked)
	}
}

func TestAChosenSecretTakesThePlaceOfTheOldOneAndOfAllSessions(t *testing.T) {
	o := newOffice(t, newMemory())
	secret := o.user(t, "mei", RoleAgent)
	here, elsewhere := o.signIn(t, "mei", secret), o.signIn(t, "mei", secret)
	const chosen = "four words or more"
	for _, wrong := range []struct{ current, chosen, field string }{
		{"a guess that fails", chosen, "current"},
		{secret, secret, "secret"},
		{secret, "eleven char", "secret"},
		{secret, "aaaaaaaaaaaaaaaa", "secret"},
		{secret, "with\na line break", "secret"},
		{secret, strings.Repeat("four words ", 30), "secret"},
	} {
		var invalid *InvalidError
		if _, err := o.ChangeSecret(ctx, here, wrong.current, wrong.chosen, shift); !errors.As(err, &invalid) || invalid.Field != wrong.field {
			t.Errorf("%q: %v", wrong.chosen, err)
		}
	}
	fresh := must[Session](t)(o.ChangeSecret(ctx, here, secret, chosen, shift))
	o.in(t, here, false)
	o.in(t, elsewhere, false)
	o.in(t, fresh, true)
	if _, _, err := o.SignIn(ctx, "mei", secret, shift); !errors.Is(err, ErrUnauthenticated) {
		t.Errorf("with the old secret: %v", err)
	}
	o.in(t, o.signIn(t, "mei", chosen), true)
}

func BenchmarkASessionOfARequest(b *testing.B) {
	o := newOffice(b, newMemory())
	_, secret, err := o.AddUser(ctx, Operator, NewUser{ID: "mei", Roles: []Role{RoleAgent}})
	if err != nil {
		b.Fatal(err)
	}
	session := o.signIn(b, "mei", secret)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := o.PrincipalOf(ctx, session); err != nil {
			b.Fatal(err)
		}
	}
}
