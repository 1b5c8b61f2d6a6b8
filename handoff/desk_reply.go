package handoff

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

// Reply is what a human says to the customer.
type Reply struct {
	ID          string // idempotency key, chosen by the client, scoped to the conversation
	Text        string
	Locale      string
	Attachments []conversation.Attachment
	Sources     []conversation.Source // articles that the text was taken from
	Reason      string                // why a warning of the wording check was overridden
	Claim       bool                  // become the holder in the same append
	Promises    []Commitment
}

// Commitment is something that a human promises to the customer.
type Commitment struct {
	Text string
	Due  time.Time // zero: no date was named
}

// Reply says something to the customer, as the holder. With Claim set it takes over first, in the same append; without,
// somebody who is not the holder gets a *conversation.HolderError that names the holder. The same ID with the same
// content again changes nothing and returns what the first one left; with another content conversation.ErrKeyReused.
func (d *Desk) Reply(ctx context.Context, by people.Principal, id conversation.ID, r Reply) (conversation.Receipt, error) {
	if err := by.Require(people.WorkCases); err != nil {
		return conversation.Receipt{}, err
	}
	if blank(r.Text) && len(r.Attachments) == 0 {
		return conversation.Receipt{}, Problems{{"text", "is empty"}}
	}
	st, request := d.step(by), digest(by.ID, r)
	r.Sources = d.titled(r.Sources, r.Locale)
	return d.onConversation(ctx, by, id, conversation.Write{
		Key: key("reply", r.ID), Digest: request, Sources: r.Sources,
		Compose: func(s conversation.State) ([]conversation.Entry, error) { return st.reply(s, r) },
	})
}

func (st step) reply(s conversation.State, r Reply) ([]conversation.Entry, error) {
	var entries []conversation.Entry
	if r.Claim {
		taken, err := st.takeover(s, "claimed with a reply")
		if err != nil {
			return nil, err
		}
		entries = taken
	} else if err := conversation.HeldBy(s, st.by.ID); err != nil {
		return nil, err
	}
	said := st.says(conversation.Message{
		ClientID: r.ID, Text: r.Text, Attachments: r.Attachments, Locale: r.Locale, Sources: r.Sources, Reason: r.Reason,
	})
	said.Visibility = conversation.Public
	entries = append(entries, said)
	seq := s.Seq + int64(len(entries))
	for _, c := range r.Promises {
		entries = append(entries, st.says(conversation.Promise{
			Text: c.Text, By: string(conversation.AgentHolder(st.by.ID)), Authority: st.authority(), MessageSeq: seq, Due: c.Due,
		}))
	}
	return entries, nil
}

// titled are sources with what they are called and where they may be read, for the customer to see.
func (d *Desk) titled(sources []conversation.Source, locale string) []conversation.Source {
	sources = slices.Clone(sources)
	for i, source := range sources {
		if a, ok := d.o.Article(source.ArticleID); ok && a.Version == source.Version {
			sources[i].Title, sources[i].URL = a.Title(locale), a.Origin.URL
		}
	}
	return sources
}

// authority is on which a human commits: the first of their roles that talks with customers.
func (st step) authority() string {
	for _, r := range []people.Role{people.RoleSupervisor, people.RoleExpert, people.RoleAgent, people.RoleAdmin} {
		if st.by.Has(r) {
			return "role:" + string(r)
		}
	}
	return "role:none"
}

// key is an idempotency key of one kind of request; none without an id.
func key(kind, id string) string {
	if id == "" {
		return ""
	}
	return kind + ":" + id
}

// digest stands for the content of a request.
func digest(parts ...any) string {
	h := sha256.New()
	_ = json.NewEncoder(h).Encode(parts) // plain structs and strings: cannot fail
	return hex.EncodeToString(h.Sum(nil))
}
