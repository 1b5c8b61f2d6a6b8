package retrieval

import (
	"context"
	"maps"
	"sync"
	"sync/atomic"

	"github.com/batondesk/baton/knowledge"
)

// Searcher answers from the current snapshot of published knowledge, less what was withdrawn since. It is safe for concurrent
// use; searches never wait for a publication.
type Searcher struct {
	refreshing sync.Mutex // one new snapshot at a time
	changing   sync.Mutex // guards the replacement of current
	current    atomic.Pointer[snapshot]
	clock      uint64 // number of withdrawals so far
}

// snapshot is one consistent view: the index and what to leave out belong together.
type snapshot struct {
	index     *Index
	withdrawn map[string]uint64 // article id, and when by the searcher's clock
}

// NewSearcher gives a searcher that knows nothing yet and abstains.
func NewSearcher() *Searcher {
	s := &Searcher{}
	s.current.Store(&snapshot{index: NewIndex(nil)})
	return s
}

// Publish replaces the snapshot. The articles must be read after every withdrawal so far; where withdrawals may happen
// meanwhile, use Refresh.
func (s *Searcher) Publish(articles []knowledge.Article) {
	_ = s.Refresh(func() ([]knowledge.Article, error) { return articles, nil })
}

// Refresh replaces the snapshot by what load gives. A withdrawal made while it loads or indexes stays in force; earlier ones
// end, because load sees what they came from. An error of load is returned and changes nothing.
func (s *Searcher) Refresh(load func() ([]knowledge.Article, error)) error {
	s.refreshing.Lock()
	defer s.refreshing.Unlock()
	s.changing.Lock()
	began := s.clock
	s.changing.Unlock()
	articles, err := load()
	if err != nil {
		return err
	}
	index := newIndex(articles, s.current.Load().index)
	s.changing.Lock()
	defer s.changing.Unlock()
	withdrawn := maps.Clone(s.current.Load().withdrawn)
	maps.DeleteFunc(withdrawn, func(_ string, at uint64) bool { return at <= began })
	s.current.Store(&snapshot{index, withdrawn})
	return nil
}

// Withdraw takes articles out of every search that begins after it returns. Call it when the change is committed.
func (s *Searcher) Withdraw(ids ...string) {
	s.changing.Lock()
	defer s.changing.Unlock()
	s.clock++
	now := s.current.Load()
	withdrawn := make(map[string]uint64, len(now.withdrawn)+len(ids))
	maps.Copy(withdrawn, now.withdrawn)
	for _, id := range ids {
		withdrawn[id] = s.clock
	}
	s.current.Store(&snapshot{now.index, withdrawn})
}

// Search ranks the articles that may answer the question. The only error is that of ctx.
func (s *Searcher) Search(ctx context.Context, q Query) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	now := s.current.Load()
	return now.index.search(q, now.withdrawn), nil
}

// Article gives the published version in the snapshot, unless it was withdrawn.
func (s *Searcher) Article(id string) (knowledge.Article, bool) {
	now := s.current.Load()
	i, ok := now.index.byID[id]
	if _, gone := now.withdrawn[id]; gone || !ok {
		return knowledge.Article{}, false
	}
	return now.index.articles[i], true
}
