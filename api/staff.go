package api

import (
	"context"
	"strconv"

	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/store"
)

// Customer is a customer with their earlier conversations.
type Customer struct {
	people.Customer
	Conversations []Conversation `json:"conversations" nullable:"false" doc:"The last ones that the caller may see, newest first."`
}

// earlierShown is how many of a customer's conversations are shown.
const earlierShown = 50

// getCustomer shows a customer to whoever may see one of their conversations.
func (s *Server) getCustomer(ctx context.Context, in *TextRef) (*output[Customer], error) {
	who := principal(ctx)
	c, err := s.o.People.Customer(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	states, _, err := s.o.Store.Conversations(ctx, store.ConversationQuery{CustomerID: in.ID, Limit: earlierShown})
	if err != nil {
		return nil, err
	}
	shown := Customer{c, []Conversation{}}
	for _, state := range states {
		if s.o.Book().MayRead(who, state) {
			shown.Conversations = append(shown.Conversations, conversationOf(state))
		}
	}
	if len(shown.Conversations) == 0 && !who.Can(people.ReadAllConversations) {
		return nil, &people.NotFoundError{What: "customer", ID: in.ID}
	}
	return answer(shown), nil
}

func (s *Server) listUsers(ctx context.Context, in *Page) (*listOutput[people.User], error) {
	users, next, err := s.o.People.Users(ctx, principal(ctx), in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return listed(users, next), nil
}

// NewUser is a user with the secret to log in with, which is shown this once.
type NewUser struct {
	people.User
	Secret string `json:"secret,omitempty" doc:"Shown once; keep it now."`
}

type addUserInput struct {
	Body struct {
		ID    string        `json:"id" minLength:"1" maxLength:"100" doc:"The login name; it never changes."`
		Name  string        `json:"name,omitempty" maxLength:"200" doc:"For display; the id by default."`
		Roles []people.Role `json:"roles" minItems:"1"`
	}
}

func (s *Server) addUser(ctx context.Context, in *addUserInput) (*output[NewUser], error) {
	user, secret, err := s.o.People.AddUser(ctx, principal(ctx), people.NewUser{ID: in.Body.ID, Name: in.Body.Name, Roles: in.Body.Roles})
	return answerOr(NewUser{user, secret}, err)
}

// UserUpdate changes a user; what is absent stays.
type UserUpdate struct {
	ID          string        `json:"id,omitempty" maxLength:"100" doc:"Needed where the path does not name the user."`
	Name        *string       `json:"name,omitempty" maxLength:"200"`
	Roles       []people.Role `json:"roles,omitempty"`
	Disabled    *bool         `json:"disabled,omitempty"`
	ResetSecret bool          `json:"reset_secret,omitempty" doc:"Make a new secret; every session ends."`
}

func (s *Server) updateUserNamed(ctx context.Context, in *textInput[UserUpdate]) (*output[NewUser], error) {
	return s.changeUser(ctx, in.Body.ID, in.Body)
}

func (s *Server) updateUser(ctx context.Context, in *textUpdate[UserUpdate]) (*output[NewUser], error) {
	return s.changeUser(ctx, in.ID, in.Body)
}

func (s *Server) changeUser(ctx context.Context, id string, u UserUpdate) (*output[NewUser], error) {
	actor := principal(ctx)
	user, err := s.o.People.UpdateUser(ctx, actor, id, people.UserChange{Name: u.Name, Roles: u.Roles, Disabled: u.Disabled})
	if err != nil || !u.ResetSecret {
		return answerOr(NewUser{User: user}, err)
	}
	secret, err := s.o.People.ResetSecret(ctx, actor, id)
	return answerOr(NewUser{user, secret}, err)
}

func (s *Server) listKeys(ctx context.Context, in *Page) (*listOutput[people.Key], error) {
	keys, next, err := s.o.People.Keys(ctx, principal(ctx), in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return listed(keys, next), nil
}

// NewKey is a key with its secret, which is shown this once.
type NewKey struct {
	people.Key
	Secret string `json:"secret,omitempty" doc:"Shown once; keep it now."`
}

type createKeyInput struct {
	Body struct {
		ID     string        `json:"id,omitempty" maxLength:"100"`
		Name   string        `json:"name" minLength:"1" maxLength:"200" doc:"What it is for."`
		Roles  []people.Role `json:"roles,omitempty"`
		UserID string        `json:"user_id,omitempty" maxLength:"100" doc:"Whom it acts as; nobody: it stands for itself."`
	}
}

func (s *Server) createKey(ctx context.Context, in *createKeyInput) (*output[NewKey], error) {
	key, secret, err := s.o.People.CreateKey(ctx, principal(ctx), people.NewKey{
		ID: in.Body.ID, Name: in.Body.Name, Roles: in.Body.Roles, UserID: in.Body.UserID,
	})
	return answerOr(NewKey{key, secret}, err)
}

// KeyUpdate revokes a key.
type KeyUpdate struct {
	ID      string `json:"id,omitempty" maxLength:"100" doc:"Needed where the path does not name the key."`
	Revoked bool   `json:"revoked" doc:"true: it opens nothing from now on. A revoked key stays revoked."`
}

// Revoked names a key that opens nothing any more.
type Revoked struct {
	ID      string `json:"id"`
	Revoked bool   `json:"revoked"`
}

func (s *Server) updateKeyNamed(ctx context.Context, in *textInput[KeyUpdate]) (*output[Revoked], error) {
	return s.revokeKey(ctx, in.Body.ID, in.Body)
}

func (s *Server) updateKey(ctx context.Context, in *textUpdate[KeyUpdate]) (*output[Revoked], error) {
	return s.revokeKey(ctx, in.ID, in.Body)
}

func (s *Server) revokeKey(ctx context.Context, id string, u KeyUpdate) (*output[Revoked], error) {
	if !u.Revoked {
		return nil, invalid.field("body.revoked", "can only be true: make a new key instead")
	}
	return answerOr(Revoked{id, true}, s.o.People.RevokeKey(ctx, principal(ctx), id))
}

type auditInput struct {
	Page
	Actor   string `query:"actor" maxLength:"200" doc:"Only what this user, or operator, did."`
	Subject string `query:"subject" maxLength:"200" doc:"Only what was done to this: the id of a user, a key, an article."`
	Kind    string `query:"kind" maxLength:"50" doc:"Only what was done to this kind of thing: user, key, article, phrase; the action up to its dot."`
}

func (s *Server) readAudit(ctx context.Context, in *auditInput) (*listOutput[people.AuditEntry], error) {
	q := people.AuditQuery{Actor: in.Actor, Object: in.Subject, Kind: in.Kind, Limit: in.Limit}
	if in.Cursor != "" {
		var err error
		if q.Before, err = strconv.ParseInt(in.Cursor, 10, 64); err != nil || q.Before < 1 {
			return nil, store.ErrBadCursor
		}
	}
	entries, after, err := s.o.People.Audit(ctx, principal(ctx), q)
	if err != nil {
		return nil, err
	}
	next := ""
	if after > 0 {
		next = strconv.FormatInt(after, 10)
	}
	return listed(entries, next), nil
}
