package bot

import (
	"maps"
	"unicode"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
)

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
