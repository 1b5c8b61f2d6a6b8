package retrieval

import (
	"context"
	"errors"
	"slices"
	"time"
)

// retire is for how long vectors are kept after others took their place: servers that have not noticed yet search them.
const retire = time.Minute

// Change brings the wanted model into service, and the one that stands by, if no other server is at it: it makes the vectors
// that are missing while others are searched, then lets them take their place, and a while later removes the old.
func (x *Indexer) Change(ctx context.Context) error {
	_, err := x.Catalogue.Alone(ctx, vectorsTask, func(ctx context.Context) error {
		models, err := x.Catalogue.Models(ctx)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(models, func(m Model) bool { return m.Name == x.Standby }); i > 0 { // it is quick: it comes first
			models[0], models[i] = models[i], models[0]
		}
		for _, m := range models {
			if x.keeps(m) && m.Passages > 0 && (!m.Serving || m.Vectors < m.Passages) {
				x.note(m.Name, nil, true)
				failed := x.bring(ctx, m)
				x.note(m.Name, failed, false)
				err = errors.Join(err, failed)
			}
		}
		return errors.Join(err, x.replace(ctx))
	})
	return err
}

// note remembers what this server is at.
func (x *Indexer) note(model string, err error, begins bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.making == nil {
		x.making = map[string]Progress{}
	}
	p := x.making[model]
	switch {
	case err != nil:
		p.Error = err.Error()
	case !begins:
		p = Progress{}
	case p.Since.IsZero():
		p.Since = time.Now()
	}
	x.making[model] = p
}

// Progress is how far the vectors of a model are.
func (x *Indexer) Progress(ctx context.Context, model string) (Progress, error) {
	p := Progress{Model: model}
	models, err := x.Catalogue.Models(ctx)
	if err != nil {
		return p, err
	}
	for _, m := range models {
		if p.Of = m.Passages; m.Name == model {
			p.Made = m.Vectors
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	p.Since, p.Error = x.making[model].Since, x.making[model].Error
	return p, nil
}

func (x *Indexer) keeps(m Model) bool { return m.Wanted || m.Name == x.Standby }

// replace has models that are not wanted any more searched no longer, and after a while removed.
func (x *Indexer) replace(ctx context.Context) error {
	models, err := x.Catalogue.Models(ctx)
	if err != nil {
		return err
	}
	replaced := slices.ContainsFunc(models, func(m Model) bool { return m.Wanted && m.Serving })
	for _, m := range models {
		switch {
		case x.keeps(m):
		case m.Serving && replaced:
			err = errors.Join(err, x.Catalogue.Retire(ctx, m.Name))
		case !m.Serving && m.Idle > retire:
			x.Log.Info("vectors that are not searched any more are removed", "model", m.Name, "vectors", m.Vectors)
			err = errors.Join(err, x.Catalogue.Drop(ctx, m.Name))
		}
	}
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
	if m.Serving {
		return nil
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
