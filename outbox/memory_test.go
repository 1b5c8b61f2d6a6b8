package outbox

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

// memory is a Repository, and the record that deliveries are read from. What databases do is tested in store/storetest.
type memory struct {
	mu        sync.Mutex
	endpoints []Endpoint
	rows      []*row
	events    map[conversation.ID][]conversation.Event
	audit     []people.AuditEntry
	down      error
	claims    int
}

type row struct {
	Entry
	owner string
}

var _ Repository = (*memory)(nil)

func (m *memory) Endpoints(context.Context) ([]Endpoint, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := slices.Clone(m.endpoints)
	slices.SortFunc(all, func(a, b Endpoint) int { return cmp.Compare(a.ID, b.ID) })
	return all, m.down
}

func (m *memory) AddEndpoint(_ context.Context, e Endpoint, a people.AuditEntry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.endpoints, m.audit = append(m.endpoints, e), append(m.audit, a)
	return nil
}

func (m *memory) UpdateEndpoint(_ context.Context, e Endpoint, a people.AuditEntry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.endpoints {
		if m.endpoints[i].ID == e.ID && m.endpoints[i].Version == e.Version-1 {
			m.endpoints[i], m.audit = e, append(m.audit, a)
			return nil
		}
	}
	return people.ErrConflict
}

// append stores events, and makes the deliveries, as the ledger does.
func (m *memory) append(r *Router, id conversation.ID, payloads ...conversation.Payload) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var events []conversation.Event
	for _, p := range payloads {
		seq := int64(len(m.events[id]) + 1)
		e := conversation.Event{Seq: seq, At: time.Now(), Actor: conversation.Actor{Kind: conversation.Agent, ID: "mei"}, Visibility: conversation.Public, Payload: p}
		if _, note := p.(conversation.Note); note {
			e.Visibility = conversation.Internal
		}
		m.events[id] = append(m.events[id], e)
		events = append(events, e)
	}
	for _, d := range r.Route(id, events) {
		m.rows = append(m.rows, &row{Entry: Entry{Delivery: d, State: Pending, NextAt: d.At}})
	}
	r.Wake()
}

func (m *memory) Recent(_ context.Context, id conversation.ID) (conversation.State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return conversation.State{ID: id, Seq: int64(len(m.events[id])), Status: conversation.Open, Holder: "agent:mei", Tags: []string{"vip"}}, m.down
}

func (m *memory) After(_ context.Context, id conversation.ID, seq int64, limit int) ([]conversation.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down != nil {
		return nil, m.down
	}
	events := m.events[id]
	if seq >= int64(len(events)) {
		return nil, nil
	}
	return slices.Clone(events[seq:min(len(events), int(seq)+limit)]), nil
}

// claimed is how often somebody looked for work.
func (m *memory) claimed() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.claims
}

func (m *memory) Claim(_ context.Context, l Lease, room map[string]int) (claimed []Entry, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.claims++
	if m.down != nil {
		return nil, m.down
	}
	for _, r := range m.rows {
		if m.due(r, l.Now) && room[r.Endpoint] > 0 {
			room[r.Endpoint]--
			r.owner, r.NextAt = l.Owner, l.Now.Add(l.For)
			claimed = append(claimed, r.Entry)
		}
	}
	return claimed, nil
}

// due reports whether a row may be taken up: its time has come and it is the first of its conversation.
func (m *memory) due(r *row, now time.Time) bool {
	if r.State != Pending || r.NextAt.After(now) {
		return false
	}
	return !slices.ContainsFunc(m.rows, func(b *row) bool {
		return b.State == Pending && b.Endpoint == r.Endpoint && b.Conversation == r.Conversation && b.Seq < r.Seq
	})
}

func (m *memory) Settle(_ context.Context, l Lease, results []Result) (next []Entry, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down != nil {
		return nil, m.down
	}
	for _, result := range results {
		for _, r := range m.rows {
			same := r.Endpoint == result.Endpoint && r.Conversation == result.Conversation
			if same && r.Seq == result.Seq && r.State == Pending && r.owner == l.Owner {
				r.State, r.Tries, r.Attempts, r.owner, r.NextAt = result.State, result.Tries, result.Attempts, "", l.Now.Add(result.Retry)
			} else if same && result.More && m.due(r, l.Now) {
				r.owner, r.NextAt = l.Owner, l.Now.Add(l.For)
				next = append(next, r.Entry)
				break
			}
		}
	}
	return next, nil
}

func (m *memory) Log(context.Context, LogQuery) ([]Entry, string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var entries []Entry
	for _, r := range m.rows {
		entries = append(entries, r.Entry)
	}
	return entries, "", nil
}

func (m *memory) Replay(_ context.Context, q Replay, a people.AuditEntry) (n int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.rows {
		if r.Endpoint == q.Endpoint && r.State == Dead {
			r.State, r.Tries, r.NextAt = Pending, 0, q.Now
			n++
		}
	}
	m.audit = append(m.audit, a)
	return n, nil
}

func (m *memory) Tidy(context.Context, Tidy, int) (int, error) { return 0, nil }

func (m *memory) Backlog(context.Context) (map[string]Backlog, error) {
	return nil, errors.New("not asked for")
}

// states counts rows by state.
func (m *memory) states() map[State]int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := map[State]int{}
	for _, r := range m.rows {
		n[r.State]++
	}
	return n
}

func (m *memory) fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.down = err
}
