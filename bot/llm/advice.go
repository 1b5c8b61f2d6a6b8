package llm

import (
	"context"
	"strings"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
)

// The longest answers, in tokens.
const (
	adviceTokens  = 500
	composeTokens = 1000
)

// advising is a bot.Brief as it is sent, with the way back.
type advising struct {
	Now       string            `json:"now,omitempty"`
	Language  string            `json:"language"`
	Messages  []message         `json:"messages"`
	Known     map[string]string `json:"known,omitempty"`
	Fields    []field           `json:"fields,omitempty"`
	Articles  []article         `json:"articles,omitempty"`
	Playbooks []playbook        `json:"playbooks,omitempty"`
	Compose   bool              `json:"compose,omitempty"`

	brief bot.Brief
	veil  *veil
}

// Advise asks once about a turn. The errors are the Chatter's; a brief without a fresh message needs no advice.
func (m *Model) Advise(ctx context.Context, b bot.Brief) (bot.Advice, error) {
	a := prepare(b)
	if len(a.fresh()) == 0 {
		return bot.Advice{}, nil
	}
	tokens := adviceTokens
	if a.Compose {
		tokens = composeTokens
	}
	var said advised
	properties := a.properties()
	if err := m.ask(ctx, adviseTask, a.instructions(properties), a, objectOf(properties...), tokens, &said); err != nil {
		return bot.Advice{}, err
	}
	return a.check(said), nil
}

// prepare chooses what is sent of a brief.
func prepare(b bot.Brief) *advising {
	v := newVeil(b.Known, b.Heard, b.Fields, b.Candidates)
	a := &advising{
		Language: b.Locale, Fields: fieldsOf(b.Fields, b.Locale), Playbooks: v.playbooks(b.Playbooks),
		Compose: b.Compose && len(b.Candidates) > 0, brief: b, veil: v,
	}
	runes := answerRunes
	if a.Compose {
		runes = sourceRunes
	}
	a.Messages, a.Articles = within(promptTokens, v.messages(b.Turns, maxMessages), v.articles(b.Candidates, runes))
	a.Known = v.facts(b.Known)
	if !b.Now.IsZero() && timely(b.Fields) {
		a.Now = v.quoted(b.Now.Format("2006-01-02 15:04 Monday")).String()
	}
	return a
}

// timely reports whether the day of the call matters: to read "next Tuesday".
func timely(specs []conversation.FieldSpec) bool {
	for _, s := range specs {
		if s.Type == conversation.TypeDate || s.Type == conversation.TypeTime {
			return true
		}
	}
	return false
}

func (a *advising) fresh() []message {
	var fresh []message
	for _, m := range a.Messages {
		if m.New {
			fresh = append(fresh, m)
		}
	}
	return fresh
}

// instructions explain what is asked for.
func (a *advising) instructions(properties []property) string {
	lines := []string{adviseInstructions}
	for _, p := range properties {
		lines = append(lines, adviseProperties[p.name])
		if p.name == "answers" && a.hasPassage() {
			lines = append(lines, adviseProperties["sentences"])
		}
	}
	return strings.Join(lines, "\n")
}

// properties are those of the answer: what the brief offers, and nothing else. A follow-up is put into a question of its
// own first: what a model has written down it goes by.
func (a *advising) properties() []property {
	var properties []property
	add := func(offered bool, name string, schema object) {
		if offered {
			properties = append(properties, property{name, schema})
		}
	}
	answer := []property{
		{"article", oneOf(handles(a.Articles, func(a article) string { return a.ID })...)}, {"fit", oneOf("full", "part")},
	}
	if a.hasPassage() {
		answer = append(answer, property{"sentences", listOf(wholeNumber())})
	}
	add(len(a.Messages) > len(a.fresh()), "question", stringType())
	add(len(a.Articles) > 0, "answers", listOf(objectOf(answer...)))
	add(true, "unanswered", listOf(stringType()))
	add(len(a.Playbooks) > 0, "playbook", oneOf(append(handles(a.Playbooks, func(p playbook) string { return p.Name }), none)...))
	add(len(a.Fields) > 0, "values", listOf(objectOf(
		property{"field", oneOf(handles(a.Fields, func(f field) string { return f.Name })...)}, property{"value", stringType()},
		property{"message", oneOf(handles(a.fresh(), func(m message) string { return m.ID })...)}, property{"words", stringType()},
	)))
	add(a.Compose, "reply", stringType())
	return properties
}

func (a *advising) hasPassage() bool {
	for _, article := range a.Articles {
		if article.brief.Passage {
			return true
		}
	}
	return false
}

const none = "none"
