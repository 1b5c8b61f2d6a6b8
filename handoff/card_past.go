package handoff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/batondesk/baton/conversation"
)

// The most of each kind of thing that a card quotes.
const (
	mostReplies = 5
	mostEarlier = 5
)

// background is who the customer is, where they came from, their earlier cases, and what colleagues noted.
func (c card) background() []Statement {
	o := c.State.Opening
	name := ""
	if o.Name != "" {
		name = c.words.colon + o.Name
	}
	who := c.words.anonymous
	switch {
	case o.Verified:
		who = fmt.Sprintf(c.words.verified, name)
	case o.Name != "" || len(o.Profile) > 0:
		who = fmt.Sprintf(c.words.claimed, name)
	}
	out := []Statement{{Text: who}}
	for _, attribute := range sortedNames(o.Profile) {
		if value := o.Profile[attribute]; value != "" && !(attribute == "name" && value == o.Name) {
			out = append(out, Statement{Text: fmt.Sprintf(c.words.attribute, attribute, value)})
		}
	}
	if from := strings.Join(slices.DeleteFunc([]string{o.Channel, o.Source}, func(s string) bool { return s == "" }), ", "); from != "" {
		out = append(out, Statement{Text: fmt.Sprintf(c.words.cameFrom, from)})
	}
	if len(c.State.Tags) > 0 {
		out = append(out, Statement{Text: fmt.Sprintf(c.words.tags, strings.Join(c.State.Tags, ", "))})
	}
	return slices.Concat(out, c.earlierCases(), c.notes())
}

// earlierCases of the same verified customer, newest first.
func (c card) earlierCases() []Statement {
	var out []Statement
	for _, before := range c.Earlier {
		if before.ID == c.Case.ID || len(out) == mostEarlier || before.OpenedAt.After(c.Case.OpenedAt) {
			continue
		}
		end := cmp.Or(before.Outcome, string(before.Status))
		end = cmp.Or(c.words.outcomes[end], end)
		title := cmp.Or(c.Book.playbook(before.Playbook).Title.In(c.locale), before.Playbook)
		if before.Last != "" {
			title += " (" + before.Last + ")"
		}
		out = append(out, Statement{Text: fmt.Sprintf(c.words.earlier, before.OpenedAt.In(c.zone).Format(dayLayout), title, end)})
	}
	return out
}

func (c card) notes() []Statement {
	var out []Statement
	for _, e := range c.Events {
		if p, ok := e.Payload.(conversation.Note); ok && p.Text != "" {
			out = append(out, Statement{Text: fmt.Sprintf(c.words.note, by(e), shorten(p.Text, longestQuote)), Seq: e.Seq})
		}
	}
	return out
}

// tried is what was already done for the customer in this case: answers with the customer's feedback, questions without an
// answer, replies by colleagues, experts asked.
func (c card) tried() []Statement {
	var out []Statement
	replies := c.record.standing(conversation.Agent)
	skip := max(0, len(replies)-mostReplies)
	for _, m := range c.record.said {
		switch {
		case m.seq <= c.record.from || m.recalled || m.Text == "":
		case m.actor.Kind == conversation.Bot:
			out = append(out, c.botTried(m)...)
		case m.actor.Kind == conversation.Agent && skip > 0:
			skip--
		case m.actor.Kind == conversation.Agent:
			out = append(out, Statement{Text: fmt.Sprintf(c.words.replied, cmp.Or(m.actor.Name, m.actor.ID), shorten(m.Text, longestQuote)), Seq: m.seq})
		}
	}
	for _, e := range c.Events {
		if e.Seq <= c.record.from {
			continue
		}
		switch p := e.Payload.(type) {
		case conversation.Decision:
			if p.Missed && p.Question != "" && !c.record.recalled(p.Through) {
				out = append(out, Statement{Text: fmt.Sprintf(c.words.missed, c.words.quoted(shorten(p.Question, longestQuote))), Seq: p.Through})
			}
		case conversation.Consult:
			text := fmt.Sprintf(c.words.consulted, by(e), c.asked(p.To), shorten(p.Text, longestQuote))
			if p.AnswerTo > 0 {
				text = fmt.Sprintf(c.words.expertSaid, by(e), shorten(p.Text, longestQuote))
			}
			out = append(out, Statement{Text: text, Seq: e.Seq})
		}
	}
	slices.SortStableFunc(out, func(a, b Statement) int { return cmp.Compare(a.Seq, b.Seq) })
	return out
}

func (c card) botTried(m said) []Statement {
	switch {
	case m.Act == conversation.ActAnswer && len(m.Sources) > 0:
		id := m.Sources[0].ArticleID
		text := fmt.Sprintf(c.words.answered, c.words.quoted(c.title(id)))
		if helpful, told := c.record.feedback[m.seq]; told && helpful {
			text += c.words.helped
		} else if told {
			text += c.words.didNotHelp
		}
		return []Statement{{Text: text, Seq: m.seq, ArticleID: id}}
	case m.Act == conversation.ActClarify && len(m.Choices) > 0:
		var offered []string
		for _, choice := range m.Choices {
			offered = append(offered, c.words.quoted(choice.Text))
		}
		return []Statement{{Text: fmt.Sprintf(c.words.asked, strings.Join(offered, c.words.comma)), Seq: m.seq}}
	}
	return nil
}

// asked names whom a consult was put to.
func (c card) asked(to string) string {
	if queue, ok := conversation.Holder(to).Queue(); ok {
		return c.queueTitle(queue)
	}
	agent, _ := conversation.Holder(to).Agent()
	return agent
}

// title is what an article is called, or its id if it is no longer in force.
func (c card) title(id string) string {
	if a, ok := c.article(id); ok {
		return a.Title(c.locale)
	}
	return id
}

// sources are the approved answers that the customer was given in this case, each once.
func (c card) sources() []CardSource {
	var out []CardSource
	for _, m := range c.record.said {
		if m.seq <= c.record.from || m.recalled || m.actor.Kind == conversation.Customer {
			continue
		}
		for _, source := range m.Sources {
			known := CardSource{source.ArticleID, source.Version, c.title(source.ArticleID)}
			if !slices.Contains(out, known) {
				out = append(out, known)
			}
		}
	}
	return out
}

// by names the author of an event.
func by(e conversation.Event) string {
	return cmp.Or(e.Actor.Name, e.Actor.ID, string(e.Actor.Kind))
}
