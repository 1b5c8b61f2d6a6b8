package bot

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/batondesk/baton/conversation"
)

const (
	typingPause  = 1500 * time.Millisecond // a typing signal holds the turn this long
	typingAtMost = 3 * time.Second         // and not longer than this after the message
	turnAtMost   = 30 * time.Second
	storeAgain   = time.Second // when a turn looks whether the store is back
	sweepEvery   = time.Second
	sweepAtMost  = 5 * time.Second
)

// Leases hand out conversations in which something is due. A lease saves work; only the fences give safety.
type Leases interface {
	// Lease gives this process at most n conversations whose next step has come and that nobody else is working on.
	Lease(ctx context.Context, n int) ([]conversation.ID, error)
	// Renew prolongs the leases that this process has on these conversations.
	Renew(ctx context.Context, ids ...conversation.ID) error
}

// Runner works on what conversations are owed: at once when woken, and by a sweep for whatever was left behind, by a crash
// or by time passing. At most one turn of a conversation runs in this process at a time.
//
// A turn that waits for something outside (a model, say) holds nothing but its own goroutine, so messages are worked on
// however many wait: thinking is bounded by the processors and writing by the store. Only what the sweep takes up is
// bounded, because after a failure that may be any number.
type Runner struct {
	Turn       func(ctx context.Context, id conversation.ID) error // what to do with a conversation in which something is due
	Leases     Leases
	Workers    int           // conversations that the sweep takes up at the same time; 0 means 100
	RenewEvery time.Duration // leases of turns that run longer are renewed so often: less than half a lease; 0 means 4 s
	Settle     time.Duration // wait this long for more messages before a turn; 0 for none
	Now        func() time.Time
	Log        *slog.Logger

	mu      sync.Mutex
	jobs    map[conversation.ID]*job
	swept   int           // of jobs, those that the sweep took up
	more    bool          // the last sweep left some because there were too many
	sweeps  chan struct{} // asks for one now
	typing  map[conversation.ID]time.Time
	idle    chan task    // to a goroutine that waits for one
	waiting atomic.Int32 // such goroutines
	ctx     context.Context
	stop    context.CancelFunc
	done    sync.WaitGroup
	failing bool // the sweep; it is said once
}

type job struct {
	again   bool
	news    chan struct{} // tells the turn that runs of again
	swept   bool
	since   time.Time
	renewed time.Time // when the lease was last known to begin
}

// Start begins to work; the sweep runs until Stop.
func (r *Runner) Start() {
	r.mu.Lock()
	r.jobs, r.typing = map[conversation.ID]*job{}, map[conversation.ID]time.Time{}
	r.swept, r.sweeps = 0, make(chan struct{}, 1)
	r.idle = make(chan task)
	r.waiting.Store(0)
	if r.Workers <= 0 {
		r.Workers = 100
	}
	if r.RenewEvery <= 0 {
		r.RenewEvery = 4 * time.Second
	}
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
func (r *Runner) Wake(id conversation.ID) { r.wake(id, false) }

func (r *Runner) wake(id conversation.ID, swept bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stop == nil {
		return // stopped, or not started: the debt is on record
	}
	if running, ok := r.jobs[id]; ok {
		running.again = true
		select {
		case running.news <- struct{}{}:
		default:
		}
		return
	}
	now := r.Now()
	j := &job{since: now, renewed: now, swept: swept, news: make(chan struct{}, 1)}
	r.jobs[id] = j
	if swept {
		r.swept++
	}
	select {
	case r.idle <- task{id, j}: // somebody waits for it
	default:
		r.done.Go(func() { r.worker(task{id, j}) })
	}
}

// idleWorkers is how many goroutines wait for the next job instead of ending, because their stacks have grown already.
const idleWorkers = 16

type task struct {
	id conversation.ID
	*job
}

func (r *Runner) worker(t task) {
	for {
		r.work(t.id, t.job)
		if r.waiting.Add(1) > idleWorkers {
			r.waiting.Add(-1)
			return
		}
		select {
		case t = <-r.idle:
			r.waiting.Add(-1)
		case <-r.ctx.Done():
			return
		}
	}
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
		unavailable := false
		if r.pause(id, j) {
			unavailable = r.run(id, j)
		}
		if unavailable {
			select {
			case <-r.ctx.Done():
			case <-time.After(storeAgain):
			}
		}
		r.mu.Lock()
		j.again = j.again || unavailable
		if !j.again || r.stop == nil {
			r.end(id, j)
			r.mu.Unlock()
			return
		}
		j.again, j.since = false, r.Now()
		r.mu.Unlock()
	}
}

// end must be called with mu held.
func (r *Runner) end(id conversation.ID, j *job) {
	delete(r.jobs, id)
	delete(r.typing, id)
	if !j.swept {
		return
	}
	r.swept--
	if r.more && r.swept <= r.Workers/2 {
		r.more = false
		select {
		case r.sweeps <- struct{}{}:
		default:
		}
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

// run reports whether the turn has to wait for the store.
func (r *Runner) run(id conversation.ID, j *job) (unavailable bool) {
	// A turn that has begun is finished, also while stopping.
	ctx, cancel := context.WithTimeout(withNews(context.WithoutCancel(r.ctx), j.news), turnAtMost)
	defer cancel()
	err := r.Turn(ctx, id)
	if errors.Is(err, conversation.ErrUnavailable) { // whoever watches the store has said so
		return true
	}
	if err != nil {
		r.Log.Error("turn failed; the sweep will try again", "conversation", id, "error", err)
	}
	return false
}
