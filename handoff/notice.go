package handoff

import (
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
)

// Phrases are the approved sentences. A *knowledge.Phrasebook is one.
type Phrases interface {
	// Phrase is the sentence for a situation and where it comes from; false if nothing approved can be said.
	Phrase(situation, locale string, vars map[string]string) (text, source string, ok bool)
}

// notice is the bot telling the customer who they are talking with. Where no approved sentence exists nothing is said.
func notice(phrases Phrases, s conversation.State, situation string, vars map[string]string) []conversation.Entry {
	text, source, ok := phrases.Phrase(situation, s.Locale, vars)
	if !ok {
		return nil
	}
	return []conversation.Entry{{
		Actor:      conversation.Actor{Kind: conversation.Bot},
		Visibility: conversation.Public,
		Payload:    conversation.Message{Text: text, Locale: s.Locale, Act: conversation.ActNotice, Phrase: source},
	}}
}

// joined says that a human is there now. It is said before that human becomes the holder, so that the bot never speaks
// over them.
func joined(phrases Phrases, s conversation.State, name string) []conversation.Entry {
	if name != "" {
		return notice(phrases, s, knowledge.SayClaimed, map[string]string{"name": name})
	}
	return notice(phrases, s, knowledge.SayClaimedUnnamed, nil)
}
