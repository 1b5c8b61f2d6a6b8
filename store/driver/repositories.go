package driver

import (
	"context"

	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/outbox"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/retrieval"
)

// Repositories are the ordinary versioned rows: everything that is not a conversation.
type Repositories interface {
	People() people.Repository
	Knowledge() knowledge.Repository
	Handoff() handoff.Repository
	Outbox() outbox.Repository
	Secrets() Secrets
	Spending() Spending
	Vectors() retrieval.Vectors
}

// Secrets are keys that the installation makes for itself.
type Secrets interface {
	// Secret returns the secret of that name, and stores the one given if there is none yet.
	Secret(ctx context.Context, name string, fresh []byte) ([]byte, error)
}
