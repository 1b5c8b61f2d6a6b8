package conversation

import "slices"

// Blank is a payload without the words that people wrote or that name somebody, which is what redaction leaves of it: what
// happened and to what (numbers, ids of cases and articles, names of fields, tags, deadlines) stays, so that the events
// can still be folded.
func Blank(p Payload) Payload {
	switch p := p.(type) {
	case Message:
		p.Text, p.Attachments, p.Choices, p.Reason, p.ClientID = "", nil, nil, "", ""
		p.Input, p.Sources = nil, untitled(p.Sources)
		return p
	case MessageEdited:
		p.Text = ""
		return p
	case Decision:
		p.Question, p.Choices, p.Sources = "", nil, untitled(p.Sources)
		return p
	case Suggestion:
		p.Text, p.Sources = "", untitled(p.Sources)
		return p
	case Summary:
		p.Statements = []SummaryStatement{}
		return p
	case Field:
		p.Value, p.Raw = "", ""
		return p
	case HolderChanged:
		p.Reason = ""
		if p.Opening != nil {
			opening := *p.Opening
			opening.Name, opening.Profile, opening.Source = "", nil, ""
			p.Opening = &opening
		}
		return p
	case Tag:
		p.Source = ""
		return p
	case HandoffOpened:
		p.Reason = ""
		return p
	case HandoffBounced:
		p.Reason = ""
		return p
	case HandoffTransferred:
		p.Reason = ""
		return p
	case HandoffReturned:
		p.Reason = ""
		return p
	case HandoffResolved:
		p.Outcome = ""
		return p
	case Promise:
		p.Text = ""
		return p
	case Note:
		p.Text, p.ClientID = "", ""
		return p
	case Consult:
		p.Text, p.ClientID = "", ""
		return p
	case Reopened:
		p.Reason = ""
		return p
	}
	return p // nothing in it was written by anybody
}

func untitled(sources []Source) []Source {
	sources = slices.Clone(sources)
	for i := range sources {
		sources[i].Title, sources[i].URL = "", ""
	}
	return sources
}

// Quoting are those of the later events that repeat words of one: edits of a message, facts read from it, promises made in
// it, and the decisions that answered it, in which the question is quoted. What was written freely from all that had been
// said, summaries and the replies that a human had drafted, may repeat any of it. Whoever redacts it redacts these too.
func Quoting(e Event, later []Event) []Event {
	var quoting []Event
	unread := e.Seq // of the customer's words, that no decision has covered
	if e.Actor.Kind != Customer {
		unread = 0
	}
	for _, next := range later {
		quotes := false
		switch p := next.Payload.(type) {
		case MessageEdited:
			if quotes = p.Target == e.Seq; quotes && next.Actor.Kind == Customer {
				unread = next.Seq
			}
		case Field:
			quotes = p.FromSeq == e.Seq
		case Promise:
			quotes = p.MessageSeq == e.Seq
		case Summary:
			quotes = p.Through >= e.Seq
		case Suggestion:
			quotes = p.Why == Asked
		case Decision:
			if quotes = unread > 0 && p.Through >= unread; quotes {
				unread = 0
			}
		}
		if quotes {
			quoting = append(quoting, next)
		}
	}
	return quoting
}
