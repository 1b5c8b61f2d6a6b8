//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/batondesk/baton/store/postgres/pgtest"
)

// Three replicas of one Postgres serve fifty conversations at a time, each request at any replica, while replicas are
// killed and restarted, Postgres crashes, freezes and cuts connections, and the network breaks; and humans take
// conversations over and give them back. Every conversation is checked when its customer has left: see told.check and
// reader.check. At the end the rows must be what the events say.
func TestChaosLosesAndDoublesNothing(t *testing.T) {
	const customers, humans = 50, 8
	lasting := 12 * time.Second
	if long, err := time.ParseDuration(os.Getenv(longRun)); err == nil {
		lasting = long
	}
	postgres := pgtest.Start(t)
	f := newFleet(t, postgres.URL(), 3, "BATON_STORE_LEASE=3s") // the shortest: leases run out while their owners still work
	m := &mischief{fleet: f, postgres: postgres, faults: map[string]int{}}
	m.stock()
	for _, r := range m.replicas {
		network := newProxy(t, postgres.Address())
		r.through(network.listener.Addr().String())
		m.networks = append(m.networks, network)
	}
	m.startAll()
	c := &crowd{fleet: m.fleet, watcher: m.staff("watcher", "supervisor")}

	var keys []string
	for n := range humans {
		keys = append(keys, m.staff(fmt.Sprintf("human-%d", n), "supervisor"))
	}

	troubled, cancel := context.WithTimeout(t.Context(), lasting)
	defer cancel()
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	var troubles, people sync.WaitGroup
	for n := range customers {
		people.Go(func() { c.beCustomer(ctx, n) })
	}
	for _, key := range keys {
		people.Go(func() { c.beHuman(ctx, key) })
	}
	troubles.Go(func() { m.troubleReplicas(troubled) })
	troubles.Go(func() { m.troubleDatabase(troubled) })
	troubles.Wait()
	leave()
	people.Wait()

	t.Logf("faults: %s", m)
	t.Logf("%s; longest wait for an answer %s", c.tally, c.waited.Round(time.Millisecond))
	t.Logf("requests repeated: %d after a 503, %d without an answer; %d given up after %s",
		m.refused.Load(), m.unanswered.Load(), m.late.Load(), tooLate)
	if m.late.Load() > 0 {
		t.Errorf("%d requests took longer than %s", m.late.Load(), tooLate)
	}
	if len(m.faults) < 8 || c.tally.messages < 100 || c.tally.takeovers < 5 || c.tally.returned == 0 {
		t.Errorf("too little happened for the test to mean anything")
	}
	for _, r := range m.replicas {
		if err := r.stop(); err != nil {
			t.Error(err)
		}
	}
	checkRows(t, postgres.URL())
}
