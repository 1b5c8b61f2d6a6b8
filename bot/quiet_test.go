package bot_test

import (
	"context"
	"testing"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/retrieval"
)

// asking is a Searcher that counts what it would have asked a service about.
type asking struct {
	*retrieval.Searcher
	texts []string
}

type askedKey struct{}

func (a *asking) Prepare(ctx context.Context, texts ...string) context.Context {
	a.texts = append(a.texts, texts...)
	return context.WithValue(ctx, askedKey{}, true)
}

func TestQuietSearchesTellNobodyWhatIsSearchedFor(t *testing.T) {
	h := open(t)
	o, service := h.bot.Options, &asking{Searcher: h.search}
	o.Search = service
	o.Bare = func(text string, _ []conversation.Field, _ []bot.Value, _ []conversation.FieldSpec) string {
		return text
	}
	b := bot.New(o)
	found, _, err := b.Near(b.Quietly(h.ctx), "How much does shipping cost?", "en", nil)
	h.must(err)
	if len(found) == 0 || found[0].ArticleID != "shipping-cost" || len(service.texts) > 0 {
		t.Errorf("found %+v; asked about %q", found, service.texts)
	}
	if b.Quietly(h.ctx).Value(askedKey{}) == nil {
		t.Error("searches of their own would ask the service")
	}
	_, _, err = b.Near(h.ctx, "How much does shipping cost?", "en", nil)
	h.must(err)
	if len(service.texts) == 0 {
		t.Error("the service is never asked")
	}
}
