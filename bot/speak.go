package bot

import (
	"maps"
	"unicode"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
)

const choicesOffered = 3

// values are what {name} may stand for: the facts of this conversation and what the house has configured.
func (t *thought) values() map[string]string {
	values := maps.Clone(t.Variables)
	if values == nil {
		values = map[string]string{}
	}
	if name := t.state.Opening.Name; name != "" && t.state.Opening.Verified {
		values["customer_name"] = name
	}
	for name, known := range t.state.Fields {
		if known.Value != "" {
			values[name] = known.Value
		}
	}
	return values
}

// phrase says a phrase of the house. With no fitting phrase nothing is said, which the decision records.
func (t *thought) phrase(act conversation.Act, situation string, vars map[string]string) bool {
	values := t.values()
	maps.Copy(values, vars)
	text, source, ok := t.phrases.Phrase(situation, t.locale, values)
	if !ok {
		t.because("no_phrase:" + situation)
		return false
	}
	t.say(conversation.DecidedAct{Act: act, Phrase: source}, conversation.Message{
		Text: text, Locale: t.locale, Phrase: source,
	})
	return true
}

// give answers with the best article that was found.
func (t *thought) give(f retrieval.Result) bool {
	hit := f.Hits[0]
	return t.answer(conversation.Source{ArticleID: hit.ArticleID, Version: hit.Version}, hit.Locale, f.Confidence)
}

// answer gives an article's approved answer, verbatim. It refuses, and says why, when the answer cannot be spoken as it
// was approved.
func (t *thought) answer(source conversation.Source, locale string, confidence float64) bool {
	text, title, why := t.verbatim(source, locale)
	if why != "" {
		t.because(why + ":" + source.ArticleID)
		return false
	}
	source.Title = title
	t.say(conversation.DecidedAct{Act: conversation.ActAnswer, Article: source.ArticleID}, conversation.Message{
		Text: text, Locale: locale, Confidence: confidence, Sources: []conversation.Source{source},
	})
	return true
}

// verbatim is the approved answer with its variables filled and the question it answers, or why it cannot be spoken.
func (t *thought) verbatim(source conversation.Source, locale string) (text, title, why string) {
	article, ok := t.Search.Article(source.ArticleID)
	if !ok || article.Version != source.Version || !article.InForce(t.now) {
		return "", "", "not_in_force"
	}
	form := article.Texts[locale].Answer
	values := t.values()
	text, missing := knowledge.Fill(form, values)
	switch {
	case form == "":
		return "", "", "no_answer_in_locale"
	case len(missing) > 0:
		return "", "", "variable_missing"
	case !approved(text, locale, form, values):
		return "", "", "wording"
	}
	return text, article.Texts[locale].Question, ""
}

// clarify asks which of the likeliest questions was meant.
func (t *thought) clarify(found retrieval.Result) bool {
	var choices []conversation.Choice
	for _, hit := range found.Hits {
		if hit.Question != "" && len(choices) < choicesOffered {
			choices = append(choices, conversation.Choice{Text: hit.Question, ArticleID: hit.ArticleID})
		}
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

// ask asks for a field, in the words of its playbook or in those of the house.
func (t *thought) ask(spec conversation.FieldSpec) {
	act := conversation.DecidedAct{Act: conversation.ActAsk, Field: spec.Name}
	message := conversation.Message{Field: spec.Name, Input: spec.Input(t.locale, t.Locale), Locale: t.locale}
	label := t.label(spec)
	situation := knowledge.SayAskField
	if t.state.Asked[spec.Name] > 0 {
		situation = knowledge.SayAskFieldAgain
	}
	message.Text = spec.Prompt[t.locale]
	if message.Text == "" || situation == knowledge.SayAskFieldAgain {
		text, source, ok := t.phrases.Phrase(situation, t.locale, map[string]string{"field": label})
		if !ok {
			t.because("no_phrase:" + situation)
			return
		}
		message.Text, message.Phrase, act.Phrase = text, source, source
	}
	for _, choice := range spec.Choices {
		message.Choices = append(message.Choices, conversation.Choice{
			Text: inLocale(choice.Label, t.locale, t.Locale, choice.Value), Value: choice.Value,
		})
	}
	t.say(act, message)
}

// label is what a field is called within a sentence.
func (t *thought) label(spec conversation.FieldSpec) string {
	label := inLocale(spec.Label, t.locale, t.Locale, spec.Name)
	if runes := []rune(label); len(runes) > 1 && unicode.IsUpper(runes[0]) && !unicode.IsUpper(runes[1]) {
		return string(unicode.ToLower(runes[0])) + string(runes[1:])
	}
	return label
}

func inLocale(texts map[string]string, locale, fallback, otherwise string) string {
	for _, l := range []string{locale, fallback} {
		if text := texts[l]; text != "" {
			return text
		}
	}
	return otherwise
}
