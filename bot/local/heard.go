package local

import (
	"cmp"
	"maps"
	"slices"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
)

// hearing is what a speech recogniser made of the answers to one question, which may have been asked several times.
type hearing struct {
	votes map[string]float64 // by canonical value
	last  map[string]int     // the answer that named it last
	names nameHearing
	n     int
}

// A recogniser's first guess counts fully, the others less.
const (
	firstGuess = 1.0
	otherGuess = 0.45
)

// listen weighs all guesses at all answers to a question against each other, where the turns come from a recogniser. A
// caller who is asked to repeat says the same again; a writer who writes again corrects, so that there the last counts.
func (d *dialogue) listen(turn bot.Turn, f *field, values []bot.Value) []bot.Value {
	if !d.spoken() {
		return values
	}
	if d.heard == nil {
		d.heard = map[*field]*hearing{}
	}
	h := d.heard[f]
	if h == nil {
		h = &hearing{votes: map[string]float64{}, last: map[string]int{}}
		d.heard[f] = h
	}
	h.n++
	best, ok := "", false
	switch f.Type {
	case conversation.TypeName:
		h.names.add(turn)
		best, ok = h.names.best()
	case conversation.TypePostcode, conversation.TypeDate, conversation.TypePhone, conversation.TypeID:
		for i, guess := range append([]string{turn.Text}, turn.Alternatives...) {
			weight := otherGuess
			if i == 0 {
				weight = firstGuess
			}
			for value, share := range d.guesses(f, guess, turn) {
				h.votes[value] += weight * share
				h.last[value] = h.n
			}
		}
		best, ok = h.winner()
	default:
		return values
	}
	if !ok {
		return values
	}
	canonical, fits := f.accepts(best, d.in.Now)
	if !fits {
		return values
	}
	values = slices.DeleteFunc(values, func(v bot.Value) bool { return v.Field == f.Name })
	return append(values, bot.Value{Field: f.Name, Canonical: canonical, Raw: turn.Text, Seq: turn.Seq, Sure: true})
}

func (d *dialogue) spoken() bool {
	return slices.ContainsFunc(d.in.Turns, func(t bot.Turn) bool { return len(t.Alternatives) > 0 })
}

// guesses are the values that one guess of the recogniser could mean, with how likely each is.
func (d *dialogue) guesses(f *field, guess string, turn bot.Turn) map[string]float64 {
	if f.Type == conversation.TypePostcode {
		return heardPostcodes(guess)
	}
	if f.Type == conversation.TypeDate {
		return heardDates(guess, d.in.Now, f, d.monthFirst)
	}
	turn.Text = guess
	found := map[string]float64{}
	for _, v := range d.reader(read(guess), question{fields: []*field{f}}).read(turn) {
		if v.Field == f.Name {
			found[v.Canonical] = 1
		}
	}
	return found
}

func (h *hearing) winner() (string, bool) {
	if len(h.votes) == 0 {
		return "", false
	}
	return slices.MaxFunc(slices.Sorted(maps.Keys(h.votes)), func(a, b string) int {
		return cmp.Or(cmp.Compare(h.votes[a], h.votes[b]), cmp.Compare(h.last[a], h.last[b]))
	}), true
}
