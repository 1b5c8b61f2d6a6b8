package api

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/bot/llm/service"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/outbox"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/retrieval"
	"github.com/batondesk/baton/store"
)

// Options are the services behind the door and how it is set.
type Options struct {
	Store     *store.Store
	Intake    *bot.Intake
	Runner    *bot.Runner
	Bot       *bot.Bot
	Scribe    *bot.Scribe // drafts replies for colleagues; nil: no model does
	Desk      *handoff.Desk
	Book      func() *handoff.Book
	Knowledge *knowledge.Service
	Live      *knowledge.Live
	People    *people.Service
	Webhooks  *outbox.Service
	Courier   *outbox.Courier // counts for the metrics; nil: none
	Model     *service.Client // nil: no model is configured
	// Vectors tells how many texts the embedding model has been asked about; false: there is none. nil: the same.
	Vectors  func(context.Context) (retrieval.Progress, bool, error)
	Currency string // of what models cost, as it is shown
	// KnowledgeChanged is told after something was published or withdrawn here, with the ids of articles that are no
	// longer in force as they were. nil: nobody is told.
	KnowledgeChanged func(withdrawn ...string)
	// Site gives the pages that the sitemap of an allowed site lists; nil: no site is read.
	Site      func(ctx context.Context, sitemap string) (knowledge.DocumentSet, error)
	Sites     []string          // the allowed ones, for people to see
	Variables map[string]string // what {variables} in answers stand for, for the wording check

	// Pages are what people look at, by path; a path that ends in a slash stands for everything below it.
	Pages map[string]http.Handler

	Secret         []byte                      // at least 32 random bytes: signs tokens and sessions; the same on every replica
	Origins        []string                    // sites that may embed the widget, exactly as browsers write them
	PublicOrigin   string                      // of this server as browsers see it, https://help.example.org; empty: as they ask for it
	TrustedProxies []netip.Prefix              // whose X-Forwarded-* headers are believed
	Limits         Limits                      // zero: the defaults
	SessionTTL     time.Duration               // zero: 12 hours
	Ready          func(context.Context) error // why this process cannot serve; nil if it can
	Demo           bool                        // says that the data are the demo's
	Version        string
	Log            *slog.Logger     // nil: slog.Default
	Now            func() time.Time // nil: time.Now
}

func (o *Options) check() error {
	if len(o.Secret) < 32 {
		return errors.New("api: the secret needs at least 32 bytes")
	}
	if o.SessionTTL <= 0 {
		o.SessionTTL = 12 * time.Hour
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Ready == nil {
		o.Ready = func(context.Context) error { return nil }
	}
	if o.KnowledgeChanged == nil {
		o.KnowledgeChanged = func(...string) {}
	}
	o.Limits = o.Limits.withDefaults()
	return nil
}
