package api

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/store"
)

// Conversation is where a conversation stands, for the people who work here. Its events tell how it came to that.
type Conversation struct {
	ID         conversation.ID               `json:"id"`
	Seq        int64                         `json:"seq" doc:"The last event."`
	Channel    string                        `json:"channel"`
	Source     string                        `json:"source,omitempty"`
	Locale     string                        `json:"locale,omitempty" doc:"The customer's language."`
	Tags       []string                      `json:"tags" nullable:"false"`
	CustomerID string                        `json:"customer_id,omitempty"`
	Name       string                        `json:"customer_name,omitempty"`
	Verified   bool                          `json:"verified" doc:"Whether the site vouches for who the customer is."`
	Status     conversation.Status           `json:"status" enum:"open,resolved,closed"`
	Outcome    string                        `json:"outcome,omitempty"`
	Holder     conversation.Holder           `json:"holder" doc:"bot, queue:<name> or agent:<id>."`
	HolderName string                        `json:"holder_name,omitempty"`
	Epoch      int64                         `json:"epoch" doc:"The seq of the last change of holder."`
	Fields     map[string]conversation.Known `json:"fields"`
	Promises   []conversation.Promise        `json:"promises" nullable:"false"`
	Risk       []string                      `json:"risk" nullable:"false"`
	Playbook   string                        `json:"playbook,omitempty"`
	HandoffID  string                        `json:"handoff_id,omitempty" doc:"The open case."`
	Owes       bool                          `json:"owes" doc:"The customer has said something that no decision covers yet."`
	Last       *conversation.Said            `json:"last,omitempty" doc:"The last message."`
	OpenedAt   time.Time                     `json:"opened_at"`
	UpdatedAt  time.Time                     `json:"updated_at"`
}

func conversationOf(s conversation.State) Conversation {
	c := Conversation{
		ID: s.ID, Seq: s.Seq, Channel: s.Opening.Channel, Source: s.Opening.Source, Locale: s.Locale, Tags: orEmpty(s.Tags),
		CustomerID: s.Opening.CustomerID, Name: s.Opening.Name, Verified: s.Opening.Verified,
		Status: s.Status, Outcome: s.Outcome, Holder: s.Holder, HolderName: s.HolderName, Epoch: s.Epoch,
		Fields: s.Fields, Promises: orEmpty(s.Promises), Risk: orEmpty(s.Risk), Playbook: s.Playbook, Owes: s.Owes(),
		OpenedAt: s.Opened, UpdatedAt: s.Updated,
	}
	if c.Fields == nil {
		c.Fields = map[string]conversation.Known{}
	}
	if s.Handoff != nil {
		c.HandoffID = s.Handoff.ID
	}
	if n := len(s.Recent); n > 0 {
		c.Last = &s.Recent[n-1]
	}
	return c
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

type conversationsInput struct {
	Page
	Status   string `query:"status" enum:"open,resolved,closed"`
	Holder   string `query:"holder" maxLength:"200" doc:"bot, queue:<name>, agent:<id>, or me."`
	Customer string `query:"customer" maxLength:"200"`
	Channel  string `query:"channel" maxLength:"100"`
	Source   string `query:"source" maxLength:"200"`
	Tag      string `query:"tag" maxLength:"100"`
	Query    string `query:"q" maxLength:"200" doc:"Only those where the customer's name, or one of the last messages, contains these words."`
}

// says reports whether a conversation contains words, which are in lower case.
func says(s conversation.State, words string) bool {
	contains := func(text string) bool { return strings.Contains(strings.ToLower(text), words) }
	return contains(s.Opening.Name) || slices.ContainsFunc(s.Recent, func(said conversation.Said) bool { return contains(said.Text) })
}

// mostScanned bounds the work of one page for somebody who may see few of many conversations: the page is then short and
// has a next one.
const mostScanned = 2000

func (s *Server) listConversations(ctx context.Context, in *conversationsInput) (*listOutput[Conversation], error) {
	who := principal(ctx)
	q := store.ConversationQuery{
		Status: conversation.Status(in.Status), Holder: conversation.Holder(in.Holder), CustomerID: in.Customer,
		Channel: in.Channel, Source: in.Source, Tag: in.Tag, After: in.Cursor, Limit: in.Limit,
	}
	if in.Holder == "me" {
		q.Holder = conversation.AgentHolder(who.ID)
	}
	words := strings.ToLower(in.Query)
	var items []Conversation
	for scanned := 0; ; {
		states, next, err := s.o.Store.Conversations(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, state := range states {
			if s.o.Book().MayRead(who, state) && says(state, words) {
				items = append(items, conversationOf(state))
			}
		}
		scanned += len(states)
		if next == "" || len(items) >= in.Limit || scanned >= mostScanned {
			return listed(items, next), nil
		}
		q.After, q.Limit = next, in.Limit-len(items) // never more than fit: the cursor stands after the last one shown
	}
}

func (s *Server) getConversation(ctx context.Context, in *ConversationRef) (*output[Conversation], error) {
	state, err := s.see(ctx, conversation.ID(in.ID))
	if err != nil {
		return nil, err
	}
	return answer(conversationOf(state)), nil
}
