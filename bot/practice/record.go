package practice

import (
	"slices"
	"strings"

	"github.com/batondesk/baton/conversation"
)

// line is a message of the customer or of a human as it stands now: edited, and without the redacted ones.
type line struct {
	seq    int64
	by     conversation.ActorKind
	text   string
	taken  bool // a human took it from an article
	denied bool // the customer said that it did not help
	lacks  bool // the bot found no answer to it
	open   bool // the bot left it to whoever held the conversation
}

// record is what a conversation says about practice.
type record struct {
	id     conversation.ID
	state  conversation.State
	lines  []line
	spoken map[string]bool // sentences that the bot said or suggested, bare
	known  []known
}

// read folds a conversation.
func read(id conversation.ID, events []conversation.Event) record {
	r := record{id: id, state: conversation.Fold(id, events), spoken: map[string]bool{}}
	r.known = knownOf(events)
	through := int64(0)
	for _, e := range events {
		switch p := e.Payload.(type) {
		case conversation.Message:
			switch e.Actor.Kind {
			case conversation.Customer, conversation.Agent:
				r.lines = append(r.lines, line{seq: e.Seq, by: e.Actor.Kind, text: p.Text, taken: len(p.Sources) > 0})
			default:
				r.says(p.Text)
			}
		case conversation.Suggestion:
			r.says(p.Text)
		case conversation.MessageEdited:
			if l := r.line(p.Target); l != nil && l.by == e.Actor.Kind {
				l.text = p.Text
			}
		case conversation.MessageRecalled:
			if l := r.line(p.Target); l != nil && l.by == e.Actor.Kind {
				l.text = ""
			}
		case conversation.Feedback:
			if l := r.line(p.Target); l != nil {
				l.denied = !p.Helpful
			}
		case conversation.Decision:
			r.decided(p, through)
			through = max(through, p.Through)
		}
	}
	r.lines = slices.DeleteFunc(r.lines, func(l line) bool { return strings.TrimSpace(l.text) == "" })
	return r
}

func (r *record) line(seq int64) *line {
	for i := range r.lines {
		if r.lines[i].seq == seq {
			return &r.lines[i]
		}
	}
	return nil
}

func (r *record) says(text string) {
	for _, s := range sentences(text) {
		r.spoken[bare(s)] = true
	}
	r.spoken[bare(text)] = true
}

// decided notes what the bot made of the customer's lines since the decision before.
func (r *record) decided(d conversation.Decision, after int64) {
	quiet := !d.WantsHuman && !slices.ContainsFunc(d.Acts, func(a conversation.DecidedAct) bool {
		return a.Act != conversation.ActSilence && a.Act != conversation.ActNotice
	})
	for i := range r.lines {
		if l := &r.lines[i]; l.by == conversation.Customer && l.seq > after && l.seq <= d.Through {
			l.lacks, l.open = d.Missed, quiet
		}
	}
}

// ended reports whether the concern was dealt with, and a human had a part in it.
func (r record) ended() bool { return ended(r.state) }

func ended(s conversation.State) bool {
	return s.AgentReply.Seq > 0 && s.Status != conversation.Open && s.Outcome != "abandoned"
}
