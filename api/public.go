package api

import "github.com/batondesk/baton/conversation"

// publicEvent is an event as its customer may see it; false if they may not see it at all. It is a whitelist: what is not
// named here, kind or part, stays inside, whatever its visibility says.
func publicEvent(e conversation.Event) (conversation.Event, bool) {
	if e.Visibility != conversation.Public {
		return e, false
	}
	switch p := e.Payload.(type) {
	case conversation.Message:
		e.Payload = conversation.Message{
			ClientID: ownID(e.Actor, p.ClientID), Text: p.Text, Attachments: p.Attachments, Locale: p.Locale,
			Act: p.Act, Sources: p.Sources, Confidence: p.Confidence, Choices: p.Choices, Field: p.Field, Input: p.Input,
		}
	case conversation.MessageEdited, conversation.MessageRecalled, conversation.Feedback:
	case conversation.HolderChanged:
		e.Payload = conversation.HolderChanged{From: publicHolder(p.From), To: publicHolder(p.To), Name: p.Name}
	case conversation.HandoffOpened:
		e.Payload = conversation.HandoffOpened{HandoffID: p.HandoffID, OutOfHours: p.OutOfHours, OpensAt: p.OpensAt, ExpectBy: p.Due.FirstReply}
	case conversation.HandoffClaimed:
		e.Payload = conversation.HandoffClaimed{HandoffID: p.HandoffID, Name: p.Name}
	case conversation.HandoffResolved:
		e.Payload = conversation.HandoffResolved{HandoffID: p.HandoffID}
	case conversation.Promise:
		e.Payload = conversation.Promise{Text: p.Text, MessageSeq: p.MessageSeq, Due: p.Due}
	case conversation.Resolved, conversation.Closed:
	case conversation.Reopened:
		e.Payload = conversation.Reopened{}
	case conversation.Redacted:
		e.Payload = conversation.Redacted{Target: p.Target}
	default:
		return e, false
	}
	e.Actor = publicActor(e.Actor)
	return e, true
}

// publicActor keeps who speaks, not the login names of colleagues nor the ids of records.
func publicActor(a conversation.Actor) conversation.Actor {
	if a.Kind == conversation.Agent {
		return conversation.Actor{Kind: a.Kind, Name: a.Name}
	}
	return conversation.Actor{Kind: a.Kind}
}

// publicHolder says what kind of holder it is, not which queue or person.
func publicHolder(h conversation.Holder) conversation.Holder {
	if _, ok := h.Queue(); ok {
		return "queue"
	}
	if _, ok := h.Agent(); ok {
		return "agent"
	}
	return h
}

func ownID(a conversation.Actor, id string) string {
	if a.Kind == conversation.Customer {
		return id
	}
	return ""
}
