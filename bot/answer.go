package bot

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
)

const (
	choicesOffered = 3
	shortPassage   = 600 // characters; a passage that is no longer may be said as a whole
	recentRunes    = 400 // of a message that was answered are remembered; see conversation.State
)

// otherLanguage is why an answer is not given that is approved in another language only.
const otherLanguage = "answer_in_other_language"

// pick is an article that may be given as an answer.
type pick struct {
	retrieval.Hit
	question   string   // that it answers
	part       int      // see lookup
	quote      []string // of a passage: the sentences that answer, if a model has chosen them
	chosen     bool     // by somebody, and not by a search
	confidence float64  // 0 to 1, of the search
	answerable float64  // 0 to 1, that any article answers the question
}

// give answers with the best article that was found.
func (t *thought) give(l lookup) bool { return t.utter(l.pick()) }

// answer answers with an article that somebody named, in the language that it was found in.
func (t *thought) answer(source conversation.Source, locale string, confidence float64) bool {
	p := picked(knowledge.Article{ID: source.ArticleID, Version: source.Version}, locale)
	p.question, p.confidence = t.text, confidence
	return t.utter(p)
}

// picked is an article that was chosen by somebody and not by a search.
func picked(a knowledge.Article, locale string) pick {
	return pick{chosen: true, Hit: retrieval.Hit{Candidate: retrieval.Candidate{ArticleID: a.ID, Version: a.Version, Locale: locale}}}
}

// utter gives an approved answer, verbatim. It refuses, and says why, when the answer cannot be spoken as it was approved.
func (t *thought) utter(p pick) bool {
	text, source, why := t.verbatim(p)
	switch why {
	case "":
	case otherLanguage:
		t.foreign = append(t.foreign, source)
		fallthrough
	default:
		t.unquoted = t.unquoted || why == "nothing_to_quote"
		t.because(why + ":" + p.ArticleID)
		return false
	}
	t.say(conversation.DecidedAct{Act: conversation.ActAnswer, Article: p.ArticleID}, conversation.Message{
		Text: text, Locale: t.spokenIn(p), Confidence: p.confidence, Sources: []conversation.Source{source},
	})
	return true
}

// verbatim is the approved answer with its variables filled, or the sentences of a passage that answer, and what it is from;
// or why it cannot be spoken.
func (t *thought) verbatim(p pick) (text string, source conversation.Source, why string) {
	source = conversation.Source{ArticleID: p.ArticleID, Version: p.Version}
	article, ok := t.Search.Article(p.ArticleID)
	if !ok || article.Version != p.Version || !article.InForce(t.now) {
		return "", source, "not_in_force"
	}
	locale := t.spokenIn(p)
	source.Title, source.URL = title(article, locale), address(article.Origin)
	form := article.Texts[locale].Answer
	switch {
	case form == "" && language(p.Locale) != language(locale):
		return "", source, otherLanguage
	case form == "":
		return "", source, "no_answer_in_locale"
	case article.Kind == knowledge.Passage:
		text, why = p.quoted(form)
		return text, source, why
	}
	values := t.values()
	text, missing := knowledge.Fill(form, values)
	switch {
	case len(missing) > 0:
		return "", source, "variable_missing"
	case !approved(text, locale, form, values):
		return "", source, "wording"
	}
	return text, source, ""
}

// spokenIn is the locale of the text to give: the one that was found, unless that is not the customer's language.
func (t *thought) spokenIn(p pick) string {
	if language(p.Locale) == language(t.locale) {
		return p.Locale
	}
	article, _ := t.Search.Article(p.ArticleID)
	if _, ok := article.Texts[t.locale]; !ok {
		for _, locale := range slices.Sorted(maps.Keys(article.Texts)) {
			if language(locale) == language(t.locale) {
				return locale
			}
		}
	}
	return t.locale
}

// title is what an article is called where it is shown to customers: its question, or the headings above a passage. An
// article without a question has none.
func title(a knowledge.Article, locale string) string {
	if a.Kind == knowledge.Passage {
		return a.Title(locale)
	}
	return a.Texts[locale].Question
}

// address is where a passage may be read, at its page where the reader's browser can find that.
func address(o knowledge.Origin) string {
	if o.URL != "" && o.Page > 0 && strings.EqualFold(path.Ext(o.Document), ".pdf") && !strings.Contains(o.URL, "#") {
		return fmt.Sprintf("%s#page=%d", o.URL, o.Page)
	}
	return o.URL
}

// quoted is what is said of a passage: the sentences that answer, or all of it where it is short or was chosen.
func (p pick) quoted(passage string) (text, why string) {
	quote := p.quote
	if !standsIn(quote, passage) {
		quote = retrieval.Quote(p.question, passage)
	}
	switch {
	case len(quote) > 0:
		return strings.Join(quote, "\n"), ""
	case p.chosen, utf8.RuneCountInString(passage) <= shortPassage:
		return passage, ""
	}
	return "", "nothing_to_quote"
}

// standsIn reports whether a quotation is whole sentences of a passage, in its order.
func standsIn(quote []string, passage string) bool {
	rest := strings.Join(quote, "\n")
	if rest == "" {
		return false
	}
	for _, sentence := range retrieval.Sentences(passage) {
		if after, ok := strings.CutPrefix(rest, sentence); ok && (after == "" || after[0] == '\n') {
			rest = strings.TrimPrefix(after, "\n")
		}
	}
	return rest == ""
}

// repeated reports whether the same was given within the last two answers: asking again says that it did not help. Of a
// passage, only the same sentences are the same.
func (t *thought) repeated(p pick) bool {
	recent := t.state.Answered[max(0, len(t.state.Answered)-2):]
	at := slices.IndexFunc(recent, func(a conversation.Answered) bool { return a.ArticleID == p.ArticleID })
	if at < 0 {
		return false
	}
	if article, ok := t.Search.Article(p.ArticleID); !ok || article.Kind != knowledge.Passage {
		return true
	}
	text, _, why := t.verbatim(p)
	return why == "" && slices.ContainsFunc(t.state.Recent, func(said conversation.Said) bool {
		long := utf8.RuneCountInString(said.Text) >= recentRunes
		return said.By == conversation.Bot && (said.Text == text || long && strings.HasPrefix(text, said.Text))
	})
}

// clarify asks which of the likeliest questions was meant; first come those that a model thinks likely.
func (t *thought) clarify(found lookup, first ...pick) bool {
	var choices []conversation.Choice
	offer := func(hit retrieval.Hit) {
		choice := conversation.Choice{Text: hit.Question, ArticleID: hit.ArticleID}
		if article, ok := t.Search.Article(hit.ArticleID); ok {
			locale := t.spokenIn(pick{Hit: hit})
			if choice.Text = title(article, locale); article.Texts[locale].Answer == "" {
				return // nobody asks back in a language that the customer may not read
			}
		}
		known := func(c conversation.Choice) bool { return c.ArticleID == choice.ArticleID || c.Text == choice.Text }
		if choice.Text != "" && len(choices) < choicesOffered && !slices.ContainsFunc(choices, known) {
			choices = append(choices, choice)
		}
	}
	for _, p := range first {
		offer(p.Hit)
	}
	for _, hit := range found.Hits {
		offer(hit)
	}
	if len(choices) == 0 {
		return false
	}
	if none, _, ok := t.phrases.Phrase(knowledge.SayClarifyNone, t.locale, nil); ok {
		choices = append(choices, conversation.Choice{Text: none})
	}
	if !t.phrase(conversation.ActClarify, knowledge.SayClarify, nil) {
		return false
	}
	t.says[len(t.says)-1].Choices = choices
	t.says[len(t.says)-1].Confidence = found.Confidence
	t.decision.Choices = choices
	return true
}
