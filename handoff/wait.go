package handoff

import (
	"slices"
	"time"
)

// Wait is the expected time until a human claims a case that comes to a queue now: until the queue opens, then its turn.
// waiting is how many cases are before it, recent are the waits of the last claims. The median of the recent waits is
// taken per case ahead beyond the first, shared among the members who are named. While nothing has been claimed yet the
// claim deadline is all that is known, whatever waits.
func (b *Book) Wait(queue string, waiting int, recent []time.Duration, now time.Time) time.Duration {
	q, hours := b.queue(queue), b.Hours(queue)
	opens := hours.NextOpen(now).Sub(now)
	if len(recent) == 0 {
		return b.Deadlines("", queue, now).Claim.Sub(now)
	}
	sorted := slices.Sorted(slices.Values(recent))
	each := sorted[len(sorted)/2]
	members := 0
	for _, m := range q.Members {
		if len(m) < len(memberRole) || m[:len(memberRole)] != memberRole {
			members++
		}
	}
	rounds := 1 + max(waiting, 0)/max(members, 1)
	return opens + time.Duration(rounds)*max(each, 0)
}
