package bot

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/batondesk/baton/conversation"
)

const (
	typingPause  = 1500 * time.Millisecond // a typing signal holds the turn this long
	typingAtMost = 3 * time.Second         // and not longer than this after the message
	turnAtMost   = 30 * time.Second        // shorter than a lease
	sweepEvery   = time.Second
	sweepBatch   = 200
)

// Leases hand out conversations in which something is due. A lease saves work; only the fences give safety.
type Leases interface {
	// Lease gives this process at most n conversations whose next step has come and that nobody else is working on.
	Lease(ctx context.Context, n int) ([]conversation.ID, error)
}

// Runner works on what conversations are owed: at once when woken, and by a sweep for whatever was left behind, by a crash
// or by time passing. At most one turn of a conversation runs in this process at a time.
type Runner struct {
	Turn    func(ctx context.Context, id conversation.ID) error // what to do with a conversation in which something is due
	Leases  Leases
	Workers int           // turns at the same time
	Settle  time.Duration // wait this long for more messages before a turn; 0 for none
	Now     func() time.Time
	Log     *slog.Logger

	mu     sync.Mutex
	jobs   map[conversation.ID]*job
	typing map[conversation.ID]time.Time
	slots  chan struct{}
	ctx    context.Context
	stop   context.CancelFunc
	done   sync.WaitGroup
}

type job struct {
	again bool
	since time.Time
}

// Start begins to work; the sweep runs until Stop.
func (r *Runner) Start() {
	r.mu.Lock()
	r.jobs, r.typing = map[conversation.ID]*job{}, map[conversation.ID]time.Time{}
	r.slots = make(chan struct{}, max(1, r.Workers))
	r.ctx, r.stop = context.WithCancel(context.Background())
	r.mu.Unlock()
	r.done.Go(r.sweep)
}

// Stop lets the turns that are running finish, for as long as ctx allows; what is still owed then is taken up by another
// process or after a restart.
func (r *Runner) Stop(ctx context.Context) error {
	r.mu.Lock()
	stop := r.stop
	r.stop = nil
	r.mu.Unlock()
	if stop == nil {
		return nil
	}
	finished := make(chan struct{})
	go func() { r.done.Wait(); close(finished) }()
	stop()
	select {
	case <-finished:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Busy is the number of conversations being worked on.
func (r *Runner) Busy() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.jobs)
}

// Wake says that something is due in a conversation.
func (r *Runner) Wake(id conversation.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stop == nil {
		return // stopped, or not started: the debt is on record
	}
	if running, ok := r.jobs[id]; ok {
		running.again = true
		return
	}
	j := &job{since: r.Now()}
	r.jobs[id] = j
	r.done.Go(func() { r.work(id, j) })
}

// Typing says that the customer is writing.
func (r *Runner) Typing(id conversation.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stop == nil {
		return
	}
	now := r.Now()
	if len(r.typing) > 1000 {
		for other, at := range r.typing {
			if now.Sub(at) > typingAtMost {
				delete(r.typing, other)
			}
		}
	}
	r.typing[id] = now
}

func (r *Runner) work(id conversation.ID, j *job) {
	for {
		if r.pause(id, j) {
			r.run(id)
		}
		r.mu.Lock()
		if !j.again || r.stop == nil {
			delete(r.jobs, id)
			delete(r.typing, id)
			r.mu.Unlock()
			return
		}
		j.again, j.since = false, r.Now()
		r.mu.Unlock()
	}
}

// pause waits while the customer is writing and for the settle time; false when the runner stops.
func (r *Runner) pause(id conversation.ID, j *job) bool {
	for {
		now := r.Now()
		until := j.since.Add(r.Settle)
		r.mu.Lock()
		if at, ok := r.typing[id]; ok && at.Add(typingPause).After(until) {
			until = at.Add(typingPause)
		}
		r.mu.Unlock()
		if last := j.since.Add(max(typingAtMost, r.Settle)); until.After(last) {
			until = last
		}
		if !until.After(now) {
			return r.ctx.Err() == nil
		}
		select {
		case <-r.ctx.Done():
			return false
		case <-time.After(until.Sub(now)):
		}
	}
}

func (r *Runner) run(id conversation.ID) {
	select {
	case r.slots <- struct{}{}:
	case <-r.ctx.Done():
		return
	}
	defer func() { <-r.slots }()
	// A turn that has begun is finished, also while stopping.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), turnAtMost)
	defer cancel()
	if err := r.Turn(ctx, id); err != nil {
		r.Log.Error("turn failed; the sweep will try again", "conversation", id, "error", err)
	}
}

func (r *Runner) sweep() {
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	for {
		select {
		case <-r.ctx.Done():
			return
		case <-ticker.C:
		}
		for {
			ids, err := r.Leases.Lease(r.ctx, sweepBatch)
			if err != nil {
				if r.ctx.Err() == nil {
					r.Log.Error("sweep failed", "error", err)
				}
				break
			}
			for _, id := range ids {
				r.Wake(id)
			}
			if len(ids) < sweepBatch {
				break
			}
		}
	}
}
