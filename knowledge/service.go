package knowledge

import (
	"context"
	"errors"
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
	// Large reports whether there are more articles than a server should hold; snapshots are then without them. nil: never.
	Large func(ctx context.Context) (bool, error)
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

// FourEyes reports whether the author of a version may not publish it.
func (s *Service) FourEyes() bool { return s.o.FourEyes }

// InForce returns nil if every source may be spoken now; see Repository.InForce.
func (s *Service) InForce(ctx context.Context, sources []conversation.Source) error {
	return s.repo.InForce(ctx, sources, s.o.Now())
}

// Published reads the version of an article that is published; false if none is.
func (s *Service) Published(ctx context.Context, id string) (Article, bool, error) {
	versions, err := s.repo.Versions(ctx, KindArticle, id)
	if errors.As(err, new(*NotFoundError)) {
		return Article{}, false, nil
	}
	for _, v := range versions {
		if v.State == Published && err == nil {
			a, err := ArticleOf(v)
			return a, err == nil, err
		}
	}
	return Article{}, false, err
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
	Large    bool      // Articles is empty, because there are too many: see Options.Large
	Phrases  *Phrasebook
	Terms    []Term
}

// Snapshot reads everything published, except the articles if they are many. Its revision is never newer than its content,
// so whoever waits for the revision to grow misses nothing.
func (s *Service) Snapshot(ctx context.Context) (*Snapshot, error) {
	large, err := s.large(ctx)
	if err != nil {
		return nil, err
	}
	return s.snapshot(ctx, large)
}

func (s *Service) snapshot(ctx context.Context, large bool) (*Snapshot, error) {
	phrases, revision, err := s.Phrases.Published(ctx)
	if err != nil {
		return nil, err
	}
	next := &Snapshot{Revision: revision, Large: large, Phrases: NewPhrasebook(phrases, s.o.Fallback)}
	if next.Terms, _, err = s.Terms.Published(ctx); err == nil && !large {
		next.Articles, _, err = s.Articles.Published(ctx)
	}
	return next, err
}

func (s *Service) large(ctx context.Context) (bool, error) {
	if s.o.Large == nil {
		return false, nil
	}
	return s.o.Large(ctx)
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

// Refresh reads a new snapshot if any process has changed something since the last, or if the articles have become many or
// few, and reports whether it did. The one before stays in use when it fails.
func (l *Live) Refresh(ctx context.Context) (changed bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	large, err := l.service.large(ctx)
	if err != nil {
		return false, err
	}
	if old := l.current.Load(); old != nil && old.Large == large {
		revision, err := l.service.repo.Revision(ctx)
		if err != nil || revision == old.Revision {
			return false, err
		}
	}
	next, err := l.service.snapshot(ctx, large)
	if err != nil {
		return false, err
	}
	l.current.Store(next)
	return true, nil
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
