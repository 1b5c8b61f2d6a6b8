package outbox

import (
	"slices"
	"sync/atomic"

	"github.com/batondesk/baton/conversation"
)

// Router says which endpoints are told of an event. What it knows is an immutable list that is swapped as a whole; with no
// endpoint in it, it costs nothing. The zero Router and a nil one know none.
type Router struct {
	shown func(conversation.Event) bool
	list  atomic.Pointer[[]Endpoint]
	wake  chan struct{}
}

// NewRouter makes a Router without endpoints. shown reports whether customers may see an event.
func NewRouter(shown func(conversation.Event) bool) *Router {
	return &Router{shown: shown, wake: make(chan struct{}, 1)}
}

// Set replaces what is known.
func (r *Router) Set(all []Endpoint) {
	active := slices.DeleteFunc(slices.Clone(all), func(e Endpoint) bool { return !e.Active })
	r.list.Store(&active)
	r.Wake()
}

// Active are the endpoints in use. The list must not be changed.
func (r *Router) Active() []Endpoint {
	if r == nil {
		return nil
	}
	if list := r.list.Load(); list != nil {
		return *list
	}
	return nil
}

// endpoint finds an active one.
func (r *Router) endpoint(id string) (Endpoint, bool) {
	list := r.Active()
	i := slices.IndexFunc(list, func(e Endpoint) bool { return e.ID == id })
	if i < 0 {
		return Endpoint{}, false
	}
	return list[i], true
}

// Route makes the deliveries of events of one conversation.
func (r *Router) Route(id conversation.ID, events []conversation.Event) []Delivery {
	var made []Delivery
	for _, e := range r.Active() {
		for _, event := range events {
			if e.wants(event, r.shown) {
				made = append(made, Delivery{Endpoint: e.ID, Conversation: id, Seq: event.Seq, Kind: event.Kind(), At: event.At})
			}
		}
	}
	return made
}

// Wake says that there is something to deliver. It never waits.
func (r *Router) Wake() {
	if r == nil {
		return
	}
	select {
	case r.wake <- struct{}{}:
	default:
	}
}
