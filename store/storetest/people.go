package storetest

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/batondesk/baton/people"
)

var peopleTests = []test{
	{"users are added, updated and listed", users},
	{"an update from an old version is a conflict", userConflicts},
	{"ended sessions are remembered until their time", endedSessions},
	{"keys are added, revoked and listed", keys},
	{"customers are found by their verified identities only", customers},
	{"of two customers with one identity one is first", oneIdentity},
	{"the audit is listed newest first, in pages", auditListed},
}

// wants fails unless err is of type E.
func wants[E error](w *world, what string, err error) {
	w.Helper()
	var e E
	if !errors.As(err, &e) {
		w.Errorf("%s: got %v", what, err)
	}
}

func audit(object string) people.AuditEntry {
	return people.AuditEntry{Actor: "root", Action: "test", Object: object}
}

func users(w *world) {
	repo := w.People()
	before, err := repo.Revision(w.ctx)
	if err != nil {
		w.Fatal(err)
	}
	mei := people.User{ID: "mei", Name: "Mei 梅", Roles: []people.Role{people.RoleAgent}, CreatedAt: w.clock.now(), SecretAt: w.clock.now(), Version: 1}
	jo := people.User{ID: "Mei", Name: "Jo", Version: 1, CreatedAt: w.clock.now(), SecretAt: w.clock.now(), Roles: []people.Role{}}
	for _, u := range []people.User{mei, jo} {
		if err := repo.AddUser(w.ctx, u, "hash of "+u.Name, audit(u.ID)); err != nil {
			w.Fatal(err)
		}
	}
	wants[*people.ExistsError](w, "the same id", repo.AddUser(w.ctx, jo, "other", audit("Mei")))
	mei.Disabled, mei.Version = true, 2
	if err := repo.UpdateUser(w.ctx, mei, "", audit("mei")); err != nil {
		w.Fatal(err)
	}
	jo.Version = 2
	if err := repo.UpdateUser(w.ctx, jo, "new hash", audit("Mei")); err != nil {
		w.Fatal(err)
	}
	for hash, want := range map[string]people.User{"hash of Mei 梅": mei, "new hash": jo} {
		u, stored, err := repo.UserSecret(w.ctx, want.ID)
		if err != nil || stored != hash {
			w.Errorf("secret of %s is %q, error %v", want.ID, stored, err)
		}
		w.same("user", want, u)
	}
	u, err := repo.User(w.ctx, "mei")
	if err != nil {
		w.Fatal(err)
	}
	w.same("user", mei, u)
	_, err = repo.User(w.ctx, "nobody")
	wants[*people.NotFoundError](w, "nobody", err)
	list, err := repo.Users(w.ctx, "", 10)
	if err != nil {
		w.Fatal(err)
	}
	w.same("users", []people.User{jo, mei}, list)
	if list, err = repo.Users(w.ctx, "Mei", 1); err != nil || len(list) != 1 || list[0].ID != "mei" {
		w.Errorf("second page: %v, error %v", list, err)
	}
	if after, err := w.open().People().Revision(w.ctx); err != nil || after < before+4 {
		w.Errorf("revision %d after %d, error %v", after, before, err)
	}
}

func userConflicts(w *world) {
	repo := w.People()
	wants[*people.NotFoundError](w, "nobody", repo.UpdateUser(w.ctx, people.User{ID: "mei", Version: 1}, "", audit("mei")))
	if err := repo.AddUser(w.ctx, people.User{ID: "mei", Version: 1}, "h", audit("mei")); err != nil {
		w.Fatal(err)
	}
	for _, version := range []int{0, 1, 3} {
		if err := repo.UpdateUser(w.ctx, people.User{ID: "mei", Version: version}, "", audit("mei")); !errors.Is(err, people.ErrConflict) {
			w.Errorf("version %d over 1: %v", version, err)
		}
	}
	if entries, err := repo.Audit(w.ctx, people.AuditQuery{Limit: 10}); err != nil || len(entries) != 1 {
		w.Errorf("%d entries for one change, error %v", len(entries), err)
	}
}

func keys(w *world) {
	repo := w.People()
	wants[*people.NotFoundError](w, "key of nobody", repo.AddKey(w.ctx, people.Key{ID: "k", UserID: "mei"}, "h", audit("k")))
	if err := repo.AddUser(w.ctx, people.User{ID: "mei", Version: 1}, "h", audit("mei")); err != nil {
		w.Fatal(err)
	}
	a := people.Key{ID: "a", Name: "robot", Roles: []people.Role{people.RoleEditor}, CreatedBy: "root", CreatedAt: w.clock.now()}
	b := people.Key{ID: "b", Name: "mei's", UserID: "mei", Roles: []people.Role{people.RoleAgent}, CreatedAt: w.clock.now()}
	for _, k := range []people.Key{b, a} {
		if err := repo.AddKey(w.ctx, k, "hash "+k.ID, audit(k.ID)); err != nil {
			w.Fatal(err)
		}
	}
	wants[*people.ExistsError](w, "the same id", repo.AddKey(w.ctx, a, "h", audit("a")))
	a.RevokedAt = w.clock.now().Add(time.Minute)
	for _, at := range []time.Time{a.RevokedAt, a.RevokedAt.Add(time.Hour)} {
		if err := repo.RevokeKey(w.ctx, "a", at, audit("a")); err != nil {
			w.Fatal(err)
		}
	}
	wants[*people.NotFoundError](w, "revoke nothing", repo.RevokeKey(w.ctx, "none", a.RevokedAt, audit("none")))
	k, hash, err := repo.KeySecret(w.ctx, "a")
	if err != nil || hash != "hash a" {
		w.Errorf("hash %q, error %v", hash, err)
	}
	w.same("key", a, k)
	_, _, err = repo.KeySecret(w.ctx, "none")
	wants[*people.NotFoundError](w, "no key", err)
	list, err := repo.Keys(w.ctx, "", 10)
	if err != nil {
		w.Fatal(err)
	}
	w.same("keys", []people.Key{a, b}, list)
	if list, err = repo.Keys(w.ctx, "a", 10); err != nil || len(list) != 1 {
		w.Errorf("second page: %v, error %v", list, err)
	}
	if entries, err := repo.Audit(w.ctx, people.AuditQuery{Limit: 10}); err != nil || len(entries) != 4 { // user, two keys, one revocation
		w.Errorf("%d entries, error %v", len(entries), err)
	}
}

func customers(w *world) {
	repo := w.People()
	phone, mail := people.Identity{Channel: "sms", ExternalID: "+1"}, people.Identity{Channel: "mail", ExternalID: "ann@example.com"}
	ann := people.Customer{
		ID: "ann", Verified: true, Name: "Ann", Email: "ann@example.com", Attributes: map[string]string{"plan": "gold"},
		Identities: []people.Identity{phone}, CreatedAt: w.clock.now(), UpdatedAt: w.clock.now(), Version: 1,
	}
	claims := people.Customer{ID: "x", Identities: []people.Identity{phone, mail}, Version: 1, CreatedAt: w.clock.now(), UpdatedAt: w.clock.now()}
	for _, c := range []people.Customer{claims, ann} {
		if err := repo.AddCustomer(w.ctx, c, audit(c.ID)); err != nil {
			w.Fatal(err)
		}
		got, err := repo.Customer(w.ctx, c.ID)
		if err != nil {
			w.Fatal(err)
		}
		w.same("customer", c, got)
	}
	find := func(i people.Identity, want string) {
		w.Helper()
		c, err := repo.VerifiedCustomer(w.ctx, i)
		if want == "" {
			wants[*people.NotFoundError](w, i.ExternalID, err)
		} else if err != nil || c.ID != want {
			w.Errorf("%v belongs to %q, error %v", i, c.ID, err)
		}
	}
	find(phone, "ann")
	find(mail, "")
	wants[*people.ExistsError](w, "an identity that is taken", repo.AddCustomer(w.ctx, people.Customer{ID: "bob", Verified: true, Identities: []people.Identity{mail, phone}, Version: 1}, audit("bob")))
	_, err := repo.Customer(w.ctx, "bob")
	wants[*people.NotFoundError](w, "bob", err)
	find(mail, "")

	ann.Identities, ann.Version = []people.Identity{mail}, 2
	if err := repo.UpdateCustomer(w.ctx, ann, audit("ann")); err != nil {
		w.Fatal(err)
	}
	find(mail, "ann")
	find(phone, "")
	if err := repo.UpdateCustomer(w.ctx, ann, audit("ann")); !errors.Is(err, people.ErrConflict) {
		w.Errorf("an old version: %v", err)
	}
	wants[*people.NotFoundError](w, "nobody", repo.UpdateCustomer(w.ctx, people.Customer{ID: "nobody", Version: 2}, audit("nobody")))
	wants[*people.ExistsError](w, "the same id", repo.AddCustomer(w.ctx, people.Customer{ID: "ann", Version: 1}, audit("ann")))
	// Who was only claimed becomes verified.
	claims.Verified, claims.Version, claims.Identities = true, 2, []people.Identity{phone, phone}
	if err := repo.UpdateCustomer(w.ctx, claims, audit("x")); err != nil {
		w.Fatal(err)
	}
	find(phone, "x")
	claims.Version, claims.Identities = 3, []people.Identity{mail}
	wants[*people.ExistsError](w, "an identity that is taken", repo.UpdateCustomer(w.ctx, claims, audit("x")))
	find(phone, "x")
}

func oneIdentity(w *world) {
	repos := []people.Repository{w.People(), w.open().People()}
	var (
		mu  sync.Mutex
		won int
		wg  sync.WaitGroup
	)
	for i := range 8 {
		wg.Go(func() {
			err := repos[i%2].AddCustomer(w.ctx, people.Customer{
				ID: fmt.Sprint("c", i), Verified: true, Identities: []people.Identity{{Channel: "web", ExternalID: "7"}}, Version: 1,
			}, audit("c"))
			if err == nil {
				mu.Lock()
				won++
				mu.Unlock()
			} else {
				wants[*people.ExistsError](w, "second", err)
			}
		})
	}
	wg.Wait()
	if won != 1 {
		w.Errorf("%d customers have the identity", won)
	}
}

func auditListed(w *world) {
	repo := w.People()
	for i := range 5 {
		a := people.AuditEntry{At: w.clock.now(), Actor: "root", Action: "user.add", Object: fmt.Sprint(i), Detail: map[string]any{"n": float64(i)}}
		if err := repo.AddUser(w.ctx, people.User{ID: fmt.Sprint(i), Version: 1}, "h", a); err != nil {
			w.Fatal(err)
		}
	}
	var objects []string
	for before := int64(0); ; {
		page, err := repo.Audit(w.ctx, people.AuditQuery{Before: before, Limit: 2})
		if err != nil {
			w.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, a := range page {
			if a.Detail["n"] != float64(len(page)) && fmt.Sprint(a.Detail["n"]) != a.Object || !a.At.Equal(w.clock.now()) {
				w.Errorf("entry %+v", a)
			}
			objects = append(objects, a.Object)
			before = a.ID
		}
	}
	w.same("objects", []string{"4", "3", "2", "1", "0"}, objects)

	other := people.AuditEntry{At: w.clock.now(), Actor: "mei", Action: "key.create", Object: "3"}
	if err := repo.AddKey(w.ctx, people.Key{ID: "3"}, "h", other); err != nil {
		w.Fatal(err)
	}
	for _, want := range []struct {
		people.AuditQuery
		actions []string
	}{
		{people.AuditQuery{Object: "3"}, []string{"key.create", "user.add"}},
		{people.AuditQuery{Object: "3", Actor: "root"}, []string{"user.add"}},
		{people.AuditQuery{Object: "3", Kind: "key"}, []string{"key.create"}},
		{people.AuditQuery{Kind: "user.a"}, nil},
		{people.AuditQuery{Actor: "nobody"}, nil},
	} {
		want.Limit = 10
		found, err := repo.Audit(w.ctx, want.AuditQuery)
		if err != nil {
			w.Fatal(err)
		}
		var actions []string
		for _, a := range found {
			actions = append(actions, a.Action)
		}
		w.same(fmt.Sprintf("entries for %+v", want.AuditQuery), want.actions, actions)
	}
}
