package handoff

import (
	"slices"
	"strings"
	"unicode"

	"github.com/batondesk/baton/conversation"
)

// said is a message as it stands at the end: edited text, and whether it was recalled.
type said struct {
	conversation.Message
	seq      int64
	actor    conversation.Actor
	recalled bool
}

// record is the events of a conversation, arranged for a card.
type record struct {
	events   []conversation.Event
	said     []said          // in order, recalled ones too
	feedback map[int64]bool  // by seq of the message: helpful
	amended  map[int64]int64 // by seq of the message: the last edit, recall or redaction of it
	from     int64           // the case concerns what came after this event: the end of the case before
	opened   int64           // the seq of the case's handoff_opened; 0 if it is not among the events
}

func newRecord(events []conversation.Event, handoffID string) record {
	r := record{events: events, feedback: map[int64]bool{}, amended: map[int64]int64{}}
	at := map[int64]int{}
	for _, e := range events {
		switch p := e.Payload.(type) {
		case conversation.Message:
			at[e.Seq] = len(r.said)
			r.said = append(r.said, said{Message: p, seq: e.Seq, actor: e.Actor})
		case conversation.MessageEdited:
			if i, ok := at[p.Target]; ok && r.said[i].actor.Kind == e.Actor.Kind {
				r.said[i].Text, r.amended[p.Target] = p.Text, e.Seq
			}
		case conversation.MessageRecalled:
			if i, ok := at[p.Target]; ok && r.said[i].actor.Kind == e.Actor.Kind {
				r.said[i].recalled, r.amended[p.Target] = true, e.Seq
			}
		case conversation.Redacted:
			if i, ok := at[p.Target]; ok {
				r.said[i].recalled, r.amended[p.Target] = true, e.Seq
			}
		case conversation.Feedback:
			r.feedback[p.Target] = p.Helpful
		case conversation.HandoffReturned, conversation.HandoffResolved:
			if r.opened == 0 {
				r.from = e.Seq
			}
		case conversation.HandoffOpened:
			if p.HandoffID == handoffID {
				r.opened = e.Seq
			}
		}
	}
	return r
}

// until cuts the events after the end of a case, so that the card of an old case stays what it was.
func until(events []conversation.Event, handoffID string) []conversation.Event {
	for i, e := range events {
		var id string
		switch p := e.Payload.(type) {
		case conversation.HandoffReturned:
			id = p.HandoffID
		case conversation.HandoffResolved:
			id = p.HandoffID
		}
		if id == handoffID && id != "" {
			return events[:i+1]
		}
	}
	return events
}

// standing are the messages of one kind of actor that concern the case and were not recalled.
func (r record) standing(by conversation.ActorKind) []said {
	var out []said
	for _, m := range r.said {
		if m.seq > r.from && m.actor.Kind == by && !m.recalled && strings.TrimSpace(m.Text) != "" {
			out = append(out, m)
		}
	}
	return out
}

func (r record) recalled(seq int64) bool {
	return slices.ContainsFunc(r.said, func(m said) bool { return m.seq == seq && m.recalled })
}

// most statements that say what the customer wants.
const mostWants = 3

// wants picks the customer's own words that say what the case is about: what first brought up this kind of case, what
// opened the conversation, and what led to handing off. Words that only answered a question for a fact, and mere
// courtesies, are left out where there is anything else.
func (r record) wants(playbook string) []said {
	all := r.standing(conversation.Customer)
	telling := slices.DeleteFunc(slices.Clone(all), func(m said) bool { return r.onlyAnswers(m) || !substantial(m.Text) })
	if len(telling) == 0 {
		telling = slices.DeleteFunc(slices.Clone(all), r.onlyAnswers)
	}
	if len(telling) == 0 {
		telling = all
	}
	picked := map[int64]bool{}
	pick := func(m said) { picked[m.seq] = true }
	if from, to, ok := r.broughtUp(playbook); ok {
		for _, m := range telling {
			if m.seq > from && m.seq <= to {
				pick(m)
			}
		}
	}
	if len(telling) > 0 {
		pick(telling[0])
		last := telling[0]
		for _, m := range telling {
			if r.opened == 0 || m.seq < r.opened {
				last = m
			}
		}
		pick(last)
	}
	chosen := slices.DeleteFunc(telling, func(m said) bool { return !picked[m.seq] })
	return chosen[:min(len(chosen), mostWants)]
}

// broughtUp is the range of customer messages covered by the first decision that saw this kind of case.
func (r record) broughtUp(playbook string) (from, to int64, ok bool) {
	for _, e := range r.events {
		d, isDecision := e.Payload.(conversation.Decision)
		if !isDecision || e.Seq <= r.from {
			continue
		}
		if d.Playbook == playbook {
			return from, d.Through, true
		}
		from = d.Through
	}
	return 0, 0, false
}

// onlyAnswers reports whether a message is nothing but the value of a field.
func (r record) onlyAnswers(m said) bool {
	return slices.ContainsFunc(r.events, func(e conversation.Event) bool {
		f, ok := e.Payload.(conversation.Field)
		return ok && f.FromSeq == m.seq && f.Raw != "" && len([]rune(m.Text)) <= len([]rune(f.Raw))+6
	})
}

// substantial reports whether a text is more than a courtesy: four Chinese characters, or three words.
func substantial(text string) bool {
	dense := 0
	for _, r := range text {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
			dense++
		}
	}
	return dense >= 4 || len(strings.Fields(text)) >= 3
}

// asked counts how often the bot asked for a field in this case.
func (r record) asked(field string) int {
	n := 0
	for _, m := range r.said {
		if m.seq > r.from && m.actor.Kind == conversation.Bot && m.Field == field {
			n++
		}
	}
	return n
}
