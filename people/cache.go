package people

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"
)

const (
	cacheTime   = 5 * time.Minute        // how long a secret that was right is not hashed again
	cacheSize   = 4096                   // secrets, users and sessions
	recheckTime = 500 * time.Millisecond // how old what is known of the repository's revision may be
)

type fingerprint [sha256.Size]byte

// cache remembers which secrets were right, which users there are and which sessions were ended, for as long as nothing changes in the repository.
// Everything is forgotten as soon as the revision moves, so that a revoked key stops working within recheckTime in every
// process.
type cache struct {
	revision func(context.Context) (int64, error)
	now      func() time.Time

	mu      sync.Mutex
	known   int64 // revision that the entries belong to
	checked time.Time
	right   map[fingerprint]remembered
	users   map[string]User
	ended   map[string]bool // sessions that were asked about
}

type remembered struct {
	who   Principal
	until time.Time
}

// check brings the cache up to date and returns the revision that what is read from now on belongs to.
func (c *cache) check(ctx context.Context) (int64, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if age := c.now().Sub(c.checked); age >= 0 && age < recheckTime {
		return c.known, nil
	}
	asked := c.now()
	revision, err := c.revision(ctx)
	if err != nil {
		return 0, err
	}
	if revision != c.known || c.right == nil {
		c.known, c.right, c.users, c.ended = revision, map[fingerprint]remembered{}, map[string]User{}, map[string]bool{}
	}
	c.checked = asked
	return revision, nil
}

// stale makes the next check ask the repository: something was written by this process.
func (c *cache) stale() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.checked = time.Time{}
}

func (c *cache) find(f fingerprint) (Principal, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.right[f]
	return r.who, ok && c.now().Before(r.until)
}

// remember keeps a principal who was proved at a revision, unless the cache has moved on since.
func (c *cache) remember(revision int64, f fingerprint, who Principal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if revision != c.known || c.right == nil {
		return
	}
	if len(c.right) >= cacheSize {
		clear(c.right)
	}
	c.right[f] = remembered{who, c.now().Add(cacheTime)}
}

func (c *cache) user(id string) (User, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	u, ok := c.users[id]
	return u, ok
}

func (c *cache) rememberUser(revision int64, u User) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if revision != c.known || c.users == nil {
		return
	}
	if len(c.users) >= cacheSize {
		clear(c.users)
	}
	c.users[u.ID] = u
}

func (c *cache) session(id string) (ended, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ended, known = c.ended[id]
	return ended, known
}

func (c *cache) rememberSession(revision int64, id string, ended bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if revision != c.known || c.ended == nil {
		return
	}
	if len(c.ended) >= cacheSize {
		clear(c.ended)
	}
	c.ended[id] = ended
}
