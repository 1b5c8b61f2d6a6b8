package conversation

import (
	"maps"
	"slices"
	"time"
	"unicode/utf8"
)

const (
	recentMessages = 12  // kept in State when nothing is owed
	recentRunes    = 400 // of each, once it has been answered: State is written with every commit
	answersKept    = 5
)

// Apply is the State after one more event. It does not change the State it is called on.
func (s State) Apply(e Event) State {
	s.Seq, s.Updated = e.Seq, e.At
	switch p := e.Payload.(type) {
	case HolderChanged:
		s = s.applyHolder(e, p)
	case Message:
		s = s.applyMessage(e, p)
	case MessageEdited:
		s = s.applyEdit(e, p)
	case MessageRecalled:
		s = s.applyRecall(e, p)
	case Decision:
		s = s.applyDecision(p)
	case Field:
		s = s.applyField(e, p)
	case Tag:
		s.Tags = applyTags(s.Tags, p)
		if p.Source != "" {
			s.Opening.Source = p.Source
		}
	case HandoffOpened, HandoffClaimed, HandoffBounced, HandoffTransferred, HandoffReturned, HandoffResolved:
		s = s.applyHandoff(e)
	case Promise:
		s.Promises = append(slices.Clone(s.Promises), p)
	case Resolved:
		s.Status, s.Outcome, s.Ended = StatusResolved, p.Outcome, e.At
		s.Choices, s.Asking, s.Misses = nil, "", 0
	case Closed:
		s.Status, s.Outcome, s.Ended = StatusClosed, p.Outcome, e.At
	case Reopened:
		s = s.reopen()
	case Redacted:
		s = s.applyRedaction(e, p)
	case Suggestion, Summary, Note, Consult, Feedback:
		// On record; nothing follows from them.
	}
	return s
}

// Fold is the State after all events.
func Fold(id ID, events []Event) State {
	s := State{ID: id}
	for _, e := range events {
		s = s.Apply(e)
	}
	return s
}

func (s State) applyHolder(e Event, p HolderChanged) State {
	if p.Opening != nil {
		s.Opening, s.Opened, s.Status = *p.Opening, e.At, Open
		s.Locale = p.Opening.Locale
	}
	s.Holder, s.HolderName, s.Epoch = p.To, p.Name, e.Seq
	if agent, ok := p.To.Agent(); ok {
		s.LastAgent, s.LastAgentName = agent, p.Name
	}
	return s
}

func (s State) applyMessage(e Event, p Message) State {
	said := Said{Seq: e.Seq, By: e.Actor.Kind, Text: p.Text, Asks: p.Field, Phrase: p.Phrase}
	switch e.Actor.Kind {
	case Customer:
		said.Fresh = e.Seq
		s.Customer = Mark{e.Seq, e.At}
	case Agent:
		s.AgentReply, s.Reply, s.Spoken = Mark{e.Seq, e.At}, Mark{e.Seq, e.At}, e.Seq
		if s.Handoff != nil && s.Handoff.Claimed && !s.Handoff.Replied {
			h := *s.Handoff
			h.Replied = true
			s.Handoff = &h
		}
	default:
		s.Reply = Mark{e.Seq, e.At}
		if p.Act != ActNotice {
			s.Spoken = e.Seq
		}
		s = s.applySpoken(e, p)
	}
	s.Recent = slices.Concat(s.Recent, []Said{said})
	return s.trim()
}

// applySpoken notes what the bot said: what it asked for, what it offered, what it answered.
func (s State) applySpoken(e Event, p Message) State {
	s.Welcomed = true
	if p.Field != "" {
		s.Asking = p.Field
		s.Asked = maps.Clone(s.Asked)
		if s.Asked == nil {
			s.Asked = map[string]int{}
		}
		s.Asked[p.Field]++
	}
	if p.Act == ActAnswer && len(p.Sources) > 0 {
		var question string
		for _, said := range slices.Backward(s.Recent) {
			if said.By == Customer {
				question = said.Text
				break
			}
		}
		s.Answered = append(slices.Clone(s.Answered), Answered{Source{ArticleID: p.Sources[0].ArticleID, Version: p.Sources[0].Version}, question, e.Seq})
		s.Answered = s.Answered[max(0, len(s.Answered)-answersKept):]
	}
	return s
}

func (s State) applyEdit(e Event, p MessageEdited) State {
	s.Recent = slices.Clone(s.Recent)
	at := slices.IndexFunc(s.Recent, func(said Said) bool { return said.Seq == p.Target && said.By == e.Actor.Kind })
	if at < 0 { // an old message comes to mind again
		s.Recent, at = slices.Insert(s.Recent, 0, Said{Seq: p.Target, By: e.Actor.Kind}), 0
	}
	s.Recent[at].Text = p.Text
	if e.Actor.Kind == Customer {
		s.Recent[at].Fresh = e.Seq
		s = s.amended(e, p.Target)
	}
	return s.trim()
}

func (s State) applyRecall(e Event, p MessageRecalled) State {
	s.Recent = slices.DeleteFunc(slices.Clone(s.Recent), func(said Said) bool {
		return said.Seq == p.Target && said.By == e.Actor.Kind
	})
	if e.Actor.Kind == Customer {
		s = s.amended(e, p.Target)
	}
	return s
}

func (s State) amended(e Event, target int64) State {
	s.Customer = Mark{e.Seq, e.At}
	s.Amended = append(slices.Clone(s.Amended), Amendment{Target: target, Seq: e.Seq})
	return s
}

func (s State) applyDecision(p Decision) State {
	s.Through = max(s.Through, p.Through)
	s.Amended = slices.DeleteFunc(slices.Clone(s.Amended), func(a Amendment) bool { return a.Seq <= s.Through })
	if len(s.Amended) == 0 {
		s.Amended = nil
	}
	if p.Locale != "" {
		s.Locale = p.Locale
	}
	if p.Playbook != s.Playbook && s.Handoff == nil {
		s.Asked, s.Declined = nil, nil
	}
	for _, field := range p.Declined {
		if !slices.Contains(s.Declined, field) {
			s.Declined = append(slices.Clone(s.Declined), field)
		}
	}
	s.Playbook, s.Trigger = p.Playbook, p.Trigger
	s.Choices = p.Choices
	s.Asking = ""
	if p.Missed {
		s.Misses++
	} else if slices.ContainsFunc(p.Acts, func(a DecidedAct) bool { return a.Act == ActAnswer || a.Act == ActHandoff }) {
		s.Misses = 0
	}
	for _, risk := range p.Risk {
		if !slices.Contains(s.Risk, risk) {
			s.Risk = append(slices.Clone(s.Risk), risk)
			slices.Sort(s.Risk)
		}
	}
	return s.trim()
}

func (s State) applyField(e Event, p Field) State {
	s.Fields = maps.Clone(s.Fields)
	if s.Fields == nil {
		s.Fields = map[string]Known{}
	}
	before, known := s.Fields[p.Name]
	now := Known{Field: p, Seq: e.Seq}
	if known {
		now.Replaced = slices.Clone(before.Replaced)
		if before.Value != "" && before.Value != p.Value {
			now.Replaced = append(now.Replaced, before.Field)
		}
	}
	if p.Removed {
		now.Value, now.Raw = "", ""
	}
	s.Fields[p.Name] = now
	if s.Asking == p.Name && !p.Removed {
		s.Asking = ""
	}
	return s
}

func applyTags(tags []string, p Tag) []string {
	out := slices.DeleteFunc(slices.Clone(tags), func(t string) bool { return slices.Contains(p.Remove, t) })
	out = append(out, p.Add...)
	slices.Sort(out)
	return slices.Compact(out)
}

func (s State) reopen() State {
	s.Status, s.Outcome = Open, ""
	s.Ended = time.Time{}
	s.Playbook, s.Trigger, s.Choices, s.Asked, s.Asking, s.Declined, s.Misses = "", "", nil, nil, "", nil, 0
	return s
}

func (s State) applyRedaction(e Event, p Redacted) State {
	s.Redacted = e.Seq
	s.Recent = slices.DeleteFunc(slices.Clone(s.Recent), func(said Said) bool { return said.Seq == p.Target })
	s.Fields = maps.Clone(s.Fields)
	for name, known := range s.Fields {
		if known.FromSeq == p.Target || known.Seq == p.Target {
			known.Value, known.Raw = "", ""
		}
		known.Replaced = slices.DeleteFunc(slices.Clone(known.Replaced), func(f Field) bool { return f.FromSeq == p.Target })
		s.Fields[name] = known
	}
	return s
}

// trim keeps the last messages and every one that is still owed an answer.
func (s State) trim() State {
	keep := len(s.Recent) - recentMessages
	for keep > 0 && slices.ContainsFunc(s.Recent[:keep], func(said Said) bool { return said.By == Customer && said.Fresh > s.Through }) {
		keep--
	}
	if keep > 0 {
		s.Recent = s.Recent[keep:]
	}
	for i, said := range s.Recent {
		if said.Fresh <= s.Through && len(said.Text) > recentRunes {
			if short := firstRunes(said.Text, recentRunes); short != said.Text {
				s.Recent = slices.Clone(s.Recent)
				s.Recent[i].Text = short
			}
		}
	}
	return s
}

func firstRunes(text string, n int) string {
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	return string([]rune(text)[:n])
}
