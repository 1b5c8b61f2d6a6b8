package knowledge

import (
	"slices"
	"time"
)

// State is where an article or a phrase stands in its editorial life.
type State string

// The editorial states. Only published text is ever spoken.
const (
	Draft     State = "draft"
	InReview  State = "in_review"
	Published State = "published"
	Archived  State = "archived"
)

// Text is an article in one locale.
type Text struct {
	Question     string   `json:"question"` // may be empty for a passage
	Alternatives []string `json:"alt_questions,omitempty"`
	Answer       string   `json:"answer"` // as approved; {name} stands for a variable
}

// Article is a standard answer. Each change makes a new version; a version is never changed once published.
type Article struct {
	ID         string          `json:"id"`
	Version    int             `json:"version"`
	State      State           `json:"state"`
	Texts      map[string]Text `json:"texts"` // by locale: "en", "zh"
	Tags       []string        `json:"tags,omitempty"`
	Audience   []string        `json:"audience,omitempty"` // who may hear it: tags of the conversation, any of them; empty means everyone
	ValidFrom  time.Time       `json:"valid_from,omitzero"`
	ValidUntil time.Time       `json:"valid_until,omitzero"` // exclusive
	Source     string          `json:"source,omitempty"`     // where the text comes from
	Author     string          `json:"author,omitempty"`
	Reviewer   string          `json:"reviewer,omitempty"`
	UpdatedAt  time.Time       `json:"updated_at,omitzero"`
}

// For reports whether a conversation with these tags may hear the article.
func (a Article) For(tags []string) bool {
	return len(a.Audience) == 0 || slices.ContainsFunc(a.Audience, func(tag string) bool { return slices.Contains(tags, tag) })
}

// InForce reports whether the article may be spoken at that time.
func (a Article) InForce(at time.Time) bool {
	return a.State == Published && !at.Before(a.ValidFrom) && (a.ValidUntil.IsZero() || at.Before(a.ValidUntil))
}
