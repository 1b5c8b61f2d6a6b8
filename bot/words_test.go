package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/knowledge"
)

func TestQuestionsAreReadSeparately(t *testing.T) {
	for text, want := range map[string][]string{
		"hi\nwhat does shipping cost? and how long does it take?": {"what does shipping cost?", "and how long does it take?"},
		"运费多少？多久能到？":                                              {"运费多少？", "多久能到？"},
		"ok":                                                      nil,
		"one line, one question":                                  {"one line, one question"},
		"":                                                        nil,
	} {
		if diff := cmp.Diff(want, questions(text)); diff != "" {
			t.Errorf("questions in %q (-want +got):\n%s", text, diff)
		}
	}
}

func TestWaitingTimesPromiseNoLessThanIsMeant(t *testing.T) {
	for d, want := range map[time.Duration][2]string{
		0:                {"1 minute", "1分钟"},
		61 * time.Second: {"2 minutes", "2分钟"},
		11 * time.Minute: {"15 minutes", "15分钟"},
		91 * time.Minute: {"2 hours", "2小时"},
		49 * time.Hour:   {"3 days", "3天"},
	} {
		if got := [2]string{duration(d, "en"), duration(d, "zh")}; got != want {
			t.Errorf("%v is said as %q, want %q", d, got, want)
		}
	}
}

func TestTheFirstMatchingModeRuleCounts(t *testing.T) {
	modes := Modes{Default: Answer, Rules: []ModeRule{
		{Channel: "web", Locale: "zh", Mode: Answer}, {Tag: "vip", Mode: Off}, {Channel: "web", Mode: Suggest},
	}}
	for _, c := range []struct {
		channel, locale string
		tags            []string
		want            Mode
	}{
		{"api", "en", nil, Answer}, {"web", "en", nil, Suggest}, {"api", "en", []string{"vip"}, Off}, {"web", "zh", []string{"vip"}, Answer},
	} {
		if got := modes.For(c.channel, c.locale, c.tags); got != c.want {
			t.Errorf("mode of %s %s %v is %s, want %s", c.channel, c.locale, c.tags, got, c.want)
		}
	}
	if got := (Modes{}).For("web", "en", nil); got != Answer {
		t.Errorf("the zero Modes is %s", got)
	}
}

func TestWhereNoSentenceStandsOutAShortPassageIsSaidWhole(t *testing.T) {
	const passage = "Bring your card. Leave the dog outside."
	long := strings.Repeat(passage+" ", 20)
	for name, c := range map[string]struct {
		p         pick
		text      string
		want, why string
	}{
		"short":                {pick{question: "swimming"}, passage, passage, ""},
		"long":                 {pick{question: "swimming"}, long, "", "nothing_to_quote"},
		"long, but chosen":     {pick{question: "swimming", chosen: true}, long, long, ""},
		"a sentence answers":   {pick{question: "What about my dog?"}, passage, "Leave the dog outside.", ""},
		"as a model quotes it": {pick{question: "swimming", quote: []string{"Bring your card."}}, passage, "Bring your card.", ""},
		"half a sentence":      {pick{question: "What about my dog?", quote: []string{"Bring"}}, passage, "Leave the dog outside.", ""},
	} {
		if text, why := c.p.quoted(c.text); text != c.want || why != c.why {
			t.Errorf("%s: said %q, %q", name, text, why)
		}
	}
}

func TestTheAddressOfAPassageLeadsToItsPage(t *testing.T) {
	for want, o := range map[string]knowledge.Origin{
		"":                                {Document: "a.pdf", Page: 3},
		"https://x.example/a.pdf#page=3":  {Document: "a.PDF", Page: 3, URL: "https://x.example/a.pdf"},
		"https://x.example/a.pdf#deposit": {Document: "a.pdf", Page: 3, URL: "https://x.example/a.pdf#deposit"},
		"https://x.example/a.html":        {Document: "https://x.example/a.html", URL: "https://x.example/a.html"},
	} {
		if got := address(o); got != want {
			t.Errorf("%+v is at %q", o, got)
		}
	}
}
