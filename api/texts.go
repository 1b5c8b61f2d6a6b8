package api

import (
	"time"

	"github.com/batondesk/baton/knowledge"
)

// ArticleRequest is an article as its author writes it.
type ArticleRequest struct {
	ID         string                    `json:"id,omitempty" maxLength:"128" doc:"Needed to create one; in an update it may be left out where the path names it."`
	Version    int                       `json:"version,omitempty" minimum:"0" doc:"For an update: the version that it is based on."`
	Texts      map[string]knowledge.Text `json:"texts" doc:"By language."`
	Tags       []string                  `json:"tags,omitempty"`
	Audience   []string                  `json:"audience,omitempty" doc:"Tags of conversations that may hear it; empty for all."`
	ValidFrom  time.Time                 `json:"valid_from,omitzero"`
	ValidUntil time.Time                 `json:"valid_until,omitzero" doc:"Exclusive."`
	Source     string                    `json:"source,omitempty"`
	Kind       knowledge.ArticleKind     `json:"kind,omitempty" readOnly:"true" doc:"passage, or none."`
	Origin     knowledge.Origin          `json:"origin,omitzero" readOnly:"true" doc:"Where it comes from; an update keeps it."`
	ReadOnly
}

// ReadOnly are members that an answer has and a request may repeat; they change nothing.
type ReadOnly struct {
	State     string    `json:"state,omitempty" readOnly:"true"`
	Author    string    `json:"author,omitempty" readOnly:"true"`
	Reviewer  string    `json:"reviewer,omitempty" readOnly:"true"`
	UpdatedAt time.Time `json:"updated_at,omitzero" readOnly:"true"`
}

func articleOf(id string, r ArticleRequest) knowledge.Article {
	return knowledge.Article{ID: named(id, r.ID), Version: r.Version, Texts: r.Texts, Tags: r.Tags, Audience: r.Audience,
		ValidFrom: r.ValidFrom, ValidUntil: r.ValidUntil, Source: r.Source}
}

// PhraseRequest is a phrase as its author writes it.
type PhraseRequest struct {
	Situation string            `json:"situation,omitempty" maxLength:"128" doc:"Which one; GET /v1/situations lists them."`
	Version   int               `json:"version,omitempty" minimum:"0" doc:"For an update: the version that it is based on."`
	Texts     map[string]string `json:"texts" doc:"By language."`
	ReadOnly
}

func phraseOf(id string, r PhraseRequest) knowledge.Phrase {
	return knowledge.Phrase{Situation: named(id, r.Situation), Version: r.Version, Texts: r.Texts}
}

// TermRequest is a term as its author writes it.
type TermRequest struct {
	ID      string                        `json:"id,omitempty" maxLength:"128"`
	Version int                           `json:"version,omitempty" minimum:"0" doc:"For an update: the version that it is based on."`
	Words   map[string]knowledge.TermText `json:"words" doc:"By language."`
	Note    string                        `json:"note,omitempty"`
	ReadOnly
}

func termOf(id string, r TermRequest) knowledge.Term {
	return knowledge.Term{ID: named(id, r.ID), Version: r.Version, Words: r.Words, Note: r.Note}
}

// named is the id in the path, or else the one in the body.
func named(path, body string) string {
	if path != "" {
		return path
	}
	return body
}
