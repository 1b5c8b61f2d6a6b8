package people

import (
	"slices"
	"time"

	"github.com/batondesk/baton/conversation"
)

// User is somebody who works here. ID is the login name and the id in the holder "agent:<id>"; it never changes and is
// never given to somebody else. Name is for display.
type User struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Roles     []Role    `json:"roles"`
	Disabled  bool      `json:"disabled,omitempty"`
	CreatedAt time.Time `json:"created_at"` // UTC, milliseconds
	SecretAt  time.Time `json:"secret_at"`  // when the login secret was last set
	Version   int       `json:"version"`    // grows with every change, from 1

	SessionsEnded int `json:"sessions_ended,omitempty"` // how often all sessions ended at once: those from before are void
}

// Key lets a program in. A key of a user acts as that user, with no more than the user's roles; a key without one stands
// for itself.
type Key struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Roles     []Role    `json:"roles"`
	UserID    string    `json:"user_id,omitempty"`
	CreatedBy string    `json:"created_by"`
	CreatedAt time.Time `json:"created_at"` // UTC, milliseconds
	RevokedAt time.Time `json:"revoked_at,omitzero"`
}

// Principal is who is acting, once it is proved.
type Principal struct {
	ID    string `json:"id"` // the user's id; "key-<id>" for a key that stands for itself
	Name  string `json:"name"`
	Roles []Role `json:"roles"`
	KeyID string `json:"key_id,omitempty"` // the key that was shown, if one was
}

// Operator is whoever has the command line and so the data itself.
var Operator = Principal{ID: "operator", Name: "operator", Roles: []Role{RoleAdmin}}

// Has reports whether the principal has a role.
func (p Principal) Has(r Role) bool { return slices.Contains(p.Roles, r) }

// Can reports whether one of the principal's roles carries the permission.
func (p Principal) Can(need Permission) bool {
	return slices.ContainsFunc(p.Roles, func(r Role) bool { return slices.Contains(granted[r], need) })
}

// Require is Can as an error: a *ForbiddenError that names what is missing.
func (p Principal) Require(need Permission) error {
	if p.Can(need) {
		return nil
	}
	return &ForbiddenError{Need: need}
}

// mayManage reports whether the principal may have to do with users and keys of these roles: only admins with admins.
func (p Principal) mayManage(roles ...[]Role) error {
	if slices.ContainsFunc(roles, func(r []Role) bool { return slices.Contains(r, RoleAdmin) }) {
		return p.Require(ManageAdmins)
	}
	return p.Require(ManagePeople)
}

// Actor is the principal as the author of events.
func (p Principal) Actor() conversation.Actor {
	return conversation.Actor{Kind: conversation.Agent, ID: p.ID, Name: p.Name}
}

// Principal is the user as somebody who acts.
func (u User) Principal() Principal { return Principal{ID: u.ID, Name: u.Name, Roles: u.Roles} }
