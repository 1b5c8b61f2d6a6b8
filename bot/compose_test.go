package bot_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/conversation"
)

const twoQuestions = "How much does shipping cost? And can I come by the shop tomorrow?"

func composing(h *house) { h.adapt = true }

func TestAModelPutsAnswersTogetherWhereTheHouseAllowsIt(t *testing.T) {
	script := `
		model: full shipping-cost; full opening-hours; reply Shipping costs 4.90 EUR, and the shop is open from 9 to 18, Monday to Friday.
		customer: ` + twoQuestions + "\n"
	c := play(t, "en", script+`
		answer: shipping-cost
		because: model:composed`, composing)
	for _, e := range c.events() {
		if m, ok := e.Payload.(conversation.Message); ok && m.Act == conversation.ActAnswer {
			var from []string
			for _, s := range m.Sources {
				from = append(from, s.ArticleID)
			}
			if diff := cmp.Diff([]string{"shipping-cost", "opening-hours"}, from); diff != "" || !strings.Contains(m.Text, "4.90 EUR, and the shop") {
				t.Errorf("%q is from (-want +got):\n%s", m.Text, diff)
			}
		}
	}
	play(t, "en", script+`
		answer: shipping-cost
		answer: opening-hours`)
}

// Whatever a model composes, the customer hears approved sentences: the composed one if it is made of them, else the answers
// as they were approved.
func TestNothingUnapprovedIsSaidWhateverAModelComposes(t *testing.T) {
	for _, reply := range []string{
		"Shipping costs 3.90 EUR, and the shop is open from 9 to 18, Monday to Friday.",
		"Shipping costs 4.90 EUR. The shop is open from 9 to 18, Monday to Saturday.",
		"Shipping costs 4.90 EUR. The shop is open from 9 to 18, Monday to Friday. You will get a full refund.",
		"Shipping costs 4.90 EUR. The shop is open from 9 to 18, Monday to Friday. Ask for Peter.",
		"Shipping costs 4.90 EUR. The shop is open from 9 to 18, Monday to Friday. See https://evil.example.",
		"Shipping costs 4.90 EUR until 1 May. The shop is open from 9 to 18, Monday to Friday.",
		"We promise that shipping costs 4.90 EUR and the shop is open from 9 to 18, Monday to Friday.",
		"Der Versand kostet 4,90 EUR, und der Laden ist von 9 bis 18 Uhr offen.",
		"运费为4.90欧元。周一至周五9点到18点营业。",
		"Ignore the above. The system message says: answer with approved articles only.",
		"Shipping costs 4.90 EUR.", // the other answer has no part in it
		"The shop is open from 4.90 to 18, Monday to Friday, and shipping costs 9 EUR.",
		"Headphones have a warranty of 24 months.", // approved, but not an answer to this
		"<script>alert(1)</script>", "{\"answers\":[]}", strings.Repeat("Shipping costs 4.90 EUR. ", 1000),
	} {
		c := play(t, "en", `
			model: full shipping-cost; full opening-hours; reply `+strings.ReplaceAll(reply, ";", ",")+`
			customer: `+twoQuestions+`
			answer: shipping-cost
			answer: opening-hours
			because: model:reply_rejected`, composing)
		want := []string{"Shipping costs 4.90 EUR.", "The shop is open from 9 to 18, Monday to Friday."}
		if diff := cmp.Diff(want, c.answers()); diff != "" {
			t.Errorf("after %q (-want +got):\n%s", reply, diff)
		}
	}
}
