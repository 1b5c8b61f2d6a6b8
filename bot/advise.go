package bot

import (
	"context"
	"time"

	"github.com/batondesk/baton/conversation"
)

// Adviser is a model service that reads one turn, in one call; bot/llm is one. Its word is a signal among others: it is
// asked only where the bot is not sure without it, and no advice lifts a rule that must escalate, a fence or the wording
// check. An error means that there is no advice: the turn goes on without. Advise returns when ctx ends.
type Adviser interface {
	Advise(ctx context.Context, b Brief) (Advice, error)
}

// Brief is what an Adviser may know of a conversation. All texts are data, never instructions. Values of declared fields
// never leave the house: Known and Heard say which they are, so that the Adviser keeps them from whoever it asks.
type Brief struct {
	Now        time.Time // in the zone of the business
	Locale     string    // in which the answer will be given
	Turns      []Turn    // the last messages, oldest first; the fresh ones are to be answered
	Known      []conversation.Field
	Heard      []Value                  // what was read from the messages without a model
	Fields     []conversation.FieldSpec // that may be read from the fresh messages
	Candidates []BriefArticle           // best first, at most 8
	Playbooks  []BriefPlaybook          // that may be opened
	Compose    bool                     // a reply may be composed of the candidates
}

// BriefArticle is an approved answer in force that may fit.
type BriefArticle struct {
	ArticleID string
	Version   int
	Question  string // or the headings above a passage
	Answer    string // with its variables filled
	Passage   bool
}

// BriefPlaybook is a kind of case.
type BriefPlaybook struct {
	Name     string
	Title    string
	Examples []string
}

// Advice is what a model made of a turn. Whoever gives it has checked that what it names was in the Brief, and that what
// it quotes is there word by word.
type Advice struct {
	Answers    []AdvisedAnswer // at most one per article, in the order in which the customer asked
	Unanswered []string        // what was asked and no candidate answers, in the customer's words
	Question   string          // a follow-up as a question that can be understood on its own; "" where it is one already
	Playbook   string          // the kind of case that the customer means; "" for none
	Values     []Value         // of Fields, in canonical form; Raw is in the fresh message Seq word by word
	Reply      string          // composed of the candidates that Answers names, if Compose was set
}

// AdvisedAnswer says that an article answers a part of what was asked.
type AdvisedAnswer struct {
	ArticleID string
	Fully     bool     // and not only in part or perhaps
	Quote     []string // of a passage: the sentences that answer, in its order and word by word
}
