package conversation

import "time"

// Timers are the waits after which something happens although nobody acts.
type Timers struct {
	Silence time.Duration // the bot spoke last and the customer is silent: assumed resolved
	Close   time.Duration // resolved and silent: closed
}

// DefaultTimers are used where the configuration names none.
func DefaultTimers() Timers { return Timers{Silence: 24 * time.Hour, Close: 72 * time.Hour} }

// What happens next in a conversation.
const (
	NextTurn       = "turn"        // the customer is owed an answer
	NextClaim      = "claim"       // the claim deadline of the case
	NextFirstReply = "first_reply" // the deadline for a human's first reply
	NextResolve    = "resolve"     // the deadline to resolve the case
	NextSilence    = "silence"     // the customer has been silent for long
	NextClose      = "close"       // a resolved conversation ends
)

// Next is the next thing that happens in a conversation if nobody acts. Every conversation that is not closed has one.
type Next struct {
	At   time.Time
	What string
}

// Next is a pure function of the state, so that a sweep needs nothing but an index over its time.
func (t Timers) Next(s State) (Next, bool) {
	switch {
	case !s.Exists() || s.Status == StatusClosed && !s.Owes():
		return Next{}, false
	case s.Owes():
		return Next{s.Customer.At, NextTurn}, true
	case s.Status == StatusResolved:
		return Next{s.Ended.Add(t.Close), NextClose}, true
	case s.Handoff != nil:
		return s.Handoff.next(t), true
	}
	last := s.Opened
	for _, at := range []time.Time{s.Customer.At, s.Reply.At} {
		if at.After(last) {
			last = at
		}
	}
	return Next{last.Add(t.Silence), NextSilence}, true
}

func (h Handoff) next(t Timers) Next {
	next := Next{h.Since.Add(t.Silence), NextResolve}
	if h.Due.Resolve.After(h.Since) {
		next.At = h.Due.Resolve
	}
	sooner := func(at time.Time, what string) {
		if !at.IsZero() && at.Before(next.At) {
			next = Next{at, what}
		}
	}
	if !h.Claimed {
		sooner(h.Due.Claim, NextClaim)
	}
	if !h.Replied {
		sooner(h.Due.FirstReply, NextFirstReply)
	}
	return next
}
