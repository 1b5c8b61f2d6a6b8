package api

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/people"
	"github.com/batondesk/baton/store"
)

// The problems of the domain.
var (
	notHolder   = kind{"not-holder", http.StatusConflict, "Somebody else holds the conversation"}
	idReused    = kind{"id-reused", http.StatusConflict, "This id was used for something else"}
	taken       = kind{"id-taken", http.StatusConflict, "This id is taken"}
	movedOn     = kind{"moved-on", http.StatusConflict, "It has changed in the meantime"}
	withdrawn   = kind{"source-withdrawn", http.StatusConflict, "The source is no longer in force"}
	wrongState  = kind{"wrong-state", http.StatusConflict, "It is not in a state for this"}
	atCapacity  = kind{"at-capacity", http.StatusConflict, "You hold as many cases as the queue allows"}
	fourEyes    = kind{"four-eyes", http.StatusForbidden, "Somebody else must publish this"}
	wordingWarn = kind{"wording-warning", http.StatusUnprocessableEntity, "The wording needs a reason"}
	wordingStop = kind{"wording-blocked", http.StatusUnprocessableEntity, "This wording is not approved"}
)

// meanings is the one table from domain errors to answers, for errors that are values.
var meanings = []struct {
	err  error
	kind kind
}{
	{conversation.ErrNotFound, notFound},
	{conversation.ErrKeyReused, idReused},
	{conversation.ErrBusy, unavailable},
	{conversation.ErrConflict, movedOn},
	{bot.ErrExists, taken},
	{bot.ErrMessageNotFound, notFound},
	{bot.ErrRecalled, wrongState},
	{bot.ErrNotAnswer, invalid},
	{people.ErrUnauthenticated, unauthorized},
	{people.ErrIdentity, invalid},
	{people.ErrConflict, movedOn},
	{people.ErrOverloaded, unavailable},
	{store.ErrTooLarge, tooLarge},
	{errEnded, unavailable},
	{context.DeadlineExceeded, unavailable},
	{context.Canceled, unavailable}, // the client has left
}

// explain is the problem for errors that carry what happened; nil if it is none of these.
func explain(err error) *Problem {
	switch e := err.(type) { //nolint:errorlint // unwraps by itself, below
	case *Problem:
		return e
	case *conversation.HolderError:
		p := notHolder.problem(e.Error())
		p.Holder, p.HolderName = string(e.Holder), e.Name
		return p
	case *conversation.SourceWithdrawnError:
		return withdrawn.problem(e.Error())
	case *people.ForbiddenError, *handoff.NotMemberError:
		return forbidden.problem(e.Error())
	case *people.NotFoundError, *handoff.NotFoundError, *knowledge.NotFoundError:
		return notFound.problem(e.Error())
	case *people.ExistsError:
		return taken.problem(e.Error())
	case *people.InvalidError:
		return invalid.field("body."+e.Field, e.Message)
	case handoff.Problems:
		p := invalid.problem(e.Error())
		for _, part := range e {
			p.Errors = append(p.Errors, ProblemField{"body." + part.Path, part.Message})
		}
		return p
	case *handoff.CapacityError:
		return atCapacity.problem(e.Error())
	case *handoff.EndedError:
		return wrongState.problem(e.Error())
	case *knowledge.ConflictError:
		p := movedOn.problem(e.Error())
		if e.Base == 0 {
			p = taken.problem(e.Error())
		}
		p.Current = e.Current
		return p
	case *knowledge.StateError:
		return wrongState.problem(e.Error())
	case *knowledge.FourEyesError:
		return fourEyes.problem(e.Error())
	case *knowledge.InvalidError:
		p := invalid.problem(e.Error())
		for _, f := range e.Fields {
			p.Errors = append(p.Errors, ProblemField{"body." + f.Field, f.Message})
		}
		return p
	case *http.MaxBytesError:
		return tooLarge.problem("at most " + strconv.FormatInt(e.Limit, 10) + " bytes are read here")
	}
	switch e := err.(type) { //nolint:errorlint // this is the unwrapping
	case interface{ Unwrap() error }:
		return explain(e.Unwrap())
	case interface{ Unwrap() []error }:
		for _, part := range e.Unwrap() {
			if p := explain(part); p != nil {
				return p
			}
		}
	}
	return nil
}

// problem is the answer to an error. What nobody expected is logged with the request and told to nobody.
func (s *Server) problem(ctx context.Context, err error) *Problem {
	k := callOf(ctx)
	p := explain(err)
	if errors.Is(err, store.ErrBadCursor) {
		p = invalid.field("query.cursor", "is not from a list of this kind")
	}
	if p == nil && errors.Is(err, conversation.ErrUnavailable) { // why is nobody's business outside
		p = unavailable.problem(conversation.ErrUnavailable.Error()).caused(err)
	}
	if p == nil {
		for _, m := range meanings {
			if errors.Is(err, m.err) {
				p = m.kind.problem(err.Error())
				break
			}
		}
	}
	if p == nil {
		k.cause = err
		p = internal.problem("the error is in the server's log under this request's id")
	}
	if p.cause != nil {
		k.cause = p.cause
	}
	answer := *p // a problem may be shared
	answer.RequestID = k.id
	switch answer.Status {
	case http.StatusUnauthorized:
		if answer.header == nil {
			answer.with("WWW-Authenticate", `Bearer realm="baton"`)
		}
	case http.StatusServiceUnavailable:
		answer.with("Retry-After", strconv.Itoa(1+rand.IntN(3))) // not everybody at once
	}
	return &answer
}

func isNotFound(err error) bool { return errors.Is(err, conversation.ErrNotFound) }
