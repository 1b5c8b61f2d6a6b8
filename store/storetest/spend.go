package storetest

import (
	"sync"

	"github.com/batondesk/baton/store"
	"github.com/batondesk/baton/store/driver"
)

var spendTests = []test{
	{"what a day costs is summed over all servers", spendSums},
}

func spendSums(w *world) {
	stores := []*store.Store{w.Store, w.open()}
	if sums, err := stores[0].Spending().AddSpend(w.ctx, "2026-03-01", nil); err != nil || len(sums) > 0 {
		w.Errorf("before anything: %+v, error %v", sums, err)
	}
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			one := driver.Spend{Endpoint: "local", Calls: 1, Prompt: 900, Completion: 40, Cost: 12_345}
			two := driver.Spend{Endpoint: "far", Calls: 2, Prompt: 1 << 40, Cost: 1}
			both := []driver.Spend{one, two}
			if i%2 == 1 {
				both = []driver.Spend{two, one}
			}
			if _, err := stores[i%2].Spending().AddSpend(w.ctx, "2026-03-01", both); err != nil {
				w.Error(err)
			}
		})
	}
	wg.Wait()
	want := []driver.Spend{
		{Endpoint: "far", Calls: 20, Prompt: 10 << 40, Cost: 10},
		{Endpoint: "local", Calls: 10, Prompt: 9000, Completion: 400, Cost: 123_450},
	}
	for _, s := range stores {
		sums, err := s.Spending().AddSpend(w.ctx, "2026-03-01", nil)
		if err != nil {
			w.Error(err)
		}
		w.same("sums of the day", want, sums)
	}
	next, err := w.Spending().AddSpend(w.ctx, "2026-03-02", []driver.Spend{{Endpoint: "far", Calls: 1}})
	if err != nil {
		w.Error(err)
	}
	w.same("another day", []driver.Spend{{Endpoint: "far", Calls: 1}}, next)
}
