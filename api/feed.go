package api

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/people"
)

// FeedItem says that a conversation has moved on, with enough of where it stands to tell whether a list must be read again.
type FeedItem struct {
	ConversationID conversation.ID     `json:"conversation_id"`
	Seq            int64               `json:"seq" doc:"The last event."`
	Kinds          []conversation.Kind `json:"kinds" nullable:"false" doc:"What happened, each kind once."`
	Gone           bool                `json:"gone,omitempty" doc:"The caller sees the conversation no longer; the members below are left out."`
	Status         conversation.Status `json:"status,omitempty"`
	Holder         conversation.Holder `json:"holder,omitempty" doc:"bot, queue:<name> or agent:<id>."`
	HandoffID      string              `json:"handoff_id,omitempty" doc:"The open case."`
	Queue          string              `json:"queue,omitempty" doc:"That the open case is in."`
}

// itemFor is what somebody is told of a commit; false: nothing.
func (s *Server) itemFor(who people.Principal, commit conversation.Commit) (item FeedItem, ok bool) {
	book, now := s.o.Book(), commit.State
	item = FeedItem{ConversationID: now.ID, Seq: now.Seq, Kinds: []conversation.Kind{}}
	switch {
	case len(commit.Events) == 0:
		return item, false
	case book.MayRead(who, now) || book.TookPart(who, commit.Events):
		item.Status, item.Holder = now.Status, now.Holder
		if now.Handoff != nil {
			item.HandoffID, item.Queue = now.Handoff.ID, now.Handoff.Queue
		}
	case book.LostSight(who, commit.Events):
		item.Gone = true
	default:
		return item, false
	}
	for _, e := range commit.Events {
		if kind := e.Kind(); !slices.Contains(item.Kinds, kind) {
			item.Kinds = append(item.Kinds, kind)
		}
	}
	return item, true
}

// feed streams an item for everything that the caller may see, as it happens. It does not resume: a reader
// that connects again, or gets the event "refetch", reads its lists again.
func (s *Server) feed(c *gin.Context) {
	if err := knownQuery(c); err != nil {
		s.fail(c, err)
		return
	}
	leave, err := s.enter(c, "", true)
	if err != nil {
		s.fail(c, err)
		return
	}
	defer leave()
	sub := s.o.Store.Subscribe("")
	defer sub.Close()
	st, err := openStream(c)
	if err != nil {
		return
	}
	ctx := c.Request.Context()
	who := principal(ctx)
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case commit, ok := <-sub.Commits():
			if !ok {
				return
			}
			if sub.Lagged() {
				st.buf = append(st.buf, "event: refetch\n"...)
				st.data([]byte("{}"))
			}
			if item, ok := s.itemFor(who, commit); ok {
				data, _ := json.Marshal(item)
				st.data(data)
			}
		case <-beat.C:
			switch again, err := callOf(ctx).recheck(ctx); {
			case err == nil:
				who = again
			case !errors.Is(err, conversation.ErrUnavailable):
				return
			}
			st.comment()
		case <-ctx.Done():
			return
		case <-s.closing:
			return
		}
		if len(st.buf) > 0 && st.flush() != nil {
			return
		}
	}
}
