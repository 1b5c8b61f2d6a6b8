package local

import (
	"slices"
	"strings"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
)

// claim is a candidate as the value of a field, with what speaks for it.
type claim struct {
	candidate
	f     *field
	score float64
	sure  bool
	value string
}

const (
	askedScore = 0.65 // what the question before a message weighs against words in it
	sureScore  = 0.5
)

// assign decides which candidates are values of which fields, and returns them in the order in which they were said.
func (r *reader) assign(turn bot.Turn) []bot.Value {
	var claims []claim
	for _, c := range r.cands {
		for _, f := range r.s.fields {
			if cl, ok := r.claim(c, f); ok {
				claims = append(claims, cl)
			}
		}
	}
	slices.SortStableFunc(claims, func(a, b claim) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return a.from - b.from
	})
	var taken []claim
	for _, c := range claims {
		free := true
		for _, k := range taken {
			if c.from < k.to && k.from < c.to {
				free = false
				break
			}
		}
		if free {
			taken = append(taken, c)
		}
	}
	slices.SortStableFunc(taken, func(a, b claim) int { return a.from - b.from })
	var values []bot.Value
	for _, c := range r.settle(taken) {
		values = append(values, bot.Value{
			Field: c.f.Name, Canonical: c.value, Raw: r.t.rawSpan(c.from, c.to), Seq: turn.Seq, Sure: c.sure,
		})
	}
	return values
}

// claim rates a candidate for a field; it is false if the candidate cannot be the field's value.
func (r *reader) claim(c candidate, f *field) (claim, bool) {
	if !c.fits(f) {
		return claim{}, false
	}
	asked := r.isAsked(f)
	own, foreign := r.named(c, f)
	if c.cued {
		own = max(own, 0.85)
	}
	weight := own
	if asked && r.again {
		weight = max(weight, 0.25)
	} else if asked {
		weight = max(weight, askedScore)
	}
	if c.typ == conversation.TypeChoice {
		foreign = 0 // its own words say what it is, whatever else is spoken of
	}
	if foreign > weight || foreign == weight && foreign > 0 && own < foreign {
		return claim{}, false
	}
	if !r.plausible(c, f, own, foreign, asked) {
		return claim{}, false
	}
	if r.t.denied(c.from) {
		return claim{}, false
	}
	value, ok := r.value(c, f)
	if !ok {
		return claim{}, false
	}
	fit := 0.0
	if c.typ == conversation.TypeDate || c.typ == conversation.TypeTime {
		switch want := r.period(c); {
		case want == anyRole || f.role == anyRole:
		case want == f.role:
			fit = 0.25
		case own < 0.55:
			return claim{}, false
		}
	}
	score := own + fit + 0.1*float64(c.strength) + 0.01*float64(min(c.to-c.from, 9))
	if asked {
		score += askedScore
	}
	if f.alone {
		score += 0.05
	}
	if c.typ != f.Type {
		score -= 0.05
	}
	// "my ID is 482", "I paid $80": the words of a type name its only field
	sure := asked || own >= sureScore || f.alone && own >= 0.38 &&
		(c.typ == conversation.TypeID || c.typ == conversation.TypeAmount && c.strength == 2 && len(f.heads) == 0) ||
		c.typ == conversation.TypeChoice && c.to-c.from > 1 // several words of its own, or several characters
	return claim{candidate: c, f: f, score: score, sure: sure, value: value}, true
}

// fits reports whether a candidate's type can be read as the field's.
func (c candidate) fits(f *field) bool {
	if c.field != nil {
		return c.field == f
	}
	switch f.Type {
	case conversation.TypeDateText:
		return c.typ == conversation.TypeDate
	case conversation.TypeTimeText:
		return c.typ == conversation.TypeTime
	case conversation.TypeID:
		return c.typ == conversation.TypeID && !f.dateish || f.dateish && c.typ == conversation.TypeDate && !c.day.relative && !c.day.bareMonth
	case conversation.TypeText, conversation.TypeChoice:
		return false
	}
	return c.typ == f.Type
}

// value is the candidate in the field's canonical form.
func (r *reader) value(c candidate, f *field) (string, bool) {
	switch {
	case f.Type == conversation.TypeDate:
		d, ok := c.day.resolve(r.now, f.past || r.inPast(c), f.role == endRole)
		if !ok {
			return "", false
		}
		return f.accepts(d, r.now)
	case f.Type == conversation.TypeDateText, f.Type == conversation.TypeTimeText:
		return f.accepts(r.ownWords(c), r.now)
	case c.typ == conversation.TypeDate: // an id that is a date
		return f.accepts(strings.ReplaceAll(r.t.rawSpan(c.from, c.to), ",", ""), r.now)
	case f.Type == conversation.TypeName:
		return f.accepts(c.value, r.now)
	}
	return f.accepts(c.value, r.now)
}

// ownWords are the words of a date or a time without the article, which only a bare day keeps: "the 4th".
func (r *reader) ownWords(c candidate) string {
	from := c.from
	if r.t.at(from) == "the" && c.to-from > 3 || r.t.at(from) == "a" && r.t.at(from+1) == "quarter" {
		from++
	}
	if r.t.at(from) == "in" && c.typ == conversation.TypeTime {
		from++
	}
	return r.t.rawSpan(from, c.to)
}

// inPast reports whether the sentence speaks of the past.
func (r *reader) inPast(c candidate) bool {
	for i := c.from - 1; i >= 0 && i >= c.from-5 && !r.t.ends(i); i-- {
		if pastWords[r.t.at(i)] {
			return true
		}
		if r.t.kind(i) == han && r.t.is(i, "了", "过") {
			return true
		}
	}
	return r.t.is(c.to, "了", "下", "买", "拍", "付") && r.t.kind(c.to) == han
}

var pastWords = set("ordered", "bought", "placed", "paid", "purchased", "had", "received", "arrived",
	"happened", "started", "lost", "sent", "made", "got", "went", "opened", "charged", "called", "returned", "delivered", "born", "since")

// plausible is the least that must speak for a candidate.
func (r *reader) plausible(c candidate, f *field, own, foreign float64, asked bool) bool {
	if asked || own >= 0.55 {
		if c.typ == conversation.TypePhone && len(c.value) < 7 && own < 0.8 {
			return false
		}
		if c.typ == conversation.TypeAmount && c.strength == 0 && !asked {
			return own >= 0.6
		}
		if c.day.vague && f.Type == conversation.TypeDate {
			return false
		}
		return true
	}
	if r.elsewhere.has(familyOf(f.Type)) {
		return own > 0
	}
	switch c.typ {
	case conversation.TypeEmail:
		return f.alone || own > 0
	case conversation.TypeName:
		return c.cued || c.strength > 0
	case conversation.TypeChoice:
		return c.strength > 0
	case conversation.TypeDate, conversation.TypeTime:
		if f.dateish {
			return own > 0.3
		}
		if c.strength == 0 || c.strength == 1 && own == 0 && c.role == anyRole {
			return false
		}
		return r.roleFits(c, f)
	case conversation.TypeAmount:
		return c.strength == 2 && (f.alone || own > familyWords)
	case conversation.TypePhone:
		if len(c.value) >= 7 && f.alone && (own > 0.2 || foreign == 0 && !r.has(conversation.TypeID)) {
			return true
		}
		return own > 0.2 && c.strength > 0 || f.alone && c.strength > 0 && (c.strength == 2 || foreign == 0)
	case conversation.TypeID:
		return own > 0.3 && c.strength > 0 || own >= 0.38 && f.alone && len(c.value) > 1 ||
			c.strength > 0 && foreign == 0 && (f.alone || r.onlyFits(c.value, f))
	case conversation.TypePostcode:
		return c.strength == 2 && f.alone
	}
	return false
}

// roleFits gives a date or a time that nothing names to the field for its end of a period, and any other to the field
// that has no end.
func (r *reader) roleFits(c candidate, f *field) bool {
	same := append(slices.Clip(r.s.types[conversation.TypeDate]), r.s.types[conversation.TypeDateText]...)
	if c.typ == conversation.TypeTime {
		same = append(slices.Clip(r.s.types[conversation.TypeTime]), r.s.types[conversation.TypeTimeText]...)
	}
	roles, plain := 0, 0
	for _, g := range same {
		if g.dateish {
			continue
		}
		if g.role == anyRole {
			plain++
		} else {
			roles++
		}
	}
	want := r.period(c)
	switch {
	case roles+plain == 1:
		return true
	case want == anyRole:
		return f.role == anyRole && plain == 1
	case f.role == anyRole:
		return roles == 0 && plain == 1
	}
	return f.role == want
}

// period is the end of a period that the candidate is, which a single relative day is not ("from yesterday").
func (r *reader) period(c candidate) role {
	if c.role == anyRole {
		if p := r.before(c); p != nil && p.role == startRole && r.t.is(c.from-1, "and", "to", "-", "到", "至") {
			return endRole
		}
		if r.ended(c) {
			return startRole
		}
		return anyRole
	}
	if c.role == startRole && c.day.relative && r.t.is(c.from-1, "from") && r.after(c) == nil {
		return anyRole
	}
	return c.role
}

// ended reports whether a later candidate ends the period: in "this Sunday until the 4th" Sunday begins it.
func (r *reader) ended(c candidate) bool {
	for _, k := range r.cands {
		if k.typ == c.typ && k.from >= c.to && k.from-c.to <= 6 && k.role == endRole {
			return true
		}
	}
	return false
}

func (r *reader) before(c candidate) *candidate {
	var best *candidate
	for i := range r.cands {
		if k := &r.cands[i]; k.typ == c.typ && k.to <= c.from && c.from-k.to <= 3 && (best == nil || k.to > best.to) {
			best = k
		}
	}
	return best
}

func (r *reader) after(c candidate) *candidate {
	for i := range r.cands {
		if k := &r.cands[i]; k.typ == c.typ && k.from >= c.to && k.from-c.to <= 3 && k.role == endRole {
			return k
		}
	}
	return nil
}

// onlyFits reports whether a value has the pattern of this field and of no other one of its type.
func (r *reader) onlyFits(value string, f *field) bool {
	if f.Pattern == "" {
		return false
	}
	for _, g := range r.s.types[f.Type] {
		if _, ok := g.accepts(value, r.now); ok != (g == f) {
			return false
		}
	}
	return true
}
