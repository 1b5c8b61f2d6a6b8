package knowledge

import (
	"context"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/batondesk/baton/conversation"
)

// Options configures a Service.
type Options struct {
	FourEyes bool             // the author of a version does not publish it
	Fallback string           // the locale to speak when the customer's has no text; empty: "en"
	Now      func() time.Time // nil: time.Now
}

// Service is the knowledge of one business. It is safe for concurrent use and keeps no state: every server and every
// command line works on the same Repository.
type Service struct {
	Articles *Shelf[Article]
	Phrases  *Shelf[Phrase]
	Terms    *Shelf[Term]

	repo Repository
	o    Options
}

// New makes the service over a repository.
func New(repo Repository, o Options) *Service {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Service{
		Articles: &Shelf[Article]{repo, o.FourEyes, o.Now},
		Phrases:  &Shelf[Phrase]{repo, o.FourEyes, o.Now},
		Terms:    &Shelf[Term]{repo, o.FourEyes, o.Now},
		repo:     repo, o: o,
	}
}

// InForce returns nil if every source may be spoken now; see Repository.InForce.
func (s *Service) InForce(ctx context.Context, sources []conversation.Source) error {
	return s.repo.InForce(ctx, sources, s.o.Now())
}

// AddGap and Gaps keep the questions that found no answer; see Repository.
func (s *Service) AddGap(ctx context.Context, g Gap) error { return s.repo.AddGap(ctx, g) }

// Gaps lists unanswered questions, newest first; see Repository.Gaps.
func (s *Service) Gaps(ctx context.Context, cursor string, limit int) (gaps []Gap, next string, err error) {
	return s.repo.Gaps(ctx, cursor, limit)
}

// Snapshot is everything published at one revision. It is never changed.
type Snapshot struct {
	Revision int64
	Articles []Article // in the order of their ids; not all need be valid yet or still (see Article.InForce)
	Phrases  *Phrasebook
	Terms    []Term
}

// Snapshot reads everything published. Its revision is never newer than its content, so whoever waits for the revision
// to grow misses nothing.
func (s *Service) Snapshot(ctx context.Context) (*Snapshot, error) {
	articles, revision, err := s.Articles.Published(ctx)
	if err != nil {
		return nil, err
	}
	phrases, _, err := s.Phrases.Published(ctx)
	if err != nil {
		return nil, err
	}
	terms, _, err := s.Terms.Published(ctx)
	if err != nil {
		return nil, err
	}
	return &Snapshot{revision, articles, NewPhrasebook(phrases, s.o.Fallback), terms}, nil
}

// Live holds the newest snapshot for a running server. Snapshot is wait-free; Refresh is called by whoever notices that
// time has passed or that something was published.
type Live struct {
	service *Service
	mu      sync.Mutex
	current atomic.Pointer[Snapshot]
}

// Live reads the first snapshot.
func (s *Service) Live(ctx context.Context) (*Live, error) {
	l := &Live{service: s}
	if _, err := l.Refresh(ctx); err != nil {
		return nil, err
	}
	return l, nil
}

// Snapshot is the newest one read.
func (l *Live) Snapshot() *Snapshot { return l.current.Load() }

// Refresh reads a new snapshot if any process has changed something since the last, and reports whether it did.
// The one before stays in use when it fails.
func (l *Live) Refresh(ctx context.Context) (changed bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if old := l.current.Load(); old != nil {
		revision, err := l.service.repo.Revision(ctx)
		if err != nil || revision == old.Revision {
			return false, err
		}
	}
	next, err := l.service.Snapshot(ctx)
	if err != nil {
		return false, err
	}
	l.current.Store(next)
	return true, nil
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
