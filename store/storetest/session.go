package storetest

import (
	"sync"
	"time"

	"github.com/batondesk/baton/people"
)

// endedSessions are remembered by every process until their time is over, each with one entry in the audit.
func endedSessions(w *world) {
	here, there := w.People(), w.open().People()
	until := w.clock.now().Add(time.Hour)
	end := func(repo people.Repository, id string, until time.Time) {
		w.Helper()
		entry := people.AuditEntry{At: w.clock.now(), Actor: "mei", Action: "session.end", Object: "mei"}
		if err := repo.EndSession(w.ctx, id, until, entry); err != nil {
			w.Error(err)
		}
	}
	ended := func(want ...string) {
		w.Helper()
		var got []string
		for _, id := range []string{"early", "late", "other"} {
			for _, repo := range []people.Repository{here, there} {
				is, err := repo.SessionEnded(w.ctx, id)
				if err != nil {
					w.Fatal(err)
				}
				if is {
					got = append(got, id)
				}
			}
		}
		w.same("ended sessions, as two processes see them", want, got)
	}
	before, err := there.Revision(w.ctx)
	if err != nil {
		w.Fatal(err)
	}
	ended()
	var all sync.WaitGroup
	for i := range 6 {
		all.Go(func() { end([]people.Repository{here, there}[i%2], "early", until) })
	}
	all.Wait()
	ended("early", "early")
	if after, err := there.Revision(w.ctx); err != nil || after != before+1 {
		w.Errorf("revision %d after %d, error %v", after, before, err)
	}
	if entries, err := here.Audit(w.ctx, people.AuditQuery{Kind: "session", Limit: 10}); err != nil || len(entries) != 1 || entries[0].Actor != "mei" {
		w.Errorf("on record: %+v, error %v", entries, err)
	}
	end(there, "late", until.Add(time.Hour))
	ended("early", "early", "late", "late")
	w.clock.pass(time.Hour)
	end(here, "other", until.Add(time.Hour))
	ended("late", "late", "other", "other")
}
