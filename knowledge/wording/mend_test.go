package wording

import (
	"testing"

	"github.com/batondesk/baton/knowledge"
)

func TestMendTakesOutWhatMustNotBeSaid(t *testing.T) {
	approved := []string{"Refunds take 5 to 7 working days. We repair lamps."}
	terms := []knowledge.Term{{ID: "lamp", State: knowledge.Published, Words: map[string]knowledge.TermText{"en": {Preferred: "lamps", Forbidden: []string{"gizmos"}}}}}
	for name, c := range map[string]struct{ text, want string }{
		"nothing is wrong":            {"Refunds take 5 to 7 working days.", "Refunds take 5 to 7 working days."},
		"an approved sentence stands": {"Hello Ann. Refunds take 2 days. Bye!", "Hello Ann. Refunds take 5 to 7 working days. Bye!"},
		"nothing stands":              {"Hello Ann.\nHere is a coupon of 40 euros.\nBye!", "Hello Ann.\n\nBye!"},
		"twice in a sentence":         {"You get 40 euros or 50 euros. Bye!", "Bye!"},
		"nothing is left":             {"You get 40 euros.", ""},
		"said once":                   {"Refunds take 2 days. Yes: refunds take 3 days.", "Refunds take 5 to 7 working days."},
		"a word of the glossary":      {"We mend gizmos.", "We mend lamps."},
		"a word in a bad sentence":    {"We mend gizmos for 40 euros. Bye!", "Bye!"},
		"in Chinese":                  {"您好。我们赔您40元。再见！", "您好。再见！"},
	} {
		in := Input{Text: c.text, Sources: approved, Authority: Nobody, Terms: terms}
		if got := Mend(c.text, Check(in).Findings); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
