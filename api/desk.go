package api

import (
	"context"
	"maps"
	"math"
	"slices"

	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/people"
)

// Desk is how the open cases that the caller may see are spread over queues and people.
type Desk struct {
	Queues []QueueLoad  `json:"queues" nullable:"false" doc:"All of them for who may see all, else one's own."`
	People []PersonLoad `json:"people" nullable:"false" doc:"Everybody who works in these queues or holds one of the cases."`
}

// QueueLoad is one queue's share.
type QueueLoad struct {
	handoff.Load
	Name    string        `json:"name"`
	Title   handoff.Words `json:"title" doc:"By language."`
	Mine    bool          `json:"mine" doc:"Whether the caller is a member."`
	Open    bool          `json:"open" doc:"Whether it is working now."`
	Minutes int           `json:"expected_wait" doc:"Minutes until a case that comes now is probably claimed."`
}

// PersonLoad is one person's share.
type PersonLoad struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Queues []string `json:"queues" nullable:"false" doc:"Of which they are a member."`
	Held   int      `json:"held" doc:"Cases that they hold, of those that the caller may see."`
	Late   int      `json:"late" doc:"Of these."`
	Most   int      `json:"capacity,omitempty" doc:"The greatest number of cases that one of their queues lets them hold; absent: no limit."`
}

func (s *Server) showDesk(ctx context.Context, _ *struct{}) (*output[Desk], error) {
	who, book := principal(ctx), s.o.Book()
	board, err := s.o.Desk.Board(ctx, who)
	if err != nil {
		return nil, err
	}
	desk := Desk{Queues: []QueueLoad{}, People: []PersonLoad{}}
	shown := map[string]bool{}
	for _, q := range book.Queues() {
		load, busy := board.Queues[q.Name]
		mine := book.Member(who, q.Name)
		if !mine && !busy && !who.Can(people.ReadAllConversations) {
			continue
		}
		wait, err := s.o.Desk.Wait(ctx, q.Name)
		if err != nil {
			return nil, err
		}
		shown[q.Name] = true
		desk.Queues = append(desk.Queues, QueueLoad{Load: load, Name: q.Name, Title: q.Title, Mine: mine,
			Open: book.Hours(q.Name).OpenAt(s.o.Now()), Minutes: int(math.Ceil(wait.Minutes()))})
	}
	users, err := s.workers(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		p := PersonLoad{ID: u.ID, Name: u.Name, Queues: orEmpty(book.QueuesOf(u.Principal()))}
		load, holds := board.Holders[u.ID]
		if !holds && !slices.ContainsFunc(p.Queues, func(name string) bool { return shown[name] }) {
			continue
		}
		p.Held, p.Late, p.Most = load.Claimed, load.Late, capacity(book, p.Queues)
		delete(board.Holders, u.ID)
		desk.People = append(desk.People, p)
	}
	for _, id := range slices.Sorted(maps.Keys(board.Holders)) { // who holds cases and works here no longer, or is a program
		load := board.Holders[id]
		desk.People = append(desk.People, PersonLoad{ID: id, Name: id, Queues: []string{}, Held: load.Claimed, Late: load.Late})
	}
	return answer(desk), nil
}

// capacity is the greatest of some queues; 0 if one of them has none.
func capacity(book *handoff.Book, queues []string) (most int) {
	for _, name := range queues {
		q, _ := book.Queue(name)
		if q.Capacity == 0 {
			return 0
		}
		most = max(most, q.Capacity)
	}
	return most
}
