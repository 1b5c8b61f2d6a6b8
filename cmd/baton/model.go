package main

import (
	"context"
	"time"

	"github.com/batondesk/baton/bot/llm/service"
	"github.com/batondesk/baton/cmd/baton/config"
	"github.com/batondesk/baton/retrieval"
	"github.com/batondesk/baton/store/driver"
)

// connectModel makes the client of the model services, if any is configured. It connects to none.
func (h *house) connectModel(zone *time.Location) error {
	c := h.config.Model
	if len(c.Endpoints) == 0 || h.model != nil {
		return nil
	}
	o := service.Options{
		Connect: c.ConnectTimeout, Timeout: c.Timeout, Retries: c.Retries, Concurrency: c.Concurrency, BreakAfter: c.BreakAfter,
		BreakFor: c.BreakFor, Budget: service.Budget{Tokens: c.BudgetTokens, Cost: c.BudgetCost}, Book: book{h.store.Spending()},
		Zone: zone, Log: h.log, Now: h.now,
	}
	for _, e := range c.Endpoints {
		o.Endpoints = append(o.Endpoints, service.Endpoint{
			Name: e.Name, URL: e.URL, Key: e.Key, Chat: e.Chat, Embedding: e.Embedding,
			Prices: service.Prices{Prompt: e.PromptPrice, Completion: e.CompletionPrice, Embedding: e.EmbeddingPrice},
		})
	}
	var err error
	h.model, err = service.New(o)
	return err
}

// chats reports whether a model can be asked.
func chats(c config.Model) bool {
	for _, e := range c.Endpoints {
		if e.Chat != "" {
			return true
		}
	}
	return false
}

// embedder makes vectors with a model; nil without one.
func (h *house) embedder() retrieval.Embedder {
	if h.model == nil {
		return nil
	}
	if e, ok := h.model.Embedder(); ok {
		return e
	}
	return nil
}

// sayModels tells at the start which models are used, and never a key.
func (h *house) sayModels() {
	for _, e := range h.config.Model.Endpoints {
		h.log.Info("model service", "endpoint", e.Name, "address", e.URL, "chat", e.Chat, "embedding", e.Embedding, "with_key", e.Key != "")
	}
}

// book keeps what the models cost in the store, for all servers that share it.
type book struct{ driver.Spending }

// nano is how the store counts money: sums of small numbers stay exact.
const nano = 1e9

// AddSpend adds to a day.
func (b book) AddSpend(ctx context.Context, day string, spent map[string]service.Spend) (map[string]service.Spend, error) {
	var rows []driver.Spend
	for name, s := range spent {
		rows = append(rows, driver.Spend{Endpoint: name, Calls: s.Calls, Prompt: s.Prompt, Completion: s.Completion, Cost: int64(s.Cost*nano + 0.5)})
	}
	rows, err := b.Spending.AddSpend(ctx, day, rows)
	if err != nil {
		return nil, err
	}
	sums := make(map[string]service.Spend, len(rows))
	for _, r := range rows {
		sums[r.Endpoint] = service.Spend{Calls: r.Calls, Prompt: r.Prompt, Completion: r.Completion, Cost: float64(r.Cost) / nano}
	}
	return sums, nil
}
