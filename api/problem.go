package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
	"github.com/gin-gonic/gin"

	"github.com/batondesk/baton/knowledge/wording"
)

// Problem is an error as the client sees it: RFC 9457 problem details, with the members that some problems need beside
// the standard ones.
type Problem struct {
	Type      string         `json:"type" doc:"What kind of problem it is: urn:baton:problem:<name>. Programs decide by this."`
	Title     string         `json:"title" doc:"The kind in words; the same for every problem of a type."`
	Status    int            `json:"status" doc:"The HTTP status."`
	Detail    string         `json:"detail,omitempty" doc:"What happened here and what to do about it."`
	RequestID string         `json:"request_id,omitempty" doc:"Names the request in the server's log."`
	Errors    []ProblemField `json:"errors,omitempty" doc:"What is wrong with each field."`

	Holder     string `json:"holder,omitempty" doc:"Who holds the conversation: bot, queue:<name> or agent:<id>."`
	HolderName string `json:"holder_name,omitempty"`
	Current    int    `json:"current_version,omitempty" doc:"The version that the change should have been based on."`

	Verdict     wording.Verdict  `json:"verdict,omitempty" doc:"Of the wording check: warn or block."`
	Findings    []WordingFinding `json:"findings,omitempty" doc:"What the wording check found."`
	Alternative string           `json:"alternative,omitempty" doc:"The approved wording to use instead."`

	header http.Header
	cause  error // for the log, never for the client
}

// ProblemField is what is wrong with one part of a request.
type ProblemField struct {
	Field   string `json:"field" doc:"Where: body.text, query.after, path.seq, header.Authorization."`
	Message string `json:"message"`
}

// Error, GetStatus, GetHeaders and ContentType make a Problem an error that huma can write.
func (p *Problem) Error() string { return p.Title + ": " + p.Detail }

// Unwrap is the error behind the problem.
func (p *Problem) Unwrap() error { return p.cause }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders are headers that go with the problem.
func (p *Problem) GetHeaders() http.Header { return p.header }

// ContentType is the media type of RFC 9457.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func (p *Problem) with(name, value string) *Problem {
	if p.header == nil {
		p.header = http.Header{}
	}
	p.header.Set(name, value)
	return p
}

// kind is a type of problem: its name, status and title stand in one place.
type kind struct {
	name   string
	status int
	title  string
}

// The problems that the door itself finds. Those of the domain are in errors.go.
var (
	badRequest       = kind{"bad-request", http.StatusBadRequest, "The request cannot be read"}
	unauthorized     = kind{"unauthorized", http.StatusUnauthorized, "Who are you?"}
	forbidden        = kind{"forbidden", http.StatusForbidden, "You may not do this"}
	notFound         = kind{"not-found", http.StatusNotFound, "There is no such thing"}
	methodNotAllowed = kind{"method-not-allowed", http.StatusMethodNotAllowed, "This method is not allowed here"}
	notAcceptable    = kind{"not-acceptable", http.StatusNotAcceptable, "This form of answer is not offered"}
	timedOut         = kind{"timeout", http.StatusRequestTimeout, "The request took too long to arrive"}
	tooLarge         = kind{"too-large", http.StatusRequestEntityTooLarge, "The request is too large"}
	wrongMediaType   = kind{"unsupported-media-type", http.StatusUnsupportedMediaType, "This media type is not read here"}
	invalid          = kind{"invalid", http.StatusUnprocessableEntity, "The request is not valid"}
	tooMany          = kind{"too-many-requests", http.StatusTooManyRequests, "Too many requests"}
	internal         = kind{"internal", http.StatusInternalServerError, "Something went wrong on our side"}
	unavailable      = kind{"unavailable", http.StatusServiceUnavailable, "Not available at the moment"}
)

func (k kind) problem(detail string) *Problem {
	return &Problem{Type: "urn:baton:problem:" + k.name, Title: k.title, Status: k.status, Detail: detail}
}

func (k kind) field(field, message string) *Problem {
	p := k.problem(field + " " + message)
	p.Errors = []ProblemField{{field, message}}
	return p
}

// huma asks this function for every error that it finds itself. The values that were wrong are not repeated to the
// client: they may be long, and they may be secrets.
func init() {
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return fromHuma(status, message, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		p := *fromHuma(status, message, errs)
		p.RequestID = callOf(ctx.Context()).id
		return &p
	}
	huma.ValidateStrictCasing = true
}

func fromHuma(status int, message string, errs []error) *Problem {
	p := kindOf(status).problem(message)
	for _, err := range errs {
		var own *Problem
		if errors.As(err, &own) {
			return own
		}
		var detail *huma.ErrorDetail
		if errors.As(err, &detail) {
			p.Errors = append(p.Errors, fieldOf(detail))
		}
	}
	switch {
	case status == http.StatusInternalServerError && message == "cannot read request body":
		return badRequest.problem("the request body broke off or is not well formed")
	case status == http.StatusRequestTimeout:
		p.Detail = "the request body did not arrive in time"
	case status == http.StatusUnsupportedMediaType:
		p.Detail, p.Errors = "send the body as application/json", nil
	case len(p.Errors) > 0:
		parts := make([]string, len(p.Errors))
		for i, e := range p.Errors {
			parts[i] = e.Field + ": " + e.Message
		}
		p.Detail = strings.Join(parts, "; ")
	}
	return p
}

// fieldOf names the field itself where huma names what it is missing from.
func fieldOf(d *huma.ErrorDetail) ProblemField {
	if rest, ok := strings.CutPrefix(d.Message, "expected required property "); ok {
		name, _, _ := strings.Cut(rest, " ")
		return ProblemField{d.Location + "." + name, "is required"}
	}
	if d.Message == validation.MsgUnexpectedProperty {
		return ProblemField{d.Location, "is not known here"}
	}
	return ProblemField{d.Location, d.Message}
}

// kindOf finds the kind of a problem that huma knows by its status only.
func kindOf(status int) kind {
	for _, k := range []kind{badRequest, unauthorized, forbidden, notFound, methodNotAllowed, notAcceptable, timedOut,
		tooLarge, wrongMediaType, invalid, tooMany, unavailable} {
		if k.status == status {
			return k
		}
	}
	return internal
}

// fail ends a plain gin request with a problem.
func (s *Server) fail(c *gin.Context, err error) {
	p := s.problem(c.Request.Context(), err)
	for name, values := range p.header {
		c.Writer.Header()[name] = values
	}
	body, _ := json.Marshal(p)
	h := c.Writer.Header()
	h.Set("Content-Type", p.ContentType(""))
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.Status(p.Status)
	_, _ = c.Writer.Write(body)
	c.Abort()
}

func (p *Problem) caused(err error) *Problem {
	p.cause = err
	return p
}
