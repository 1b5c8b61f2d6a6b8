package local

import (
	"time"

	"github.com/batondesk/baton/conversation"
)

// candidate is a piece of a message that has the shape of a value.
type candidate struct {
	typ      conversation.FieldType
	from, to int    // tokens
	value    string // canonical, or near it; empty for dates, which wait for their field
	day      day
	field    *field // names and choices know it already
	strength int    // 0 a cue must name it, 1 it may stand alone, 2 it hardly is anything else
	hash     bool   // written with #
	cued     bool   // its own words introduce it: "my name is"
	role     role
}

// reader reads one message.
type reader struct {
	t     *text
	s     *specs
	now   time.Time
	asked []*field
	// elsewhere are the families of what was asked for and is not declared: the answer belongs to nobody.
	elsewhere  families
	again      bool // what was asked is answered already: only a correction counts
	monthFirst bool
	hits       []hit
	cands      []candidate
}

func (r *reader) add(c candidate) { r.cands = append(r.cands, c) }

func (r *reader) isAsked(f *field) bool {
	for _, a := range r.asked {
		if a == f {
			return true
		}
	}
	return false
}

func (r *reader) asks(fam family) bool {
	for _, a := range r.asked {
		if familyOf(a.Type) == fam {
			return true
		}
	}
	return false
}

func (r *reader) has(types ...conversation.FieldType) bool {
	for _, typ := range types {
		if len(r.s.types[typ]) > 0 {
			return true
		}
	}
	return false
}

// longestMessage is how many tokens of a message are read for values: some pages of text. It bounds the work.
const longestMessage = 500

// propose runs the readers. Numbers are read in every shape, declared or not: an amount must not be taken for an order
// number because amounts are not asked for.
func (r *reader) propose() {
	if len(r.t.tokens) > longestMessage {
		short := *r.t
		short.tokens = short.tokens[:longestMessage]
		r.t = &short
	}
	r.hits = r.s.cues.hits(r.t)
	r.emails()
	r.dates()
	r.times()
	r.amounts()
	r.phones()
	r.idents()
	if r.has(conversation.TypePostcode) {
		r.postcodes()
	}
	if r.has(conversation.TypeName) {
		r.names()
	}
	if r.has(conversation.TypeChoice) {
		r.choices()
	}
}

func (r *reader) dates() {
	t := r.t
	for i := 0; i < len(t.tokens); {
		d, next := t.dateAt(i, r.now, r.monthFirst)
		if next == i {
			i++
			continue
		}
		from := i
		if t.at(from) == "on" {
			from++
		}
		c := candidate{typ: conversation.TypeDate, from: from, to: next, day: d, strength: 2}
		if d.vague {
			c.strength = 0
		} else if d.bareMonth && d.year == 0 {
			c.strength = 1
		}
		c.role = t.roleOf(from)
		r.add(c)
		i = next
	}
}

func (r *reader) times() {
	t := r.t
	for i := 0; i < len(t.tokens); {
		loose := t.is(i-1, "at", "before", "after", "around", "until", "till", "by", "than", "maybe", "about") || i == 0 && r.asks(timeFamily)
		if loose && t.is(i-1, "about", "around", "than", "by", "until", "till", "after") && !r.asks(timeFamily) && t.kind(i) != digit {
			loose = false
		}
		v, next := t.timeAt(i, r.now, loose)
		if next == i {
			i++
			continue
		}
		r.add(candidate{typ: conversation.TypeTime, from: i, to: next, value: v, strength: 2, role: t.roleOf(i)})
		i = next
	}
}

// roleOf reads the words before a date or a time: "from" begins a period, "until" ends one.
func (t *text) roleOf(i int) role {
	k := i - 1
	if t.is(k, "the", "around", "about", "on") {
		k--
	}
	switch {
	case t.is(k, "from", "since", "between"), t.is(k, "at") && t.is(k-1, "starting", "beginning"):
		return startRole
	case t.is(k, "at", "by") && t.is(k-1, "ending", "finishing", "ends", "finish"):
		return endRole
	case t.is(k, "until", "till", "til", "through") || t.is(k, "to") && !t.is(k-1, "want", "like"):
		return endRole
	case t.is(k, "至", "到", "止"):
		return endRole
	case t.is(k, "自", "从", "起"):
		return startRole
	}
	return anyRole
}
