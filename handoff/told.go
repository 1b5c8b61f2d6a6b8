package handoff

import (
	"time"

	"github.com/batondesk/baton/conversation"
)

// Told is what happens by itself to a case (Overdue, Reopening), with what the customer hears of it: that a colleague is
// with them again, said before that colleague holds the conversation; or, when they lose one, that another will come, and
// when, if the next queue is closed. The State is that before the entries.
func (b *Book) Told(s conversation.State, phrases Phrases, now time.Time, entries []conversation.Entry) []conversation.Entry {
	st := step{book: b, phrases: phrases, now: now}
	var told []conversation.Entry
	for _, e := range entries {
		moved, ok := e.Payload.(conversation.HolderChanged)
		if !ok {
			told = append(told, e)
			continue
		}
		if _, human := moved.To.Agent(); human && moved.From != moved.To {
			told = append(told, joined(phrases, s, moved.Name)...)
		}
		told = append(told, e)
		if queue, ok := moved.To.Queue(); ok {
			told = append(told, st.goesOn(s, queue)...)
		}
	}
	return told
}
