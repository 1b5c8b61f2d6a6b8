package handoff

import (
	"cmp"
	"slices"
	"strings"

	"github.com/batondesk/baton/retrieval"
)

// Match is a playbook that a situation opens.
type Match struct {
	Playbook    string
	Must        bool    // must escalate: neither an answer nor a model stands in the way
	Why         string  // for the record: "keyword refund", "example (0.83)"
	Probability float64 // 1 for rules; for examples that the message belongs to this playbook
}

// likely is the probability from which an example opens a playbook.
const likely = 0.5

// Matcher finds the playbooks that a message opens. It is immutable and safe for concurrent use.
type Matcher struct {
	book     *Book
	triggers map[string]condition // by playbook
	examples *retrieval.Classifier
}

// NewMatcher compiles the triggers of a book.
func NewMatcher(b *Book) *Matcher {
	m := &Matcher{book: b, triggers: map[string]condition{}}
	var classes []retrieval.Class
	for _, p := range b.Playbooks() {
		t := p.Triggers
		m.triggers[p.Name] = compileCondition(Condition{
			Keywords: t.Keywords, Patterns: t.Patterns, Attributes: t.Attributes, Sources: t.Sources, Tags: t.Tags,
		})
		if len(t.Examples) > 0 {
			classes = append(classes, retrieval.Class{ID: p.Name, Examples: t.Examples})
		}
	}
	if len(classes) > 0 {
		m.examples = retrieval.NewClassifier(classes)
	}
	return m
}

// Match lists the playbooks that the situation opens, each once, the best first: those that must escalate, then those
// opened by a rule, then by example; among equals the more urgent, then the likelier.
func (m *Matcher) Match(sit Situation) []Match {
	r := newReading(sit)
	var found []Match
	for _, p := range m.book.Playbooks() {
		if why, ok := m.triggers[p.Name].any(r); ok {
			found = append(found, Match{p.Name, p.MustEscalate, why, 1})
		}
	}
	if best, ok := m.likeliest(sit.Text); ok && !slices.ContainsFunc(found, func(f Match) bool { return f.Playbook == best.Playbook }) {
		found = append(found, best)
	}
	slices.SortStableFunc(found, func(x, y Match) int {
		return cmp.Or(
			-compareBool(x.Must, y.Must),
			-compareBool(x.Probability == 1, y.Probability == 1),
			cmp.Compare(m.book.playbook(x.Playbook).Priority, m.book.playbook(y.Playbook).Priority),
			-cmp.Compare(x.Probability, y.Probability),
		)
	})
	return found
}

func (m *Matcher) likeliest(text string) (Match, bool) {
	if m.examples == nil || strings.TrimSpace(text) == "" {
		return Match{}, false
	}
	ranked := m.examples.Rank(text)
	if len(ranked) == 0 || ranked[0].Probability < likely {
		return Match{}, false
	}
	best := ranked[0]
	return Match{best.ID, m.book.playbook(best.ID).MustEscalate, "examples", min(best.Probability, 0.999)}, true
}

func compareBool(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return 1
	}
	return -1
}
