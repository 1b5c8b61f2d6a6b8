package handoff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
)

// Statement is one thing that a card says, with the message or the article that it rests on.
type Statement struct {
	Text      string `json:"text"`
	Seq       int64  `json:"seq,omitempty"`
	ArticleID string `json:"article_id,omitempty"`
}

// CardField is a known fact.
type CardField struct {
	Name     string                 `json:"name"`
	Label    string                 `json:"label"`
	Type     conversation.FieldType `json:"type"`
	Value    string                 `json:"value"`
	Seq      int64                  `json:"seq,omitempty"`    // the message it came from
	Source   string                 `json:"source,omitempty"` // profile or agent, if no message
	Verified bool                   `json:"verified"`
	Replaced []Replaced             `json:"replaced,omitempty"` // earlier values, oldest first
}

// Replaced is a value that was corrected.
type Replaced struct {
	Value string `json:"value"`
	Seq   int64  `json:"seq,omitempty"`
}

// MissingField is a fact that the case needs and that is not known.
type MissingField struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Why   string `json:"why"`
	Asked int    `json:"asked"` // how often
}

// CardPromise is a commitment made to the customer.
type CardPromise struct {
	Text      string    `json:"text"`
	By        string    `json:"by"`
	Authority string    `json:"authority"`
	Seq       int64     `json:"seq,omitempty"`
	Due       time.Time `json:"due,omitzero"`
}

// CardSource is an approved answer that was used.
type CardSource struct {
	ArticleID string `json:"article_id"`
	Version   int    `json:"version"`
	Title     string `json:"title,omitempty"`
}

// Card says everything that a human must know to take over a case, so that nobody has to scroll.
type Card struct {
	Headline       string         `json:"headline"`
	Reason         string         `json:"reason"`
	Summary        []Statement    `json:"summary"` // written by a model, where there is one
	Want           []Statement    `json:"want"`
	Background     []Statement    `json:"background"`
	Constraints    []Statement    `json:"constraints"`
	Tried          []Statement    `json:"tried"`
	State          []Statement    `json:"state"`
	Fields         []CardField    `json:"fields"`
	Missing        []MissingField `json:"missing"`
	Promises       []CardPromise  `json:"promises"`
	Risk           []string       `json:"risk"`
	Sources        []CardSource   `json:"sources"`
	NextStep       []Statement    `json:"next_step"`
	SuggestedReply *Statement     `json:"suggested_reply,omitempty"`
	Locale         string         `json:"locale"` // the customer's language
}

// CardInput is what a card is computed from.
type CardInput struct {
	State   conversation.State
	Events  []conversation.Event
	Case    Case
	Book    *Book
	Article func(id string) (knowledge.Article, bool) // in force now
	Earlier []Case                                    // other cases of the same verified customer, newest first
	Locale  string                                    // of the reader; empty: the customer's
	Now     time.Time
}

// longestQuote is how much of somebody's words one statement quotes, in characters.
const longestQuote = 400

// card is a Card being made.
type card struct {
	CardInput
	record   record
	words    cardWords
	locale   string // of the reader
	playbook Playbook
	zone     *time.Location
}

// NewCard computes the card of a case from the record. It is pure: the same input gives the same card. The card of a case
// that is over is what it was when it ended.
func NewCard(in CardInput) Card {
	if in.Case.Status.Ended() {
		in.Events = until(in.Events, in.Case.ID)
		in.State = conversation.Fold(in.State.ID, in.Events)
	}
	c := card{CardInput: in, record: newRecord(in.Events, in.Case.ID), locale: cmp.Or(in.Locale, in.State.Locale, "en")}
	c.words = wordsFor(c.locale)
	c.playbook = in.Book.playbook(in.Case.Playbook)
	c.zone = in.Book.Hours(in.Case.Queue).Zone()
	want := c.want()
	out := Card{
		Headline: c.headline(want), Reason: reasonInWords(in.Case.Reason, c.locale), Summary: c.summary(), Want: want,
		Background: c.background(), Constraints: c.constraints(), Tried: c.tried(), State: c.state(),
		Fields: c.fields(), Missing: c.missing(), Promises: c.promises(), Risk: in.State.Risk, Sources: c.sources(),
		SuggestedReply: c.suggestedReply(), Locale: in.State.Locale,
	}
	out.NextStep = c.nextStep(out)
	return out.full()
}

// full has no nil lists, so that JSON has none either.
func (c Card) full() Card {
	for _, list := range []*[]Statement{&c.Summary, &c.Want, &c.Background, &c.Constraints, &c.Tried, &c.State, &c.NextStep} {
		if *list == nil {
			*list = []Statement{}
		}
	}
	c.Fields, c.Missing = append([]CardField{}, c.Fields...), append([]MissingField{}, c.Missing...)
	c.Promises, c.Risk = append([]CardPromise{}, c.Promises...), append([]string{}, c.Risk...)
	c.Sources = append([]CardSource{}, c.Sources...)
	return c
}

// headline is the kind of case and the words that brought it up; what was asked and answered before it is only background.
func (c card) headline(want []Statement) string {
	title := c.playbook.Title.In(c.locale)
	if title == "" {
		title = c.playbook.Name
	}
	if len(want) == 0 {
		return title
	}
	quoted := want[0]
	if from, to, ok := c.record.broughtUp(c.Case.Playbook); ok {
		if i := slices.IndexFunc(want, func(s Statement) bool { return s.Seq > from && s.Seq <= to }); i >= 0 {
			quoted = want[i]
		}
	}
	return title + c.words.colon + shorten(quoted.Text, 90)
}

// want is what the customer wants: the playbook's sentence for it, if its variables are known, and the customer's words.
func (c card) want() []Statement {
	var out []Statement
	for _, m := range c.record.wants(c.Case.Playbook) {
		out = append(out, Statement{Text: shorten(m.Text, longestQuote), Seq: m.seq})
	}
	return append(out, c.hints(c.playbook.Card.Want)...)
}

func (c card) constraints() []Statement {
	out := c.hints(c.playbook.Card.Constraints...)
	if customers := language(c.State.Locale); customers != "" && customers != language(c.locale) {
		name := cmp.Or(languageNames[customers].In(c.locale), c.State.Locale)
		out = append(out, Statement{Text: fmt.Sprintf(c.words.otherLanguage, name)})
	}
	return out
}

// hints are sentences of the playbook, filled with the known fields; one that needs an unknown field is left out.
func (c card) hints(sentences ...Words) []Statement {
	var out []Statement
	for _, s := range sentences {
		if text, ok := c.fill(s.In(c.locale)); ok {
			out = append(out, Statement{Text: text})
		}
	}
	return out
}

func (c card) fill(text string) (string, bool) {
	values := map[string]string{}
	for name, known := range c.State.Fields {
		if !c.record.recalled(known.FromSeq) {
			values[name] = known.Value
		}
	}
	filled, missing := knowledge.Fill(text, values)
	return filled, filled != "" && len(missing) == 0
}

func (c card) promises() []CardPromise {
	var out []CardPromise
	for _, p := range c.State.Promises {
		if p.Text == "" { // redacted
			continue
		}
		out = append(out, CardPromise{Text: p.Text, By: p.By, Authority: p.Authority, Seq: p.MessageSeq, Due: p.Due})
	}
	return out
}

// suggestedReply is what the bot would have said, or somebody had suggested to them, since the last human reply, or the
// playbook's approved answer.
func (c card) suggestedReply() *Statement {
	for _, e := range slices.Backward(c.Events) {
		if e.Actor.Kind == conversation.Agent && e.Kind() == conversation.KindMessage {
			break
		}
		p, ok := e.Payload.(conversation.Suggestion)
		if !ok || p.Act != conversation.ActAnswer || p.Text == "" || len(p.Sources) == 0 && p.Why != conversation.Asked {
			continue
		}
		reply := &Statement{Text: p.Text, Seq: e.Seq}
		if len(p.Sources) > 0 {
			reply.ArticleID = p.Sources[0].ArticleID
		}
		return reply
	}
	id := c.playbook.SuggestedReply
	if a, ok := c.article(id); ok {
		if text, ok := c.fill(textIn(a, c.State.Locale).Answer); ok {
			return &Statement{Text: text, ArticleID: id}
		}
	}
	return nil
}

// nextStep is what to do now: keep what was promised, what the playbook says, ask for what is missing.
func (c card) nextStep(made Card) []Statement {
	out := c.hints(c.playbook.Card.NextStep)
	for _, p := range made.Promises {
		if !p.Due.IsZero() {
			out = append(out, Statement{Text: fmt.Sprintf(c.words.keepPromise, p.Text+" ("+c.time(p.Due)+")"), Seq: p.Seq})
		}
	}
	var names []string
	for _, m := range made.Missing {
		names = append(names, m.Label)
	}
	if len(names) > 0 {
		out = append(out, Statement{Text: fmt.Sprintf(c.words.askFor, strings.Join(names, c.words.comma))})
	}
	if len(out) == 0 {
		out = append(out, Statement{Text: c.words.answerIt})
	}
	return out
}

func (c card) article(id string) (knowledge.Article, bool) {
	if id == "" || c.Article == nil {
		return knowledge.Article{}, false
	}
	return c.Article(id)
}

// textIn is an article in a locale, or in its language, or in English.
func textIn(a knowledge.Article, locale string) knowledge.Text {
	for _, l := range []string{locale, language(locale), "en"} {
		if text, ok := a.Texts[l]; ok {
			return text
		}
	}
	return knowledge.Text{}
}

func (c card) time(t time.Time) string { return t.In(c.zone).Format("2006-01-02 15:04 MST") }
