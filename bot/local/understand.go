package local

import (
	"context"
	"hash/maphash"
	"slices"
	"strings"
	"sync"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
)

// Understander implements bot.Understander by rules. It is safe for concurrent use.
type Understander struct {
	seed     maphash.Seed
	mu       sync.RWMutex
	prepared map[uint64]*specs
}

var _ bot.Understander = (*Understander)(nil)

// New returns an Understander. It needs no configuration: what to read comes with each Input.
func New() *Understander {
	return &Understander{seed: maphash.MakeSeed(), prepared: map[uint64]*specs{}}
}

// Understand reads the turns. It never fails; the error is the context's.
func (u *Understander) Understand(ctx context.Context, in bot.Input) (bot.Understanding, error) {
	if err := ctx.Err(); err != nil {
		return bot.Understanding{}, err
	}
	s := u.specFor(in.Fields)
	d := &dialogue{s: s, in: in, known: map[string]bot.Value{}}
	for _, f := range in.Fields {
		if f.Type == conversation.TypePhone && f.Region == "US" {
			d.monthFirst = true
		}
	}
	var fresh []*text
	for i, turn := range in.Turns {
		t := read(turn.Text)
		if turn.Role != conversation.Customer {
			d.other(turn, t)
			continue
		}
		d.customer(i, turn, t)
		if turn.Fresh {
			fresh = append(fresh, t)
		}
	}
	out := bot.Understanding{Values: d.values}
	out.Corrects = d.corrects
	mood(&out, fresh, d.asked)
	return out, nil
}

// answered is a field that was asked for and given, and the turn that gave it.
type answered struct {
	f        *field
	turn     int
	question int // which question it answered
}

// dialogue reads the turns of one Input in order and keeps what was asked and what is known.
type dialogue struct {
	s          *specs
	in         bot.Input
	monthFirst bool
	asked      question
	answered   []answered  // asked for lately, and known since
	questions  int         // how many were asked
	offered    []bot.Value // values that the last agent turn repeated or proposed
	known      map[string]bot.Value
	values     []bot.Value
	heard      map[*field]*hearing
	corrects   bool // a fresh turn takes something back
}

// other reads a turn of an agent or the bot.
func (d *dialogue) other(turn bot.Turn, t *text) {
	q := d.s.questionOf(turn, t)
	if q.asks && (len(q.fields) > 0 || q.elsewhere != 0 || strings.Contains(turn.Text, "?") || strings.Contains(turn.Text, "？")) {
		d.asked = q
		d.questions++
	}
	d.offered = nil
	if turn.Role != conversation.Agent && turn.Role != conversation.Bot || len(d.s.fields) == 0 {
		return
	}
	if !d.talksToCustomer() {
		// Nobody answers: this is what an agent wrote down.
		d.keep(d.reader(t, question{}).read(turn))
		return
	}
	if q.asks {
		d.offered = d.reader(t, question{}).read(turn)
	}
}

func (d *dialogue) talksToCustomer() bool {
	for _, t := range d.in.Turns {
		if t.Role == conversation.Customer {
			return true
		}
	}
	return false
}

// customer reads a turn of the customer.
func (d *dialogue) customer(at int, turn bot.Turn, t *text) {
	if len(d.s.fields) == 0 {
		return
	}
	r := d.reader(t, d.asked)
	values := d.retake(at, turn, r, r.read(turn))
	if len(values) == 0 && len(d.offered) > 0 && r.t.agrees() {
		for _, v := range d.offered {
			v.Sure, v.Seq = true, turn.Seq
			values = append(values, v)
		}
	}
	if f := d.heardFor(); f != nil {
		values = d.listen(turn, f, values)
	}
	if len(d.asked.fields) == 1 && d.asked.fields[0].Type == conversation.TypeText && !slices.ContainsFunc(values, d.explains) {
		if v, ok := r.wholeAnswer(d.asked.fields[0], turn); ok {
			values = append(values, v)
		}
	}
	d.keep(values)
	d.close(at, values)
	d.offered = nil
}

// heardFor is the one field that was asked for, known by now or not.
func (d *dialogue) heardFor() *field {
	if len(d.asked.fields) == 1 {
		return d.asked.fields[0]
	}
	return nil
}

func (d *dialogue) reader(t *text, q question) *reader {
	return &reader{t: t, s: d.s, now: d.in.Now, asked: q.fields, elsewhere: q.elsewhere, monthFirst: d.monthFirst}
}

func (r *reader) read(turn bot.Turn) []bot.Value {
	r.propose()
	return append(r.assign(turn), r.sentences(turn)...)
}

// keep adds values. What only its shape speaks for does not replace what was named or asked for.
func (d *dialogue) keep(values []bot.Value) {
	for _, v := range values {
		before, known := d.known[v.Field]
		if known && (before.Sure && !v.Sure || before.Canonical == v.Canonical && (before.Sure || !v.Sure)) {
			continue
		}
		d.known[v.Field] = v
		d.values = append(d.values, v)
	}
}

// wholeAnswer takes the whole message as the value of a text field that was asked for.
func (r *reader) wholeAnswer(f *field, turn bot.Turn) (bot.Value, bool) {
	if r.t.dontKnow() || r.t.agrees() || len(r.t.tokens) == 0 || r.t.wantsHuman() {
		return bot.Value{}, false
	}
	value, ok := f.accepts(turn.Text, r.now)
	if !ok {
		return bot.Value{}, false
	}
	return bot.Value{Field: f.Name, Canonical: value, Raw: turn.Text, Seq: turn.Seq, Sure: true}, true
}
