package api

import (
	"context"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/store"
)

// Setup is how far the house is furnished and what its texts are written with: for the first page of the console, and for
// editors.
type Setup struct {
	Articles      Texts    `json:"articles"`
	Phrases       Texts    `json:"phrases"`
	Users         int      `json:"users" doc:"Up to 500."`
	Conversations int      `json:"conversations" doc:"Up to 50."`
	Origins       []string `json:"origins" nullable:"false" doc:"The sites that may embed the widget (web.origins)."`
	Sites         []string `json:"sites" nullable:"false" doc:"The sites whose pages may be imported as documents (knowledge.sites)."`
	Demo          bool     `json:"demo" doc:"Whether the server runs with the demo's data."`

	FourEyes  bool              `json:"four_eyes" doc:"Whether somebody else than its author must publish a text."`
	Locales   []string          `json:"locales" nullable:"false" doc:"The languages in which the bot speaks."`
	Fallback  string            `json:"fallback" doc:"The language that is spoken where the customer's is unknown."`
	Variables map[string]string `json:"variables" doc:"What {name} stands for everywhere (knowledge.variables)."`
	Fields    []FieldInfo       `json:"fields" nullable:"false" doc:"The facts that a conversation may know; {name} stands for the value."`
}

// Texts counts items by the state of the newest version of each.
type Texts struct {
	Published int `json:"published" doc:"Up to 500, as the others."`
	InReview  int `json:"in_review"`
	Drafts    int `json:"drafts"`
}

// conversationsCounted is how many conversations are counted: enough to see that the house is in use.
const conversationsCounted = 50

func (s *Server) showSetup(ctx context.Context, _ *struct{}) (*output[Setup], error) {
	setup := Setup{
		Origins: orEmpty(s.o.Origins), Sites: orEmpty(s.o.Sites), Demo: s.o.Demo, FourEyes: s.o.Knowledge.FourEyes(),
		Locales: orEmpty(s.o.Bot.Locales), Fallback: s.o.Bot.Spoken(), Variables: map[string]string{}, Fields: []FieldInfo{},
	}
	for name, value := range s.o.Variables {
		setup.Variables[name] = value
	}
	for _, spec := range s.o.Book().Fields() {
		setup.Fields = append(setup.Fields, fieldInfo(spec))
	}
	var err error
	if setup.Articles, err = countTexts(ctx, s.o.Knowledge.Articles); err != nil {
		return nil, err
	}
	if setup.Phrases, err = countTexts(ctx, s.o.Knowledge.Phrases); err != nil {
		return nil, err
	}
	users, err := s.o.Store.People().Users(ctx, "", pageSize)
	if err != nil {
		return nil, err
	}
	held, _, err := s.o.Store.Conversations(ctx, store.ConversationQuery{Limit: conversationsCounted})
	if err != nil {
		return nil, err
	}
	setup.Users, setup.Conversations = len(users), len(held)
	return answer(setup), nil
}

// countTexts counts the items of a shelf.
func countTexts[T any](ctx context.Context, on shelf[T]) (n Texts, err error) {
	for state, count := range map[knowledge.State]*int{knowledge.Published: &n.Published, knowledge.InReview: &n.InReview, knowledge.Draft: &n.Drafts} {
		items, _, err := on.List(ctx, knowledge.Query{State: state, Limit: pageSize})
		if err != nil {
			return n, err
		}
		*count = len(items)
	}
	return n, nil
}
