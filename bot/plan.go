package bot

import (
	"slices"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge/wording"
)

// plan is what one turn has come to, computed on a snapshot: nothing of it has happened yet.
type plan struct {
	snapshot    conversation.State
	facts       []conversation.Field
	tags        conversation.Tag
	decision    conversation.Decision
	says        []conversation.Message // in the order in which they are said
	suggestions []conversation.Suggestion
	after       []conversation.Entry // what follows from what was said: a handoff, an end
	unanswered  string               // of what was asked, besides what was answered; for the editors
	advised     Advised
	interrupted bool // the call to a model, by a message that needs a person
	adviceError error
}

func (p *plan) handsOff() bool {
	return slices.ContainsFunc(p.after, func(e conversation.Entry) bool {
		return e.Payload.Kind() == conversation.KindHandoffOpened
	})
}

// sources are the articles that must still be in force when the turn is committed.
func (p *plan) sources() []conversation.Source {
	var sources []conversation.Source
	for _, message := range p.says {
		sources = append(sources, message.Sources...)
	}
	for _, suggestion := range p.suggestions {
		sources = append(sources, suggestion.Sources...)
	}
	return sources
}

func (p *plan) because(reasons ...string) {
	p.decision.Reasons = append(p.decision.Reasons, reasons...)
}

// heed records what a model's word did.
func (p *plan) heed(what string) {
	p.advised = Helped
	p.because("model:" + what)
}

// say adds an act and the sentence for it.
func (p *plan) say(act conversation.DecidedAct, message conversation.Message) {
	message.Act = act.Act
	p.decision.Acts = append(p.decision.Acts, act)
	p.says = append(p.says, message)
}

func (p *plan) silent(reason string) {
	p.decision.Acts = append(p.decision.Acts, conversation.DecidedAct{Act: conversation.ActSilence})
	p.because(reason)
}

// does reports whether something is said to the customer with this act.
func (p *plan) does(act conversation.Act) bool {
	return slices.ContainsFunc(p.says, func(m conversation.Message) bool { return m.Act == act })
}

// suggest turns everything that would be said into suggestions for the human.
func (p *plan) suggest(why string) {
	for _, message := range p.says {
		p.suggestions = append(p.suggestions, suggestion(message, p.decision.Through, why))
	}
	p.says, p.after = nil, nil
	p.decision.Acts = []conversation.DecidedAct{{Act: conversation.ActSilence}}
	p.decision.Choices = nil
	p.because(why)
}

func suggestion(m conversation.Message, through int64, why string) conversation.Suggestion {
	return conversation.Suggestion{
		Text: m.Text, Act: m.Act, Through: through, Why: why, Sources: m.Sources, Confidence: m.Confidence,
	}
}

// approved reports whether a filled text claims nothing that its approved form and the values filled in do not contain.
func approved(text, locale, form string, values map[string]string) bool {
	if text == form {
		return true
	}
	known := make([]string, 0, len(values))
	for _, value := range values {
		known = append(known, value)
	}
	return wording.Check(wording.Input{Text: text, Locale: locale, Sources: []string{form}, Known: known}).Verdict == wording.Pass
}
