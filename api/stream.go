package api

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/batondesk/baton/conversation"
)

const (
	heartbeat  = 15 * time.Second // shows proxies and readers that the stream lives
	slowReader = 30 * time.Second // a reader that takes nothing for so long is dropped; it resumes where it was
	keptBuffer = 16 << 10         // bytes that an idle stream may keep

	// answersSoon is how long the customer's words wait for the answer to them, which mostly comes sooner: sent together
	// they cost one write on this side and one wake-up on the other instead of two.
	answersSoon = 10 * time.Millisecond
)

// stream writes server-sent events (WHATWG HTML, "Server-sent events").
type stream struct {
	w   http.ResponseWriter
	ctl *http.ResponseController
	buf []byte
}

// openStream answers with the headers of a stream, so that the reader knows it is connected.
func openStream(c *gin.Context) (*stream, error) {
	h := c.Writer.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no") // asks a reverse proxy not to hold events back
	c.Status(http.StatusOK)
	st := &stream{w: c.Writer, ctl: http.NewResponseController(c.Writer)}
	_ = st.ctl.SetReadDeadline(time.Time{}) // nothing more is read; the server's own would end the stream
	st.buf = append(st.buf, "retry: 1000\n\n"...)
	return st, st.flush()
}

func (st *stream) event(seq int64, data []byte) {
	st.buf = append(st.buf, "id: "...)
	st.buf = strconv.AppendInt(st.buf, seq, 10)
	st.buf = append(st.buf, '\n')
	st.data(data)
}

func (st *stream) data(data []byte) {
	st.buf = append(st.buf, "data: "...)
	st.buf = append(st.buf, data...) // JSON: no line ends in it
	st.buf = append(st.buf, "\n\n"...)
}

func (st *stream) comment() { st.buf = append(st.buf, ":\n\n"...) }

// flush sends what was written. An error means that the reader is gone or takes nothing.
func (st *stream) flush() error {
	_ = st.ctl.SetWriteDeadline(time.Now().Add(slowReader)) // not every writer has one
	if _, err := st.w.Write(st.buf); err != nil {
		return err
	}
	if st.buf = st.buf[:0]; cap(st.buf) > keptBuffer {
		st.buf = nil
	}
	return st.ctl.Flush()
}

// streamEvents sends a conversation's events until the reader leaves, may no longer read, or the server closes.
func (s *Server) streamEvents(c *gin.Context, ask eventsRequest) {
	ctx := c.Request.Context()
	f := s.follow(ask.id, ask.after)
	defer f.close()
	st, err := openStream(c)
	if err != nil {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		events, err := f.next(ctx, beat.C, s.closing)
		if err != nil {
			return
		}
		if awaitsAnswer(events) {
			var answer []conversation.Event
			answer, err = f.next(ctx, time.After(answersSoon), s.closing)
			events = slices.Concat(events, answer)
		}
		if events == nil {
			if !ask.public && !s.stillSees(ctx, ask.id) {
				return
			}
			st.comment()
		}
		s.writeEvents(st, events, ask.public)
		if len(st.buf) > 0 && st.flush() != nil || err != nil {
			return
		}
	}
}

// awaitsAnswer reports whether the customer has spoken last.
func awaitsAnswer(events []conversation.Event) bool {
	if len(events) == 0 {
		return false
	}
	last := events[len(events)-1]
	return last.Actor.Kind == conversation.Customer && last.Kind() == conversation.KindMessage
}

func (s *Server) writeEvents(st *stream, events []conversation.Event, public bool) {
	for _, e := range events {
		if public {
			var visible bool
			if e, visible = publicEvent(e); !visible {
				continue
			}
		}
		data, err := e.MarshalJSON()
		if err != nil {
			s.log.Error("event cannot be written", "seq", e.Seq, "error", err)
			continue
		}
		st.event(e.Seq, data)
	}
}

// enter takes a place for a stream or a waiting request, or says that there is none left; leave gives it back.
func (s *Server) enter(c *gin.Context, conversation string, lasting bool) (leave func(), err error) {
	if !lasting {
		return func() {}, nil
	}
	k := callOf(c.Request.Context())
	s.metrics.streams.Inc()
	if s.counters.off {
		return s.metrics.streams.Dec, nil
	}
	type place struct {
		of  *places
		key string
	}
	wanted := []place{{s.counters.perAddress, addressKey(k)}}
	if k.door == staff {
		wanted = append(wanted, place{s.counters.perPrincipal, k.who.ID})
	} else {
		wanted = append(wanted, place{s.counters.perConversation, conversation})
	}
	var taken []place
	leave = func() {
		for _, p := range taken {
			p.of.leave(p.key)
		}
		s.metrics.streams.Dec()
	}
	for _, p := range wanted {
		if !p.of.enter(p.key) {
			leave()
			return nil, tooMany.problem("too many streams are open; close one first").with("Retry-After", "5")
		}
		taken = append(taken, p)
	}
	return leave, nil
}
