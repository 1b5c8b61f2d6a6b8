package handoff

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/batondesk/baton/conversation"
)

// state is where the case stands now: who has it and since when, hours, how it was passed on, what is due, and the last
// words of the customer.
func (c card) state() []Statement {
	var out []Statement
	say := func(seq int64, format string, args ...any) {
		out = append(out, Statement{Text: fmt.Sprintf(format, args...), Seq: seq})
	}
	k, w := c.Case, c.words
	switch k.Status {
	case Waiting:
		say(0, w.waiting, c.queueTitle(k.Queue), w.span(c.Now.Sub(k.WaitingSince)))
	case Claimed:
		say(0, w.held, cmp.Or(k.HolderName, k.Holder), c.time(c.heldSince()))
	case Returned:
		say(0, w.returned, c.time(k.EndedAt))
	case Resolved:
		say(0, w.resolved, c.time(k.EndedAt))
	}
	if k.OutOfHours && k.ClaimedAt.IsZero() {
		if k.OpensAt.After(c.Now) {
			say(0, w.outOfHoursUntil, c.time(k.OpensAt))
		} else {
			out = append(out, Statement{Text: w.outOfHours})
		}
	}
	out = append(out, c.passedOn()...)
	if k.Status.Ended() {
		return out
	}
	out = append(out, c.deadlines()...)
	return append(out, c.customerNow()...)
}

func (c card) heldSince() time.Time {
	if c.State.Handoff != nil {
		return c.State.Handoff.Since
	}
	return c.Case.ClaimedAt
}

// passedOn are the transfers and bounces of this case with their reasons, and the missed deadlines.
func (c card) passedOn() []Statement {
	var out []Statement
	for _, e := range c.Events {
		switch p := e.Payload.(type) {
		case conversation.HandoffBounced:
			if p.HandoffID == c.Case.ID {
				out = append(out, Statement{Text: fmt.Sprintf(c.words.passed, c.queueTitle(p.Queue), p.Reason), Seq: e.Seq})
			}
		case conversation.HandoffTransferred:
			switch {
			case p.HandoffID != c.Case.ID:
			case p.Breach != "":
				out = append(out, Statement{Text: fmt.Sprintf(c.words.missedDeadline, deadlineNames[p.Breach].In(c.locale)), Seq: e.Seq})
			default:
				out = append(out, Statement{Text: fmt.Sprintf(c.words.passed, cmp.Or(p.Name, p.To, c.queueTitle(p.Queue)), p.Reason), Seq: e.Seq})
			}
		}
	}
	return out
}

// deadlines are those that still run.
func (c card) deadlines() []Statement {
	var out []Statement
	due := func(runs bool, format string, at time.Time) {
		if !runs || at.IsZero() {
			return
		}
		text := fmt.Sprintf(format, c.time(at))
		if !at.After(c.Now) {
			text = fmt.Sprintf(c.words.overdue, text)
		}
		out = append(out, Statement{Text: text})
	}
	replied := c.State.Handoff != nil && c.State.Handoff.Replied
	due(c.Case.Status == Waiting, c.words.dueClaim, c.Case.Due.Claim)
	due(!replied, c.words.dueReply, c.Case.Due.FirstReply)
	due(true, c.words.dueResolve, c.Case.Due.Resolve)
	return out
}

// customerNow is the last that the customer said, and how long they have been waiting for a reply to it.
func (c card) customerNow() []Statement {
	var out []Statement
	if all := c.record.standing(conversation.Customer); len(all) > 0 && !c.wanted(all[len(all)-1].seq) {
		last := all[len(all)-1]
		out = append(out, Statement{Text: fmt.Sprintf(c.words.lastWords, c.words.quoted(shorten(last.Text, longestQuote))), Seq: last.seq})
	}
	human := c.State.AgentReply
	if c.State.Customer.Seq > human.Seq && !c.State.Customer.At.IsZero() {
		out = append(out, Statement{Text: fmt.Sprintf(c.words.customerWaits, c.words.span(c.Now.Sub(c.waitsSince(human.Seq))))})
	}
	if contact := c.State.Value(contactField); contact != "" {
		out = append(out, Statement{Text: fmt.Sprintf(c.words.contact, contact), Seq: c.State.Fields[contactField].FromSeq})
	}
	return out
}

// wanted reports whether the card quotes a message under what the customer wants.
func (c card) wanted(seq int64) bool {
	return slices.ContainsFunc(c.record.wants(c.Case.Playbook), func(m said) bool { return m.seq == seq })
}

// waitsSince is when the customer first wrote after the last human reply, or when the case was opened, whichever is later.
func (c card) waitsSince(reply int64) time.Time {
	since := c.State.Customer.At
	for _, e := range c.Events {
		if e.Seq > reply && e.Actor.Kind == conversation.Customer && e.Kind() == conversation.KindMessage {
			since = e.At
			break
		}
	}
	if since.Before(c.Case.OpenedAt) {
		return c.Case.OpenedAt
	}
	return since
}

func (c card) queueTitle(queue string) string {
	q, _ := c.Book.Queue(queue)
	return cmp.Or(q.Title.In(c.locale), queue)
}
