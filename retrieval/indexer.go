package retrieval

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
)

// Indexer keeps a catalogue up to date, in the background and one server at a time. What it does is done in small
// transactions and found out anew from what is missing, so that it may end anywhere and another server goes on.
type Indexer struct {
	Catalogue Catalogue
	Embedders func(model string) (Embedder, bool) // those that this server can use
	From      int                                 // the catalogue is kept from this number of articles on
	Log       *slog.Logger
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

// retire is for how long vectors are kept after others took their place: servers that have not noticed yet search them.
const retire = time.Minute

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
	if model, err := x.Catalogue.Serving(ctx); model == "" || err != nil {
		return false, err
	}
	return x.Catalogue.AtLeast(ctx, x.From/2)
}

// catchUp does what is found missing. Articles come first; weights last, because they change little.
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
	model, err := x.Catalogue.Serving(ctx)
	if err != nil {
		return err
	}
	if embedder, ok := x.Embedders(model); ok && model != "" {
		if err := x.embed(ctx, embedder, func(int) {}); err != nil {
			return err
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
	add := func(text string) int { // a service may refuse empty ones
		if strings.TrimSpace(text) == "" {
			return 0
		}
		texts = append(texts, text)
		return 1
	}
	questions, answers := make([]int, len(bare)), make([]int, len(bare))
	for i, b := range bare {
		for _, q := range append([]string{b.Text.Question}, b.Text.Alternatives...) {
			questions[i] += add(q)
		}
		answers[i] = add(b.Text.Answer)
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

// Change brings the wanted model into service, if another serves and no other server is at it: it makes the vectors that are
// missing while the others are searched, then lets the new ones take their place, and a while later removes the old.
func (x *Indexer) Change(ctx context.Context) error {
	_, err := x.Catalogue.Alone(ctx, vectorsTask, func(ctx context.Context) error {
		models, err := x.Catalogue.Models(ctx)
		if err != nil {
			return err
		}
		for _, m := range models {
			switch {
			case m.Wanted && !m.Serving:
				if m.Passages > 0 {
					err = errors.Join(err, x.bring(ctx, m))
				}
			case !m.Wanted && !m.Serving && m.Idle > retire:
				x.Log.Info("vectors that are not searched any more are removed", "model", m.Name, "vectors", m.Vectors)
				err = errors.Join(err, x.Catalogue.Drop(ctx, m.Name))
			}
		}
		return err
	})
	return err
}

// bring makes the vectors of a model and puts it in service.
func (x *Indexer) bring(ctx context.Context, m Model) error {
	embedder, ok := x.Embedders(m.Name)
	if !ok {
		return nil // another server's; it will do it
	}
	began, done := time.Now(), m.Vectors
	x.Log.Info("vectors are being made", "model", m.Name, "made", done, "of", m.Passages)
	if err := x.embed(ctx, embedder, func(n int) {
		if done += n; done/logEvery != (done-n)/logEvery {
			x.Log.Info("vectors are being made", "model", m.Name, "made", done, "of", max(m.Passages, done))
		}
	}); err != nil {
		return err
	}
	// While articles are still being indexed it goes on in a while. An index is built best when all is there.
	if now, seen, err := x.Catalogue.Revisions(ctx); err != nil || now != seen {
		return err
	}
	made := time.Now()
	if err := x.Catalogue.Serve(ctx, m.Name); err != nil {
		return err
	}
	x.Log.Info("vectors took over", "model", m.Name, "made_in", made.Sub(began), "indexed_in", time.Since(made))
	return nil
}
