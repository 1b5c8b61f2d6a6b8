package api

import (
	"context"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
)

type askInput struct {
	Body struct {
		Text   string   `json:"text"`
		Locale string   `json:"locale,omitempty" maxLength:"35" doc:"That of the question by default."`
		Tags   []string `json:"tags,omitempty" maxItems:"20" doc:"As if the conversation carried them."`
	}
}

// askKnowledge answers one question as the bot would, outside any conversation.
func (s *Server) askKnowledge(ctx context.Context, in *askInput) (*output[bot.Reply], error) {
	if err := s.checkText(in.Body.Text, false); err != nil {
		return nil, err
	}
	reply, err := s.o.Bot.Ask(ctx, in.Body.Text, in.Body.Locale, in.Body.Tags)
	return answerOr(reply, err)
}

func (s *Server) listGaps(ctx context.Context, in *Page) (*listOutput[knowledge.Gap], error) {
	gaps, next, err := s.o.Knowledge.Gaps(ctx, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	return listed(gaps, next), nil
}

// Playbook is a kind of case, as the console shows it.
type Playbook struct {
	Name         string        `json:"name"`
	Title        handoff.Words `json:"title"`
	Queue        string        `json:"queue"`
	Priority     int           `json:"priority" doc:"1 most urgent to 4."`
	MustEscalate bool          `json:"must_escalate"`
	Fields       []FieldInfo   `json:"fields" nullable:"false"`
}

// FieldInfo is a fact that a case needs.
type FieldInfo struct {
	Name    string            `json:"name"`
	Type    string            `json:"type"`
	Label   map[string]string `json:"label,omitempty"`
	Choices []string          `json:"choices,omitempty"`
}

func (s *Server) listPlaybooks(context.Context, *struct{}) (*listOutput[Playbook], error) {
	book := s.o.Book()
	var items []Playbook
	for _, p := range book.Playbooks() {
		item := Playbook{Name: p.Name, Title: p.Title, Queue: p.Queue, Priority: p.Priority, MustEscalate: p.MustEscalate, Fields: []FieldInfo{}}
		for _, name := range p.Fields {
			spec, ok := book.Field(name)
			if !ok {
				continue
			}
			field := FieldInfo{Name: name, Type: string(spec.Type), Label: spec.Label}
			for _, choice := range spec.Choices {
				field.Choices = append(field.Choices, choice.Value)
			}
			item.Fields = append(item.Fields, field)
		}
		items = append(items, item)
	}
	return listed(items, ""), nil
}

// Queue is a team that takes cases.
type Queue struct {
	Name       string        `json:"name"`
	Title      handoff.Words `json:"title"`
	Members    []string      `json:"members" nullable:"false" doc:"Ids of users, or role:<role>; none: everyone who works on cases."`
	Capacity   int           `json:"capacity,omitempty" doc:"Cases per member at a time; absent: no limit."`
	Supervisor bool          `json:"supervisor,omitempty"`
	Mine       bool          `json:"mine" doc:"Whether the caller is a member."`
	Open       bool          `json:"open" doc:"Whether it is working now."`
	Waiting    int           `json:"waiting" doc:"Cases that wait in it."`
}

func (s *Server) listQueues(ctx context.Context, _ *struct{}) (*listOutput[Queue], error) {
	book, who := s.o.Book(), principal(ctx)
	var items []Queue
	for _, q := range book.Queues() {
		waiting, err := s.o.Store.Handoff().Waiting(ctx, q.Name)
		if err != nil {
			return nil, err
		}
		items = append(items, Queue{Name: q.Name, Title: q.Title, Members: orEmpty(q.Members), Capacity: q.Capacity,
			Supervisor: q.Supervisor, Mine: book.Member(who, q.Name), Open: book.Hours(q.Name).OpenAt(s.o.Now()), Waiting: waiting})
	}
	return listed(items, ""), nil
}
