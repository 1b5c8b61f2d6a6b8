package llm

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/retrieval"
)

// How much is sent, in characters where nothing else is said. What is longer loses its middle.
const (
	maxMessages   = 8
	freshRunes    = 1200 // of a message that is to be answered
	earlierRunes  = 400  // of one before
	maxArticles   = 8
	answerRunes   = 700  // of an approved answer
	sourceRunes   = 1500 // of one from which a reply may be made, and of a passage: whole sentences
	questionRunes = 200
	knownRunes    = 120 // of a known value
	exampleRunes  = 80
	maxPlaybooks  = 20
	manyPlaybooks = 8
	promptTokens  = 3000 // of all messages and articles together
)

// message, article, field and playbook are those of a brief as they are sent. They go by handles that mean nothing outside
// of the prompt.
type (
	message struct {
		ID   string `json:"id"`
		By   string `json:"by"`
		Text string `json:"text"`
		New  bool   `json:"new,omitempty"`

		turn bot.Turn
		text text
	}
	article struct {
		ID        string   `json:"id"`
		Question  string   `json:"question,omitempty"`
		Answer    string   `json:"answer,omitempty"`
		Sentences []string `json:"sentences,omitempty"` // of a passage: "1: ..."

		brief  bot.BriefArticle
		partly bool // something of it is not sent
	}
	field struct {
		Name    string   `json:"name"`
		Type    string   `json:"type"`
		Called  string   `json:"called,omitempty"`
		Choices []string `json:"choices,omitempty"`
	}
	playbook struct {
		Name     string   `json:"name"`
		Title    string   `json:"title,omitempty"`
		Examples []string `json:"examples,omitempty"`
	}
)

// messages are the last of the turns, at most so many. Fresh ones are kept longest.
func (v *veil) messages(turns []bot.Turn, most int) []message {
	turns = slices.DeleteFunc(slices.Clone(turns), func(t bot.Turn) bool { return strings.TrimSpace(t.Text) == "" })
	for drop := len(turns) - most; drop > 0; drop-- {
		oldest := max(0, slices.IndexFunc(turns, func(t bot.Turn) bool { return !t.Fresh }))
		turns = slices.Delete(turns, oldest, oldest+1)
	}
	var list []message
	for _, turn := range turns {
		limit := earlierRunes
		if turn.Fresh {
			limit = freshRunes
		}
		if sent := v.said(turn.Text).cut(limit); len(sent.runes) > 0 {
			list = append(list, message{
				ID: fmt.Sprintf("m%d", len(list)+1), By: string(turn.Role), Text: sent.String(), New: turn.Fresh, turn: turn, text: sent,
			})
		}
	}
	return list
}

// articles are the best of the candidates, with so much of each answer.
func (v *veil) articles(candidates []bot.BriefArticle, runes int) []article {
	var list []article
	for _, c := range candidates[:min(len(candidates), maxArticles)] {
		a := article{ID: fmt.Sprintf("a%d", len(list)+1), Question: v.quoted(c.Question).cut(questionRunes).String(), brief: c}
		if c.Passage {
			v.passage(&a)
		} else {
			whole := v.quoted(c.Answer)
			a.Answer, a.partly = whole.cut(runes).String(), len(whole.runes) > runes
		}
		list = append(list, a)
	}
	return list
}

// passage numbers the sentences of a passage: a number costs less than the words, and cannot misquote.
func (v *veil) passage(a *article) {
	left := sourceRunes
	for _, s := range retrieval.Sentences(a.brief.Answer) {
		sent := v.quoted(s).cut(sourceRunes)
		if left -= len(sent.runes); left < 0 {
			a.partly = true
			break
		}
		a.Sentences = append(a.Sentences, fmt.Sprintf("%d: %s", len(a.Sentences)+1, sent))
	}
}

// within drops earlier messages, the oldest first, and then the least likely articles, until the rest has at most so many
// tokens. What is to be answered stays.
func within(tokens int, messages []message, articles []article) ([]message, []article) {
	const around = 15 // of a message or an article, for what is not text
	total := 0
	of := func(m message) int { return Tokens(m.Text) + around }
	with := func(a article) int { return Tokens(a.Question+a.Answer+strings.Join(a.Sentences, "")) + around }
	for _, m := range messages {
		total += of(m)
	}
	for _, a := range articles {
		total += with(a)
	}
	messages = slices.DeleteFunc(slices.Clone(messages), func(m message) bool {
		drop := total > tokens && !m.New
		if drop {
			total -= of(m)
		}
		return drop
	})
	for total > tokens && len(articles) > 1 {
		total -= with(articles[len(articles)-1])
		articles = articles[:len(articles)-1]
	}
	return messages, articles
}

func (v *veil) facts(known []conversation.Field) map[string]string {
	facts := map[string]string{}
	for _, f := range known {
		if sent := v.known(f); f.Value != "" && !f.Removed && sent != "" {
			facts[f.Name] = sent
		}
	}
	return facts
}

func fieldsOf(specs []conversation.FieldSpec, locale string) []field {
	var list []field
	for _, s := range specs {
		f := field{Name: s.Name, Type: string(s.Type), Called: cmp.Or(s.Label[locale], s.Label["en"])}
		if f.Called == "" && len(s.Words) > 0 {
			f.Called = s.Words[0]
		}
		for _, c := range s.Choices {
			f.Choices = append(f.Choices, c.Value)
		}
		list = append(list, f)
	}
	return list
}

// playbooks are the kinds of cases, with examples: of many, one each.
func (v *veil) playbooks(offered []bot.BriefPlaybook) []playbook {
	offered = offered[:min(len(offered), maxPlaybooks)]
	examples := 2
	if len(offered) > manyPlaybooks {
		examples = 1
	}
	var list []playbook
	for _, p := range offered {
		sent := playbook{Name: p.Name, Title: v.quoted(p.Title).cut(exampleRunes).String()}
		for _, e := range p.Examples[:min(len(p.Examples), examples)] {
			sent.Examples = append(sent.Examples, v.quoted(e).cut(exampleRunes).String())
		}
		list = append(list, sent)
	}
	return list
}

func handles[T any](list []T, handle func(T) string) []string {
	var ids []string
	for _, item := range list {
		ids = append(ids, handle(item))
	}
	return ids
}
