package knowledge_test

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
)

// memory is the Repository contract in its simplest form, for the tests of the life above it.
type memory struct {
	mu       sync.Mutex
	items    map[knowledge.Kind]map[string][]knowledge.Version
	revision int64
	audit    []knowledge.Audit
	gaps     []knowledge.Gap
	applies  int
	before   func() // called before each Apply, to let somebody else be faster
	failAt   int    // the Apply that fails, counted from 1
}

func newMemory() *memory {
	return &memory{items: map[knowledge.Kind]map[string][]knowledge.Version{}}
}

func (m *memory) Apply(_ context.Context, changes []knowledge.Change) error {
	if before := m.before; before != nil {
		m.before = nil
		before()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.applies++; m.applies == m.failAt {
		return context.DeadlineExceeded
	}
	staged := map[[2]string][]knowledge.Version{}
	for _, c := range changes {
		key := [2]string{string(c.Kind), c.ID}
		versions, ok := staged[key]
		if !ok {
			versions = slices.Clone(m.items[c.Kind][c.ID])
		}
		conflict := &knowledge.ConflictError{Kind: c.Kind, ID: c.ID, Base: c.Newest, Current: len(versions)}
		if c.Newest != len(versions) {
			return conflict
		}
		for _, move := range c.Moves {
			v := &versions[move.Number-1]
			if v.State != move.From {
				return conflict
			}
			v.State, v.At = move.To, c.At
			if move.Reviewer != "" {
				v.Reviewer = move.Reviewer
			}
		}
		if c.Add != nil {
			versions = append(versions, *c.Add)
		}
		staged[key] = versions
	}
	for key, versions := range staged {
		kind := knowledge.Kind(key[0])
		if m.items[kind] == nil {
			m.items[kind] = map[string][]knowledge.Version{}
		}
		m.items[kind][key[1]] = versions
	}
	for _, c := range changes {
		m.audit = append(m.audit, c.Audit)
	}
	if len(changes) > 0 {
		m.revision++
	}
	return nil
}

func (m *memory) Erase(_ context.Context, entry knowledge.Audit) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	versions, ok := m.items[entry.Kind][entry.ID]
	for _, v := range versions {
		if v.State == knowledge.Published || v.Reviewer != "" {
			return &knowledge.StateError{Kind: entry.Kind, ID: entry.ID, Version: v.Number, State: v.State, Action: "erase"}
		}
	}
	if ok {
		delete(m.items[entry.Kind], entry.ID)
		m.audit = append(m.audit, entry)
		m.revision++
	}
	return nil
}

func (m *memory) Versions(_ context.Context, kind knowledge.Kind, id string) ([]knowledge.Version, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	versions, ok := m.items[kind][id]
	if !ok {
		return nil, &knowledge.NotFoundError{Kind: kind, ID: id}
	}
	return slices.Clone(versions), nil
}

func (m *memory) Histories(_ context.Context, kind knowledge.Kind, ids []string) (map[string][]knowledge.Version, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found := map[string][]knowledge.Version{}
	for _, id := range ids {
		if versions, ok := m.items[kind][id]; ok {
			found[id] = slices.Clone(versions)
		}
	}
	return found, nil
}

func (m *memory) List(_ context.Context, q knowledge.Query) (list []knowledge.Version, next string, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	limit := cmp.Or(q.Limit, 50)
	for _, id := range m.ids(q.Kind) {
		if id <= q.After {
			continue
		}
		if v, ok := pick(m.items[q.Kind][id], q.State); ok && (q.Label == "" || v.Label == q.Label) {
			if len(list) == limit {
				return list, list[limit-1].ID, nil
			}
			list = append(list, v)
		}
	}
	return list, "", nil
}

// pick is the version of an item that a list shows.
func pick(versions []knowledge.Version, state knowledge.State) (knowledge.Version, bool) {
	used := false
	for _, v := range slices.Backward(versions) {
		if used = used || v.State != knowledge.Archived; v.State != knowledge.Archived && (state == "" || v.State == state) {
			return v, true
		}
	}
	return versions[len(versions)-1], !used && (state == "" || state == knowledge.Archived)
}

func (m *memory) Published(_ context.Context, kind knowledge.Kind) (list []knowledge.Version, revision int64, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, id := range m.ids(kind) {
		for _, v := range m.items[kind][id] {
			if v.State == knowledge.Published {
				list = append(list, v)
			}
		}
	}
	return list, m.revision, nil
}

func (m *memory) ids(kind knowledge.Kind) []string {
	var ids []string
	for id := range m.items[kind] {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

func (m *memory) Revision(context.Context) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.revision, nil
}

func (m *memory) InForce(_ context.Context, sources []conversation.Source, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range sources {
		versions := m.items[knowledge.KindArticle][s.ArticleID]
		if s.Version < 1 || s.Version > len(versions) {
			return &conversation.SourceWithdrawnError{Source: s}
		}
		v := versions[s.Version-1]
		a := knowledge.Article{State: v.State, ValidFrom: v.ValidFrom, ValidUntil: v.ValidUntil}
		if !a.InForce(at) {
			return &conversation.SourceWithdrawnError{Source: s}
		}
	}
	return nil
}

func (m *memory) AddGap(_ context.Context, g knowledge.Gap) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !slices.ContainsFunc(m.gaps, func(o knowledge.Gap) bool { return o.ConversationID == g.ConversationID && o.Seq == g.Seq }) {
		m.gaps = append(m.gaps, g)
	}
	return nil
}

func (m *memory) Gaps(_ context.Context, cursor string, limit int) ([]knowledge.Gap, string, error) {
	list := slices.Clone(m.gaps)
	slices.SortFunc(list, func(a, b knowledge.Gap) int {
		return cmp.Or(b.At.Compare(a.At), strings.Compare(string(a.ConversationID), string(b.ConversationID)))
	})
	return list, "", nil
}
