package bot

import (
	"context"
	"errors"
	"time"

	"github.com/batondesk/baton/conversation"
)

// sweep takes up what is due and nobody works on, and renews the leases of turns that take long.
func (r *Runner) sweep() {
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	for {
		select {
		case <-r.ctx.Done():
			return
		case <-ticker.C:
		case <-r.sweeps:
		}
		r.complain(errors.Join(r.renew(), r.takeUp()))
	}
}

// takeUp leases as many conversations as the sweep may still work on.
func (r *Runner) takeUp() error {
	r.mu.Lock()
	room := r.Workers - r.swept
	r.mu.Unlock()
	if room <= 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(r.ctx, sweepAtMost)
	defer cancel()
	ids, err := r.Leases.Lease(ctx, room)
	r.mu.Lock()
	r.more = len(ids) == room
	r.mu.Unlock()
	for _, id := range ids {
		r.wake(id, true)
	}
	return err
}

// renew prolongs the leases of the turns that have run for a while: whoever dies is taken over soon, because leases are
// short, and whoever only waits is not.
func (r *Runner) renew() error {
	now := r.Now()
	var long []conversation.ID
	r.mu.Lock()
	for id, j := range r.jobs {
		if now.Sub(j.renewed) >= r.RenewEvery {
			j.renewed = now
			long = append(long, id)
		}
	}
	r.mu.Unlock()
	if len(long) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(r.ctx, sweepAtMost)
	defer cancel()
	return r.Leases.Renew(ctx, long...)
}

// complain says once that the sweep fails, however long it does. That the store is away others say.
func (r *Runner) complain(err error) {
	failing := err != nil && !errors.Is(err, conversation.ErrUnavailable) && r.ctx.Err() == nil
	if failing && !r.failing {
		r.Log.Error("sweep failed; it goes on trying", "error", err)
	}
	r.failing = failing
}
