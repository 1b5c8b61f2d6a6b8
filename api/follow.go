package api

import (
	"context"
	"errors"
	"time"

	"github.com/batondesk/baton/conversation"
)

// errEnded says that a reader has to come again: the server or the feed is closing.
var errEnded = errors.New("the stream ends")

// pageSize is the most events of one answer.
const pageSize = 500

// readAgain is when a reader looks whether the store is back. It is also told.
const readAgain = time.Second

// follower reads the events of one conversation from a seq on, in order and each once: first what is on record, then
// what the feed tells, and from the record again whenever the feed has a gap. Stored seqs have no holes, so a gap shows.
type follower struct {
	ledger conversation.Ledger
	id     conversation.ID
	at     int64 // the last seq read
	sub    conversation.Subscription
	behind bool // there may be more on record
}

// follow begins after a seq. The subscription comes first, so that nothing falls between the record and the feed.
func (s *Server) follow(id conversation.ID, after int64) *follower {
	return &follower{ledger: s.o.Store, id: id, at: after, sub: s.o.Store.Subscribe(id), behind: true}
}

func (f *follower) close() { f.sub.Close() }

// recorded is the next page on record; empty when there is no more.
func (f *follower) recorded(ctx context.Context) ([]conversation.Event, error) {
	events, err := f.ledger.After(ctx, f.id, f.at, pageSize)
	if err != nil {
		return nil, err
	}
	f.behind = len(events) == pageSize
	if len(events) > 0 {
		f.at = events[len(events)-1].Seq
	}
	return events, nil
}

// next waits for events; it returns none when wake fires first, and errEnded when the feed ended or closing fired.
func (f *follower) next(ctx context.Context, wake <-chan time.Time, closing <-chan struct{}) ([]conversation.Event, error) {
	for {
		if f.sub.Lagged() {
			f.behind = true
		}
		var retry <-chan time.Time
		if f.behind {
			events, err := f.recorded(ctx)
			switch {
			case errors.Is(err, conversation.ErrUnavailable) && ctx.Err() == nil: // the reader stays, and goes on when it is back
				retry = time.After(readAgain)
			case err != nil || len(events) > 0:
				return events, err
			}
		}
		select {
		case commit, ok := <-f.sub.Commits():
			if !ok {
				return nil, errEnded
			}
			if events, ok := f.accept(commit.Events); ok && len(events) > 0 {
				return events, nil
			}
		case <-retry:
		case <-wake:
			return nil, nil
		case <-closing:
			return nil, errEnded
		case <-ctx.Done():
			return nil, errEnded
		}
	}
}

// accept takes what follows the last seq read, drops what was read already, and notices a gap.
func (f *follower) accept(events []conversation.Event) ([]conversation.Event, bool) {
	for len(events) > 0 && events[0].Seq <= f.at {
		events = events[1:]
	}
	if len(events) == 0 {
		return nil, true
	}
	if events[0].Seq != f.at+1 {
		f.behind = true
		return nil, false
	}
	f.at = events[len(events)-1].Seq
	return events, true
}
