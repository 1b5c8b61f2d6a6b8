package people

import (
	"maps"
	"time"
)

// Identity is how a channel knows a customer.
type Identity struct {
	Channel    string `json:"channel"`
	ExternalID string `json:"external_id"`
}

// Customer is somebody who is served. A verified customer is one person on record, found again by any identity; an
// unverified one belongs to a single conversation and is never found again.
type Customer struct {
	ID         string            `json:"id"`
	Verified   bool              `json:"verified"`
	Name       string            `json:"name,omitempty"`
	Email      string            `json:"email,omitempty"`
	Attributes map[string]string `json:"attributes,omitempty"`
	Identities []Identity        `json:"identities,omitempty"`
	CreatedAt  time.Time         `json:"created_at"`
	UpdatedAt  time.Time         `json:"updated_at"`
	Version    int               `json:"version"` // grows with every change, from 1
}

// Profile is what conversations may know of the customer: the attributes, with name and email among them.
func (c Customer) Profile() map[string]string {
	profile := maps.Clone(c.Attributes)
	if profile == nil {
		profile = map[string]string{}
	}
	if c.Name != "" {
		profile["name"] = c.Name
	}
	if c.Email != "" {
		profile["email"] = c.Email
	}
	return profile
}
