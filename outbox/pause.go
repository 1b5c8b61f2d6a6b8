package outbox

import "time"

// How long to go on with a delivery that fails: whichever comes first.
const (
	MaxTries = 30             // with these pauses about twelve hours, at most a day
	MaxAge   = 72 * time.Hour // after the event; an endpoint that is down is not tried for every delivery
)

const (
	firstPause = 10 * time.Second
	longPause  = time.Hour
	// An endpoint at which everything fails is left alone as a whole.
	brokenAfter   = 5 // failures with no success between them
	firstRest     = 5 * time.Second
	longRest      = 5 * time.Minute
	unreadAgainIn = 5 * time.Second // what could not be read from the record, or sent because the server stops
)

// backoff is the pause after so many failures, from 1 on: exponential with full jitter, anywhere between nothing and
// first * 2^(failures-1), at most long. chance is from 0 to 1. (M. Brooker, "Exponential Backoff And Jitter", AWS
// Architecture Blog, 2015, found full jitter to need the least work and time under contention.)
func backoff(failures int, first, long time.Duration, chance float64) time.Duration {
	most := long
	if shift := failures - 1; shift < 20 {
		most = min(long, first<<max(0, shift))
	}
	return time.Duration(chance * float64(most))
}

// condition is how an endpoint does, as this server sees it.
type condition struct {
	busy     int  // deliveries under way
	hungry   bool // there may be more that is due
	failures int  // since the last success
	rest     time.Time
}

// room is how many more deliveries it may get now.
func (c *condition) room(now time.Time) int {
	switch {
	case !c.hungry:
		return 0
	case c.failures < brokenAfter:
		return atOnce - c.busy
	case now.Before(c.rest) || c.busy > 0:
		return 0
	}
	return 1 // to see whether it is well again
}

// heard notes how a delivery went, and reports whether the endpoint broke or mended by it.
func (c *condition) heard(ok bool, now time.Time, chance float64) (turned bool) {
	if ok {
		turned = c.failures >= brokenAfter
		c.failures = 0
		return turned
	}
	c.failures++
	if c.failures >= brokenAfter {
		// Never nothing: half of it is certain, or an endpoint that is down would be tried all the time by chance.
		longest := backoff(c.failures-brokenAfter+1, firstRest, longRest, 1)
		c.rest = now.Add(longest/2 + time.Duration(chance*float64(longest/2)))
	}
	return c.failures == brokenAfter
}
