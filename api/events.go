package api

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/batondesk/baton/conversation"
)

// maxWait is the longest long poll.
const maxWait = time.Minute

// events answers GET /v1/conversations/{id}/events: a page, a long poll, or with Accept: text/event-stream a stream. The
// customer gets the public view, staff the whole record.
func (s *Server) events(c *gin.Context) {
	ask, err := s.readEventsRequest(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	leave, err := s.enter(c, string(ask.id), ask.stream || ask.wait > 0)
	if err != nil {
		s.fail(c, err)
		return
	}
	defer leave()
	if ask.stream {
		s.streamEvents(c, ask)
		return
	}
	if err := s.pageOfEvents(c, ask); err != nil {
		s.fail(c, err)
	}
}

type eventsRequest struct {
	id     conversation.ID
	after  int64
	wait   time.Duration
	stream bool
	public bool // for the customer
}

func (s *Server) readEventsRequest(c *gin.Context) (ask eventsRequest, err error) {
	ask.id = conversation.ID(c.Param("id"))
	ask.public = callOf(c.Request.Context()).door == customer
	ask.stream = strings.Contains(c.GetHeader("Accept"), "text/event-stream")
	if err := knownQuery(c, "after", "wait"); err != nil {
		return ask, err
	}
	if ask.after, err = cursorOf(c.Query("after"), "query.after"); err != nil {
		return ask, err
	}
	if last := c.GetHeader("Last-Event-ID"); last != "" && ask.stream {
		if ask.after, err = cursorOf(last, "header.Last-Event-ID"); err != nil {
			return ask, err
		}
	}
	if wait := c.Query("wait"); wait != "" {
		if ask.wait, err = time.ParseDuration(wait); err != nil || ask.wait < 0 || ask.wait > maxWait {
			return ask, invalid.field("query.wait", "must be a duration such as 20s, at most "+maxWait.String())
		}
	}
	if ask.public {
		_, err = s.o.Store.Recent(c.Request.Context(), ask.id) // whether there is one: that does not change
	} else {
		_, err = s.see(c.Request.Context(), ask.id)
	}
	return ask, err
}

// cursorOf reads a seq; "" is the beginning.
func cursorOf(text, field string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	seq, err := strconv.ParseInt(text, 10, 64)
	if err != nil || seq < 0 || text[0] == '+' {
		return 0, invalid.field(field, "must be the seq of an event: a whole number, 0 for the beginning")
	}
	return seq, nil
}

func knownQuery(c *gin.Context, names ...string) error {
	if c.Request.URL.RawQuery == "" {
		return nil
	}
	for name := range c.Request.URL.Query() {
		if !slices.Contains(names, name) {
			return invalid.field("query."+name, "is not a parameter of this path")
		}
	}
	return nil
}

// pageOfEvents collects up to pageSize events that the reader may see. If there are none it waits for the first.
func (s *Server) pageOfEvents(c *gin.Context, ask eventsRequest) error {
	ctx := c.Request.Context()
	var page []conversation.Event
	more := false
	if ask.wait == 0 {
		for after := ask.after; ; {
			events, err := s.o.Store.After(ctx, ask.id, after, pageSize)
			if err != nil {
				return err
			}
			page = appendVisible(page, events, ask.public)
			if more = len(page) > pageSize; more || len(events) < pageSize {
				break
			}
			after = events[len(events)-1].Seq
		}
	} else {
		f := s.follow(ask.id, ask.after)
		defer f.close()
		timer := time.NewTimer(ask.wait)
		defer timer.Stop()
		for more = true; more && len(page) <= pageSize; {
			if len(page) > 0 && !f.behind {
				break
			}
			events, err := f.next(ctx, timer.C, s.closing)
			if err != nil && !errors.Is(err, errEnded) {
				return err
			}
			page = appendVisible(page, events, ask.public)
			more = len(events) > 0
		}
		more = len(page) > pageSize
	}
	if len(page) > pageSize {
		page = page[:pageSize]
	}
	writePage(c, page, more)
	return nil
}

func appendVisible(page, events []conversation.Event, public bool) []conversation.Event {
	for _, e := range events {
		visible := true
		if public {
			e, visible = publicEvent(e)
		}
		if visible {
			page = append(page, e)
		}
	}
	return page
}

func writePage(c *gin.Context, page []conversation.Event, more bool) {
	body := []byte(`{"events":[`)
	for i, e := range page {
		data, err := e.MarshalJSON()
		if err != nil {
			panic(err) // an event without payload: a broken store
		}
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, data...)
	}
	body = append(body, `],"more":`...)
	body = strconv.AppendBool(body, more)
	body = append(body, "}\n"...)
	c.Data(http.StatusOK, "application/json", body)
}
