package api

import (
	"context"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/outbox"
	"github.com/batondesk/baton/people"
)

// PublicEvent is an event as its customer may see it, for others who are shown no more; false if they may not see it.
func PublicEvent(e conversation.Event) (conversation.Event, bool) { return publicEvent(e) }

// webhookRoutes are the services outside that are told what happens.
func webhookRoutes(s *Server) []route {
	read, manage := needs(people.ReadWebhooks), needs(people.ManageWebhooks)
	return []route{
		typed(get, "/v1/webhooks", read, 200, "listWebhooks", s.listWebhooks),
		typed(post, "/v1/webhooks", manage, 201, "addWebhook", s.addWebhook),
		typed(put, "/v1/webhooks", manage, 200, "updateWebhookNamed", s.updateWebhookNamed),
		typed(get, "/v1/webhooks/{id}", read, 200, "getWebhook", s.getWebhook),
		typed(put, "/v1/webhooks/{id}", manage, 200, "updateWebhook", s.updateWebhook),
		typed(post, "/v1/webhooks/{id}/test", manage, 200, "testWebhook", s.testWebhook),
		typed(get, "/v1/webhooks/{id}/deliveries", read, 200, "listDeliveries", s.listDeliveries),
		typed(post, "/v1/webhooks/{id}/replay", manage, 200, "replayDeliveries", s.replayDeliveries),
	}
}

// Webhook is a service outside, with its secret when that is new.
type Webhook struct {
	outbox.Endpoint
	Secret string `json:"secret,omitempty" doc:"Signs what is sent. Shown once; keep it now."`
}

func (s *Server) listWebhooks(ctx context.Context, in *Page) (*listOutput[outbox.Endpoint], error) {
	items, next, err := s.o.Webhooks.Endpoints(ctx, principal(ctx), in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return listed(items, next), nil
}

func (s *Server) getWebhook(ctx context.Context, in *TextRef) (*output[outbox.Endpoint], error) {
	e, err := s.o.Webhooks.Endpoint(ctx, principal(ctx), in.ID)
	return answerOr(e, err)
}

type addWebhookInput struct {
	Body struct {
		ID          string              `json:"id,omitempty" maxLength:"64" doc:"A random one by default."`
		URL         string              `json:"url" minLength:"1" maxLength:"2000" doc:"Where to send, with https://."`
		Kinds       []conversation.Kind `json:"kinds,omitempty" maxItems:"50" doc:"The kinds of events to be told of; none: all that it may see."`
		Include     outbox.Include      `json:"include,omitempty" enum:"public,internal" doc:"public, the default: what customers may see, as they see it; internal: everything."`
		Active      *bool               `json:"active,omitempty" doc:"true by default."`
		Description string              `json:"description,omitempty" maxLength:"500"`
	}
}

func (s *Server) addWebhook(ctx context.Context, in *addWebhookInput) (*output[Webhook], error) {
	b := in.Body
	e, secret, err := s.o.Webhooks.Create(ctx, principal(ctx), outbox.NewEndpoint{
		ID: b.ID, URL: b.URL, Kinds: b.Kinds, Include: b.Include, Inactive: b.Active != nil && !*b.Active, Description: b.Description,
	})
	return answerOr(Webhook{e, secret}, err)
}

// WebhookUpdate changes a webhook; what is absent stays.
type WebhookUpdate struct {
	ID          string              `json:"id,omitempty" maxLength:"64" doc:"Needed where the path does not name the webhook."`
	URL         *string             `json:"url,omitempty" minLength:"1" maxLength:"2000"`
	Kinds       []conversation.Kind `json:"kinds,omitempty" maxItems:"50" doc:"An empty list: all kinds."`
	Include     *outbox.Include     `json:"include,omitempty" enum:"public,internal"`
	Active      *bool               `json:"active,omitempty"`
	Description *string             `json:"description,omitempty" maxLength:"500"`
	Rotate      bool                `json:"rotate,omitempty" doc:"Make a new secret. For a day what is sent is signed with the one before, too."`
	Version     int                 `json:"version,omitempty" minimum:"0" doc:"The version that the change is based on; absent: whatever it is."`
}

func (s *Server) updateWebhookNamed(ctx context.Context, in *textInput[WebhookUpdate]) (*output[Webhook], error) {
	return s.changeWebhook(ctx, in.Body.ID, in.Body)
}

func (s *Server) updateWebhook(ctx context.Context, in *textUpdate[WebhookUpdate]) (*output[Webhook], error) {
	return s.changeWebhook(ctx, in.ID, in.Body)
}

func (s *Server) changeWebhook(ctx context.Context, id string, u WebhookUpdate) (*output[Webhook], error) {
	e, secret, err := s.o.Webhooks.Update(ctx, principal(ctx), id, outbox.Change{
		URL: u.URL, Kinds: u.Kinds, Include: u.Include, Active: u.Active, Description: u.Description, Rotate: u.Rotate, Version: u.Version,
	})
	return answerOr(Webhook{e, secret}, err)
}

// WebhookTest is what came of a ping.
type WebhookTest struct {
	OK bool `json:"ok" doc:"The webhook answered 200 to 299."`
	outbox.Attempt
}

func (s *Server) testWebhook(ctx context.Context, in *TextRef) (*output[WebhookTest], error) {
	attempt, err := s.o.Webhooks.Test(ctx, principal(ctx), in.ID)
	return answerOr(WebhookTest{attempt.OK(), attempt}, err)
}

type deliveriesInput struct {
	TextRef
	Page
	State outbox.State `query:"state" enum:"pending,delivered,dead" doc:"Only deliveries in this state."`
}

func (s *Server) listDeliveries(ctx context.Context, in *deliveriesInput) (*listOutput[outbox.Entry], error) {
	entries, next, err := s.o.Webhooks.Log(ctx, principal(ctx), outbox.LogQuery{Endpoint: in.ID, State: in.State, Cursor: in.Cursor, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return listed(entries, next), nil
}

type replayInput struct {
	TextRef
	Body struct {
		ConversationID conversation.ID `json:"conversation_id,omitempty" maxLength:"200" doc:"Only of this conversation."`
		Seq            int64           `json:"seq,omitempty" minimum:"1" doc:"Only this event of the conversation, dead or delivered."`
		All            bool            `json:"all,omitempty" doc:"All dead ones; needed where no conversation is named."`
	}
}

// Replayed says how many deliveries are made again.
type Replayed struct {
	Replayed int `json:"replayed"`
}

func (s *Server) replayDeliveries(ctx context.Context, in *replayInput) (*output[Replayed], error) {
	b := in.Body
	switch named := b.ConversationID != ""; {
	case b.Seq != 0 && !named:
		return nil, invalid.field("body.conversation_id", "is required with seq")
	case named == b.All:
		return nil, invalid.field("body.all", "must be true, or else a conversation named")
	}
	n, err := s.o.Webhooks.Replay(ctx, principal(ctx), outbox.Replay{Endpoint: in.ID, Conversation: b.ConversationID, Seq: b.Seq})
	if err == nil && n == 0 && b.Seq != 0 {
		return nil, notFound.problem("there is no delivery of this event that is dead or delivered")
	}
	return answerOr(Replayed{n}, err)
}
