package bot

import (
	"context"
	"log/slog"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
)

// Searcher finds articles; retrieval.Searcher is one.
type Searcher interface {
	Search(ctx context.Context, q retrieval.Query) (retrieval.Result, error)
	Article(id string) (knowledge.Article, bool)
	Withdraw(ids ...string)
}

// Options is what a Bot works with. The functions return the snapshot of the moment; a turn takes each once.
type Options struct {
	Ledger     conversation.Ledger
	Understand Understander
	Advise     Adviser // nil: no model
	Adapt      bool    // a model may put answers together; each sentence of it is checked
	Across     bool    // answers are found in another language than the customer's, too
	// Bare gives a text without anything private, so that searches may send it to a service; nil: they send nothing.
	Bare      func(text string, known []conversation.Field, heard []Value, specs []conversation.FieldSpec) string
	Search    Searcher
	Phrases   func() *knowledge.Phrasebook
	Playbooks func() *Playbooks
	Wait      func(ctx context.Context, queue string) (time.Duration, error) // expected wait in a queue
	Gap       func(ctx context.Context, g knowledge.Gap) error               // a question found no answer
	Observe   func(Outcome)                                                  // for metrics; may be nil

	Modes      Modes
	Thresholds retrieval.Thresholds
	Timers     conversation.Timers
	Locale     string            // spoken where the customer's language is unknown
	Locales    []string          // the languages in which answers are approved
	Variables  map[string]string // for {name} in answers and phrases
	Zone       *time.Location    // of the business, for relative dates
	Now        func() time.Time
	Log        *slog.Logger
}

// Playbooks is the book in force with the matcher made of it.
type Playbooks struct {
	Book    *handoff.Book
	Matcher *handoff.Matcher
}

// Outcome is what one turn came to, for metrics.
type Outcome struct {
	Acts        []conversation.Act
	Mode        Mode
	Confidence  float64
	Took        time.Duration
	Advice      Advised
	AdviceError error // why the Adviser failed
}

// Advised is what an Adviser did for a turn.
type Advised string

// What an Adviser did.
const (
	NotAsked Advised = ""       // the bot was sure enough, or there is no Adviser
	Helped   Advised = "helped" // its word made a difference
	Unused   Advised = "unused" // its word made none: it was not borne out, or the case was moot
	Failed   Advised = "failed" // it gave none; the turn went on without
)

// Bot takes turns.
type Bot struct{ Options }

// New makes a bot.
func New(o Options) *Bot { return &Bot{o} }
