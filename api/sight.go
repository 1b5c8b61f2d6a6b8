package api

import (
	"context"
	"errors"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

// see is the state of a conversation that the caller may see: what the desk lets them read, and what they once held or
// were asked about. One that they may not see looks like one that does not exist, so that ids cannot be probed.
func (s *Server) see(ctx context.Context, id conversation.ID) (conversation.State, error) {
	state, err := s.o.Store.State(ctx, id)
	if err != nil {
		return state, err
	}
	who := principal(ctx)
	if s.o.Book().MayRead(who, state) {
		return state, nil
	}
	if took, err := s.tookPart(ctx, who, id); err != nil || took {
		return state, err
	}
	return conversation.State{}, conversation.ErrNotFound
}

// tookPart looks through the record of a conversation for somebody's part in it.
func (s *Server) tookPart(ctx context.Context, who people.Principal, id conversation.ID) (bool, error) {
	for after := int64(0); ; {
		events, err := s.o.Store.After(ctx, id, after, pageSize)
		if err != nil {
			return false, err
		}
		if s.o.Book().TookPart(who, events) {
			return true, nil
		}
		if len(events) < pageSize {
			return false, nil
		}
		after = events[len(events)-1].Seq
	}
}

// stillSees asks again, for streams that last: the key may have been revoked, the case passed on.
func (s *Server) stillSees(ctx context.Context, id conversation.ID) bool {
	k := callOf(ctx)
	who, err := k.recheck(ctx)
	if err == nil {
		k.who = who
		_, err = s.see(ctx, id)
	}
	return err == nil || errors.Is(err, conversation.ErrUnavailable) // nothing new can be seen while the store is away
}
