package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/people"
)

// raceTests are what several processes do at the same moment.
var raceTests = []test{
	{"of imports that overlap, in any order, one is first and the others name what it made", oneImport},
	{"what is published belongs to the revision that is read with it", publishedWithRevision},
	{"no answer outlives its article, whoever withdraws it", withdrawnEverywhere},
	{"customers may swap identities at the same moment", identitiesSwapped},
	{"an identity has one owner, whatever happens at the same moment", identityOwned},
	{"of many with one id one is added", oneUser},
	{"of many updates from one version one is kept", oneUpdate},
	{"versions of the configuration have no holes", configsNumbered},
}

// together runs fn n times at once, by turns on the stores of two processes.
func (w *world) together(n int, fn func(i int, s stores) error) []error {
	w.Helper()
	processes := []stores{w.Store, w.open()}
	errs := make([]error, n)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-start
			errs[i] = fn(i, processes[i%2])
		})
	}
	close(start)
	wg.Wait()
	return errs
}

type stores interface {
	Knowledge() knowledge.Repository
	People() people.Repository
	Handoff() handoff.Repository
}

// succeeded counts the calls that went well; the others must have failed with an E.
func succeeded[E error](w *world, errs []error) (n int) {
	w.Helper()
	for _, err := range errs {
		if err == nil {
			n++
		} else {
			wants[E](w, "a later one", err)
		}
	}
	return n
}

func oneImport(w *world) {
	for round := range 5 {
		ids := []string{fmt.Sprint("a", round), fmt.Sprint("b", round), fmt.Sprint("c", round)}
		errs := w.together(6, func(i int, s stores) error {
			var changes []knowledge.Change
			for n := range ids { // everybody begins elsewhere
				changes = append(changes, draft(ids[(n+i)%len(ids)], 1))
			}
			return s.Knowledge().Apply(w.ctx, changes)
		})
		if n := succeeded[*knowledge.ConflictError](w, errs); n != 1 {
			w.Errorf("%d imports of the same were kept", n)
		}
		for _, err := range errs {
			if conflict, ok := errors.AsType[*knowledge.ConflictError](err); ok && (conflict.Current != 1 || !slices.Contains(ids, conflict.ID)) {
				w.Errorf("conflict %+v", conflict)
			}
		}
	}
}

func publishedWithRevision(w *world) {
	const editors, each = 4, 10
	errs := w.together(editors+2, func(i int, s stores) error {
		if i < editors {
			for n := range each {
				id := fmt.Sprintf("%d-%02d", i, n)
				v := knowledge.Version{Kind: knowledge.KindArticle, ID: id, State: knowledge.Published, Body: []byte("{}")}
				if err := s.Knowledge().Apply(w.ctx, []knowledge.Change{{Kind: v.Kind, ID: id, Add: &v}}); err != nil {
					return err
				}
			}
			return nil
		}
		seen := map[int64]int{}
		for last := 0; last < editors*each; {
			items, revision, err := s.Knowledge().Published(w.ctx, knowledge.KindArticle)
			if err != nil {
				return err
			}
			if before, ok := seen[revision]; ok && before != len(items) || len(items) < last {
				return fmt.Errorf("revision %d had %d articles, now %d; before it were %d", revision, before, len(items), last)
			}
			seen[revision], last = len(items), len(items)
		}
		return nil
	})
	for _, err := range errs {
		if err != nil {
			w.Error(err)
		}
	}
}

func withdrawnEverywhere(w *world) {
	const articles = 6
	other := w.open()
	for i := range articles {
		w.shelve(fmt.Sprint("a", i), knowledge.Published)
		w.begin(conversation.ID(fmt.Sprint("c", i)))
	}
	var wg sync.WaitGroup
	for i := range articles {
		id, source := conversation.ID(fmt.Sprint("c", i)), conversation.Source{ArticleID: fmt.Sprint("a", i), Version: 1}
		gone := make(chan struct{})
		wg.Go(func() {
			w.archive(other, source.ArticleID, 1)
			before, err := other.After(w.ctx, id, 0, 10000)
			close(gone)
			if err != nil {
				w.Error(err)
				return
			}
			time.Sleep(20 * time.Millisecond) // for what was under way
			if after := w.events(id); len(after) != len(before) {
				w.Errorf("%d answers came after the withdrawal of %s", len(after)-len(before), source.ArticleID)
			}
		})
		wg.Go(func() {
			for after := false; !after; {
				select {
				case <-gone:
					after = true
				default:
				}
				if _, err := w.Append(w.ctx, id, resting(source)); after && err == nil {
					w.Errorf("an answer was kept after %s was withdrawn", source.ArticleID)
				}
			}
		})
	}
	wg.Wait()
}

func verified(id string, version int, externals ...string) people.Customer {
	c := people.Customer{ID: id, Verified: true, Version: version}
	for _, external := range externals {
		c.Identities = append(c.Identities, people.Identity{Channel: "web", ExternalID: external})
	}
	return c
}

func identitiesSwapped(w *world) {
	repo := w.People()
	for _, c := range []people.Customer{verified("ann", 1, "1", "2"), verified("bob", 1, "3", "4")} {
		if err := repo.AddCustomer(w.ctx, c, audit(c.ID)); err != nil {
			w.Fatal(err)
		}
	}
	// Each wants what the other gives up: whoever is second finds it free, whoever is first finds it taken.
	for version := 2; version < 8; version++ {
		to := [][]string{{"3", "4"}, {"2", "1"}}
		errs := w.together(2, func(i int, s stores) error {
			id := []string{"ann", "bob"}[i]
			c, err := s.People().Customer(w.ctx, id)
			if err != nil {
				return err
			}
			return s.People().UpdateCustomer(w.ctx, verified(id, c.Version+1, to[(i+version)%2]...), audit(id))
		})
		succeeded[*people.ExistsError](w, errs)
	}
}

func identityOwned(w *world) {
	repo := w.People()
	if err := repo.AddCustomer(w.ctx, verified("ann", 1, "7"), audit("ann")); err != nil {
		w.Fatal(err)
	}
	errs := w.together(8, func(i int, s stores) error {
		if i == 0 { // gives it up for another
			return s.People().UpdateCustomer(w.ctx, verified("ann", 2, "8"), audit("ann"))
		}
		c := verified(fmt.Sprint("c", i), 1, "7")
		if i%3 == 0 {
			c = verified(fmt.Sprint("c", i), 1, "9", "7")
		}
		return s.People().AddCustomer(w.ctx, c, audit(c.ID))
	})
	if n := succeeded[*people.ExistsError](w, errs); n < 1 || n > 2 || errs[0] != nil {
		w.Errorf("%d owners, the first: %v", n, errs[0])
	}
	for i, err := range errs {
		c, found := repo.VerifiedCustomer(w.ctx, people.Identity{Channel: "web", ExternalID: "7"})
		if i > 0 && err == nil && (found != nil || c.ID != fmt.Sprint("c", i)) {
			w.Errorf("c%d was added, the identity is %q's, error %v", i, c.ID, found)
		}
	}
}

func oneUser(w *world) {
	errs := w.together(8, func(i int, s stores) error {
		return s.People().AddUser(w.ctx, people.User{ID: "mei", Version: 1}, "h", audit("mei"))
	})
	if n := succeeded[*people.ExistsError](w, errs); n != 1 {
		w.Errorf("%d were added", n)
	}
	if entries, err := w.People().Audit(w.ctx, people.AuditQuery{Limit: 10}); err != nil || len(entries) != 1 {
		w.Errorf("%d audit entries, error %v", len(entries), err)
	}
}

func oneUpdate(w *world) {
	if err := w.People().AddUser(w.ctx, people.User{ID: "mei", Version: 1}, "h", audit("mei")); err != nil {
		w.Fatal(err)
	}
	if err := w.People().AddCustomer(w.ctx, verified("ann", 1, "1"), audit("ann")); err != nil {
		w.Fatal(err)
	}
	for what, update := range map[string]func(i int, s stores) error{
		"user": func(i int, s stores) error {
			return s.People().UpdateUser(w.ctx, people.User{ID: "mei", Name: fmt.Sprint(i), Version: 2}, "", audit("mei"))
		},
		"customer": func(i int, s stores) error {
			return s.People().UpdateCustomer(w.ctx, verified("ann", 2, fmt.Sprint(i)), audit("ann"))
		},
	} {
		won := 0
		for _, err := range w.together(6, update) {
			if err == nil {
				won++
			} else if !errors.Is(err, people.ErrConflict) {
				w.Errorf("%s: %v", what, err)
			}
		}
		if won != 1 {
			w.Errorf("%d updates of one %s were kept", won, what)
		}
	}
}

func configsNumbered(w *world) {
	versions := make([]int, 8)
	for i, err := range w.together(len(versions), func(i int, s stores) (err error) {
		c := handoff.Config{Rules: []handoff.Rule{{Add: []string{fmt.Sprint(i / 2)}}}} // each twice
		versions[i], err = s.Handoff().SaveConfig(w.ctx, c, "root", w.clock.now())
		return err
	}) {
		if err != nil {
			w.Errorf("%d: %v", i, err)
		}
	}
	_, newest, err := w.Handoff().Config(w.ctx, 0)
	if err != nil || newest < 4 || newest > 8 || newest != slices.Max(versions) {
		w.Errorf("versions %v, the newest %d, error %v", versions, newest, err)
	}
	for version := 1; version <= newest; version++ {
		if _, _, err := w.Handoff().Config(w.ctx, version); err != nil {
			w.Errorf("version %d: %v", version, err)
		}
	}
}
