package bot

import (
	"slices"
	"strings"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/knowledge/wording"
)

// composed says the answers in one message that a model has composed of them. It does not, and each goes out as it was
// approved, where the house does not allow it, where anything in it is not an approved sentence of theirs, and where one of
// them has no part in it.
func (t *thought) composed(answers []pick, model word) bool {
	if !t.Adapt || strings.TrimSpace(model.reply) == "" || len(answers) == 0 {
		return false
	}
	var approved []string
	var sources []conversation.Source
	confidence := 1.0
	for _, p := range answers {
		named := slices.ContainsFunc(model.answers, func(a pick) bool { return a.ArticleID == p.ArticleID })
		text, source, why := t.whole(p)
		if !named || why != "" {
			return false
		}
		approved, sources = append(approved, text), append(sources, source)
		confidence = min(confidence, p.confidence)
	}
	if !t.restsOn(model.reply, approved) {
		t.because("model:reply_rejected")
		return false
	}
	t.heed("composed")
	t.say(conversation.DecidedAct{Act: conversation.ActAnswer, Article: sources[0].ArticleID}, conversation.Message{
		Text: strings.TrimSpace(model.reply), Locale: t.locale, Confidence: confidence, Sources: sources,
	})
	return true
}

// restsOn reports whether a reply is put together from all of the approved texts and nothing else.
func (t *thought) restsOn(reply string, approved []string) bool {
	if _, ok := wording.Composed(reply, approved); !ok {
		return false
	}
	check := wording.Check(wording.Input{Text: reply, Locale: t.locale, Sources: approved})
	for i := range approved {
		if _, without := wording.Composed(reply, slices.Delete(slices.Clone(approved), i, i+1)); without {
			return false
		}
	}
	return check.Verdict == wording.Pass
}

// whole is the text that a composed reply may take from: of a passage all of it.
func (t *thought) whole(p pick) (text string, source conversation.Source, why string) {
	text, source, why = t.verbatim(p)
	if a, ok := t.Search.Article(p.ArticleID); ok && a.Kind == knowledge.Passage && (why == "" || why == "nothing_to_quote") {
		return a.Texts[t.spokenIn(p)].Answer, source, ""
	}
	return text, source, why
}
