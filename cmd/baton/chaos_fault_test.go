//go:build unix

package main

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/batondesk/baton/store/postgres/pgtest"
)

// mischief is what goes wrong: with the replicas, the database, and the network between them.
type mischief struct {
	*fleet
	postgres *pgtest.Server
	networks []*proxy // of each replica

	mu     sync.Mutex
	faults map[string]int
}

// fault is one kind; do returns when it is over.
type fault struct {
	name string
	do   func(context.Context) error
}

// troubleReplicas makes replicas fail until ctx ends, in each way at least once.
func (m *mischief) troubleReplicas(ctx context.Context) {
	m.trouble(ctx, []fault{
		{"replicas killed", m.killReplica},
		{"replicas killed", m.killReplica},
		{"replicas frozen", m.freezeReplica},
		{"rolling restarts", m.rollingRestart},
	})
}

// troubleDatabase makes the database and the way to it fail until ctx ends, in each way at least once.
func (m *mischief) troubleDatabase(ctx context.Context) {
	m.trouble(ctx, []fault{
		{"restarts of Postgres, immediate", func(context.Context) error { return m.postgres.Restart() }},
		{"pauses of Postgres", m.pausePostgres},
		{"connections terminated", m.terminate},
		{"networks cut", m.cutNetwork},
		{"networks stalled", m.stallNetwork},
	})
}

// trouble does the faults in random order, all of them before any comes again.
func (m *mischief) trouble(ctx context.Context, kinds []fault) {
	for round := 0; ctx.Err() == nil; round++ {
		for _, i := range rand.Perm(len(kinds)) {
			if pause(ctx, 100, 1000); ctx.Err() != nil && round > 0 {
				return
			}
			if err := kinds[i].do(ctx); err != nil {
				m.t.Errorf("%s: %v", kinds[i].name, err)
				return
			}
			m.note(kinds[i].name, 1)
		}
	}
}

func (m *mischief) note(name string, times int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.faults[name] += times
}

func (m *mischief) killReplica(ctx context.Context) error {
	r := m.replicas[rand.IntN(len(m.replicas))]
	r.kill()
	pause(ctx, 0, 1500)
	return m.bringUp(ctx, r)
}

// bringUp starts a replica again and again, as an orchestrator does: while the database is away it may not start.
func (m *mischief) bringUp(ctx context.Context, r *replica) error {
	for began := time.Now(); ; time.Sleep(200 * time.Millisecond) {
		err := r.start()
		if err == nil {
			return nil
		}
		m.note("starts given up", 1)
		if time.Since(began) > time.Minute {
			return fmt.Errorf("it does not start again: %w", err)
		}
	}
}

// freezeReplica stops a replica for longer than its leases last. Then it goes on with what others have taken over.
func (m *mischief) freezeReplica(ctx context.Context) error {
	r := m.replicas[rand.IntN(len(m.replicas))]
	if err := r.proc.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	pause(context.WithoutCancel(ctx), 3500, 5000)
	return r.proc.cmd.Process.Signal(syscall.SIGCONT)
}

func (m *mischief) rollingRestart(ctx context.Context) error {
	for _, r := range m.replicas {
		if err := r.stop(); err != nil {
			return err
		}
		if err := m.bringUp(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

func (m *mischief) pausePostgres(ctx context.Context) error {
	if err := m.postgres.Pause(); err != nil {
		return err
	}
	pause(context.WithoutCancel(ctx), 1000, 3500)
	return m.postgres.Resume()
}

// terminate ends the backends of some connections.
func (m *mischief) terminate(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, m.postgres.URL())
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND random() < 0.5`)
	return err
}

func (m *mischief) cutNetwork(context.Context) error {
	m.networks[rand.IntN(len(m.networks))].cut()
	return nil
}

func (m *mischief) stallNetwork(ctx context.Context) error {
	end := m.networks[rand.IntN(len(m.networks))].stall()
	defer end()
	pause(context.WithoutCancel(ctx), 500, 3500)
	return nil
}

func (m *mischief) String() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(m.faults)) {
		parts = append(parts, fmt.Sprintf("%d %s", m.faults[name], name))
	}
	return strings.Join(parts, ", ")
}
