package api

import (
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/batondesk/baton/bot/llm/service"
)

// advice tells from the reasons of a decision why a model was asked in that turn and what came of it; false if none was.
func advice(reasons []string) (doubt, came string, ok bool) {
	came = "none"
	for _, r := range reasons {
		word, is := strings.CutPrefix(r, "model:")
		if !is {
			continue
		}
		kind, what, _ := strings.Cut(word, ":")
		switch kind {
		case "asked":
			doubt, ok = what, true
		case "failed", "spent", "interrupted":
			came = kind
		case "answer", "perhaps", "case", "field", "rewritten", "composed":
			came = "helped"
		}
	}
	return doubt, came, ok
}

// modelMetrics count what is asked of model services. Endpoints and models are names of the configuration.
type modelMetrics struct {
	client *service.Client
	calls  *prometheus.CounterVec
	tokens *prometheus.CounterVec
	cost   *prometheus.CounterVec
	took   *prometheus.HistogramVec
}

// newModelMetrics counts from now on. Without a model there is nothing to count.
func newModelMetrics(client *service.Client) *modelMetrics {
	m := &modelMetrics{
		client: client,
		calls:  counterOf("baton_model_calls_total", "Requests to model services by how they ended; busy, broken, resting and budget: there was none.", "purpose", "endpoint", "model", "outcome"),
		tokens: counterOf("baton_model_tokens_total", "Tokens of model services.", "purpose", "endpoint", "model", "direction"),
		cost:   counterOf("baton_model_cost_total", "Cost of model services, by the configured prices.", "purpose", "endpoint", "model"),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "baton_model_request_seconds", Help: "Time of requests to model services.",
			Buckets: []float64{.05, .1, .2, .3, .5, .75, 1, 1.5, 2, 3, 5, 8, 15, 30}}, []string{"purpose", "endpoint", "outcome"}),
	}
	client.Observe(m.observe)
	return m
}

func (m *modelMetrics) observe(a service.Attempt) {
	m.calls.WithLabelValues(a.Purpose, a.Endpoint, a.Model, string(a.Outcome)).Inc()
	if a.Usage.Prompt > 0 {
		m.tokens.WithLabelValues(a.Purpose, a.Endpoint, a.Model, "prompt").Add(float64(a.Usage.Prompt))
	}
	if a.Usage.Completion > 0 {
		m.tokens.WithLabelValues(a.Purpose, a.Endpoint, a.Model, "completion").Add(float64(a.Usage.Completion))
	}
	if a.Cost > 0 {
		m.cost.WithLabelValues(a.Purpose, a.Endpoint, a.Model).Add(a.Cost)
	}
	if a.Took > 0 {
		m.took.WithLabelValues(a.Purpose, a.Endpoint, string(a.Outcome)).Observe(a.Took.Seconds())
	}
}

var (
	modelBreaker = prometheus.NewDesc("baton_model_breaker_open", "1: the service failed and is left alone; 0.5: the next call tries it; 0: it is asked.", []string{"endpoint", "what"}, nil)
	modelBudget  = prometheus.NewDesc("baton_model_budget_share", "Share of the day's budget that is used up, the larger of tokens and cost; without a budget there is none.", nil, nil)
	modelLocal   = prometheus.NewDesc("baton_model_degraded", "1: done without a model now, by why.", []string{"what", "why"}, nil)
)

// Describe is for the registry.
func (m *modelMetrics) Describe(ch chan<- *prometheus.Desc) {
	for _, c := range []prometheus.Collector{m.calls, m.tokens, m.cost, m.took} {
		c.Describe(ch)
	}
	ch <- modelBreaker
	ch <- modelBudget
	ch <- modelLocal
}

// Collect asks the client when the metrics are read.
func (m *modelMetrics) Collect(ch chan<- prometheus.Metric) {
	for _, c := range []prometheus.Collector{m.calls, m.tokens, m.cost, m.took} {
		c.Collect(ch)
	}
	now := m.client.Status()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	open := map[service.State]float64{service.Closed: 0, service.HalfOpen: 0.5, service.Open: 1}
	for _, e := range now.Endpoints {
		if e.Chat != "" {
			gauge(modelBreaker, open[e.Answers], e.Name, "answers")
		}
		if e.Embedding != "" {
			gauge(modelBreaker, open[e.Vectors], e.Name, "vectors")
		}
	}
	share := 0.0
	if now.Budget.Tokens > 0 {
		share = float64(now.Spent.Prompt+now.Spent.Completion) / float64(now.Budget.Tokens)
	}
	if now.Budget.Cost > 0 {
		share = max(share, now.Spent.Cost/now.Budget.Cost)
	}
	if now.Budget != (service.Budget{}) {
		gauge(modelBudget, share)
	}
	for _, d := range now.Degraded {
		gauge(modelLocal, 1, d.What, string(d.Why))
	}
}
