package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/batondesk/baton/conversation"
)

// metrics count on a registry of their own. Labels are routes, kinds and names of the configuration; never ids or texts.
type metrics struct {
	requests   *prometheus.CounterVec
	took       *prometheus.HistogramVec
	streams    prometheus.Gauge
	messages   *prometheus.CounterVec
	turns      *prometheus.CounterVec
	turnTook   prometheus.Histogram
	confidence prometheus.Histogram
	handoffs   *prometheus.CounterVec
	cases      *prometheus.CounterVec
	lagged     prometheus.Counter
	advice     *prometheus.CounterVec
	handler    http.Handler
}

func newMetrics(s *Server) *metrics {
	m := &metrics{
		requests: counterOf("baton_http_requests_total", "HTTP requests.", "method", "route", "status"),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "baton_http_request_seconds", Help: "Time to answer, streams until they end.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10, 60}}, []string{"method", "route"}),
		streams:  prometheus.NewGauge(prometheus.GaugeOpts{Name: "baton_stream_clients", Help: "Open streams and waiting requests."}),
		messages: counterOf("baton_messages_total", "Messages by who said them.", "by"),
		turns:    counterOf("baton_turns_total", "Acts of the bot's decisions.", "act", "mode"),
		turnTook: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "baton_turn_seconds", Help: "From the customer's last message to the decision that covers it.",
			Buckets: []float64{.002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10, 30}}),
		confidence: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "baton_retrieval_confidence", Help: "Calibrated confidence of the best article, per decision.",
			Buckets: []float64{.1, .2, .3, .4, .5, .6, .7, .8, .9, .95, 1}}),
		handoffs: counterOf("baton_handoffs_total", "Cases opened.", "playbook", "queue"),
		cases:    counterOf("baton_case_events_total", "What happened to cases.", "kind"),
		advice:   counterOf("baton_model_turns_total", "Turns in which a model was asked, by why and by what came of it: helped, none, failed, spent (the customer had gone on meanwhile) or interrupted (by a message that needs a person).", "doubt", "came"),
		lagged:   prometheus.NewCounter(prometheus.CounterOpts{Name: "baton_metrics_lagged_total", Help: "Times that commits were missed by these counters."}),
	}
	registry := prometheus.NewRegistry()
	registry.MustRegister(m.requests, m.took, m.streams, m.messages, m.turns, m.turnTook, m.confidence, m.handoffs, m.cases,
		m.lagged, m.advice, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), owed{s}, told{s})
	if s.o.Model != nil {
		registry.MustRegister(newModelMetrics(s.o.Model))
	}
	m.handler = promhttp.HandlerFor(registry, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
	return m
}

func counterOf(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
}

func (m *metrics) request(verb, route string, status int, took time.Duration) {
	verb = method(verb)
	m.requests.WithLabelValues(verb, route, strconv.Itoa(status)).Inc()
	m.took.WithLabelValues(verb, route).Observe(took.Seconds())
}

// watch counts what this process commits, until the feed or the server closes. Others count theirs.
func (m *metrics) watch(feed conversation.Feed, closing <-chan struct{}) {
	sub := feed.Own()
	go func() {
		defer sub.Close()
		for {
			select {
			case commit, ok := <-sub.Commits():
				if !ok {
					return
				}
				if sub.Lagged() {
					m.lagged.Inc()
				}
				for _, e := range commit.Events {
					m.count(e, commit.State)
				}
			case <-closing:
				return
			}
		}
	}()
}

func (m *metrics) count(e conversation.Event, after conversation.State) {
	switch p := e.Payload.(type) {
	case conversation.Message:
		m.messages.WithLabelValues(string(e.Actor.Kind)).Inc()
	case conversation.Decision:
		for _, act := range p.Acts {
			m.turns.WithLabelValues(string(act.Act), p.Mode).Inc()
		}
		if p.Confidence > 0 {
			m.confidence.Observe(p.Confidence)
		}
		if doubt, came, ok := advice(p.Reasons); ok {
			m.advice.WithLabelValues(doubt, came).Inc()
		}
		if after.Customer.Seq <= p.Through {
			m.turnTook.Observe(max(0, e.At.Sub(after.Customer.At).Seconds()))
		}
	case conversation.HandoffOpened:
		m.handoffs.WithLabelValues(p.Playbook, p.Queue).Inc()
		m.cases.WithLabelValues(string(e.Kind())).Inc()
	case conversation.HandoffClaimed, conversation.HandoffBounced, conversation.HandoffTransferred,
		conversation.HandoffReturned, conversation.HandoffResolved:
		m.cases.WithLabelValues(string(e.Kind())).Inc()
	}
}

// overdueAfter is how late a next step may be before it counts as overdue: the sweep comes once a second.
const overdueAfter = 10 * time.Second

// owed asks the store when the metrics are read.
type owed struct{ s *Server }

var (
	debts     = prometheus.NewDesc("baton_overdue_conversations", "Conversations whose next step has been due for more than 10 s.", nil, nil)
	ownerless = prometheus.NewDesc("baton_conversations_without_next_step", "Conversations that are not closed and have no next step. Anything but 0 breaks promise 5.", nil, nil)
	busy      = prometheus.NewDesc("baton_turns_running", "Conversations being worked on.", nil, nil)
)

func (o owed) Describe(ch chan<- *prometheus.Desc) {
	ch <- debts
	ch <- ownerless
	ch <- busy
}

func (o owed) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	due, lost, err := o.s.o.Store.Overdue(ctx, overdueAfter)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(debts, err)
		return
	}
	ch <- prometheus.MustNewConstMetric(debts, prometheus.GaugeValue, float64(due))
	ch <- prometheus.MustNewConstMetric(ownerless, prometheus.GaugeValue, float64(lost))
	ch <- prometheus.MustNewConstMetric(busy, prometheus.GaugeValue, float64(o.s.o.Runner.Busy()))
}

func (s *Server) showMetrics(c *gin.Context) { s.metrics.handler.ServeHTTP(c.Writer, c.Request) }

func (s *Server) healthz(c *gin.Context) {
	c.Data(http.StatusOK, "application/json", []byte(`{"status":"ok"}`+"\n"))
}

func (s *Server) readyz(c *gin.Context) {
	if err := s.ready(c.Request.Context()); err != nil {
		s.fail(c, err)
		return
	}
	c.Data(http.StatusOK, "application/json", []byte(`{"status":"ready"}`+"\n"))
}
