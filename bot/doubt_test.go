package bot_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/bot"
)

// A model is asked in none of these, whatever it would say.
func TestAModelIsNotAskedWhereNothingIsInDoubt(t *testing.T) {
	for name, script := range map[string]string{
		"a sure answer": `
			customer: How much does shipping cost?
			answer: shipping-cost`,
		"two sure answers": `
			customer: How much does shipping cost? How long is the warranty on headphones?
			answer: shipping-cost
			answer: warranty`,
		"must escalate": `
			customer: I want a refund, and is there a guarantee on earphones
			handoff: desk
			ask: order_number`,
		"danger": `
			customer: the battery is smoking and it burned my hand
			handoff: desk`,
		"the wish for a person": `
			customer: can a real person help me please, is there a guarantee on earphones
			handoff: desk`,
		"greeting and thanks": `
			customer: hello
			notice: greeting_again
			customer: thanks, bye!
			notice: thanks`,
		"a case by a rule": `
			customer: my parcel is missing
			ask: order_number
			customer: 12345678
			ask: email
			customer: I don't know it
			handoff: desk`,
		"only facts": `
			customer: my order number is 12345678
			notice: facts_noted`,
		"a queue": `
			customer: I want a refund
			handoff: desk
			ask: order_number
			customer: is there a guarantee on earphones if they break
			ask: order_number`,
		"a human": `
			takeover
			customer: is there a guarantee on earphones if they break
			silence`,
		"hardly a word": `
			customer: ?!
			notice: no_answer`,
	} {
		t.Run(name, func(t *testing.T) { play(t, "en", "model: full warranty\n"+script+"\ncalls: 0") })
	}
}

func TestAModelIsNotAskedWhereTheBotDoesNotSpeak(t *testing.T) {
	for mode, script := range map[bot.Mode]string{
		bot.Off: `
			customer: is there a guarantee on earphones if they break
			handoff: desk`,
		bot.Suggest: `
			customer: is there a guarantee on earphones if they break
			handoff: desk
			suggestion: Which of these do you mean`,
	} {
		play(t, "en", "model: full warranty\n"+script+"\ncalls: 0", func(h *house) { h.modes.Default = mode })
	}
}

func TestTheBriefHoldsWhatIsNeededAndNoMore(t *testing.T) {
	c := play(t, "en", `
		model: none
		customer: my name is Ann, order 12345678
		notice: facts_noted
		customer: How long for speakers?
		notice: no_answer`)
	b := c.model.last()
	if b.Locale != "en" || b.Compose || len(b.Turns) == 0 || !b.Turns[len(b.Turns)-1].Fresh {
		t.Errorf("brief: %+v", b)
	}
	if len(b.Candidates) == 0 || b.Candidates[0].ArticleID != "warranty" || !strings.Contains(b.Candidates[0].Answer, "24 months") {
		t.Errorf("candidates: %+v", b.Candidates)
	}
	var playbooks, fields []string
	for _, p := range b.Playbooks {
		playbooks = append(playbooks, p.Name)
	}
	for _, f := range b.Fields {
		fields = append(fields, f.Name)
	}
	if diff := cmp.Diff([]string{"delivery", "fault", "refund"}, playbooks); diff != "" {
		t.Errorf("playbooks (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"order_number", "contact", "email", "product", "tried"}, fields); diff != "" {
		t.Errorf("fields: what was read without it, and what is not known (-want +got):\n%s", diff)
	}
	if len(b.Known) != 1 || b.Known[0].Value != "12345678" {
		t.Errorf("known: %+v", b.Known)
	}
}
