package api

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// told asks about webhooks when the metrics are read. The backlog is the same on every replica; attempts are this one's.
type told struct{ s *Server }

var (
	webhookWaiting  = prometheus.NewDesc("baton_webhook_deliveries", "Deliveries that active webhooks have not got, and those given up.", []string{"state"}, nil)
	webhookOldest   = prometheus.NewDesc("baton_webhook_oldest_pending_seconds", "Age of the oldest event that an active webhook has not got; 0: none.", nil, nil)
	webhookAttempts = prometheus.NewDesc("baton_webhook_attempts_total", "Attempts to deliver, by what came of them: delivered, failed (to be tried again), dead (given up).", []string{"outcome"}, nil)
)

func (o told) Describe(ch chan<- *prometheus.Desc) {
	ch <- webhookWaiting
	ch <- webhookOldest
	ch <- webhookAttempts
}

func (o told) Collect(ch chan<- prometheus.Metric) {
	if o.s.o.Courier != nil {
		delivered, failed, dead := o.s.o.Courier.Counts()
		for outcome, n := range map[string]int64{"delivered": delivered, "failed": failed, "dead": dead} {
			ch <- prometheus.MustNewConstMetric(webhookAttempts, prometheus.CounterValue, float64(n), outcome)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	backlog, err := o.s.o.Webhooks.Backlog(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(webhookWaiting, err)
		return
	}
	age := 0.0
	if !backlog.Oldest.IsZero() {
		age = max(0, o.s.o.Now().Sub(backlog.Oldest).Seconds())
	}
	ch <- prometheus.MustNewConstMetric(webhookWaiting, prometheus.GaugeValue, float64(backlog.Pending), "pending")
	ch <- prometheus.MustNewConstMetric(webhookWaiting, prometheus.GaugeValue, float64(backlog.Dead), "dead")
	ch <- prometheus.MustNewConstMetric(webhookOldest, prometheus.GaugeValue, age)
}
