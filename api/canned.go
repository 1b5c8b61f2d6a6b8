package api

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
)

// Canned is an approved text, ready to be said to one customer.
type Canned struct {
	Kind    string   `json:"kind" enum:"article,phrase"`
	ID      string   `json:"id"`
	Version int      `json:"version" doc:"0: the sentence that a phrase has by default."`
	Title   string   `json:"title" doc:"The question that an article answers, or the name of a phrase's situation."`
	Text    string   `json:"text" doc:"With its variables filled, as far as they are known."`
	Locale  string   `json:"locale"`
	Missing []string `json:"missing,omitempty" doc:"Variables that are still to be filled: {name} stands in the text."`
}

type cannedInput struct {
	Query          string `query:"q" maxLength:"200" doc:"Words, or a question in words of one's own; without it what fits the customer's last message comes first."`
	Locale         string `query:"locale" maxLength:"35" doc:"The language of the texts; the conversation's by default."`
	ConversationID string `query:"conversation_id" maxLength:"128" doc:"Whose facts fill the variables, and whose tags say which articles it may hear."`
	Limit          int    `query:"limit" minimum:"1" maximum:"100" default:"30"`
}

// suggestReplies lists the approved texts in force that an agent may want to say, those that fit best first.
func (s *Server) suggestReplies(ctx context.Context, in *cannedInput) (*listOutput[Canned], error) {
	c := canning{s: s, values: s.o.Variables, locale: in.Locale, words: strings.ToLower(strings.TrimSpace(in.Query))}
	c.about = c.words
	if in.ConversationID != "" {
		state, err := s.see(ctx, conversation.ID(in.ConversationID))
		if err != nil {
			return nil, err
		}
		c.values, c.tags = valuesOf(state, s.o.Variables), state.Tags
		if name := state.Opening.Name; name != "" && state.Opening.Verified {
			c.values["customer_name"] = name
		}
		c.locale = cmp.Or(c.locale, state.Locale)
		c.about = cmp.Or(c.about, lastWords(state))
	}
	c.locale = s.o.Bot.Spoken(c.locale)
	if c.about != "" {
		found, err := s.o.Bot.Search.Search(s.o.Bot.Quietly(ctx), retrieval.Query{Text: c.about, Locale: c.locale, Tags: c.tags, Now: s.o.Now(), Limit: 10})
		if err != nil {
			return nil, err
		}
		if c.words == "" || s.o.Bot.Thresholds.Verdict(found) != retrieval.Abstain {
			for _, hit := range found.Hits {
				c.found = append(c.found, hit.ArticleID)
			}
		}
	}
	items := c.articles()
	items = append(items, c.phrases()...)
	return listed(items[:min(len(items), in.Limit)], ""), nil
}

func lastWords(s conversation.State) string {
	for _, said := range slices.Backward(s.Recent) {
		if said.By == conversation.Customer {
			return said.Text
		}
	}
	return ""
}

// canning is one list of texts in the making.
type canning struct {
	s      *Server
	values map[string]string
	tags   []string
	locale string
	words  string   // that the texts must contain, unless a search found them
	about  string   // what they should answer
	found  []string // articles, the best first
}

// articles are those with the words in their title, then those that the search found, then those with the words in the
// answer; without words those that were found, then all others.
func (c canning) articles() []Canned {
	var titled, found, others []Canned
	for _, id := range c.found {
		if a, ok := c.s.o.Bot.Search.Article(id); ok {
			found = c.add(found, a)
		}
	}
	for _, a := range c.s.o.Live.Snapshot().Articles {
		text := a.Texts[c.locale]
		switch {
		case c.words != "" && strings.Contains(strings.ToLower(a.ID+"\n"+a.Title(c.locale)), c.words):
			titled = c.add(titled, a)
		case slices.Contains(c.found, a.ID), c.words == "" && a.Kind == knowledge.Passage: // there may be thousands
		case strings.Contains(strings.ToLower(strings.Join(append(text.Alternatives, text.Answer), "\n")), c.words):
			others = c.add(others, a)
		}
	}
	found = slices.DeleteFunc(found, func(f Canned) bool {
		return slices.ContainsFunc(titled, func(t Canned) bool { return t.ID == f.ID })
	})
	return slices.Concat(titled, found, others)
}

func (c canning) add(list []Canned, a knowledge.Article) []Canned {
	text, ok := a.Texts[c.locale]
	if !ok || !a.InForce(c.s.o.Now()) || !a.For(c.tags) {
		return list
	}
	if a.Kind == knowledge.Passage { // of which an agent says what answers, as the bot does
		said := cmp.Or(strings.Join(retrieval.Quote(c.about, text.Answer), "\n"), text.Answer)
		return append(list, Canned{"article", a.ID, a.Version, a.Title(c.locale), said, c.locale, nil})
	}
	filled, missing := knowledge.Fill(text.Answer, c.values)
	return append(list, Canned{"article", a.ID, a.Version, a.Title(c.locale), filled, c.locale, missing})
}

// phrases are the sentences whose variables are all known.
func (c canning) phrases() (list []Canned) {
	book := c.s.o.Live.Snapshot().Phrases
	for _, situation := range knowledge.Situations() {
		text, source, ok := book.Phrase(situation.Name, c.locale, c.values)
		if !ok || !strings.Contains(strings.ToLower(situation.Name+"\n"+text), c.words) {
			continue
		}
		_, where, _ := strings.Cut(source, "/") // "greeting/zh@3"
		locale, number, _ := strings.Cut(where, "@")
		version, _ := strconv.Atoi(number)
		list = append(list, Canned{"phrase", situation.Name, version, situation.Name, text, locale, nil})
	}
	return list
}
