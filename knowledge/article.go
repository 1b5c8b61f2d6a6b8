package knowledge

import (
	"reflect"
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
	Question     string   `json:"question"` // may be empty, as that of a passage is
	Alternatives []string `json:"alt_questions,omitempty"`
	Answer       string   `json:"answer"` // as approved; {name} stands for a variable
}

// ArticleKind says what an article is made of.
type ArticleKind string

// The kinds: an answer that was written as one, and a passage of a document, which answers with some of its sentences.
const (
	Standard ArticleKind = ""
	Passage  ArticleKind = "passage"
)

// Origin says where an article comes from that nobody wrote as one. A passage has the document and its place in it; a draft
// from practice has the conversation and the message in which a human gave the answer.
type Origin struct {
	Document string   `json:"document,omitempty"` // its name, the same at every import: "handbook/returns.pdf", an address
	Title    string   `json:"title,omitempty"`    // of the document, as it says itself; empty: it does not
	URL      string   `json:"url,omitempty"`      // where a customer may read it; empty: nowhere
	Path     []string `json:"path,omitempty"`     // the headings above the passage, outermost first
	Page     int      `json:"page,omitempty"`     // from 1, when the passage was last touched; 0 where the format has none
	Place    int      `json:"place,omitempty"`    // orders the passages of a document; between two there is room for more
	Digest   string   `json:"digest,omitempty"`   // of the passage as the document has it, which an editor may have changed here
	Vanished bool     `json:"vanished,omitempty"` // the document no longer has it

	ConversationID string    `json:"conversation_id,omitempty"`
	Seq            int64     `json:"seq,omitempty"`    // of the human's answer
	Others         []Message `json:"others,omitempty"` // of customers, from which the other phrasings were taken
}

// Message names a message of a conversation.
type Message struct {
	ConversationID string `json:"conversation_id"`
	Seq            int64  `json:"seq"`
}

func (o Origin) isZero() bool { return reflect.ValueOf(o).IsZero() }

// Article is a standard answer, or a passage of a document. Each change makes a new version; a version is never changed once published.
type Article struct {
	ID         string          `json:"id"`
	Version    int             `json:"version"`
	Kind       ArticleKind     `json:"kind,omitempty"`
	State      State           `json:"state"`
	Texts      map[string]Text `json:"texts"` // by locale: "en", "zh"
	Tags       []string        `json:"tags,omitempty"`
	Audience   []string        `json:"audience,omitempty"` // who may hear it: tags of the conversation, any of them; empty means everyone
	ValidFrom  time.Time       `json:"valid_from,omitzero"`
	ValidUntil time.Time       `json:"valid_until,omitzero"` // exclusive
	Source     string          `json:"source,omitempty"`     // where the text comes from
	Origin     Origin          `json:"origin,omitzero"`
	Author     string          `json:"author,omitempty"`
	Reviewer   string          `json:"reviewer,omitempty"`
	UpdatedAt  time.Time       `json:"updated_at,omitzero"`
}

// Label says what an article is made of and where it comes from, as lists ask for it.
type Label string

// The labels.
const (
	LabelStandard Label = "standard" // written here as an answer
	LabelPassage  Label = "passage"  // of a document
	LabelPractice Label = "practice" // a human's answer in a conversation
)

// Label is the article's.
func (a Article) Label() Label {
	switch {
	case a.Kind == Passage:
		return LabelPassage
	case a.Origin.ConversationID != "":
		return LabelPractice
	}
	return LabelStandard
}

// For reports whether a conversation with these tags may hear the article.
func (a Article) For(tags []string) bool {
	return len(a.Audience) == 0 || slices.ContainsFunc(a.Audience, func(tag string) bool { return slices.Contains(tags, tag) })
}

// InForce reports whether the article may be spoken at that time.
func (a Article) InForce(at time.Time) bool {
	return a.State == Published && !at.Before(a.ValidFrom) && (a.ValidUntil.IsZero() || at.Before(a.ValidUntil))
}
