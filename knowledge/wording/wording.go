// Package wording checks what is about to be said to a customer against approved wording.
//
// It reads a text for claims (amounts, dates, times, durations, links, telephone numbers, commitments) in English and
// Chinese, brings them to a form in which equal claims are equal however they are written ("72 hours", "3 days";
// "打八折", "20 % off"), and reports those that no source in force contains, with what follows for this sender.
//
// It is pure, deterministic and quick, and it never panics. It is weak at meaning: it sees that a number or a word is in a
// source, not that the source says it of the same thing, and it does not see a claim that uses none of the words it
// knows. Approved answers that go out verbatim need no check; the check is for text that somebody wrote anew.
package wording

import (
	"strings"
	"unicode"

	"github.com/batondesk/baton/knowledge"
)

// Verdict is what follows from a check.
type Verdict string

// The verdicts, from harmless to worst.
const (
	Pass  Verdict = "pass"
	Warn  Verdict = "warn"  // may be said with a reason, which is recorded
	Block Verdict = "block" // must not be said
)

// Kind is what sort of claim a finding is about.
type Kind string

// The kinds of claims.
const (
	Amount     Kind = "amount"     // money, percentages, discounts
	Date       Kind = "date"       // a day, a month, a year, a day told from today
	Time       Kind = "time"       // a time of day
	Duration   Kind = "duration"   // a span or a deadline: "within 3 working days"
	Link       Kind = "link"       // addresses of pages and mailboxes, telephone numbers
	Commitment Kind = "commitment" // refund, compensation, guarantee, free of charge ...
	Quantity   Kind = "quantity"   // any other number that is more than a figure of speech
	Term       Kind = "term"       // a word that the glossary forbids
)

// Finding is one claim that nothing supports.
type Finding struct {
	Kind       Kind    `json:"kind"`
	Verdict    Verdict `json:"verdict"` // for this finding alone
	Text       string  `json:"text"`
	Start      int     `json:"start"` // in characters (Unicode code points) of the text checked
	End        int     `json:"end"`   // exclusive
	Message    string  `json:"message"`
	Suggestion string  `json:"suggestion,omitempty"` // the approved sentence about the same kind of thing, where there is one
}

// Input is what a check looks at.
type Input struct {
	Text      string
	Locale    string   // of the messages, "en" or "zh"; empty: that of the text
	Sources   []string // approved texts in force, filled, that the text may rest on
	Known     []string // values known in the conversation: what the customer gave may be repeated to them
	Authority Authority
	Terms     []knowledge.Term // published
}

// Result is the verdict and what it rests on, in the order of the text.
type Result struct {
	Verdict  Verdict   `json:"verdict"` // the worst of the findings'
	Findings []Finding `json:"findings"`
}

// Check finds claims that nothing supports. Time grows with the length of text, sources and known values together.
func Check(in Input) Result {
	t := newText(in.Text)
	claims := append(scan(&t), promises(&t)...)
	result := Result{Verdict: Pass, Findings: []Finding{}}
	chinese := isChinese(in.Locale, &t)
	var original []rune // of the text, once something is found
	report := func(k Kind, start, end int, v Verdict, message, suggestion string) {
		if v == Pass {
			return
		}
		if original == nil {
			original = []rune(in.Text)
		}
		from, to := t.at[start], t.at[end-1]+1
		result.Findings = append(result.Findings, Finding{k, v, string(original[from:to]), from, to, message, suggestion})
		if v == Block || result.Verdict == Pass {
			result.Verdict = v
		}
	}
	if len(claims) > 0 {
		var e evidence
		sources := make([]source, len(in.Sources))
		for i, s := range in.Sources {
			sources[i] = newSource(s)
			e.sources = append(e.sources, sources[i].claims...)
		}
		for _, k := range in.Known {
			kt := newText(k)
			e.known = append(e.known, scan(&kt)...)
		}
		for _, c := range claims {
			if c.kind == Quantity && !c.value.written || e.supports(c) {
				continue
			}
			report(c.kind, c.start, c.end, in.Authority.verdict(c), message(c, chinese), suggest(c, &t, sources))
		}
	}
	for _, f := range forbidden(&t, in.Terms, in.Locale) {
		report(Term, f.start, f.end, in.Authority.verdict(claim{kind: Term}), termMessage(f.preferred, chinese), f.preferred)
	}
	sortFindings(result.Findings)
	return result
}

// source is an approved text with what it claims.
type source struct {
	original string
	text     text
	claims   []claim
}

func newSource(s string) source {
	t := newText(s)
	return source{s, t, append(scan(&t), promises(&t)...)}
}

// suggest returns the approved sentence that claims something of the same kind and shares most words with the sentence
// of the claim; nothing where none shares any, since an unrelated sentence helps nobody.
func suggest(c claim, t *text, sources []source) string {
	from, to := t.sentence(c.start)
	said := grams(t.r[from:to])
	best, most := "", 0
	for _, s := range sources {
		for _, have := range s.claims {
			if have.kind != c.kind || have.value.unit == unitNumber || c.kind == Commitment && have.value.word != c.value.word {
				continue
			}
			from, to := s.text.sentence(have.start)
			if to <= from {
				continue
			}
			shared := 0
			for gram := range grams(s.text.r[from:to]) {
				if said[gram] {
					shared++
				}
			}
			if shared > most {
				best, most = strings.TrimSpace(string([]rune(s.original)[s.text.at[from]:s.text.at[to-1]+1])), shared
			}
		}
	}
	return best
}

// grams are the words of four letters or more, and the pairs of characters of a script without spaces.
func grams(runes []rune) map[string]bool {
	found := map[string]bool{}
	for _, word := range strings.FieldsFunc(string(runes), func(r rune) bool { return !unicode.IsLetter(r) }) {
		letters := []rune(word)
		if letters[0] < 0x2e80 {
			if len(letters) >= 4 {
				found[word] = true
			}
			continue
		}
		for i := range len(letters) - 1 {
			found[string(letters[i:i+2])] = true
		}
	}
	return found
}
