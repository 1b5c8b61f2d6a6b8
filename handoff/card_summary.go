package handoff

import (
	"slices"

	"github.com/batondesk/baton/conversation"
)

// summary is what a model wrote about the case, in the reader's language or else in another. It is only as good as what it
// rests on: a statement whose message was changed since, or whose article is no longer in force, is left out.
func (c card) summary() []Statement {
	for _, e := range slices.Backward(c.Events) {
		if p, ok := e.Payload.(conversation.Summary); ok && p.HandoffID == c.Case.ID {
			return c.holding(p)
		}
	}
	return nil
}

func (c card) holding(p conversation.Summary) []Statement {
	var out []Statement
	for _, s := range p.Statements {
		text := Words(s.Texts).In(c.locale)
		_, inForce := c.article(s.ArticleID)
		switch {
		case text == "" || s.Seq == 0 && s.ArticleID == "":
		case c.record.amended[s.Seq] > p.Through:
		case s.ArticleID != "" && !inForce:
		default:
			out = append(out, Statement{Text: text, Seq: s.Seq, ArticleID: s.ArticleID})
		}
	}
	return out
}
