package storetest

import (
	"context"
	"errors"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
)

var doubtTests = []test{
	{"a write in doubt is repeated with its key, and is there once", repeatedInDoubt},
	{"what follows a write in doubt sees what became of it", seenAfterDoubt},
	{"a turn in doubt is not answered twice", turnInDoubt},
	{"readers learn of a write in doubt", readersInDoubt},
}

// doubtful is a database whose connection breaks during the next commit, before or after it is on record.
type doubtful struct {
	driver.Driver
	breaks bool
	kept   bool // it breaks after
}

func (d *doubtful) Commit(ctx context.Context, group []*driver.Change) []error {
	if !d.breaks {
		return d.Driver.Commit(ctx, group)
	}
	d.breaks = false
	if d.kept {
		d.Driver.Commit(ctx, group)
	}
	errs := make([]error, len(group))
	for i := range errs {
		errs[i] = driver.ErrUnavailable
	}
	return errs
}

// doubting calls try with a store whose next commit breaks, once with either outcome; before that the conversation is
// opened in it.
func (w *world) doubting(try func(d *doubtful, in *world, id conversation.ID)) {
	for id, kept := range map[conversation.ID]bool{"lost": false, "kept": true} {
		d := &doubtful{Driver: w.database.Open(w.T), kept: kept}
		in := *w
		in.Store = w.over(d)
		in.begin(id)
		try(d, &in, id)
	}
}

func (w *world) breaks(d *doubtful, id conversation.ID, wr conversation.Write) {
	w.Helper()
	d.breaks = true
	if _, err := w.Append(w.ctx, id, wr); !errors.Is(err, conversation.ErrUnavailable) {
		w.Errorf("%s: append whose outcome is unknown: %v", id, err)
	}
}

func repeatedInDoubt(w *world) {
	w.doubting(func(d *doubtful, in *world, id conversation.ID) {
		in.breaks(d, id, keyed("k", "d", says("hello")))
		receipt := in.do(in.Store, id, keyed("k", "d", says("hello")))
		if receipt.Repeat != d.kept || len(receipt.Events) != 1 || receipt.Events[0].Seq != 2 || receipt.State.Seq != 2 {
			in.Errorf("%s: repeat %v, %d events, state at %d", id, receipt.Repeat, len(receipt.Events), receipt.State.Seq)
		}
		if n := len(in.events(id)); n != 2 {
			in.Errorf("%s: %d events", id, n)
		}
	})
}

func seenAfterDoubt(w *world) {
	w.doubting(func(d *doubtful, in *world, id conversation.ID) {
		in.breaks(d, id, write(by(mei, conversation.HolderChanged{From: "bot", To: conversation.AgentHolder("mei")})))
		want := conversation.HeldByBot
		if d.kept {
			want = conversation.AgentHolder("mei")
		}
		recent, err := in.Recent(in.ctx, id)
		if err != nil || recent.Holder != want || in.state(id).Holder != want {
			in.Errorf("%s: held by %s as remembered, by %s on record, want %s (error %v)", id, recent.Holder, in.state(id).Holder, want, err)
		}
		in.do(in.Store, id, conversation.Write{Compose: func(now conversation.State) ([]conversation.Entry, error) {
			if now.Holder != want {
				in.Errorf("%s: composed while held by %s, want %s", id, now.Holder, want)
			}
			return []conversation.Entry{note("x")}, nil
		}})
	})
}

func turnInDoubt(w *world) {
	w.doubting(func(d *doubtful, in *world, id conversation.ID) {
		asked := in.add(id, says("hello")).State
		answered := errors.New("answered")
		turn := conversation.Write{Compose: func(now conversation.State) ([]conversation.Entry, error) {
			if now.Through >= asked.Customer.Seq {
				return nil, answered
			}
			return []conversation.Entry{decided(asked.Customer.Seq), by(bot, conversation.Message{Text: "hi"})}, nil
		}}
		in.breaks(d, id, turn)
		if _, err := in.Append(in.ctx, id, turn); errors.Is(err, answered) != d.kept || err != nil && !d.kept {
			in.Errorf("%s: the turn again: %v", id, err)
		}
		if n := len(in.events(id)); n != 4 {
			in.Errorf("%s: %d events", id, n)
		}
	})
}

func readersInDoubt(w *world) {
	w.doubting(func(d *doubtful, in *world, id conversation.ID) {
		one, all := in.Subscribe(id), in.Subscribe("")
		in.breaks(d, id, write(note("x")))
		for _, sub := range []conversation.Subscription{one, all} {
			if c := <-sub.Commits(); len(c.Events) != 0 || !sub.Lagged() {
				in.Errorf("%s: told %d events, or not that some may be missing", id, len(c.Events))
			}
			sub.Close()
		}
	})
}
