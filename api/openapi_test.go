package api

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/batondesk/baton/conversation"
)

func TestTheOpenAPIDocumentDescribesEveryRoute(t *testing.T) {
	h := newHouse(t)
	got := h.as("", get, "/openapi.json", nil).want(200)
	var doc struct {
		OpenAPI    string
		Paths      map[string]map[string]struct{ OperationID, Summary string }
		Components struct{ Schemas map[string]any }
	}
	must(t, json.Unmarshal(got.body, &doc))
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("OpenAPI %s", doc.OpenAPI)
	}
	routes := h.api.routes()
	for _, r := range routes {
		op, ok := doc.Paths[r.path][strings.ToLower(r.method)]
		if !ok || op.OperationID == "" || op.Summary == "" {
			t.Errorf("%s %s is not documented", r.method, r.path)
		}
	}
	for _, name := range []string{"Event", "EventMessage", "EventHandoffOpened", "Problem", "Handoff", "HandoffCard", "KnowledgeArticle", "FeedItem"} {
		if doc.Components.Schemas[name] == nil {
			t.Errorf("there is no schema %s", name)
		}
	}
	resolveRefs(t, doc.Components.Schemas, got.body)
}

// resolveRefs checks that whatever is referred to exists.
func resolveRefs(t *testing.T, schemas map[string]any, doc []byte) {
	for _, part := range strings.Split(string(doc), `"#/components/schemas/`)[1:] {
		name, _, _ := strings.Cut(part, `"`)
		if schemas[name] == nil {
			t.Errorf("%s is referred to and not there", name)
		}
	}
}

func TestEveryKindOfEventIsDocumented(t *testing.T) {
	known := map[conversation.Kind]bool{}
	for _, p := range payloads {
		known[p.Kind()] = true
	}
	for _, kind := range []conversation.Kind{
		"message", "message_edited", "message_recalled", "decision", "suggestion", "field", "tag", "holder", "handoff_opened",
		"handoff_claimed", "handoff_bounced", "handoff_transferred", "handoff_returned", "handoff_resolved", "promise", "note",
		"consult", "feedback", "resolved", "reopened", "closed", "redacted",
	} {
		if !known[kind] {
			t.Errorf("%s is not documented", kind)
		}
	}
}

func TestWhatACustomerSeesIsAWhitelist(t *testing.T) {
	const inside = "not for customers"
	hidden := []conversation.Payload{
		conversation.Decision{Reasons: []string{inside}}, conversation.Suggestion{Text: inside}, conversation.Field{Value: inside},
		conversation.Tag{Add: []string{inside}}, conversation.Note{Text: inside}, conversation.Consult{Text: inside},
		conversation.HandoffBounced{Reason: inside}, conversation.HandoffTransferred{Reason: inside}, conversation.HandoffReturned{Reason: inside},
	}
	for _, p := range hidden {
		if _, visible := publicEvent(conversation.Event{Visibility: conversation.Public, Payload: p}); visible {
			t.Errorf("a %s is shown", p.Kind())
		}
	}
	shown := []conversation.Payload{
		conversation.Message{Text: "hello", Reason: inside, Phrase: inside},
		conversation.HolderChanged{To: conversation.AgentHolder(inside), Reason: inside, Opening: &conversation.Opening{Source: inside}},
		conversation.HandoffOpened{Reason: inside, Queue: inside, Playbook: inside, Needs: []string{inside}},
		conversation.HandoffClaimed{By: inside}, conversation.HandoffResolved{Outcome: inside},
		conversation.Promise{By: inside, Authority: inside}, conversation.Reopened{Reason: inside}, conversation.Redacted{Reason: inside},
	}
	actor := conversation.Actor{Kind: conversation.Agent, ID: inside, Name: "Mina"}
	for _, p := range shown {
		e, visible := publicEvent(conversation.Event{Seq: 1, Actor: actor, Visibility: conversation.Public, Payload: p})
		data, err := e.MarshalJSON()
		must(t, err)
		if !visible || strings.Contains(string(data), inside) {
			t.Errorf("%s: visible %v: %s", p.Kind(), visible, data)
		}
		if _, visible := publicEvent(conversation.Event{Visibility: conversation.Internal, Payload: p}); visible {
			t.Errorf("an internal %s is shown", p.Kind())
		}
	}
}
