package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/batondesk/baton/retrieval"
)

// understand prepares for the embedding model, if there is one.
func (a *articles) understand(ctx context.Context) error {
	h := a.house
	model := h.embedder()
	if model == nil {
		return nil
	}
	fusion, err := calibrated(h.config.Model.CalibrationFile, model.Model(), h.log)
	if err != nil {
		return err
	}
	if a.embedder, err = retrieval.Remember(ctx, model, h.store.Vectors(), h.log); err != nil {
		return err
	}
	a.meaning = retrieval.NewMeaning(retrieval.MeaningOptions{
		Embedder: model, Texts: a.embedder, Fusion: fusion, Wait: h.config.Model.EmbeddingWait, Log: h.log,
	})
	return nil
}

// calibrated reads what was fitted for the model. What was fitted for another counts for nothing.
func calibrated(file, model string, log *slog.Logger) (fusion retrieval.Fusion, err error) {
	if file == "" {
		return fusion, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return fusion, fmt.Errorf("model.calibration_file: %w", err)
	}
	defer f.Close()
	if fusion, err = retrieval.ReadFusion(f); err != nil {
		return fusion, fmt.Errorf("model.calibration_file %s: %w", file, err)
	}
	if fusion.Model != model {
		log.Warn("the calibration is of another embedding model; the cautious one is used", "file", file, "of", fusion.Model, "model", model)
		return retrieval.Fusion{}, nil
	}
	return fusion, nil
}

// localEmbedder gives the model that needs no service.
func localEmbedder(model string) (retrieval.Embedder, bool) {
	return retrieval.Local{}, model == retrieval.Local{}.Model()
}

// embedders gives the models that this server can use, by the names under which their vectors are stored.
func (a *articles) embedders(model string) (retrieval.Embedder, bool) {
	if a.embedder != nil && model == a.embedder.Model() {
		return a.embedder, true
	}
	return localEmbedder(model)
}

// want makes the model of the service the one that the database is searched by, as soon as it is known, beside the local one.
func (a *articles) want(ctx context.Context, before string) (model string, err error) {
	if before == "" {
		model = retrieval.Local{}.Model()
	} else if model = before; a.embedder != nil && a.large.Load() {
		if model, err = a.embedder.Known(ctx); err != nil {
			return before, err
		}
	}
	if model == before {
		return model, nil
	}
	if err := a.indexer.Catalogue.Want(ctx, model); err != nil {
		return before, err
	}
	return model, nil
}

// recall gives a command, which has no background, the vectors that servers have had made, and few that they have not.
func (a *articles) recall(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := a.memory.LearnNow(ctx); err != nil {
		a.house.log.Warn("articles are searched by words, where they have no vectors", "error", err)
	}
}

// forget removes vectors that were not used for long.
func (a *articles) forget(ctx context.Context) {
	const unused, atOnce = 90 * 24 * time.Hour, 1000
	a.repeat(ctx, 24*time.Hour, nil, "vectors that are not used could not be removed", func() error {
		for {
			n, err := a.house.store.Vectors().ForgetVectors(ctx, a.house.now().Add(-unused), atOnce)
			if err != nil || n < atOnce {
				return err
			}
		}
	})
}

// progress is how far the vectors of the model are; false without a model.
func (a *articles) progress(ctx context.Context) (retrieval.Progress, bool, error) {
	if a.meaning == nil {
		return retrieval.Progress{}, false, nil
	}
	if a.large.Load() {
		p, err := a.indexer.Progress(ctx, a.embedder.Model())
		return p, true, err
	}
	p, ok := a.memory.Progress()
	return p, ok, nil
}
