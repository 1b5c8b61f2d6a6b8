package api

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/batondesk/baton/conversation"
)

// FeedItem says that a conversation has moved on.
type FeedItem struct {
	ConversationID conversation.ID `json:"conversation_id"`
	Seq            int64           `json:"seq"`
}

// feed streams (conversation, seq) of everything that the caller may see, as it happens. It does not resume: a reader
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
			if len(commit.Events) == 0 {
				break
			}
			if s.o.Book().MayRead(who, commit.State) || s.o.Book().TookPart(who, commit.Events) {
				item, _ := json.Marshal(FeedItem{commit.State.ID, commit.State.Seq})
				st.data(item)
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
