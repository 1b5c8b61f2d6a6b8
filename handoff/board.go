package handoff

import (
	"context"
	"time"

	"github.com/batondesk/baton/people"
)

// Load counts open cases.
type Load struct {
	Waiting int       `json:"waiting"`
	Claimed int       `json:"claimed"`
	Late    int       `json:"late"`            // of both: a deadline has passed, or was missed before
	Oldest  time.Time `json:"oldest,omitzero"` // since when the one waits that waits longest
}

// Board is how the open cases are spread.
type Board struct {
	Queues  map[string]Load // queues with cases only
	Holders map[string]Load // by the id of whoever holds them
}

// Board counts the open cases that by may see.
func (d *Desk) Board(ctx context.Context, by people.Principal) (Board, error) {
	board := Board{map[string]Load{}, map[string]Load{}}
	now := d.o.Now()
	q := CaseQuery{Status: []CaseStatus{Waiting, Claimed}, Limit: 500}
	for {
		cases, next, err := d.Cases(ctx, by, q)
		if err != nil {
			return Board{}, err
		}
		for _, c := range cases {
			board.Queues[c.Queue] = board.Queues[c.Queue].with(c, now)
			if c.Status == Claimed {
				board.Holders[c.Holder] = board.Holders[c.Holder].with(c, now)
			}
		}
		if q.Cursor = next; next == "" {
			return board, nil
		}
	}
}

func (l Load) with(c Case, now time.Time) Load {
	switch c.Status {
	case Waiting:
		l.Waiting++
		if l.Oldest.IsZero() || c.WaitingSince.Before(l.Oldest) {
			l.Oldest = c.WaitingSince
		}
	case Claimed:
		l.Claimed++
	}
	if c.Late(now) {
		l.Late++
	}
	return l
}

// NextDue is the deadline of an open case that comes next, and what must be done until then: claim, first_reply or
// resolve, as breaches name it.
func (c Case) NextDue() (what string, at time.Time) {
	switch {
	case c.Status.Ended():
		return "", time.Time{}
	case c.Status == Waiting && !c.Due.Claim.IsZero():
		return breachClaim, c.Due.Claim
	case c.FirstReplyAt.IsZero() && !c.Due.FirstReply.IsZero():
		return breachFirstReply, c.Due.FirstReply
	}
	return breachResolve, c.Due.Resolve
}

// Late reports whether a deadline of an open case has passed, or was missed before.
func (c Case) Late(now time.Time) bool {
	_, at := c.NextDue()
	return !c.Status.Ended() && (len(c.Breaches) > 0 || !at.IsZero() && !at.After(now))
}
