package api

import (
	"context"
	"slices"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
)

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
	Name     string                 `json:"name"`
	Type     conversation.FieldType `json:"type"`
	Label    map[string]string      `json:"label,omitempty" doc:"By language."`
	Choices  []string               `json:"choices,omitempty" doc:"The values of a choice."`
	Options  []FieldOption          `json:"options,omitempty" doc:"The same with their labels."`
	Optional bool                   `json:"optional,omitempty" doc:"Of a kind of case: it is welcome and not asked for."`
}

// FieldOption is one value of a field that is a choice.
type FieldOption struct {
	Value string            `json:"value"`
	Label map[string]string `json:"label,omitempty" doc:"By language."`
}

func fieldInfo(spec conversation.FieldSpec) FieldInfo {
	info := FieldInfo{Name: spec.Name, Type: spec.Type, Label: spec.Label}
	for _, choice := range spec.Choices {
		info.Choices = append(info.Choices, choice.Value)
		info.Options = append(info.Options, FieldOption{choice.Value, choice.Label})
	}
	return info
}

func (s *Server) listPlaybooks(context.Context, *struct{}) (*listOutput[Playbook], error) {
	book := s.o.Book()
	var items []Playbook
	for _, p := range book.Playbooks() {
		item := Playbook{Name: p.Name, Title: p.Title, Queue: p.Queue, Priority: p.Priority, MustEscalate: p.MustEscalate, Fields: []FieldInfo{}}
		for i, name := range slices.Concat(p.Fields, p.Optional) {
			if spec, ok := book.Field(name); ok {
				field := fieldInfo(spec)
				field.Optional = i >= len(p.Fields)
				item.Fields = append(item.Fields, field)
			}
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
