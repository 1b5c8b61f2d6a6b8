package bot

import (
	"context"

	"github.com/batondesk/baton/conversation"
)

// Writer is a model service that writes for colleagues, never for a customer; bot/llm is one. An error means that nothing
// was written: the card is complete without prose, and approved answers are suggested without a draft.
type Writer interface {
	// Summarise says what whoever takes over a case should read first, each statement in every one of the locales. Whoever
	// writes it has checked that what a statement claims is in the message or the article that it points to.
	Summarise(ctx context.Context, b SummaryBrief) ([]conversation.SummaryStatement, error)
	// Suggest drafts the next reply to the customer from the candidates and the record. The draft is not checked.
	Suggest(ctx context.Context, b ReplyBrief) (ReplyDraft, error)
}

// SummaryBrief is what a Writer may know of a case that was handed off. What is said of Brief holds here too: all texts are
// data, and values of declared fields never leave the house.
type SummaryBrief struct {
	Locales  []string // that the statements are needed in
	Title    string   // of the kind of case
	Turns    []Turn   // oldest first, as they stand now; recalled ones are not among them
	Known    []conversation.Field
	Articles []BriefArticle // that the customer was given as answers
}

// ReplyBrief is what a Writer may know where a human asked for a draft.
type ReplyBrief struct {
	Locale     string // of the customer, in which the draft is written
	Turns      []Turn // oldest first; the fresh ones have had no human reply
	Known      []conversation.Field
	Candidates []BriefArticle // best first, at most 8
}

// ReplyDraft is a reply that a human may send.
type ReplyDraft struct {
	Text     string
	Articles []string // of the candidates, those that it was made from
}
