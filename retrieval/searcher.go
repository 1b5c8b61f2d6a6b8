package retrieval

import (
	"context"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/batondesk/baton/knowledge"
)

// Searcher answers from the current snapshot of published knowledge, less what was withdrawn since. It is safe for concurrent
// use; searches never wait for a publication.
type Searcher struct {
	refreshing sync.Mutex // one new snapshot at a time
	changing   sync.Mutex // guards the replacement of current
	current    atomic.Pointer[snapshot]
	clock      uint64 // number of withdrawals so far

	meaning *Meaning // nil: none
	shelf   *shelf
	changed chan struct{} // there may be something to learn
}

// snapshot is one consistent view: the index, its vectors and what to leave out belong together. It never changes.
type snapshot struct {
	index     *Index
	contents  contents
	semantic  *semantic         // nil: no model
	withdrawn map[string]uint64 // article id, and when by the searcher's clock
}

// NewSearcher gives a searcher that knows nothing yet and abstains.
func NewSearcher() *Searcher { return NewSearcherBy(nil) }

// NewSearcherBy gives one that also searches by a model. Its vectors are made by Learn.
func NewSearcherBy(m *Meaning) *Searcher {
	s := &Searcher{meaning: m, changed: make(chan struct{}, 1)}
	if m != nil {
		s.shelf = newShelf(m.texts)
	}
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
	next := &snapshot{index: newIndex(articles, s.current.Load().index)}
	if s.shelf != nil {
		next.contents = next.index.contents()
		next.semantic = s.shelf.semantic(next.contents)
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	next.withdrawn = maps.Clone(s.current.Load().withdrawn)
	maps.DeleteFunc(next.withdrawn, func(_ string, at uint64) bool { return at <= began })
	s.current.Store(next)
	s.wake()
	return nil
}

// wake has Learn look what is missing.
func (s *Searcher) wake() {
	select {
	case s.changed <- struct{}{}:
	default:
	}
}

// Withdraw takes articles out of every search that begins after it returns. Call it when the change is committed.
func (s *Searcher) Withdraw(ids ...string) {
	s.changing.Lock()
	defer s.changing.Unlock()
	s.clock++
	next := *s.current.Load()
	withdrawn := make(map[string]uint64, len(next.withdrawn)+len(ids))
	maps.Copy(withdrawn, next.withdrawn)
	for _, id := range ids {
		withdrawn[id] = s.clock
	}
	next.withdrawn = withdrawn
	s.current.Store(&next)
}

// Learn makes the vectors that the articles lack, in the background until ctx ends; searches go on with those there are. A
// failure is logged and tried again, less and less often.
func (s *Searcher) Learn(ctx context.Context) {
	const soon, late = time.Second, time.Minute
	if s.meaning == nil {
		return
	}
	for pause := soon; ; {
		var again <-chan time.Time
		if err := s.LearnNow(ctx); err == nil {
			pause = soon
		} else if ctx.Err() == nil {
			s.meaning.log.Warn("vectors of articles could not be made; searches go on without", "error", err, "again_in", pause)
			again = time.After(pause)
			pause = min(2*pause, late)
		}
		select {
		case <-ctx.Done():
			return
		case <-again:
		case <-s.changed:
		}
	}
}

// LearnNow makes the vectors that the articles lack. Those made before it failed or ctx ended stay.
func (s *Searcher) LearnNow(ctx context.Context) error {
	const atOnce, logEvery = 100, 1000
	if s.meaning == nil {
		return nil
	}
	now := s.current.Load()
	model, began, done := s.meaning.texts.Model(), time.Now(), 0
	missing := s.shelf.missing(now.index, now.contents)
	s.take(now.index)
	for rest := missing; len(rest) > 0 && s.current.Load().index == now.index; {
		some := rest[:min(atOnce, len(rest))]
		if err := s.shelf.make(ctx, some); err != nil {
			return err
		}
		if name := s.meaning.texts.Model(); name != model {
			return s.LearnNow(ctx) // those made before are another model's
		}
		if done += len(some); done/logEvery != (done-len(some))/logEvery {
			s.meaning.log.Info("vectors of articles are being made", "model", model, "made", done, "of", len(missing))
		}
		rest = rest[len(some):]
		s.take(now.index)
	}
	if done > 0 {
		s.meaning.log.Info("vectors of articles were made", "model", model, "made", done, "in", time.Since(began))
	}
	return nil
}

// take searches by the vectors made so far, unless there is another index meanwhile.
func (s *Searcher) take(index *Index) {
	s.changing.Lock()
	defer s.changing.Unlock()
	if next := *s.current.Load(); next.index == index {
		next.semantic = s.shelf.semantic(next.contents)
		s.current.Store(&next)
	}
}

// Progress is how far the vectors are; false without a model.
func (s *Searcher) Progress() (Progress, bool) {
	if s.shelf == nil {
		return Progress{}, false
	}
	return s.shelf.status(), true
}

// Prepare is Meaning.Prepare.
func (s *Searcher) Prepare(ctx context.Context, texts ...string) context.Context {
	if now := s.current.Load(); now.semantic == nil || !now.semantic.ready {
		return ctx
	}
	return s.meaning.Prepare(ctx, texts...)
}

// Search ranks the articles that may answer the question. The only error is that of ctx.
func (s *Searcher) Search(ctx context.Context, q Query) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	now := s.current.Load()
	if now.semantic != nil && now.semantic.ready {
		if vector := s.meaning.vector(ctx, q); vector != nil {
			if s.shelf.outdated() {
				s.wake()
			}
			return now.index.searchBy(q, now.withdrawn, now.semantic, vector, s.meaning), nil
		}
	}
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
