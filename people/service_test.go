package people

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var ctx = context.Background()

// office is a service with a clock that the test moves, over a repository that it may share with others.
type office struct {
	*Service
	repo *memory
	time *time.Time
}

func newOffice(t testing.TB, repo *memory) office {
	t.Helper()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	o := office{repo: repo, time: &now}
	o.Service = New(repo, Options{Now: func() time.Time { return *o.time }, IdentitySecret: []byte("shared with the site")})
	return o
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (o office) user(t testing.TB, id string, roles ...Role) string {
	t.Helper()
	_, secret, err := o.AddUser(ctx, Operator, NewUser{ID: id, Roles: roles})
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

func (o office) key(t testing.TB, n NewKey) (Key, string) {
	t.Helper()
	k, secret, err := o.CreateKey(ctx, Operator, n)
	if err != nil {
		t.Fatal(err)
	}
	return k, secret
}

func TestAKeyLetsItsHolderInUntilItIsRevoked(t *testing.T) {
	o := newOffice(t, newMemory())
	k, secret := o.key(t, NewKey{Name: "import", Roles: []Role{RoleEditor}})
	if !strings.HasPrefix(secret, "baton_"+k.ID+"_") {
		t.Errorf("the secret %q does not show what it is", secret)
	}
	who := must[Principal](t)(o.AuthenticateKey(ctx, secret))
	if who.ID != "key-"+k.ID || who.Name != "import" || !who.Can(EditKnowledge) || who.Can(PublishKnowledge) {
		t.Errorf("the key is %+v", who)
	}
	for _, wrong := range []string{"", "x", secret + "x", secret[:len(secret)-1], "baton_" + k.ID + "_", "baton_nobody_" + strings.Repeat("a", 32), strings.Repeat("a", 9999)} {
		if _, err := o.AuthenticateKey(ctx, wrong); !errors.Is(err, ErrUnauthenticated) {
			t.Errorf("%.40q: %v", wrong, err)
		}
	}
	if err := o.RevokeKey(ctx, Operator, k.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := o.AuthenticateKey(ctx, secret); !errors.Is(err, ErrUnauthenticated) {
		t.Errorf("a revoked key: %v", err)
	}
}

func TestAKeyRevokedByAnotherProcessStopsWithinASecond(t *testing.T) {
	repo := newMemory()
	here, there := newOffice(t, repo), newOffice(t, repo)
	k, secret := there.key(t, NewKey{Name: "bridge", Roles: []Role{RoleAgent}})
	must[Principal](t)(here.AuthenticateKey(ctx, secret))
	if err := there.RevokeKey(ctx, Operator, k.ID); err != nil {
		t.Fatal(err)
	}
	*here.time = here.time.Add(time.Second)
	if _, err := here.AuthenticateKey(ctx, secret); !errors.Is(err, ErrUnauthenticated) {
		t.Errorf("a second later: %v", err)
	}
}

func TestCheckingTheSameSecretAgainIsCheap(t *testing.T) {
	o := newOffice(t, newMemory())
	_, secret := o.key(t, NewKey{Name: "busy", Roles: []Role{RoleAgent}})
	must[Principal](t)(o.AuthenticateKey(ctx, secret))
	reads := o.repo.reads
	start := time.Now()
	for range 1000 {
		must[Principal](t)(o.AuthenticateKey(ctx, secret))
	}
	if spent := time.Since(start); spent > 500*time.Millisecond {
		t.Errorf("1000 checks took %s", spent)
	}
	if o.repo.reads != reads {
		t.Errorf("the repository was asked %d times within the same moment", o.repo.reads-reads)
	}
	// When the repository cannot be read, nobody is let in on what was known.
	o.repo.fail = errors.New("the disk is gone")
	*o.time = o.time.Add(time.Second)
	if _, err := o.AuthenticateKey(ctx, secret); err == nil {
		t.Error("let in without being able to see whether the key is revoked")
	}
}

// A verification that began before a revocation must not outlive it in the cache.
func TestAVerificationDuringARevocationIsNotRemembered(t *testing.T) {
	c := &cache{revision: func(context.Context) (int64, error) { return 2, nil }, now: time.Now}
	if _, err := c.check(ctx); err != nil {
		t.Fatal(err)
	}
	c.remember(1, fingerprint{1}, Principal{ID: "old"})
	if _, ok := c.find(fingerprint{1}); ok {
		t.Error("remembered what was proved at an earlier revision")
	}
}

func TestAUsersKeyActsAsTheUserWithNoMoreRights(t *testing.T) {
	o := newOffice(t, newMemory())
	o.user(t, "mei", RoleAgent, RoleEditor)
	_, secret := o.key(t, NewKey{Name: "mei's phone", UserID: "mei", Roles: []Role{RoleAgent, RoleAdmin}})
	who := must[Principal](t)(o.AuthenticateKey(ctx, secret))
	if who.ID != "mei" || who.Can(ManagePeople) || who.Can(EditKnowledge) || !who.Can(WorkCases) {
		t.Errorf("the key is %+v", who)
	}
	off := true
	must[User](t)(o.UpdateUser(ctx, Operator, "mei", UserChange{Disabled: &off}))
	if _, err := o.AuthenticateKey(ctx, secret); !errors.Is(err, ErrUnauthenticated) {
		t.Errorf("the key of a disabled user: %v", err)
	}
	if o.Active(ctx, "mei") {
		t.Error("a disabled user is active")
	}
}

func TestAUserSignsInAndSessionsEndWithTheSecret(t *testing.T) {
	o := newOffice(t, newMemory())
	secret := o.user(t, "mei", RoleAgent)
	session := o.signIn(t, "mei", secret)
	must[Principal](t)(o.PrincipalOf(ctx, session))
	for _, c := range [][2]string{{"mei", secret + "x"}, {"tom", secret}, {"", ""}, {"mei", ""}} {
		if _, _, err := o.SignIn(ctx, c[0], c[1], shift); !errors.Is(err, ErrUnauthenticated) {
			t.Errorf("%q with %q: %v", c[0], c[1], err)
		}
	}
	if _, err := o.AuthenticateKey(ctx, secret); !errors.Is(err, ErrUnauthenticated) {
		t.Errorf("a login secret as a key: %v", err)
	}
	*o.time = o.time.Add(time.Hour)
	fresh, err := o.ResetSecret(ctx, Principal{ID: "mei", Roles: []Role{RoleAgent}}, "mei")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.PrincipalOf(ctx, session); !errors.Is(err, ErrUnauthenticated) {
		t.Errorf("a session from before the new secret: %v", err)
	}
	if _, _, err := o.SignIn(ctx, "mei", secret, shift); !errors.Is(err, ErrUnauthenticated) {
		t.Errorf("the old secret: %v", err)
	}
	must[Principal](t)(o.PrincipalOf(ctx, o.signIn(t, "mei", fresh)))
}

func TestAnUnknownNameTakesAsLongAsAWrongSecret(t *testing.T) {
	o := newOffice(t, newMemory())
	o.user(t, "mei", RoleAgent)
	spent := func(id string) time.Duration {
		start := time.Now()
		if _, _, err := o.SignIn(ctx, id, "baton_login_wrong", shift); !errors.Is(err, ErrUnauthenticated) {
			t.Fatal(err)
		}
		return time.Since(start)
	}
	known, unknown := spent("mei"), spent("nobody")
	for range 9 { // the fastest of several, taken in turns, so that a busy machine slows both
		known, unknown = min(known, spent("mei")), min(unknown, spent("nobody"))
	}
	if unknown < known/2 || known < unknown/2 {
		t.Errorf("a wrong secret took %s, an unknown name %s", known, unknown)
	}
}

func TestOnlyAFewHashesRunAtOnce(t *testing.T) {
	o := newOffice(t, newMemory())
	var wait sync.WaitGroup
	outcomes := make(chan error, hashesWaiting*2)
	for range hashesAtOnce {
		o.hasher.running <- struct{}{} // both places are taken
	}
	hurried, cancel := context.WithCancel(ctx)
	for range hashesWaiting * 2 {
		wait.Go(func() {
			_, err := o.hasher.matches(hurried, "secret", "")
			outcomes <- err
		})
	}
	for len(outcomes) < hashesWaiting { // the other half waits
		time.Sleep(time.Millisecond)
	}
	cancel()
	wait.Wait()
	close(outcomes)
	turnedAway := 0
	for err := range outcomes {
		if errors.Is(err, ErrOverloaded) {
			turnedAway++
		} else if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	}
	if turnedAway != hashesWaiting {
		t.Errorf("%d were turned away, want %d", turnedAway, hashesWaiting)
	}
}

func TestEveryChangeIsOnRecordWithoutSecrets(t *testing.T) {
	o := newOffice(t, newMemory())
	secret := o.user(t, "mei", RoleAgent)
	name := "Mei Lin"
	must[User](t)(o.UpdateUser(ctx, Operator, "mei", UserChange{Name: &name, Roles: []Role{RoleSupervisor, RoleAgent}}))
	other := must[string](t)(o.ResetSecret(ctx, Operator, "mei"))
	k, keySecret := o.key(t, NewKey{Name: "phone", UserID: "mei"})
	if err := o.RevokeKey(ctx, Operator, k.ID); err != nil {
		t.Fatal(err)
	}
	entries, _, err := o.Audit(ctx, Operator, AuditQuery{})
	if err != nil {
		t.Fatal(err)
	}
	var actions []string
	for _, e := range entries {
		actions = append(actions, e.Actor+" "+e.Action+" "+e.Object)
	}
	want := []string{"operator key.revoke " + k.ID, "operator key.create " + k.ID, "operator user.secret mei", "operator user.update mei", "operator user.add mei"}
	if diff := cmp.Diff(want, actions); diff != "" {
		t.Error(diff)
	}
	text, err := json.Marshal(entries)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{secret, other, keySecret, "argon2id"} {
		if strings.Contains(string(text), s) {
			t.Errorf("a secret or hash is in the record: %s", text)
		}
	}
}

func TestOnlyThoseWhoMayManagePeople(t *testing.T) {
	o := newOffice(t, newMemory())
	o.user(t, "mei", RoleAgent)
	o.user(t, "ada", RoleAdmin)
	for _, role := range Roles() {
		manages := role == RoleSupervisor || role == RoleAdmin
		actor := Principal{ID: "somebody", Roles: []Role{role}}
		_, _, err := o.AddUser(ctx, actor, NewUser{ID: "new-" + string(role), Roles: []Role{RoleAdmin}})
		var forbidden *ForbiddenError
		if role == RoleAdmin && err != nil || role != RoleAdmin && !errors.As(err, &forbidden) {
			t.Errorf("%s adds a user: %v", role, err)
		}
		if _, _, err := o.CreateKey(ctx, actor, NewKey{Name: "k", Roles: []Role{RoleAdmin}}); (err == nil) != (role == RoleAdmin) {
			t.Errorf("%s makes a key: %v", role, err)
		}
		if _, _, err := o.AddUser(ctx, actor, NewUser{ID: "agent-of-" + string(role), Roles: []Role{RoleAgent}}); (err == nil) != manages {
			t.Errorf("%s adds an agent: %v", role, err)
		}
		k, _, err := o.CreateKey(ctx, actor, NewKey{Name: "k", Roles: []Role{RoleAgent}})
		if (err == nil) != manages {
			t.Errorf("%s makes a key for an agent: %v", role, err)
		} else if err := o.RevokeKey(ctx, actor, k.ID); manages && err != nil {
			t.Errorf("%s revokes it: %v", role, err)
		}
		if _, _, err := o.CreateKey(ctx, actor, NewKey{Name: "k", UserID: "ada", Roles: []Role{RoleAgent}}); (err == nil) != (role == RoleAdmin) {
			t.Errorf("%s makes a key of an admin: %v", role, err)
		}
		if _, err := o.ResetSecret(ctx, actor, "ada"); (err == nil) != (role == RoleAdmin) {
			t.Errorf("%s resets an admin's secret: %v", role, err)
		}
		if _, err := o.UpdateUser(ctx, actor, "mei", UserChange{Roles: []Role{RoleAdmin}}); (err == nil) != (role == RoleAdmin) {
			t.Errorf("%s makes an admin: %v", role, err)
		}
		if _, err := o.UpdateUser(ctx, Operator, "mei", UserChange{Roles: []Role{RoleAgent}}); err != nil {
			t.Fatal(err)
		}
		if _, err := o.ResetSecret(ctx, actor, "mei"); (err == nil) != manages {
			t.Errorf("%s resets somebody's secret: %v", role, err)
		}
		if _, _, err := o.Audit(ctx, actor, AuditQuery{}); (err == nil) != manages {
			t.Errorf("%s reads the audit: %v", role, err)
		}
	}
	o.user(t, "hong", RoleSupervisor)
	hong := Principal{ID: "hong", Roles: []Role{RoleSupervisor}}
	if _, err := o.UpdateUser(ctx, hong, "hong", UserChange{Roles: []Role{RoleSupervisor, RolePublisher}}); err == nil {
		t.Error("a supervisor gives herself another role")
	}
}

func TestBadRequestsSayWhatIsWrong(t *testing.T) {
	o := newOffice(t, newMemory())
	o.user(t, "mei", RoleAgent)
	for _, n := range []NewUser{
		{ID: "", Roles: []Role{RoleAgent}}, {ID: "two words", Roles: []Role{RoleAgent}}, {ID: "operator", Roles: []Role{RoleAgent}},
		{ID: "key-1", Roles: []Role{RoleAgent}}, {ID: "x"}, {ID: "x", Roles: []Role{"king"}}, {ID: "\xff", Roles: []Role{RoleAgent}},
		{ID: "x", Name: "a\nb", Roles: []Role{RoleAgent}},
	} {
		_, _, err := o.AddUser(ctx, Operator, n)
		var invalid *InvalidError
		if !errors.As(err, &invalid) {
			t.Errorf("%+v: %v", n, err)
		}
	}
	if u, secret, err := o.AddUser(ctx, Operator, NewUser{ID: "mei", Roles: []Role{RoleAgent}}); err != nil || secret != "" || u.ID != "mei" {
		t.Errorf("the same user again: %+v, %q, %v", u, secret, err)
	}
	var exists *ExistsError
	if _, _, err := o.AddUser(ctx, Operator, NewUser{ID: "mei", Roles: []Role{RoleAdmin}}); !errors.As(err, &exists) {
		t.Errorf("another user of that id: %v", err)
	}
	for _, n := range []NewKey{{Roles: []Role{RoleAgent}}, {Name: "k"}, {Name: "k", ID: "login", Roles: []Role{RoleAgent}}, {Name: "k", ID: "a_b", Roles: []Role{RoleAgent}}} {
		_, _, err := o.CreateKey(ctx, Operator, n)
		var invalid *InvalidError
		if !errors.As(err, &invalid) {
			t.Errorf("%+v: %v", n, err)
		}
	}
}

func TestUsersAreListedInPages(t *testing.T) {
	o := newOffice(t, newMemory())
	for i := range 5 {
		o.user(t, fmt.Sprint("user", i), RoleAgent)
	}
	var ids []string
	for after := ""; ; {
		users, next, err := o.Users(ctx, Operator, after, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range users {
			ids = append(ids, u.ID)
		}
		if after = next; next == "" {
			break
		}
	}
	if strings.Join(ids, " ") != "user0 user1 user2 user3 user4" {
		t.Errorf("listed %v", ids)
	}
}
