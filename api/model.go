package api

import (
	"context"
	"time"

	"github.com/batondesk/baton/bot/llm/service"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/retrieval"
)

// modelRoutes are the model services: how they do, and whether they do.
func modelRoutes(s *Server) []route {
	return []route{
		typed(get, "/v1/model", needs(people.ReadModel), 200, "showModel", s.showModel),
		typed(post, "/v1/model/check", needs(people.CheckModel), 200, "checkModel", s.checkModel),
	}
}

// ModelStatus is how the model services do and what the day has cost. Figures of the day are those of all servers, within
// about a second; states are this server's.
type ModelStatus struct {
	Configured bool            `json:"configured" doc:"Whether any model is; without one the bot works on its own."`
	Endpoints  []ModelEndpoint `json:"endpoints" nullable:"false" doc:"In order of preference."`
	Day        string          `json:"day,omitempty" format:"date" doc:"The day that is counted, in the zone of the business."`
	Spent      ModelSpend      `json:"spent"`
	Budget     ModelBudget     `json:"budget"`
	Currency   string          `json:"currency,omitempty" doc:"Of all costs here."`
	Degraded   []ModelDegraded `json:"degraded" nullable:"false" doc:"What is done without a model now, and why; empty: nothing."`

	Vectors *retrieval.Progress `json:"vectors,omitempty" doc:"How far the vectors of articles are made, of those in force; absent without an embedding model."`
}

// ModelEndpoint is one service.
type ModelEndpoint struct {
	Name      string        `json:"name"`
	URL       string        `json:"url"`
	Chat      string        `json:"chat,omitempty" doc:"The model that answers."`
	Embedding string        `json:"embedding,omitempty" doc:"The model that makes vectors."`
	Answers   service.State `json:"answers,omitempty" enum:"closed,open,half_open" doc:"closed: it is asked; open: it failed and is left alone; half_open: the next call tries whether it is back."`
	Vectors   service.State `json:"vectors,omitempty" enum:"closed,open,half_open"`
	Since     *time.Time    `json:"since,omitempty" doc:"When it began to fail."`
	Spent     ModelSpend    `json:"spent"`
}

// ModelSpend is what was spent on the day.
type ModelSpend struct {
	Calls            int64   `json:"calls"`
	PromptTokens     int64   `json:"prompt_tokens"`
	CompletionTokens int64   `json:"completion_tokens"`
	Cost             float64 `json:"cost" doc:"By the configured prices."`
}

// ModelBudget is what a day may cost; 0: no limit.
type ModelBudget struct {
	Tokens int64   `json:"tokens"`
	Cost   float64 `json:"cost"`
}

// ModelDegraded says what is done without a model.
type ModelDegraded struct {
	What  string          `json:"what" enum:"answers,vectors"`
	Why   service.Outcome `json:"why" enum:"broken,budget" doc:"broken: no service can be asked; budget: that of the day is used up."`
	Since time.Time       `json:"since"`
}

func (s *Server) showModel(ctx context.Context, _ *struct{}) (*output[ModelStatus], error) {
	out := ModelStatus{Endpoints: []ModelEndpoint{}, Degraded: []ModelDegraded{}, Currency: s.o.Currency}
	if s.o.Model == nil {
		return answer(out), nil
	}
	now := s.o.Model.Status()
	out.Configured, out.Day, out.Spent, out.Budget = true, now.Day, spendOf(now.Spent), ModelBudget(now.Budget)
	for _, e := range now.Endpoints {
		one := ModelEndpoint{Name: e.Name, URL: e.URL, Chat: e.Chat, Embedding: e.Embedding, Spent: spendOf(e.Spent)}
		if e.Chat != "" {
			one.Answers = e.Answers
		}
		if e.Embedding != "" {
			one.Vectors = e.Vectors
		}
		if !e.Since.IsZero() {
			one.Since = &e.Since
		}
		out.Endpoints = append(out.Endpoints, one)
	}
	for _, d := range now.Degraded {
		out.Degraded = append(out.Degraded, ModelDegraded(d))
	}
	if s.o.Vectors != nil {
		if made, ok, err := s.o.Vectors(ctx); err != nil {
			return nil, err
		} else if ok {
			out.Vectors = &made
		}
	}
	return answer(out), nil
}

func spendOf(s service.Spend) ModelSpend {
	return ModelSpend{Calls: s.Calls, PromptTokens: s.Prompt, CompletionTokens: s.Completion, Cost: s.Cost}
}

// ModelCheck is what came of asking each service once.
type ModelCheck struct {
	Checked []ModelChecked `json:"checked" nullable:"false"`
}

// ModelChecked is one model of one service.
type ModelChecked struct {
	Endpoint   string          `json:"endpoint"`
	Model      string          `json:"model"`
	What       string          `json:"what" enum:"answers,vectors"`
	OK         bool            `json:"ok"`
	Outcome    service.Outcome `json:"outcome" doc:"ok, or what went wrong: connect, timeout, reset, rejected, rate_limited, server_error, wrong_schema and others."`
	Detail     string          `json:"detail,omitempty" doc:"More about it; never what the service said."`
	Took       int64           `json:"took_ms"`
	Dimensions int             `json:"dimensions,omitempty" doc:"Of vectors."`
}

func (s *Server) checkModel(ctx context.Context, _ *struct{}) (*output[ModelCheck], error) {
	out := ModelCheck{Checked: []ModelChecked{}}
	if s.o.Model == nil {
		return answer(out), nil
	}
	for _, c := range s.o.Model.Check(ctx) {
		out.Checked = append(out.Checked, ModelChecked{
			Endpoint: c.Endpoint, Model: c.Model, What: c.What, OK: c.Outcome == service.OK, Outcome: c.Outcome, Detail: c.Detail,
			Took: c.Took.Milliseconds(), Dimensions: c.Dimensions,
		})
	}
	return answer(out), nil
}
