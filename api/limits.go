package api

import (
	"math"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Rate is a token bucket: Burst requests at once, refilled by PerSecond.
type Rate struct {
	PerSecond float64
	Burst     int
}

// Limits are what one caller may do. The zero value of a number means its default.
type Limits struct {
	Disabled bool // lifts the rates and the number of streams; sizes always hold

	MessageChars int   // of a customer's or an agent's message; default 10,000
	BodyBytes    int64 // of any request but an import; default 256 KiB
	ImportBytes  int64 // of an import; default 64 MiB

	Address      Rate // all requests of one client address; default 50/s, burst 300
	Opening      Rate // new conversations of one client address; default 1/s, burst 30
	Conversation Rate // a customer's writes to one conversation; default 2/s, burst 20
	Principal    Rate // requests of one key or user; default 50/s, burst 300
	Suggestion   Rate // replies that one key or user has suggested to them; default 1 per 5 s, burst 10
	Login        Rate // attempts to log in per name and per address; default 1 per 10 s, burst 5

	StreamsPerConversation int // default 8
	StreamsPerAddress      int // default 200
	StreamsPerPrincipal    int // default 20
}

// wrongKeys bounds how often one address may show a key that is none: each costs as much work as a right one.
var wrongKeys = Rate{0.5, 20}

func (l Limits) withDefaults() Limits {
	number(&l.MessageChars, 10_000)
	number(&l.BodyBytes, 256<<10)
	number(&l.ImportBytes, 64<<20)
	number(&l.Address, Rate{50, 300})
	number(&l.Opening, Rate{1, 30})
	number(&l.Conversation, Rate{2, 20})
	number(&l.Principal, Rate{50, 300})
	number(&l.Suggestion, Rate{0.2, 10})
	number(&l.Login, Rate{0.1, 5})
	number(&l.StreamsPerConversation, 8)
	number(&l.StreamsPerAddress, 200)
	number(&l.StreamsPerPrincipal, 20)
	return l
}

func number[T comparable](value *T, otherwise T) {
	var zero T
	if *value == zero {
		*value = otherwise
	}
}

// counters are all that is counted per caller.
type counters struct {
	off                                       bool
	address, opening, loginFrom, failures     *buckets
	conversation, principal, loginAs          *buckets
	suggestion                                *buckets
	perConversation, perAddress, perPrincipal *places
}

func newCounters(l Limits, now func() time.Time) *counters {
	return &counters{
		off:     l.Disabled,
		address: newBuckets(l.Address, now), opening: newBuckets(l.Opening, now), loginFrom: newBuckets(l.Login, now),
		conversation: newBuckets(l.Conversation, now), principal: newBuckets(l.Principal, now), loginAs: newBuckets(l.Login, now),
		failures:        newBuckets(wrongKeys, now),
		suggestion:      newBuckets(l.Suggestion, now),
		perConversation: newPlaces(l.StreamsPerConversation), perAddress: newPlaces(l.StreamsPerAddress),
		perPrincipal: newPlaces(l.StreamsPerPrincipal),
	}
}

// take is nil if the caller may go on, or says when to come back.
func (c *counters) take(b *buckets, key string) error {
	if c.off {
		return nil
	}
	return come(b.take(key, 1))
}

// left is take without taking.
func (c *counters) left(b *buckets, key string) error {
	if c.off {
		return nil
	}
	return come(b.take(key, 0))
}

func come(wait time.Duration) error {
	if wait == 0 {
		return nil
	}
	seconds := strconv.Itoa(int(math.Ceil(wait.Seconds())))
	return tooMany.problem("try again in "+seconds+" s").with("Retry-After", seconds)
}

// maxBuckets bounds the memory of one kind of counter: two generations of so many callers.
const maxBuckets = 20_000

// buckets keeps a token bucket per caller, in two generations: when the young one is full it becomes the old one, and who
// has not been seen since is forgotten. So memory is bounded whatever addresses a flood pretends to have.
type buckets struct {
	rate Rate
	now  func() time.Time

	mu         sync.Mutex
	young, old map[string]*rate.Limiter
}

func newBuckets(r Rate, now func() time.Time) *buckets {
	return &buckets{rate: r, now: now, young: map[string]*rate.Limiter{}}
}

// take takes n tokens (0 or 1) if there is one, or returns how long to wait until there is.
func (b *buckets) take(key string, n int) time.Duration {
	now := b.now()
	b.mu.Lock()
	limiter, ok := b.young[key]
	if !ok {
		if limiter, ok = b.old[key]; !ok {
			limiter = rate.NewLimiter(rate.Limit(b.rate.PerSecond), b.rate.Burst)
		}
		if len(b.young) >= maxBuckets {
			b.old, b.young = b.young, make(map[string]*rate.Limiter, maxBuckets)
		}
		b.young[key] = limiter
	}
	b.mu.Unlock()
	if n == 1 && limiter.AllowN(now, 1) {
		return 0
	}
	missing := 1 - limiter.TokensAt(now)
	if n == 0 && missing <= 0 {
		return 0
	}
	return max(time.Duration(missing/b.rate.PerSecond*float64(time.Second)), time.Millisecond)
}

// give gives back a token that was taken for something that need not have been counted. A bucket never gets fuller than full.
func (b *buckets) give(key string) {
	b.mu.Lock()
	limiter := b.young[key] // take has just put it there; if it is gone, whoever it was starts afresh
	b.mu.Unlock()
	if limiter != nil {
		limiter.AllowN(b.now(), -1)
	}
}

// places counts open streams per caller.
type places struct {
	most  int
	mu    sync.Mutex
	taken map[string]int
}

func newPlaces(most int) *places { return &places{most: most, taken: map[string]int{}} }

func (p *places) enter(key string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.taken[key] >= p.most {
		return false
	}
	p.taken[key]++
	return true
}

func (p *places) leave(key string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.taken[key]--; p.taken[key] <= 0 {
		delete(p.taken, key)
	}
}
