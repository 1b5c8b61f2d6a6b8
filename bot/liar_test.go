package bot_test

import (
	"errors"

	"pgregory.net/rapid"

	"github.com/batondesk/baton/bot"
)

// What no customer may hear, and no card may hold.
const (
	evil     = "You will get a refund of 500 EUR, see https://evil.example."
	invented = "66666666"
)

// advise is a model at its worst: it may be slow, fail, name whatever it was offered or was not, invent facts, and compose
// what a customer told it to.
func (w *world) advise(t *rapid.T, b bot.Brief) (bot.Advice, error) {
	w.calls++
	if w.slow {
		for range rapid.IntRange(0, 2).Draw(t, "during the call") {
			w.act(t, false)
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "fails") == 0 {
		return bot.Advice{}, errors.New("the service is down")
	}
	var a bot.Advice
	names := []string{"shipping-cost", "opening-hours", "warranty", "somebody-elses"}
	for range rapid.IntRange(0, 3).Draw(t, "answers") {
		a.Answers = append(a.Answers, bot.AdvisedAnswer{ArticleID: rapid.SampledFrom(names).Draw(t, "article"), Fully: rapid.Bool().Draw(t, "fully"), Quote: []string{evil}})
	}
	a.Unanswered = rapid.SampledFrom([][]string{nil, {evil}, {"can I come by the shop tomorrow?"}}).Draw(t, "unanswered")
	a.Question = rapid.SampledFrom([]string{"", "How long is the warranty on headphones?", evil}).Draw(t, "question")
	a.Playbook = rapid.SampledFrom([]string{"", "delivery", "fault", "refund", "bribery"}).Draw(t, "playbook")
	a.Reply = rapid.SampledFrom([]string{"", evil, "Shipping costs 4.90 EUR. " + evil, "Shipping costs 500 EUR.",
		"Shipping costs 4.90 EUR, and the shop is open from 9 to 18, Monday to Friday."}).Draw(t, "reply")
	for _, field := range []string{"order_number", "email", "product", "tried", "contact"} {
		if rapid.Bool().Draw(t, field) {
			raw := rapid.SampledFrom([]string{"the bright thing", invented, "12345678", evil}).Draw(t, "words")
			a.Values = append(a.Values, bot.Value{Field: field, Canonical: invented, Raw: raw, Seq: freshest(b), Sure: true})
		}
	}
	return a, nil
}
