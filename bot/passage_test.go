package bot_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/bot"
	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
)

// passage is a part of a document in English.
func passage(id, text string, path ...string) knowledge.Article {
	return knowledge.Article{
		ID: id, Kind: knowledge.Passage, Texts: map[string]knowledge.Text{"en": {Answer: text}},
		Origin: knowledge.Origin{Document: "library.md", Title: "Library rules", URL: "https://library.example/rules", Path: path},
	}
}

const films = "Films are lent to card holders. A film may be kept for two weeks. Whoever returns a film late pays 50 cents per day. " +
	"Our collection has grown to 4,000 titles since the new wing was opened by the mayor."

// library has documents besides the articles of every house.
func library(h *house) {
	h.more = append(h.more,
		passage("films", films, "Borrowing", "Films"),
		passage("rooms", "Reading rooms can be booked by any reader. Bring your card {and nothing to eat}.", "Rooms"),
		passage("history", strings.Repeat("The founders met in taverns, quarrelled about shelves, and parted as friends. ", 10), "History of the house"),
	)
}

func TestAPassageAnswersWithTheSentencesThatDo(t *testing.T) {
	c := play(t, "en", `
		customer: How long may a borrowed film be kept from the library?
		answer: films`, library)
	if diff := cmp.Diff([]string{"A film may be kept for two weeks."}, c.answers()); diff != "" {
		t.Errorf("said (-want +got):\n%s", diff)
	}
	want := []conversation.Source{{ArticleID: "films", Version: 1, Title: "Borrowing › Films", URL: "https://library.example/rules"}}
	if diff := cmp.Diff(want, c.sources()); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
}

func (c *talk) sources() (sources []conversation.Source) {
	for _, e := range c.events() {
		if m, ok := e.Payload.(conversation.Message); ok {
			sources = append(sources, m.Sources...)
		}
	}
	return sources
}

func TestAnotherQuestionToTheSamePassageIsNotAskedAgain(t *testing.T) {
	c := play(t, "en", `
		customer: How long may a borrowed film be kept from the library?
		answer: films
		customer: What does whoever returns a film late pay per day?
		answer: films
		customer: What does whoever returns a film late pay per day?
		notice: not_solved`, library)
	if given := c.answers(); !strings.Contains(given[1], "50 cents") {
		t.Errorf("said %q", given)
	}
}

func TestAModelChoosesTheSentencesOfAPassage(t *testing.T) {
	for quote, want := range map[string]string{
		"Films are lent to card holders.": "Films are lent to card holders.",
		// not whole sentences, not in it, not in its order: then those that the search chooses
		"Films are lent":             "A film may be kept for two weeks.",
		"Films are lent to anybody.": "A film may be kept for two weeks.",
		"A film may be kept for two weeks.; quote Films are lent to card holders.": "A film may be kept for two weeks.",
	} {
		c := play(t, "en", `
			model: full films; quote `+quote+`
			customer: How much does shipping cost? For how long is it that films of yours may be kept around here, in this town?
			answer: shipping-cost
			answer: films`, library)
		if given := c.answers(); !strings.Contains(given[1], want) {
			t.Errorf("asked to quote %q it said %q", quote, given[1])
		}
	}
}

func TestChoicesShowTheHeadingsOfAPassage(t *testing.T) {
	c := play(t, "en", `
		model: part films
		customer: I want to see a film
		clarify`, library)
	if choices := c.state().Choices; choices[0].Text != "Borrowing › Films" {
		t.Errorf("offered %+v", choices)
	}
	c.says("1")
	c.turn()
	if given := c.answers(); len(given) != 1 || !strings.Contains(films, strings.Split(given[0], "\n")[0]) {
		t.Errorf("said %q", given)
	}
}

func TestComposedFromPassagesIsCheckedAgainstThem(t *testing.T) {
	ask := func(reply, heard string) {
		play(t, "en", `
			model: full films; full rooms; reply `+reply+`
			customer: tell me of borrowed films and reading rooms, say
			answer: films
			`+heard, library, composing)
	}
	ask("A film may be kept for two weeks. Reading rooms can be booked by any reader.", "because: model:composed")
	ask("A film may be kept for two weeks, and reading rooms can be booked by any reader.", "because: model:composed")
	ask("A film may be kept for three weeks. Reading rooms can be booked by any reader.", "answer: rooms")
	ask("Films may be kept for two weeks by any reader. Reading rooms can be booked.", "answer: rooms")
	ask("A film may be kept for two weeks.", "answer: rooms")
}

func TestAnAnswerInAnotherLanguageIsGivenInTheCustomersWhereItIsApproved(t *testing.T) {
	only := func(h *house) {
		library(h) // of too few articles vectors say nothing
		h.across, h.meaning = true, concepts{}
		h.bare = func(text string, _ []conversation.Field, _ []bot.Value, _ []conversation.FieldSpec) string {
			return text
		}
		h.more = append(h.more,
			knowledge.Article{ID: "klarna", Texts: map[string]knowledge.Text{
				"en": {Question: "Do you accept Klarna?", Answer: "Yes, we accept Klarna."}, "zh": {Answer: "可以，我们支持Klarna付款。"},
			}},
			knowledge.Article{ID: "paypal", Texts: map[string]knowledge.Text{"en": {Question: "Do you accept PayPal?", Answer: "Yes, we accept PayPal."}}},
		)
	}
	c := play(t, "zh", `
		customer: Klarna行不行？
		answer: klarna`, only)
	if given := c.answers(); given[0] != "可以，我们支持Klarna付款。" {
		t.Errorf("said %q", given)
	}
	c = play(t, "zh", `
		customer: PayPal行不行？
		handoff: desk
		because: answer_in_other_language`, only)
	for _, line := range c.heard(0) {
		if strings.Contains(line, "PayPal") {
			t.Errorf("said %q", line)
		}
	}
	for _, e := range c.events() {
		if d, ok := e.Payload.(conversation.Decision); ok && (len(d.Sources) != 1 || d.Sources[0].ArticleID != "paypal") {
			t.Errorf("the decision names %+v", d.Sources)
		}
	}
}

// concepts is an embedder that knows a few things by name, whatever the language, and notes what it is sent.
type concepts struct{ sent *[][]string }

func (concepts) Model() string { return "concepts" }

func (c concepts) Embed(_ context.Context, texts []string) ([][]float32, error) {
	if c.sent != nil {
		*c.sent = append(*c.sent, texts)
	}
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		vectors[i] = make([]float32, 6)
		vectors[i][5] = 0.01
		for j, names := range [][]string{{"paypal"}, {"klarna"}, {"shipping", "运费"}, {"warranty", "保修"}, {"shop", "营业"}} {
			for _, name := range names {
				if strings.Contains(strings.ToLower(text), name) {
					vectors[i][j] = 1
				}
			}
		}
	}
	return vectors, nil
}

func TestAskingOutsideAConversationQuotesPassagesToo(t *testing.T) {
	h := open(t, library)
	reply, err := h.bot.Ask(h.ctx, "How long may a borrowed film be kept from the library?", "", nil)
	h.must(err)
	if reply.Text != "A film may be kept for two weeks." || reply.Sources[0].URL == "" || reply.Candidates[0].Question != "Borrowing › Films" {
		t.Errorf("replied %+v", reply)
	}
	h.model = &model{says: always(bot.Advice{Answers: []bot.AdvisedAnswer{{ArticleID: "warranty", Fully: true}}})}
	h.start()
	reply, err = h.bot.Ask(h.ctx, doubtful, "", nil)
	h.must(err)
	if reply.Act != conversation.ActAnswer || !slices.Contains(reply.Reasons, "model:answer:warranty") || h.model.calls() != 1 {
		t.Errorf("with a model it replied %+v", reply)
	}
	if _, _, err = h.bot.Near(h.ctx, doubtful, "", nil); err != nil || h.model.calls() != 1 {
		t.Errorf("searching asked the model: %v", err)
	}
}

func TestATurnAsksForVectorsOnceAndSendsNothingPrivate(t *testing.T) {
	var sent [][]string
	c := open(t, func(h *house) {
		library(h) // of too few articles vectors say nothing
		h.meaning = concepts{&sent}
		h.bare = func(text string, _ []conversation.Field, heard []bot.Value, _ []conversation.FieldSpec) string {
			for _, v := range heard {
				text = strings.ReplaceAll(text, v.Raw, "")
			}
			return text
		}
	}).talk("en")
	sent = nil
	c.says("Could PayPal or so be used for order AB-1 of ann@example.com? And warranty? Is it on for that?")
	c.turn()
	if len(sent) != 1 || len(sent[0]) < 3 || strings.Contains(strings.Join(sent[0], " "), "ann@") {
		t.Errorf("sent %q", sent)
	}
}
