package practice

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
)

const (
	settle     = 2 * time.Second    // from the end of a conversation to its draft
	pause      = 30 * time.Second   // after a failure
	sweepEvery = 5 * time.Minute    // how often it is looked for conversations that were missed
	lookBack   = 7 * 24 * time.Hour // how far, after a start
	overlap    = time.Minute        // by which two looks overlap, for clocks that differ
	pageSize   = 200
)

// Options is what a Learner works with.
type Options struct {
	Ledger interface {
		After(ctx context.Context, id conversation.ID, seq int64, limit int) ([]conversation.Event, error)
	}
	Feed interface {
		Own() conversation.Subscription
	}
	// Conversations lists all conversations, last updated first, a page after a cursor.
	Conversations func(ctx context.Context, cursor string, limit int) ([]conversation.State, string, error)
	Knowledge     *knowledge.Service
	Search        interface {
		Search(ctx context.Context, q retrieval.Query) (retrieval.Result, error)
	}
	Thresholds retrieval.Thresholds
	Locale     string            // of conversations whose language is not known
	Variables  map[string]string // what the house has set for {name}
	Now        func() time.Time
	Log        *slog.Logger
}

// Learner makes drafts from practice. Nothing of it need survive: what one process has missed, it or another finds in the
// record, and the same conversation makes the same draft.
type Learner struct {
	Options
	failing bool
}

// New makes a Learner.
func New(o Options) *Learner { return &Learner{Options: o} }

// Author is who drafts from practice are by. It is no user, so anybody may publish them who may publish.
const Author = "practice"

var author = knowledge.Actor{ID: Author}

// Run follows what this process commits and looks now and then for what was missed, until ctx ends.
func (l *Learner) Run(ctx context.Context) {
	own := l.Feed.Own()
	defer own.Close()
	tick := time.NewTicker(settle)
	defer tick.Stop()
	since, next, again := l.Now().Add(-lookBack), l.Now(), l.Now()
	due := map[conversation.ID]bool{}
	for {
		select {
		case <-ctx.Done():
			return
		case commit, open := <-own.Commits():
			if !open {
				return
			}
			if concerns(commit.Events) {
				due[commit.State.ID] = true
			}
			if own.Lagged() {
				next = l.Now()
			}
			continue
		case <-tick.C:
		}
		now := l.Now()
		for id := range due {
			if now.Before(again) {
				break
			}
			if l.failed(ctx, l.Look(ctx, id)) {
				again = now.Add(pause)
				break
			}
			delete(due, id)
		}
		if !now.Before(next) {
			next = now.Add(sweepEvery)
			if !l.failed(ctx, l.sweep(ctx, since)) {
				since = now.Add(-overlap)
			}
		}
	}
}

// concerns reports whether something ended, or was redacted.
func concerns(events []conversation.Event) bool {
	for _, e := range events {
		switch e.Payload.(type) {
		case conversation.Resolved, conversation.Closed, conversation.Redacted:
			return true
		}
	}
	return false
}

// failed says once that it fails, however long it does. That the store is away others say.
func (l *Learner) failed(ctx context.Context, err error) bool {
	if err != nil && !l.failing && ctx.Err() == nil && !errors.Is(err, conversation.ErrUnavailable) {
		l.Log.Error("no draft was made from what people answered; it is tried again", "error", err)
	}
	l.failing = err != nil
	return err != nil
}

// sweep looks at the conversations that were updated since then.
func (l *Learner) sweep(ctx context.Context, since time.Time) error {
	drafts, err := l.drafts(ctx)
	if err != nil {
		return err
	}
	var failed error
	for cursor := ""; ; {
		states, next, err := l.Conversations(ctx, cursor, pageSize)
		if err != nil {
			return errors.Join(failed, err)
		}
		for _, s := range states {
			if s.Updated.Before(since) {
				return failed
			}
			if ended(s) || drafts.from(s.ID) {
				failed = errors.Join(failed, l.Look(ctx, s.ID))
			}
		}
		if cursor = next; cursor == "" || ctx.Err() != nil {
			return errors.Join(failed, ctx.Err())
		}
	}
}

// Look brings the drafts from one conversation up to date with its record: it makes those that are missing, and takes back
// what was redacted since. It may be repeated.
func (l *Learner) Look(ctx context.Context, id conversation.ID) error {
	events, err := l.events(ctx, id)
	if err != nil {
		return err
	}
	if err := l.forget(ctx, id, events); err != nil {
		return err
	}
	r := read(id, events)
	if !r.ended() {
		return nil
	}
	for _, x := range r.lessons(l.Variables, l.Locale) {
		if err := l.keep(ctx, x); err != nil {
			return err
		}
	}
	return nil
}

func (l *Learner) events(ctx context.Context, id conversation.ID) ([]conversation.Event, error) {
	var all []conversation.Event
	for {
		after := int64(0)
		if len(all) > 0 {
			after = all[len(all)-1].Seq
		}
		events, err := l.Ledger.After(ctx, id, after, pageSize)
		if err != nil || len(events) == 0 {
			return all, err
		}
		all = append(all, events...)
	}
}
