package api

import (
	"context"
	"net/http"
	"strings"
	"time"
	"unicode"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"github.com/batondesk/baton/people"
)

// door says what opens a route.
type door int

const (
	open     door = iota // nothing is asked
	customer             // the token of the conversation named in the path
	staff                // a session or an API key with the permission
	either               // the conversation's token, or staff with the permission who may see the conversation
)

// access is what a caller needs for a route.
type access struct {
	door door
	need people.Permission // for staff; empty: any user or key
	free bool              // does not count against the conversation's rate
	site bool              // without a token, and still for the pages of web.origins
}

// embedded reports whether the pages of sites in web.origins may call the route: those that customers use.
func (a access) embedded() bool { return a.site || a.door == customer || a.door == either }

func needs(p people.Permission) access { return access{door: staff, need: p} }

// route is one line of the table in routes.go.
type route struct {
	method, path string
	access       access
	name         string // the operation's id in the OpenAPI document; its words are the summary
	register     func(s *Server, op huma.Operation)
}

// typed is a route whose input and output huma reads, checks, writes and documents.
func typed[I, O any](method, path string, a access, status int, name string, h func(context.Context, *I) (*O, error)) route {
	return route{method, path, a, name, func(s *Server, op huma.Operation) {
		op.DefaultStatus = status
		op.MaxBodyBytes = s.limits.BodyBytes
		op.BodyReadTimeout = bodyTimeout
		huma.Register(s.huma, op, func(ctx context.Context, in *I) (*O, error) {
			out, err := h(ctx, in)
			if err != nil {
				return nil, s.problem(ctx, err)
			}
			return out, nil
		})
	}}
}

// plain is a route that reads and writes by itself, such as a stream; document completes its operation.
func plain(method, path string, a access, name string, h gin.HandlerFunc, document func(*huma.Operation, huma.Registry)) route {
	return route{method, path, a, name, func(s *Server, op huma.Operation) {
		op.Responses = map[string]*huma.Response{"default": problemResponse(s.huma)}
		document(&op, s.huma.OpenAPI().Components.Schemas)
		s.huma.OpenAPI().AddOperation(&op)
		s.engine.Handle(method, ginPath(path), s.guard(a), h)
		if a.door == open { // load balancers ask with HEAD
			s.engine.Handle(http.MethodHead, ginPath(path), s.guard(a), h)
		}
	}}
}

// bodyTimeout is how long a request's body may take. It also bounds the handler: net/http gives up the request when the
// deadline passes.
const bodyTimeout = 30 * time.Second

func (s *Server) register(r route) {
	op := huma.Operation{OperationID: r.name, Method: r.method, Path: r.path, Summary: summary(r.name),
		Tags: []string{strings.SplitN(strings.TrimPrefix(r.path, "/v1/"), "/", 2)[0]}}
	switch r.access.door {
	case customer:
		op.Security = []map[string][]string{{"conversation": {}}}
	case staff:
		op.Security = []map[string][]string{{"key": {}}, {"session": {}}}
	case either:
		op.Security = []map[string][]string{{"conversation": {}}, {"key": {}}, {"session": {}}}
	}
	if r.access.need != "" {
		op.Description = "Needs the permission to " + string(r.access.need) + "."
	}
	s.guards[r.method+" "+r.path] = r.access
	if r.access.embedded() {
		s.embed(r)
	}
	r.register(s, op)
}

// embed lets the browsers of customers ask whether they may use a route from another site. crossSite has the answer.
func (s *Server) embed(r route) {
	path := ginPath(r.path)
	known := false
	for _, method := range []string{get, post, put, remove} {
		known = known || s.embedded[method+" "+path]
	}
	s.embedded[r.method+" "+path] = true
	if !known {
		s.engine.OPTIONS(path, func(c *gin.Context) { s.fail(c, methodNotAllowed.problem("only browsers ask this")) })
	}
}

// adapter lets huma register on gin with the guard of each route in front: nothing of a request is read before the guard
// has let it in.
type adapter struct{ s *Server }

func (a adapter) Handle(op *huma.Operation, h func(huma.Context)) {
	need := a.s.guards[op.Method+" "+op.Path]
	a.s.engine.Handle(op.Method, ginPath(op.Path), a.s.guard(need), func(c *gin.Context) {
		h(humagin.NewContext(op, c))
	})
}

func (a adapter) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.s.ServeHTTP(w, r) }

var ginPath = strings.NewReplacer("{", ":", "}", "").Replace

// summary makes "openConversation" "Open conversation".
func summary(name string) string {
	var b strings.Builder
	for i, r := range name {
		switch {
		case i == 0:
			b.WriteRune(unicode.ToUpper(r))
		case unicode.IsUpper(r):
			b.WriteRune(' ')
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
