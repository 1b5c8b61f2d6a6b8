package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"path"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"github.com/batondesk/baton/conversation"
)

// openAPI is the document at /openapi.json before the routes are in it.
func openAPI(version string) huma.Config {
	c := huma.DefaultConfig("Baton", version)
	c.Info.Description = "An AI-first triage bot with human handoff. Errors are RFC 9457 problem details; lists are " +
		"{items, next?}; an id in a creating request makes it repeatable."
	c.CreateHooks = nil                                   // no $schema members in answers
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", "" // the document has a route of its own
	c.Formats = map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat, "application/problem+json": jsonFormat}
	c.RejectUnknownQueryParameters = true
	c.Components.Schemas = register(huma.NewMapRegistry("#/components/schemas/", schemaName))
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"conversation": {Type: "http", Scheme: "bearer", Description: "The token of one conversation, for its customer."},
		"key":          {Type: "http", Scheme: "bearer", Description: "An API key."},
		"session": {Type: "apiKey", In: "cookie", Name: sessionCookie,
			Description: "From POST /v1/session. Requests that change something also need the header " + csrfHeader + ": 1."},
	}
	return c
}

// schemaName keeps types of different packages apart: those of this one have their own names, others the package's before.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	pkg := path.Base(t.PkgPath())
	if t.Name() == "" || pkg == "api" || pkg == "." {
		return name
	}
	prefix := strings.ToUpper(pkg[:1]) + pkg[1:]
	if strings.HasPrefix(name, prefix) {
		return name
	}
	return prefix + name
}

// showOpenAPI serves the document, which is written once: after all routes are in it.
func (s *Server) showOpenAPI(c *gin.Context) {
	c.Data(http.StatusOK, "application/json", s.document())
}

func (s *Server) writeDocument() []byte {
	document, err := json.Marshal(s.huma.OpenAPI())
	if err != nil {
		panic(err) // a schema of ours that cannot be written: the tests read it
	}
	// Of huma's lists each may be null. A request may say so and need not; an answer never does.
	return bytes.ReplaceAll(document, []byte(`["array","null"]`), []byte(`"array"`))
}

func documentOpenAPI(op *huma.Operation, _ huma.Registry) {
	op.Responses["200"] = jsonResponse("This document.", &huma.Schema{Type: "object"})
}

func queryParam(name, kind, doc string) *huma.Param {
	return &huma.Param{Name: name, In: "query", Description: doc, Schema: &huma.Schema{Type: kind}}
}

func schemaOf[T any](r huma.Registry) *huma.Schema { return r.Schema(reflect.TypeFor[T](), true, "") }

func jsonResponse(description string, s *huma.Schema) *huma.Response {
	return &huma.Response{Description: description, Content: map[string]*huma.MediaType{"application/json": {Schema: s}}}
}

func problemResponse(api huma.API) *huma.Response {
	s := schemaOf[Problem](api.OpenAPI().Components.Schemas)
	return &huma.Response{Description: "Error", Content: map[string]*huma.MediaType{"application/problem+json": {Schema: s}}}
}

func documentHealth(op *huma.Operation, _ huma.Registry) {
	op.Responses["200"] = jsonResponse("It is.", &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{"status": {Type: "string"}}})
}

func documentMetrics(op *huma.Operation, _ huma.Registry) {
	op.Responses["200"] = &huma.Response{Description: "Prometheus metrics.", Content: map[string]*huma.MediaType{
		"text/plain": {Schema: &huma.Schema{Type: "string"}},
	}}
}

func documentEvents(op *huma.Operation, r huma.Registry) {
	event := eventSchema(r)
	op.Description += " With Accept: text/event-stream the answer is a stream: id is the seq, data one event; Last-Event-ID resumes."
	op.Parameters = []*huma.Param{
		{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: "string"}},
		queryParam("after", "integer", "Only events with a higher seq."),
		queryParam("wait", "string", "How long to wait for the first event: 20s; at most "+maxWait.String()+"."),
		{Name: "Last-Event-ID", In: "header", Description: "The seq of the last event received; goes before after.", Schema: &huma.Schema{Type: "string"}},
	}
	page := &huma.Schema{Type: "object", Required: []string{"events", "more"}, Properties: map[string]*huma.Schema{
		"events": {Type: "array", Items: event, Description: "At most 500. Gaps in seq are normal."},
		"more":   {Type: "boolean", Description: "There are more already: ask again after the last seq."},
	}}
	op.Responses["200"] = jsonResponse("Events in order.", page)
	op.Responses["200"].Content["text/event-stream"] = &huma.MediaType{Schema: &huma.Schema{Type: "string", Description: "Each data line is an Event."}}
}

func documentFeed(op *huma.Operation, r huma.Registry) {
	schemaOf[FeedItem](r)
	op.Responses["200"] = &huma.Response{
		Description: "Each data line is a FeedItem. After a reconnect or the event refetch, read your lists again.",
		Content:     map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: "string"}}},
	}
}

// eventSchema describes an event: one shape per kind, with the head that all share.
func eventSchema(r huma.Registry) *huma.Schema {
	head := r.Schema(reflect.TypeFor[eventHead](), false, "EventHead")
	union := &huma.Schema{Discriminator: &huma.Discriminator{PropertyName: "kind", Mapping: map[string]string{}}}
	for _, p := range payloads {
		kind := p.Kind()
		body := huma.SchemaFromType(r, reflect.TypeOf(p))
		shape := &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{}, Required: append([]string{}, head.Required...)}
		for name, s := range head.Properties {
			shape.Properties[name] = s
		}
		for name, s := range body.Properties {
			shape.Properties[name] = s
		}
		shape.Required = append(shape.Required, body.Required...)
		shape.Properties["kind"] = &huma.Schema{Type: "string", Enum: []any{string(kind)}}
		name := "Event" + huma.DefaultSchemaNamer(reflect.TypeOf(p), "")
		r.Map()[name] = shape
		ref := "#/components/schemas/" + name
		union.OneOf = append(union.OneOf, &huma.Schema{Ref: ref})
		union.Discriminator.Mapping[string(kind)] = ref
	}
	r.Map()["Event"] = union
	return &huma.Schema{Ref: "#/components/schemas/Event"}
}

// eventHead is what every event has.
type eventHead struct {
	Seq        int64                   `json:"seq" doc:"Its place in the conversation."`
	At         string                  `json:"at" format:"date-time"`
	Actor      conversation.Actor      `json:"actor"`
	Kind       string                  `json:"kind"`
	Visibility conversation.Visibility `json:"visibility"`
}

// payloads are all that can happen in a conversation.
var payloads = []conversation.Payload{
	conversation.Message{}, conversation.MessageEdited{}, conversation.MessageRecalled{}, conversation.Decision{},
	conversation.Suggestion{}, conversation.Summary{}, conversation.Field{}, conversation.Tag{}, conversation.HolderChanged{},
	conversation.HandoffOpened{}, conversation.HandoffClaimed{}, conversation.HandoffBounced{},
	conversation.HandoffTransferred{}, conversation.HandoffReturned{}, conversation.HandoffResolved{},
	conversation.Promise{}, conversation.Note{}, conversation.Consult{}, conversation.Feedback{},
	conversation.Resolved{}, conversation.Reopened{}, conversation.Closed{}, conversation.Redacted{},
}
