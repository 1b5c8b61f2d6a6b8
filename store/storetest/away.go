package storetest

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store"
	"github.com/batondesk/baton/store/driver"
)

var awayTests = []test{
	{"while the database is away everything is refused at once, and goes on when it is back", refusedWhileAway},
	{"a commit that waits for a database that goes away ends", waitEnds},
	{"whoever no longer wants to wait leaves, but not half-way", leavesTheGroup},
}

// distant is a database that may be away: it then answers nothing, and what is under way waits until it is given up.
type distant struct {
	driver.Driver
	mu     sync.Mutex
	away   bool
	stuck  chan struct{} // told of each commit that waits
	asked  int           // while it was away, beside the Pulse
	resume chan struct{} // closed when it is back
}

func (w *world) distant() (*distant, *store.Store) {
	d := &distant{Driver: w.database.Open(w.T), stuck: make(chan struct{}, 100)}
	return d, w.over(d)
}

func (d *distant) set(away bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.away = away
	if away {
		d.resume = make(chan struct{})
	} else {
		close(d.resume)
	}
}

func (d *distant) gone() (<-chan struct{}, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.resume, d.away
}

func (d *distant) Pulse(ctx context.Context) (driver.Pulse, error) {
	if _, away := d.gone(); away {
		return driver.Pulse{}, errors.New("connection refused")
	}
	return d.Driver.Pulse(ctx)
}

func (d *distant) Commit(ctx context.Context, group []*driver.Change) []error {
	if resume, away := d.gone(); away {
		d.stuck <- struct{}{}
		select {
		case <-resume:
		case <-ctx.Done():
			errs := make([]error, len(group))
			for i := range errs {
				errs[i] = ctx.Err()
			}
			return errs
		}
	}
	return d.Driver.Commit(ctx, group)
}

func (d *distant) count() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.away {
		d.asked++
	}
}

func (d *distant) Load(ctx context.Context, id conversation.ID) (driver.Row, error) {
	d.count()
	return d.Driver.Load(ctx, id)
}

func (d *distant) After(ctx context.Context, id conversation.ID, seq int64, limit int) ([]driver.Event, error) {
	d.count()
	return d.Driver.After(ctx, id, seq, limit)
}

func (d *distant) Lease(ctx context.Context, l driver.Lease) ([]conversation.ID, error) {
	d.count()
	return d.Driver.Lease(ctx, l)
}

// told waits for what Watch says of the health.
func (w *world) told(health <-chan error) error {
	w.Helper()
	select {
	case err := <-health:
		return err
	case <-time.After(10 * time.Second):
		w.Fatal("Watch said nothing")
		return nil
	}
}

func refusedWhileAway(w *world) {
	d, s := w.distant()
	w.do(s, "c", write(opening(conversation.Opening{Channel: "web"})))
	health := make(chan error, 10)
	<-w.watchOf(s, func(err error) { health <- err })
	sub := s.Subscribe("c")
	d.set(true)
	if err := w.told(health); !errors.Is(err, conversation.ErrUnavailable) && err == nil {
		w.Errorf("gone: %v", err)
	}
	for what, try := range map[string]func() error{
		"append": func() error { _, err := s.Append(w.ctx, "c", write(note("x"))); return err },
		"state":  func() error { _, err := s.State(w.ctx, "c"); return err },
		"after":  func() error { _, err := s.After(w.ctx, "c", 0, 10); return err },
		"lease":  func() error { _, err := s.Lease(w.ctx, 10); return err },
		"renew":  func() error { return s.Renew(w.ctx, "c") },
		"list":   func() error { _, _, err := s.Conversations(w.ctx, store.ConversationQuery{}); return err },
		"ping":   func() error { return s.Ping(w.ctx) },
		"door":   s.Available,
	} {
		if err := try(); !errors.Is(err, conversation.ErrUnavailable) {
			w.Errorf("%s: %v", what, err)
		}
	}
	if d.asked != 0 {
		w.Errorf("the database was asked %d times", d.asked)
	}
	w.do(w.Store, "c", write(note("by another server, which still reaches it")))
	d.set(false)
	if err := w.told(health); err != nil {
		w.Errorf("back: %v", err)
	}
	if <-sub.Commits(); !sub.Lagged() {
		w.Error("readers were not told that they may have missed something")
	}
	if receipt := w.do(s, "c", write(note("x"))); receipt.State.Seq != 3 {
		w.Errorf("appended up to %d", receipt.State.Seq)
	}
	if err := s.Ping(w.ctx); err != nil {
		w.Error(err)
	}
	if len(health) != 0 {
		w.Errorf("said once more: %v", <-health)
	}
}

func waitEnds(w *world) {
	d, s := w.distant()
	ids := []conversation.ID{"a", "b", "c", "d", "e"}
	for _, id := range ids {
		w.do(s, id, write(opening(conversation.Opening{Channel: "web"})))
	}
	d.set(true)
	errs := make(chan error, len(ids))
	for _, id := range ids {
		go func() {
			_, err := s.Append(w.ctx, id, write(note("x")))
			errs <- err
		}()
	}
	for range d.Lanes() {
		<-d.stuck
	}
	health := make(chan error, 10)
	w.watchOf(s, func(err error) { health <- err })
	if err := w.told(health); err == nil {
		w.Error("it is said to be back")
	}
	for range ids {
		if err := <-errs; !errors.Is(err, conversation.ErrUnavailable) {
			w.Errorf("append: %v", err)
		}
	}
	d.set(false)
	if err := w.told(health); err != nil {
		w.Error(err)
	}
	for _, id := range ids {
		if receipt := w.do(s, id, write(note("y"))); receipt.State.Seq != 2 {
			w.Errorf("%s: appended up to %d", id, receipt.State.Seq)
		}
	}
}

func leavesTheGroup(w *world) {
	d, s := w.distant()
	for i := range d.Lanes() + 1 {
		w.do(s, conversation.ID(rune('a'+i)), write(opening(conversation.Opening{Channel: "web"})))
	}
	ctx, cancel := context.WithCancel(w.ctx)
	d.set(true)
	under := make(chan error, d.Lanes())
	for i := range d.Lanes() {
		go func() {
			_, err := s.Append(ctx, conversation.ID(rune('a'+i)), write(note("x")))
			under <- err
		}()
		<-d.stuck // on its way to the database
	}
	late := conversation.ID(rune('a' + d.Lanes()))
	waits := make(chan error, 1)
	go func() {
		_, err := s.Append(ctx, late, write(note("x")))
		waits <- err
	}()
	cancel()
	if err := <-waits; !errors.Is(err, context.Canceled) {
		w.Errorf("whoever left got: %v", err)
	}
	d.set(false)
	for range d.Lanes() {
		if err := <-under; err != nil {
			w.Errorf("what was under way: %v", err)
		}
	}
	for i := range d.Lanes() + 1 {
		id := conversation.ID(rune('a' + i))
		want := int64(2)
		if id == late {
			want = 1
		}
		if state := w.state(id); state.Seq != want {
			w.Errorf("%s is at %d, want %d", id, state.Seq, want)
		}
	}
}
