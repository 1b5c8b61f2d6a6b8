package storetest

import (
	"errors"
	"fmt"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store/driver"
)

var commitTests = []test{
	{"each change of a group has its own fate", ownFate},
	{"a change that the database cannot write does not take others with it", brokenAlone},
}

// openingChange is what an append to a new conversation does, with a made-up State.
func openingChange(w *world, id conversation.ID) *driver.Change {
	at := w.clock.now()
	e := conversation.Event{Seq: 1, At: at, Actor: system, Visibility: conversation.Internal, Payload: opening(conversation.Opening{Channel: "web"}).Payload}
	payload, err := conversation.EncodePayload(e.Payload)
	if err != nil {
		w.Fatal(err)
	}
	return &driver.Change{
		At: at, Row: driver.Row{ID: id, Seq: 1, Status: conversation.Open, Holder: conversation.HeldByBot, Opened: at, Updated: at, State: []byte("{}")},
		Events: []driver.Event{{Seq: 1, At: at, Actor: e.Actor, Visibility: e.Visibility, Kind: e.Kind(), Payload: payload}},
	}
}

func (w *world) driver() driver.Driver {
	w.Helper()
	d := w.database.Open(w.T)
	w.Cleanup(func() {
		if err := d.Close(); err != nil {
			w.Error(err)
		}
	})
	return d
}

func ownFate(w *world) {
	d := w.driver()
	w.begin("taken")
	w.do(w.Store, "taken", keyed("k", "d", note("x")))
	taken, err := d.Load(w.ctx, "taken")
	if err != nil {
		w.Fatal(err)
	}
	next := func(from int64, key string, sources ...conversation.Source) *driver.Change {
		c := openingChange(w, "taken")
		c.From, c.Key, c.Digest, c.Sources, c.Row.Ref, c.Row.Seq = from, key, "d", sources, taken.Ref, from+1
		c.Events[0].Seq = from + 1
		return c
	}
	withdrawn := conversation.Source{ArticleID: "none", Version: 1}
	for i, c := range []struct {
		change *driver.Change
		want   error
	}{
		{openingChange(w, "taken"), conversation.ErrConflict},
		{next(1, ""), conversation.ErrConflict},
		{next(3, ""), conversation.ErrConflict},
		{next(2, "k"), driver.ErrKeyTaken},
		{next(2, "", withdrawn), &conversation.SourceWithdrawnError{Source: withdrawn}},
	} {
		id := conversation.ID(fmt.Sprint("new", i))
		errs := d.Commit(w.ctx, []*driver.Change{c.change, openingChange(w, id)})
		if got := errs[0]; got == nil || !errors.Is(got, c.want) && got.Error() != c.want.Error() {
			w.Errorf("change %d: got %v, want %v", i, got, c.want)
		}
		if row, err := d.Load(w.ctx, id); errs[1] != nil || err != nil || row.Seq != 1 {
			w.Errorf("beside change %d: %v, row %+v, error %v", i, errs[1], row, err)
		}
		if err := w.Rebuild(w.ctx, id); err != nil { // its State was made up
			w.Error(err)
		}
	}
	if row, err := d.Load(w.ctx, "taken"); err != nil || row.Seq != 2 {
		w.Errorf("row %+v, error %v", row, err)
	}
}

func brokenAlone(w *world) {
	d := w.driver()
	broken := openingChange(w, "broken")
	broken.Events = append(broken.Events, broken.Events[0]) // two events of one number
	group := []*driver.Change{openingChange(w, "a"), broken, openingChange(w, "b")}
	errs := d.Commit(w.ctx, group)
	if errs[0] != nil || errs[1] == nil || errs[2] != nil {
		w.Errorf("errors %v", errs)
	}
	for _, id := range []conversation.ID{"a", "b"} {
		row, err := d.Load(w.ctx, id)
		if err != nil || row.Ref == 0 {
			w.Errorf("%s: row %+v, error %v", id, row, err)
		}
		for _, c := range group {
			if c.Row.ID == id && c.Row.Ref != row.Ref {
				w.Errorf("%s was told to be row %d, is %d", id, c.Row.Ref, row.Ref)
			}
		}
		if err := w.Rebuild(w.ctx, id); err != nil {
			w.Error(err)
		}
	}
	if _, err := d.Load(w.ctx, "broken"); !errors.Is(err, conversation.ErrNotFound) {
		w.Errorf("half of a broken change was kept: %v", err)
	}
	if events, err := d.After(w.ctx, "broken", 0, 10); err != nil || len(events) != 0 {
		w.Errorf("%d events of a broken change, error %v", len(events), err)
	}
}
