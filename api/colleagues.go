package api

import (
	"context"

	"github.com/batondesk/baton/people"
)

// Colleague is somebody who works on cases.
type Colleague struct {
	ID     string        `json:"id"`
	Name   string        `json:"name"`
	Roles  []people.Role `json:"roles" nullable:"false"`
	Queues []string      `json:"queues" nullable:"false" doc:"Of which they are a member."`
}

// listColleagues is everybody to whom a case or a question may be passed, by id.
func (s *Server) listColleagues(ctx context.Context, _ *struct{}) (*listOutput[Colleague], error) {
	users, err := s.workers(ctx)
	if err != nil {
		return nil, err
	}
	book := s.o.Book()
	items := make([]Colleague, len(users))
	for i, u := range users {
		items[i] = Colleague{u.ID, u.Name, orEmpty(u.Roles), orEmpty(book.QueuesOf(u.Principal()))}
	}
	return listed(items, ""), nil
}

// workers are the users who work on cases and are not disabled, by id.
func (s *Server) workers(ctx context.Context) (working []people.User, err error) {
	for after := ""; ; {
		users, err := s.o.Store.People().Users(ctx, after, pageSize)
		if err != nil {
			return nil, err
		}
		for _, u := range users {
			if !u.Disabled && u.Principal().Can(people.WorkCases) {
				working = append(working, u)
			}
		}
		if len(users) < pageSize {
			return working, nil
		}
		after = users[len(users)-1].ID
	}
}
