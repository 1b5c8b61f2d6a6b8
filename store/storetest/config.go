package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/store"
	"github.com/batondesk/baton/store/driver"
)

var configTests = []test{
	{"each change of the configuration is a version", configVersions},
	{"a secret is made once", secretOnce},
}

func configVersions(w *world) {
	repo := w.Handoff()
	_, _, err := repo.Config(w.ctx, 0)
	wants[*handoff.NotFoundError](w, "none yet", err)
	first := handoff.Config{Rules: []handoff.Rule{{Add: []string{"vip"}}}}
	second := handoff.Config{Queues: map[string]handoff.Queue{"front": {Capacity: 3}}}
	for i, c := range []handoff.Config{first, first, second, first} {
		version, err := repo.SaveConfig(w.ctx, c, "root", w.clock.now())
		if want := []int{1, 1, 2, 3}[i]; err != nil || version != want {
			w.Errorf("saved as version %d, want %d, error %v", version, want, err)
		}
	}
	for number, want := range map[int]handoff.Config{0: first, 1: first, 2: second, 3: first} {
		got, version, err := repo.Config(w.ctx, number)
		if err != nil || number > 0 && version != number || number == 0 && version != 3 {
			w.Errorf("version %d is %d, error %v", number, version, err)
		}
		w.same("configuration", want, got)
	}
	_, _, err = repo.Config(w.ctx, 4)
	wants[*handoff.NotFoundError](w, "version 4", err)
	if entries, err := w.People().Audit(w.ctx, people.AuditQuery{Limit: 10}); err != nil || len(entries) != 3 {
		w.Errorf("%d audit entries, error %v", len(entries), err)
	}
}

func secretOnce(w *world) {
	stores := []*store.Store{w.Store, w.open()}
	got := make([]string, 8)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() {
			value, err := stores[i%2].Secrets().Secret(w.ctx, "token", []byte{0, byte(i)})
			if err != nil {
				w.Error(err)
			}
			got[i] = string(value)
		})
	}
	wg.Wait()
	for _, value := range got {
		if value != got[0] || len(value) != 2 {
			w.Errorf("secrets %q", got)
		}
	}
	if other, err := w.Secrets().Secret(w.ctx, "other", []byte("x")); err != nil || string(other) != "x" {
		w.Errorf("another secret: %q, error %v", other, err)
	}
}

var seedTests = []test{
	{"an empty store is seeded once, by one of many", seededOnce},
	{"a seed that fails leaves nothing", seedFails},
	{"a store in use is not seeded", usedNotSeeded},
	{"a seed without content counts", emptySeedCounts},
}

// sow writes one thing through each repository and reads it back inside the transaction.
func sow(ctx context.Context, r driver.Repositories) error {
	if err := r.People().AddUser(ctx, people.User{ID: "mei", Version: 1}, "h", audit("mei")); err != nil {
		return err
	}
	if _, err := r.Handoff().SaveConfig(ctx, handoff.Config{}, "root", people.User{}.CreatedAt); err != nil {
		return err
	}
	if _, err := r.Secrets().Secret(ctx, "token", []byte("x")); err != nil {
		return err
	}
	_, err := r.People().User(ctx, "mei")
	return err
}

func seededOnce(w *world) {
	stores := []*store.Store{w.Store, w.open()}
	var (
		mu    sync.Mutex
		times int
		wg    sync.WaitGroup
	)
	for i := range 6 {
		wg.Go(func() {
			seeded, err := stores[i%2].Seed(w.ctx, sow)
			if err != nil {
				w.Error(err)
			}
			if seeded {
				mu.Lock()
				times++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if times != 1 {
		w.Errorf("seeded %d times", times)
	}
	if _, err := w.People().User(w.ctx, "mei"); err != nil {
		w.Error(err)
	}
}

func seedFails(w *world) {
	no := errors.New("no")
	seeded, err := w.Seed(w.ctx, func(ctx context.Context, r driver.Repositories) error {
		return errors.Join(sow(ctx, r), no)
	})
	if seeded || !errors.Is(err, no) {
		w.Errorf("seeded %v, error %v", seeded, err)
	}
	_, err = w.People().User(w.ctx, "mei")
	wants[*people.NotFoundError](w, "what was undone", err)
	if seeded, err = w.Seed(w.ctx, sow); !seeded || err != nil {
		w.Errorf("again: seeded %v, error %v", seeded, err)
	}
}

func usedNotSeeded(w *world) {
	w.begin(conversation.ID("c"))
	seeded, err := w.Seed(w.ctx, func(context.Context, driver.Repositories) error { return fmt.Errorf("called") })
	if seeded || err != nil {
		w.Errorf("seeded %v, error %v", seeded, err)
	}
}

func emptySeedCounts(w *world) {
	for _, want := range []bool{true, false} {
		seeded, err := w.Seed(w.ctx, func(context.Context, driver.Repositories) error { return nil })
		if seeded != want || err != nil {
			w.Errorf("seeded %v, want %v, error %v", seeded, want, err)
		}
	}
}
