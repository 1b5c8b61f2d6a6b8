package people

import (
	"context"
	"slices"
	"sync"
	"time"
)

// memory is a Repository for the tests of this package.
type memory struct {
	mu        sync.Mutex
	revision  int64
	reads     int // of revision
	users     map[string]User
	keys      map[string]Key
	hashes    map[string]string
	ended     map[string]time.Time // sessions
	asked     int                  // about sessions
	customers map[string]Customer
	audit     []AuditEntry
	fail      error
}

func newMemory() *memory {
	return &memory{users: map[string]User{}, keys: map[string]Key{}, hashes: map[string]string{}, ended: map[string]time.Time{}, customers: map[string]Customer{}}
}

func (m *memory) log(a AuditEntry) {
	a.ID = int64(len(m.audit) + 1)
	m.audit = append(m.audit, a)
}

func (m *memory) Revision(context.Context) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reads++
	return m.revision, m.fail
}

func (m *memory) AddUser(_ context.Context, u User, hash string, a AuditEntry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, taken := m.users[u.ID]; taken {
		return &ExistsError{"user", u.ID}
	}
	m.users[u.ID], m.hashes["user "+u.ID] = u, hash
	m.revision++
	m.log(a)
	return nil
}

func (m *memory) UpdateUser(_ context.Context, u User, hash string, a AuditEntry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	before, ok := m.users[u.ID]
	if !ok {
		return &NotFoundError{"user", u.ID}
	}
	if before.Version != u.Version-1 {
		return ErrConflict
	}
	m.users[u.ID] = u
	if hash != "" {
		m.hashes["user "+u.ID] = hash
	}
	m.revision++
	m.log(a)
	return nil
}

func (m *memory) User(_ context.Context, id string) (User, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	u, ok := m.users[id]
	if !ok {
		return u, &NotFoundError{"user", id}
	}
	return u, nil
}

func (m *memory) UserSecret(ctx context.Context, id string) (User, string, error) {
	u, err := m.User(ctx, id)
	m.mu.Lock()
	defer m.mu.Unlock()
	return u, m.hashes["user "+id], err
}

func (m *memory) Users(_ context.Context, after string, limit int) ([]User, error) {
	return listed(m.users, after, limit), nil
}

func (m *memory) EndSession(_ context.Context, id string, until time.Time, a AuditEntry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ended := m.ended[id]; !ended {
		m.ended[id] = until
		m.revision++
		m.log(a)
	}
	return nil
}

func (m *memory) SessionEnded(_ context.Context, id string) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked++
	_, ended := m.ended[id]
	return ended, nil
}

func (m *memory) AddKey(_ context.Context, k Key, hash string, a AuditEntry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, taken := m.keys[k.ID]; taken {
		return &ExistsError{"key", k.ID}
	}
	m.keys[k.ID], m.hashes["key "+k.ID] = k, hash
	m.revision++
	m.log(a)
	return nil
}

func (m *memory) RevokeKey(_ context.Context, id string, at time.Time, a AuditEntry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.keys[id]
	if !ok {
		return &NotFoundError{"key", id}
	}
	if k.RevokedAt.IsZero() {
		k.RevokedAt = at
		m.keys[id] = k
		m.revision++
		m.log(a)
	}
	return nil
}

func (m *memory) KeySecret(_ context.Context, id string) (Key, string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.keys[id]
	if !ok {
		return k, "", &NotFoundError{"key", id}
	}
	return k, m.hashes["key "+id], nil
}

func (m *memory) Keys(_ context.Context, after string, limit int) ([]Key, error) {
	return listed(m.keys, after, limit), nil
}

func (m *memory) AddCustomer(_ context.Context, c Customer, a AuditEntry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if c.Verified {
		for _, other := range m.customers {
			if other.Verified && slices.ContainsFunc(other.Identities, func(i Identity) bool { return slices.Contains(c.Identities, i) }) {
				return &ExistsError{"customer", c.ID}
			}
		}
	}
	m.customers[c.ID] = c
	m.log(a)
	return nil
}

func (m *memory) UpdateCustomer(_ context.Context, c Customer, a AuditEntry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	before, ok := m.customers[c.ID]
	if !ok {
		return &NotFoundError{"customer", c.ID}
	}
	if before.Version != c.Version-1 {
		return ErrConflict
	}
	m.customers[c.ID] = c
	m.log(a)
	return nil
}

func (m *memory) Customer(_ context.Context, id string) (Customer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, ok := m.customers[id]
	if !ok {
		return c, &NotFoundError{"customer", id}
	}
	return c, nil
}

func (m *memory) VerifiedCustomer(_ context.Context, identity Identity) (Customer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.customers {
		if c.Verified && slices.Contains(c.Identities, identity) {
			return c, nil
		}
	}
	return Customer{}, &NotFoundError{"customer", identity.ExternalID}
}

func (m *memory) Audit(_ context.Context, q AuditQuery) ([]AuditEntry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []AuditEntry
	for _, a := range slices.Backward(m.audit) {
		if q.Selects(a) && len(out) < q.Limit {
			out = append(out, a)
		}
	}
	return out, nil
}

func listed[V any](items map[string]V, after string, limit int) []V {
	var ids []string
	for id := range items {
		if id > after {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	var out []V
	for _, id := range ids[:min(limit, len(ids))] {
		out = append(out, items[id])
	}
	return out
}
