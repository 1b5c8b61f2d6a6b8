package local

import (
	"hash/maphash"
	"slices"
	"strings"
	"time"

	"github.com/batondesk/baton/conversation"
)

// field is a declared field, prepared for reading.
type field struct {
	conversation.FieldSpec
	index   int
	heads   []string // the telling words of its name: "order" of order_id
	role    role     // which end of a period it is
	past    bool     // its dates lie in the past: a purchase, a birth
	birth   bool
	dateish bool     // an id or text that is written as a date
	party   party    // whose name it is
	choices []choice // for type choice
	alone   bool     // no other field has its type

	spellings []string   // single Latin words that name it, to recognise slips
	sayings   [][]string // its words, cut into tokens
}

// role is the end of a period that a date or time stands for.
type role uint8

const (
	anyRole role = iota
	startRole
	endRole
)

// party is whose name a field holds.
type party uint8

const (
	self  party = iota // the customer's own
	other              // somebody else's, or nobody says whose
)

// specs are the fields of one Input, prepared.
type specs struct {
	fields []*field
	byName map[string]*field
	types  map[conversation.FieldType][]*field
	cues   lexicon
	asks   map[string]*field // folded prompts
}

// specFor returns the prepared form of the fields. It is kept for as long as the same fields come in, which is until the
// playbooks change; the number of kept sets is limited in case a caller varies them.
func (u *Understander) specFor(fields []conversation.FieldSpec) *specs {
	key := u.key(fields)
	u.mu.RLock()
	s := u.prepared[key]
	u.mu.RUnlock()
	if s != nil {
		return s
	}
	s = prepare(fields)
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.prepared) >= maxPrepared {
		clear(u.prepared)
	}
	u.prepared[key] = s
	return s
}

const maxPrepared = 256

func (u *Understander) key(fields []conversation.FieldSpec) uint64 {
	var h maphash.Hash
	h.SetSeed(u.seed)
	write := func(s string) {
		_, _ = h.WriteString(s)
		_ = h.WriteByte(0)
	}
	writeMap := func(m map[string]string) {
		var sum uint64 // maps have no order: add up
		for k, v := range m {
			sum += maphash.String(u.seed, k) ^ maphash.String(u.seed, v)*3
		}
		maphash.WriteComparable(&h, sum)
	}
	for i := range fields {
		f := &fields[i]
		write(f.Name)
		write(string(f.Type))
		write(f.Pattern)
		write(f.Region)
		writeMap(f.Label)
		writeMap(f.Prompt)
		for _, w := range f.Words {
			write(w)
		}
		for _, c := range f.Choices {
			write("\x01")
			write(c.Value)
			writeMap(c.Label)
			for _, w := range c.Words {
				write(w)
			}
		}
		write("\x02")
	}
	return h.Sum64()
}

func prepare(list []conversation.FieldSpec) *specs {
	s := &specs{
		byName: map[string]*field{},
		types:  map[conversation.FieldType][]*field{},
		cues:   lexicon{},
		asks:   map[string]*field{},
	}
	for i := range list {
		f := &field{FieldSpec: list[i], index: i}
		if _, twice := s.byName[f.Name]; twice {
			continue
		}
		s.fields = append(s.fields, f)
		s.byName[f.Name] = f
		s.types[f.Type] = append(s.types[f.Type], f)
		for _, prompt := range f.Prompt {
			s.asks[read(prompt).words()] = f
		}
		f.choices = prepareChoices(f.Choices)
		for _, w := range f.Words {
			if saying := read(w).all(); len(saying) > 0 {
				f.sayings = append(f.sayings, saying)
			}
		}
	}
	for _, f := range s.fields {
		f.alone = len(s.types[f.Type]) == 1
		f.describe()
	}
	s.cues.fill(s.fields)
	return s
}

// describe reads what the name of a field says about it.
func (f *field) describe() {
	parts := nameParts(f.Name)
	for _, p := range parts {
		if !genericPart[p] {
			f.heads = append(f.heads, p)
		}
	}
	has := func(words ...string) bool {
		return slices.ContainsFunc(parts, func(p string) bool { return slices.Contains(words, p) })
	}
	switch {
	case has("from", "start", "since", "begin", "checkin", "departure", "pickup", "outbound"), f.said("check", "in"), f.said("pick", "up"):
		f.role = startRole
	case has("to", "end", "until", "till", "checkout", "return", "dropoff", "expiry"), f.said("check", "out"), f.said("drop", "off"):
		f.role = endRole
	}
	f.birth = has("birth", "birthday", "dob", "birthdate")
	f.past = f.birth || has("purchase", "purchased", "order", "ordered", "paid", "payment", "bought", "invoice", "transaction",
		"incident", "issue", "issued", "delivered", "received", "loss", "accident", "last", "fault", "refund", "charge", "charged")
	f.dateish = (f.Type == conversation.TypeID || f.Type == conversation.TypeText) &&
		(f.birth || has("date", "day") && !has("update"))
	if f.Type == conversation.TypeName {
		f.party = self
		for _, p := range parts {
			if !ownNamePart[p] {
				f.party = other
			}
		}
	}
}

func (f *field) said(words ...string) bool {
	return strings.Contains("_"+strings.Join(nameParts(f.Name), "_")+"_", "_"+strings.Join(words, "_")+"_")
}

// nameParts cuts a field's name at underscores, hyphens, points and capitals.
func nameParts(name string) []string {
	var b strings.Builder
	for i, r := range name {
		if r >= 'A' && r <= 'Z' && i > 0 && name[i-1] >= 'a' && name[i-1] <= 'z' {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return strings.FieldsFunc(strings.ToLower(b.String()), func(r rune) bool {
		return r == '_' || r == '-' || r == ' ' || r == '.' || r == '/'
	})
}

// genericPart are parts of names that say the type and not the thing.
var genericPart = set("id", "ids", "number", "no", "num", "nr", "code", "value", "field", "date", "time", "day", "amount",
	"name", "text", "full", "of", "the", "a", "my", "your", "customer", "user", "in", "from", "to", "type", "sum")

// ownNamePart are parts that a field for the customer's own name may have.
var ownNamePart = set("name", "full", "first", "last", "given", "family", "surname", "customer", "client", "user", "caller",
	"your", "my", "own", "contact", "account", "holder", "guest", "member", "buyer", "applicant", "passenger")

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// accepts checks a candidate's value against the field and returns its canonical form.
func (f *field) accepts(value string, now time.Time) (string, bool) {
	canonical, err := f.Normalize(value, now)
	return canonical, err == nil
}
