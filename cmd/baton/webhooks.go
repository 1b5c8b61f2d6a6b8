package main

import (
	"context"
	"time"

	"github.com/batondesk/baton/api"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/outbox"
	"github.com/batondesk/baton/outbox/webhook"
	"github.com/batondesk/baton/store"
)

// webhooks tell services outside what happens.
type webhooks struct {
	*outbox.Service
	courier  *outbox.Courier
	sender   *webhook.Sender
	revision int64
	stale    chan struct{} // has something when the endpoints are to be read again
}

// newWebhooks reads who is to be told. Nothing is sent yet.
func newWebhooks(ctx context.Context, h *house) (*webhooks, error) {
	c := h.config.Webhooks
	reach := outbox.Reach{Plain: c.AllowHTTP, Private: c.AllowPrivate}
	sender := webhook.New(webhook.Options{Reach: reach, Timeout: c.Timeout, Agent: "Baton/" + version, Now: h.now})
	w := &webhooks{
		sender: sender, stale: make(chan struct{}, 1),
		Service: outbox.New(h.store.Outbox(), outbox.Options{Router: h.router, Sender: sender, Reach: reach, Now: h.now}),
		courier: &outbox.Courier{
			Repository: h.store.Outbox(), Record: h.store, Router: h.router, Sender: sender, Public: api.PublicEvent,
			Owner: h.owner, Keep: c.Keep, KeepDead: c.KeepDead, Now: h.now, Log: h.log,
		},
	}
	return w, w.Refresh(ctx)
}

// changed notices what this or another server changed.
func (w *webhooks) changed(now store.Pulse) {
	if now.Outbox == w.revision {
		return
	}
	w.revision = now.Outbox
	select {
	case w.stale <- struct{}{}:
	default:
	}
}

// follow reads the endpoints again when they have changed, until ctx ends.
func (w *webhooks) follow(ctx context.Context, failed func(error)) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.stale:
		}
		for err := w.Refresh(ctx); err != nil && ctx.Err() == nil; err = w.Refresh(ctx) {
			failed(err)
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
		}
	}
}

// stop ends the deliveries: what is under way is finished, for as long as ctx allows.
func (w *webhooks) stop(ctx context.Context) {
	w.courier.Stop(ctx)
	w.sender.Close()
}

// newRouter knows no endpoint: what a command writes is told to nobody.
func newRouter() *outbox.Router {
	return outbox.NewRouter(func(e conversation.Event) bool {
		_, ok := api.PublicEvent(e)
		return ok
	})
}
