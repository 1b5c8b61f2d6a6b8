package llm

import (
	"context"
	"strings"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge/wording"
)

const (
	summaryMessages  = 24
	summaryTokens    = 6000 // of all messages and articles together
	mostStatements   = 8
	longestStatement = 300
	statementTokens  = 120 // for each, in one language
)

type summarising struct {
	Languages []string          `json:"languages"`
	Case      string            `json:"case,omitempty"`
	Messages  []message         `json:"messages"`
	Known     map[string]string `json:"known,omitempty"`
	Articles  []article         `json:"articles,omitempty"`

	brief bot.SummaryBrief
	veil  *veil
}

type summarised struct {
	Statements []struct {
		Source string            `json:"source"`
		Texts  map[string]string `json:"texts"`
	} `json:"statements"`
}

// Summarise asks once for the statements in all locales. What points to nothing, or says more than what it points to, is
// left out, language by language.
func (m *Model) Summarise(ctx context.Context, b bot.SummaryBrief) ([]conversation.SummaryStatement, error) {
	v := newVeil(b.Known, nil, nil, b.Articles)
	s := &summarising{
		Languages: b.Locales, Case: v.quoted(b.Title).cut(exampleRunes).String(),
		brief: b, veil: v,
	}
	s.Messages, s.Articles = within(summaryTokens, v.messages(b.Turns, summaryMessages), v.articles(b.Articles, answerRunes))
	s.Known = v.facts(b.Known)
	if len(b.Locales) == 0 || len(s.Messages)+len(s.Articles) == 0 {
		return nil, nil
	}
	var said summarised
	if err := m.ask(ctx, summariseTask, summariseInstructions, s, s.schema(), mostStatements*statementTokens*len(b.Locales), &said); err != nil {
		return nil, err
	}
	var kept []conversation.SummaryStatement
	for _, statement := range said.Statements {
		if checked, ok := s.check(statement.Source, statement.Texts); ok && len(kept) < mostStatements {
			kept = append(kept, checked)
		}
	}
	return kept, nil
}

func (s *summarising) schema() object {
	sources := append(handles(s.Messages, func(m message) string { return m.ID }), handles(s.Articles, func(a article) string { return a.ID })...)
	var texts []property
	for _, locale := range s.Languages {
		texts = append(texts, property{locale, stringType()})
	}
	return objectOf(property{"statements", listOf(objectOf(property{"source", oneOf(sources...)}, property{"texts", objectOf(texts...)}))})
}

// check keeps a statement in the languages in which all that it claims is in what it points to, or known.
func (s *summarising) check(source string, texts map[string]string) (conversation.SummaryStatement, bool) {
	checked := conversation.SummaryStatement{Texts: map[string]string{}}
	var says []string
	by := wording.Nobody
	if m, ok := find(s.Messages, func(m message) bool { return m.ID == source }); ok {
		checked.Seq, says = m.turn.Seq, []string{m.turn.Text}
		if m.turn.Role == conversation.Customer { // "wants a refund" promises none
			by = wording.Authority{Kinds: map[wording.Kind]wording.Verdict{wording.Commitment: wording.Pass}}
		}
	} else if a, ok := find(s.Articles, func(a article) bool { return a.ID == source }); ok {
		checked.ArticleID, says = a.brief.ArticleID, []string{a.brief.Question, a.brief.Answer}
	} else {
		return checked, false
	}
	var known []string
	for _, f := range s.brief.Known {
		known = append(known, f.Value, f.Raw)
	}
	for _, locale := range s.brief.Locales {
		text := strings.Join(strings.Fields(s.veil.lifted(texts[locale], longestStatement)), " ")
		rests := wording.Check(wording.Input{Text: text, Locale: locale, Sources: says, Known: known, Authority: by})
		if text != "" && rests.Verdict == wording.Pass {
			checked.Texts[locale] = text
		}
	}
	return checked, len(checked.Texts) > 0
}
