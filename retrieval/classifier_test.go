package retrieval_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/batondesk/baton/retrieval"
)

var desks = []retrieval.Class{
	{ID: "loans", Description: "Borrowing, renewing and returning books", Examples: []string{"I want to keep my book longer", "可以续借吗", "我要还书"}},
	{ID: "rooms", Description: "Booking study rooms and halls", Examples: []string{"is the hall free on Friday", "预订自习室"}},
	{ID: "computers", Description: "Printers, computers and the wireless network", Examples: []string{"the printer is out of paper", "无线网络连不上"}},
}

func TestAMessageGoesToTheClassItIsAbout(t *testing.T) {
	c := retrieval.NewClassifier(desks)
	for message, want := range map[string]string{
		"can i renew two books":              "loans",
		"We need a room for our study group": "rooms",
		"my computer finds no network":       "computers",
		"這本書可以續借嗎":                           "loans",
		"打印机没有纸了，无线网络也不行":                    "computers",
		"Ｂｏｏｋ　ａ　ｓｔｕｄｙ　ｒｏｏｍ":                  "rooms",
	} {
		if got := c.Rank(message); got[0].ID != want {
			t.Errorf("%q: %+v", message, got)
		}
	}
}

func TestAMessageThatIsAboutNoClassHasNoLikelyOne(t *testing.T) {
	c := retrieval.NewClassifier(desks[:1])
	if got := c.Rank("Who won the football match?"); got[0].Probability > 0.3 {
		t.Errorf("%+v", got)
	}
	if got := c.Rank("I want to keep this book longer"); got[0].Probability < 0.7 {
		t.Errorf("%+v", got)
	}
}

func TestRankGivesEveryClassOnceWithProbabilities(t *testing.T) {
	c := retrieval.NewClassifier(desks)
	rapid.Check(t, func(t *rapid.T) {
		got := c.Rank(rapid.String().Draw(t, "message"))
		sum := 0.0
		for i, r := range got {
			if r.Probability < 0 || i > 0 && r.Probability > got[i-1].Probability {
				t.Fatalf("%+v", got)
			}
			sum += r.Probability
		}
		if len(got) != len(desks) || sum > 1+1e-9 {
			t.Fatalf("%+v", got)
		}
	})
	if got := retrieval.NewClassifier(nil).Rank("anything"); len(got) != 0 {
		t.Errorf("no classes gave %+v", got)
	}
}
