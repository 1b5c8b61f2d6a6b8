package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"regexp"

	"github.com/google/uuid"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

// channel is the name of this door in the record.
const channel = "web"

// OpenRequest begins a conversation.
type OpenRequest struct {
	ID       string           `json:"id,omitempty" maxLength:"128" doc:"Chosen by the client, so that the request may be repeated; otherwise made here."`
	Locale   string           `json:"locale,omitempty" maxLength:"35" doc:"The customer's language, if known: en, zh, zh-TW."`
	Source   string           `json:"source,omitempty" maxLength:"200" doc:"Where the customer is: a page, a campaign, a product."`
	Tags     []string         `json:"tags,omitempty" maxItems:"20"`
	Customer *CustomerRequest `json:"customer,omitempty"`
}

// CustomerRequest says who the customer is. Without a valid signature it is only a claim.
type CustomerRequest struct {
	ExternalID string            `json:"external_id,omitempty" maxLength:"200" doc:"The id in the site's own system."`
	Name       string            `json:"name,omitempty" maxLength:"200"`
	Email      string            `json:"email,omitempty" maxLength:"320"`
	Attributes map[string]string `json:"attributes,omitempty" maxProperties:"50"`
	IssuedAt   string            `json:"issued_at,omitempty" maxLength:"40" doc:"When the site signed: Unix seconds or RFC 3339, exactly as signed."`
	Signature  string            `json:"signature,omitempty" maxLength:"200" doc:"Hexadecimal HMAC-SHA256(secret, external_id + issued_at)."`
}

// unsigned is what makes two openings the same: a site that signs anew still asks for the same conversation.
func (r OpenRequest) unsigned() OpenRequest {
	if r.Customer != nil {
		customer := *r.Customer
		customer.IssuedAt, customer.Signature = "", ""
		r.Customer = &customer
	}
	return r
}

func (c *CustomerRequest) claim() people.Claim {
	if c == nil {
		return people.Claim{}
	}
	return people.Claim{ExternalID: c.ExternalID, Name: c.Name, Email: c.Email, Attributes: c.Attributes,
		IssuedAt: c.IssuedAt, Signature: c.Signature}
}

type openInput struct {
	Authorization string `header:"Authorization" hidden:"true"`
	Body          OpenRequest
}

// Opened is a conversation and the token that opens it.
type Opened struct {
	ID    conversation.ID `json:"id"`
	Token string          `json:"token" doc:"Show it as Authorization: Bearer on every request about this conversation. Never put it into a URL."`
}

type openOutput struct{ Body Opened }

// forgetVisit takes numbers of orders, tickets and the like out of a remembered profile unless they come with this opening:
// the order of an earlier visit must not be taken for that of today.
func (s *Server) forgetVisit(profile map[string]string, c *CustomerRequest) {
	for _, field := range s.o.Book().Fields() {
		if field.Type != conversation.TypeID || field.Profile == "" {
			continue
		}
		if c == nil || c.Attributes[field.Profile] == "" {
			delete(profile, field.Profile)
		}
	}
}

var idSyntax = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$`)

func (s *Server) openConversation(ctx context.Context, in *openInput) (*openOutput, error) {
	if err := s.counters.take(s.counters.opening, addressKey(callOf(ctx))); err != nil {
		return nil, err
	}
	body := in.Body
	if body.ID == "" {
		body.ID = uuid.Must(uuid.NewV7()).String()
	} else if !idSyntax.MatchString(body.ID) {
		return nil, invalid.field("body.id", "must be 1 to 128 of the characters A-Z a-z 0-9 . _ : - and begin with a letter or digit")
	}
	for _, tag := range body.Tags {
		if err := checkTag("body.tags", tag); err != nil {
			return nil, err
		}
	}
	id := conversation.ID(body.ID)
	opening := bot.Opening{ID: id, Digest: digest(in.Body.unsigned()), Tags: body.Tags, Opening: conversation.Opening{
		Channel: channel, Source: body.Source, Locale: body.Locale,
	}}
	before, err := s.o.Store.State(ctx, id)
	switch {
	case err == nil:
		if err := s.mayReopenDoor(ctx, before, in); err != nil {
			return nil, err
		}
	case isNotFound(err):
		who, err := s.o.People.Identify(ctx, channel, body.Customer.claim())
		if err != nil {
			return nil, identityProblem(err)
		}
		opening.CustomerID, opening.Verified, opening.Name, opening.Profile = who.ID, who.Verified, who.Name, who.Profile()
		s.forgetVisit(opening.Profile, body.Customer)
	default:
		return nil, err
	}
	if _, err := s.o.Intake.Open(ctx, opening); err != nil {
		return nil, err
	}
	return &openOutput{Opened{id, s.signer.token(id)}}, nil
}

// identityProblem names the member of the customer that is wrong.
func identityProblem(err error) error {
	var wrong *people.InvalidError
	switch {
	case errors.Is(err, people.ErrIdentity):
		return invalid.field("body.customer.signature", "is wrong or too old")
	case errors.As(err, &wrong):
		return invalid.field("body.customer."+wrong.Field, wrong.Message)
	}
	return err
}

// mayReopenDoor decides whether a repeated opening gets the token again. Ids are chosen by clients and may be guessed, so
// the repeat must prove who it is, by the token itself or by a signed identity, once the customer has spoken or where one
// of the two openings is signed: nobody gets into the conversation of a signed customer, and no signed customer is led into
// one that somebody else has opened.
func (s *Server) mayReopenDoor(ctx context.Context, state conversation.State, in *openInput) error {
	signed := in.Body.Customer != nil && in.Body.Customer.Signature != ""
	if state.Customer.Seq == 0 && !state.Opening.Verified && !signed {
		return nil
	}
	if s.signer.opens(secretIn(in.Authorization), state.ID) {
		return nil
	}
	if signed {
		who, err := s.o.People.Identify(ctx, channel, in.Body.Customer.claim())
		if err == nil && who.Verified && who.ID == state.Opening.CustomerID {
			return nil
		}
	}
	return taken.problem("this id belongs to a conversation that is under way; show its token or a signed identity to get in")
}

// digest tells whether a repeated request is the same one.
func digest(body any) string {
	data, _ := json.Marshal(body)
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16])
}
