package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/bot/llm/llmtest"
	"github.com/batondesk/baton/bot/llm/service"
)

const modelKey = "sk-test-of-the-api"

// modelHouse is a house with a double of a model service and a budget.
func modelHouse(t *testing.T) (*house, *llmtest.Server, *service.Client) {
	t.Helper()
	d := llmtest.Start(t, llmtest.Options{Key: modelKey})
	client, err := service.New(service.Options{
		Endpoints: []service.Endpoint{{
			Name: "near", URL: d.URL, Key: modelKey, Chat: "double-chat", Embedding: "double-embedding",
			Prices: service.Prices{Prompt: 2, Completion: 8, Embedding: 1},
		}},
		Budget: service.Budget{Tokens: 1000}, BreakAfter: 2, Log: slog.New(slog.DiscardHandler),
	})
	must(t, err)
	t.Cleanup(func() { must(t, client.Close(context.Background())) })
	return newHouse(t, func(o *Options) { o.Model, o.Currency = client, "USD" }), d, client
}

func TestModelStatusSaysHowServicesDo(t *testing.T) {
	h, d, client := modelHouse(t)
	ada := h.key("ada")
	status := func() (m ModelStatus) {
		t.Helper()
		r := h.as(ada, get, "/v1/model", nil).want(200)
		must(t, json.Unmarshal(r.body, &m))
		if strings.Contains(string(r.body), modelKey) {
			t.Error("the key is shown")
		}
		return m
	}
	before := status()
	want := []ModelEndpoint{{Name: "near", URL: d.URL, Chat: "double-chat", Embedding: "double-embedding", Answers: "closed", Vectors: "closed"}}
	if diff := cmp.Diff(want, before.Endpoints); diff != "" || !before.Configured || before.Currency != "USD" || len(before.Degraded) > 0 {
		t.Errorf("%+v %s", before, diff)
	}

	d.Answer(func(llmtest.Chat) any { return map[string]any{"yes": true} })
	var checked ModelCheck
	must(t, json.Unmarshal(h.as(ada, post, "/v1/model/check", nil).want(200).body, &checked))
	if len(checked.Checked) != 2 || !checked.Checked[0].OK || !checked.Checked[1].OK || checked.Checked[1].Dimensions != 256 {
		t.Errorf("checked %+v", checked)
	}
	if now := status(); now.Spent.Calls != 2 || now.Spent.PromptTokens == 0 || now.Spent.Cost == 0 || now.Budget.Tokens != 1000 {
		t.Errorf("%+v", now)
	}

	d.Misbehave(llmtest.Unauthorized, -1)
	r := h.as(ada, post, "/v1/model/check", nil).want(200)
	must(t, json.Unmarshal(r.body, &checked))
	if c := checked.Checked[0]; c.OK || c.Outcome != service.Rejected || c.Detail != "HTTP 401 invalid_api_key" {
		t.Errorf("with a wrong key: %+v", c)
	}
	if strings.Contains(string(r.body), modelKey) || strings.Contains(string(r.body), "QUOTED") {
		t.Errorf("a check quotes the service: %s", r.body)
	}
	d.Misbehave(llmtest.ServerError, -1)
	for range 3 {
		_, _ = client.Chat(t.Context(), service.Chat{Purpose: "advise", System: "x", SchemaName: "x", Schema: json.RawMessage(`{"type":"object"}`)})
	}
	if now := status(); now.Endpoints[0].Answers != "open" || now.Endpoints[0].Since == nil || len(now.Degraded) != 1 || now.Degraded[0].Why != service.Broken {
		t.Errorf("after failures: %+v", now)
	}
	metrics := string(h.as("", get, "/metrics", nil).want(200).body)
	for _, line := range []string{
		`baton_model_calls_total{endpoint="near",model="double-chat",outcome="server_error",purpose="advise"} 2`,
		`baton_model_calls_total{endpoint="",model="",outcome="broken",purpose="advise"} 1`,
		`baton_model_calls_total{endpoint="near",model="double-embedding",outcome="ok",purpose="check"} 1`,
		`baton_model_breaker_open{endpoint="near",what="answers"} 1`, `baton_model_breaker_open{endpoint="near",what="vectors"} 0`,
		`baton_model_degraded{what="answers",why="broken"} 1`, `baton_model_budget_share 0.`, `baton_model_cost_total{`, `baton_model_tokens_total{`,
	} {
		if !strings.Contains(metrics, line) {
			t.Errorf("the metrics lack %s", line)
		}
	}
}

func TestWithoutAModelThereIsNoneToShow(t *testing.T) {
	h := newHouse(t)
	ada := h.key("ada")
	if got := string(h.as(ada, get, "/v1/model", nil).want(200).body); !strings.Contains(got, `"configured":false`) || !strings.Contains(got, `"endpoints":[]`) {
		t.Errorf("answered %s", got)
	}
	h.as(ada, post, "/v1/model/check", nil).want(200)
}

func TestReasonsTellWhatAModelWasAskedFor(t *testing.T) {
	for _, c := range []struct {
		reasons     []string
		doubt, came string
	}{
		{[]string{"model:asked:unsure", "model:answer:returns"}, "unsure", "helped"},
		{[]string{"model:asked:part_unsure", "model:none", "no_answer"}, "part_unsure", "none"},
		{[]string{"model:asked:unsure", "model:too_unlikely:jobs"}, "unsure", "none"},
		{[]string{"model:asked:likeness", "model:failed", "playbook:example"}, "likeness", "failed"},
	} {
		if doubt, came, ok := advice(c.reasons); !ok || doubt != c.doubt || came != c.came {
			t.Errorf("%v: %s %s %t", c.reasons, doubt, came, ok)
		}
	}
	if _, _, ok := advice([]string{"no_answer"}); ok {
		t.Error("a model was asked")
	}
}
