package bot

import (
	"context"
	"maps"
	"slices"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
)

// What a Writer is told of a long conversation: how it began and how it goes on.
const (
	firstTurns = 10
	lastTurns  = 40
	turnRunes  = 2000 // of each
	eventsPage = 500
)

// record is a conversation with all its events.
func (s *Scribe) record(ctx context.Context, id conversation.ID) (conversation.State, []conversation.Event, error) {
	var events []conversation.Event
	for {
		page, err := s.Ledger.After(ctx, id, int64(len(events)), eventsPage) // events are numbered without holes
		if err != nil {
			return conversation.State{}, nil, err
		}
		events = append(events, page...)
		if len(page) < eventsPage {
			return conversation.Fold(id, events), events, nil
		}
	}
}

// transcript is what was said after an event, as it now stands: edited texts, and nothing that was recalled or redacted.
// Words of the customer after answered are fresh.
func transcript(events []conversation.Event, after, answered int64) []Turn {
	var turns []Turn
	at := func(target int64, by conversation.ActorKind) int {
		return slices.IndexFunc(turns, func(t Turn) bool { return t.Seq == target && t.Role == by })
	}
	for _, e := range events {
		if e.Seq <= after {
			continue
		}
		fresh := e.Actor.Kind == conversation.Customer && e.Seq > answered
		switch p := e.Payload.(type) {
		case conversation.Message:
			turns = append(turns, Turn{Seq: e.Seq, Role: e.Actor.Kind, Text: p.Text, Asks: p.Field, Fresh: fresh})
		case conversation.MessageEdited:
			if i := at(p.Target, e.Actor.Kind); i >= 0 {
				turns[i].Text, turns[i].Fresh = p.Text, fresh
			}
		case conversation.MessageRecalled:
			if i := at(p.Target, e.Actor.Kind); i >= 0 {
				turns = slices.Delete(turns, i, i+1)
			}
		}
	}
	turns = slices.DeleteFunc(turns, func(t Turn) bool { return t.Text == "" }) // redacted, or nothing but a file
	if over := len(turns) - firstTurns - lastTurns; over > 0 {
		turns = slices.Delete(turns, firstTurns, firstTurns+over)
	}
	for i := range turns {
		turns[i].Text = firstRunes(turns[i].Text, turnRunes)
	}
	return turns
}

func firstRunes(text string, n int) string {
	if runes := []rune(text); len(runes) > n {
		return string(runes[:n])
	}
	return text
}

// confidential are the facts of a conversation and the customer's name: what a Writer keeps from whoever it asks.
func confidential(state conversation.State) []conversation.Field {
	var known []conversation.Field
	if name := state.Opening.Name; name != "" {
		known = append(known, conversation.Field{Name: "customer_name", Type: conversation.TypeName, Value: name, Origin: "profile"})
	}
	for _, name := range slices.Sorted(maps.Keys(state.Fields)) {
		if field := state.Fields[name].Field; field.Value != "" {
			known = append(known, field)
		}
	}
	return known
}

// inForce is an approved answer as it would be given now to this customer; false if it would not.
func (t *thought) inForce(id string) (BriefArticle, bool) {
	a, ok := t.Search.Article(id)
	text, written := a.Texts[t.locale]
	if !ok || !written || !a.InForce(t.now) || !a.For(t.state.Tags) {
		return BriefArticle{}, false
	}
	brief := BriefArticle{ArticleID: a.ID, Version: a.Version, Question: title(a, t.locale), Answer: text.Answer}
	if brief.Passage = a.Kind == knowledge.Passage; brief.Passage {
		return brief, true
	}
	var missing []string
	brief.Answer, missing = knowledge.Fill(text.Answer, t.values())
	return brief, len(missing) == 0
}
