package main

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
	"github.com/batondesk/baton/store"
)

// articles is where the bot looks for answers: in memory, or in the database where there are too many of them for that; by
// words and local vectors, and by the vectors of a model service where there is one.
type articles struct {
	memory   *retrieval.Searcher
	large    atomic.Bool
	lookup   *retrieval.Lookup // nil: this database cannot be searched
	indexer  *retrieval.Indexer
	meaning  *retrieval.Meaning    // nil: no model
	embedder *retrieval.Remembered // of the model
	changed  chan struct{}         // something was published or withdrawn
	taking   sync.Mutex            // one snapshot at a time
	house    *house
}

func newArticles(ctx context.Context, h *house) (*articles, error) {
	a := &articles{changed: make(chan struct{}, 1), house: h}
	if err := a.understand(ctx); err != nil {
		return nil, err
	}
	a.memory = retrieval.NewSearcherBy(a.meaning)
	catalogue, ok := h.store.Catalogue()
	if !ok {
		return a, nil
	}
	a.lookup = retrieval.NewLookup(catalogue, retrieval.LookupOptions{Embedders: localEmbedder, Meaning: a.meaning, Published: h.knowledge.Published, Log: h.log})
	a.indexer = &retrieval.Indexer{
		Catalogue: catalogue, Embedders: a.embedders, Standby: retrieval.Local{}.Model(), From: h.config.Retrieval.DatabaseFrom, Log: h.log,
	}
	return a, nil
}

// large decides between memory and database. Until the database can be searched, memory takes up to patience times as much.
func large(s *store.Store, from int) func(context.Context) (bool, error) {
	const patience = 5
	catalogue, ok := s.Catalogue()
	if !ok {
		return nil
	}
	return func(ctx context.Context) (bool, error) {
		if many, err := catalogue.AtLeast(ctx, from); err != nil || !many {
			return false, err
		}
		if serving, err := catalogue.Serving(ctx); err != nil || len(serving) > 0 {
			return err == nil, err
		}
		return catalogue.AtLeast(ctx, patience*from)
	}
}

// publish takes up the newest snapshot of the knowledge.
func (a *articles) publish(ctx context.Context, newest func() *knowledge.Snapshot) {
	a.taking.Lock()
	defer a.taking.Unlock()
	s := newest()
	if s.Large && !a.large.Load() {
		if _, err := a.lookup.Refresh(ctx); err != nil {
			a.house.log.Error("articles are searched by their words only for now", "error", err)
		}
		a.house.log.Info("articles are searched in the database: there are too many to hold")
		a.large.Store(true)
	}
	a.memory.Publish(s.Articles)
	a.large.Store(s.Large)
	if a.lookup != nil {
		a.lookup.Withdraw()
	}
	select {
	case a.changed <- struct{}{}:
	default:
	}
}

// Search ranks the articles that may answer.
func (a *articles) Search(ctx context.Context, q retrieval.Query) (retrieval.Result, error) {
	if a.large.Load() {
		return a.lookup.Search(ctx, q)
	}
	return a.memory.Search(ctx, q)
}

// Prepare has the vectors of what will be searched made in one request.
func (a *articles) Prepare(ctx context.Context, texts ...string) context.Context {
	if a.large.Load() {
		return a.lookup.Prepare(ctx, texts...)
	}
	return a.memory.Prepare(ctx, texts...)
}

// Article gives the published version.
func (a *articles) Article(id string) (knowledge.Article, bool) {
	if a.large.Load() {
		return a.lookup.Article(id)
	}
	return a.memory.Article(id)
}

// Withdraw takes articles out of use at once.
func (a *articles) Withdraw(ids ...string) {
	a.memory.Withdraw(ids...)
	if a.lookup != nil {
		a.lookup.Withdraw(ids...)
	}
}

// How often it is looked whether the catalogue is up to date with what others published, and whether the model changes.
const (
	updateEvery = time.Second
	changeEvery = 5 * time.Second
)

// keep keeps everything searchable until ctx ends: the vectors in memory, and with the other servers the database. It calls
// ready when that has changed what is searched.
func (a *articles) keep(ctx context.Context, ready func()) {
	var all sync.WaitGroup
	defer all.Wait()
	all.Go(func() { a.memory.Learn(ctx) })
	if a.meaning != nil {
		all.Go(func() { a.forget(ctx) })
	}
	if a.indexer == nil {
		return
	}
	all.Go(func() {
		a.repeat(ctx, updateEvery, a.changed, "the catalogue of articles could not be brought up to date", func() error {
			if err := a.indexer.Update(ctx); err != nil {
				return err
			}
			changed, err := a.lookup.Refresh(ctx)
			if changed {
				ready()
			}
			return err
		})
	})
	wanted := ""
	all.Go(func() {
		a.repeat(ctx, changeEvery, nil, "the vectors of articles could not be brought up to date", func() error {
			model, err := a.want(ctx, wanted)
			wanted = model
			return errors.Join(err, a.indexer.Change(ctx))
		})
	})
}

// repeat works again and again, less often while it fails, and at once when told to. That the database is away others say.
func (a *articles) repeat(ctx context.Context, every time.Duration, now <-chan struct{}, failure string, work func() error) {
	for pause := every; ; {
		if err := work(); err == nil {
			pause = every
		} else if !errors.Is(err, conversation.ErrUnavailable) && ctx.Err() == nil {
			a.house.log.Warn(failure, "error", err)
			pause = min(2*pause, time.Minute)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		case <-now:
		}
	}
}
