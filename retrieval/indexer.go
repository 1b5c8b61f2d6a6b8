package retrieval

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
)

// Indexer keeps a catalogue up to date, in the background and one server at a time. What it does is done in small
// transactions and found out anew from what is missing, so that it may end anywhere and another server goes on.
type Indexer struct {
	Catalogue Catalogue
	Embedders func(model string) (Embedder, bool) // those that this server can use
	Standby   string                              // a model that is kept beside the wanted one, for when that gives no vectors; empty: none
	From      int                                 // the catalogue is kept from this number of articles on
	Log       *slog.Logger

	mu     sync.Mutex
	making map[string]Progress // what this server is at, by model
}

// How much is done in one transaction. A change of one article is done at once in any case; these bound the memory that a
// first indexing takes.
const (
	addAtOnce     = 1000     // articles
	addBytes      = 16 << 20 // of their passages' texts
	sweepAtOnce   = 1000     // passages
	reweighAtOnce = 1000
	embedAtOnce   = 500
	logEvery      = 20_000
)

// tasks, each done by one server at a time.
const (
	passagesTask = "passages"
	vectorsTask  = "vectors"
)

// Update brings passages, statistics and the vectors of the serving model up to date with what is published, unless another
// server is at it.
func (x *Indexer) Update(ctx context.Context) error {
	if now, seen, err := x.Catalogue.Revisions(ctx); err != nil || now == seen {
		return err
	}
	_, err := x.Catalogue.Alone(ctx, passagesTask, func(ctx context.Context) error {
		for {
			now, seen, err := x.Catalogue.Revisions(ctx)
			if err != nil || now == seen {
				return err
			}
			needed, err := x.needed(ctx)
			if err == nil && needed {
				err = x.catchUp(ctx)
			} else if err == nil {
				err = x.Catalogue.Clear(ctx)
			}
			if err == nil {
				err = x.Catalogue.Saw(ctx, seen, now)
			}
			if err != nil {
				return err
			}
		}
	})
	return err
}

// needed reports whether there are so many articles. A catalogue that is searched is kept until there are half as many.
func (x *Indexer) needed(ctx context.Context) (bool, error) {
	if large, err := x.Catalogue.AtLeast(ctx, x.From); large || err != nil {
		return large, err
	}
	if serving, err := x.Catalogue.Serving(ctx); len(serving) == 0 || err != nil {
		return false, err
	}
	return x.Catalogue.AtLeast(ctx, x.From/2)
}

// catchUp does what is found missing. Articles come first; weights last, because they change little. Vectors of a model that
// fails are left to Change: what is new is found by words meanwhile.
func (x *Indexer) catchUp(ctx context.Context) error {
	if err := x.add(ctx); err != nil {
		return err
	}
	all := func(some func(ctx context.Context, limit int) (int, error), limit int) error {
		for {
			if n, err := some(ctx, limit); err != nil || n < limit {
				return err
			}
		}
	}
	if err := all(x.Catalogue.Sweep, sweepAtOnce); err != nil {
		return err
	}
	serving, err := x.Catalogue.Serving(ctx)
	if err != nil {
		return err
	}
	for _, model := range serving {
		embedder, ok := x.Embedders(model)
		if !ok {
			continue
		}
		if err := x.embed(ctx, embedder, func(int) {}); err != nil && model == x.Standby {
			return err
		} else if err != nil {
			x.Log.Warn("new articles have no vectors yet; it is tried again", "model", model, "error", err)
		}
	}
	return all(x.Catalogue.Reweigh, reweighAtOnce)
}

func (x *Indexer) add(ctx context.Context) error {
	for after := ""; ; {
		articles, err := x.Catalogue.Missing(ctx, after, addAtOnce)
		if err != nil || len(articles) == 0 {
			return err
		}
		a := newAnalyser()
		var passages []Passage
		bytes := 0
		for i, article := range articles {
			for _, p := range a.passages(article) {
				passages = append(passages, p)
				bytes += len(p.Texts)
			}
			if bytes < addBytes && i < len(articles)-1 {
				continue
			}
			if err := x.Catalogue.Add(ctx, passages); err != nil {
				return err
			}
			passages, bytes = nil, 0
		}
		if after = articles[len(articles)-1].ID; len(articles) == addAtOnce {
			x.Log.Info("articles are being indexed", "up_to", after)
		}
	}
}

// embed makes the vectors that are missing, and tells made how many after each step.
func (x *Indexer) embed(ctx context.Context, e Embedder, made func(int)) error {
	for after := int64(0); ; {
		bare, err := x.Catalogue.Bare(ctx, e.Model(), after, embedAtOnce)
		if err != nil || len(bare) == 0 {
			return err
		}
		ids, vectors, err := vectorsOf(ctx, e, bare)
		if err != nil {
			return err
		}
		if err := x.Catalogue.AddVectors(ctx, e.Model(), ids, vectors); err != nil {
			return err
		}
		after = ids[len(ids)-1]
		made(len(ids))
	}
}

func vectorsOf(ctx context.Context, e Embedder, bare []Bare) ([]int64, [][]float32, error) {
	var texts []string
	questions, answers := make([]int, len(bare)), make([]int, len(bare))
	for i, b := range bare {
		q, a := embedded(b.Article, b.Locale)
		texts = append(append(texts, q...), a...)
		questions[i], answers[i] = len(q), len(a)
	}
	all, err := e.Embed(ctx, texts)
	if err == nil && len(all) != len(texts) {
		err = fmt.Errorf("%d vectors for %d texts", len(all), len(texts))
	}
	if err != nil {
		return nil, nil, fmt.Errorf("vectors of the model %s: %w", e.Model(), err)
	}
	ids, vectors := make([]int64, len(bare)), make([][]float32, len(bare))
	for i, b := range bare {
		n, m := questions[i], questions[i]+answers[i]
		ids[i], vectors[i] = b.ID, centre(all[:n], all[n:m])
		all = all[m:]
	}
	return ids, vectors, nil
}
