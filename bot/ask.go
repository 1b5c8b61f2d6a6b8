package bot

import (
	"context"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/retrieval"
)

// Reply is what the bot would say to one question on its own, and why.
type Reply struct {
	Act        conversation.Act      `json:"act"` // answer, clarify, or handoff when it has no answer
	Text       string                `json:"text,omitempty"`
	Locale     string                `json:"locale"`
	Confidence float64               `json:"confidence"` // 0 to 1, that the first candidate answers the question
	Answerable float64               `json:"answerable"` // 0 to 1, that any article does
	Thresholds Thresholds            `json:"thresholds"`
	Sources    []conversation.Source `json:"sources,omitempty"`
	Choices    []conversation.Choice `json:"choices,omitempty"`
	Candidates []Candidate           `json:"candidates"`
	Playbook   *Opens                `json:"playbook,omitempty"` // opened instead of answering
	Reasons    []string              `json:"reasons"`
}

// Thresholds are those in force: from Answer on, the confidence is enough to answer; from Clarify on, Answerable is enough
// to ask which was meant.
type Thresholds struct {
	Answer  float64 `json:"answer"`
	Clarify float64 `json:"clarify"`
}

// Candidate is one article that was found.
type Candidate struct {
	ArticleID   string   `json:"article_id"`
	Version     int      `json:"version"`
	Question    string   `json:"question"`
	Locale      string   `json:"locale"`      // of the text that was found
	Probability float64  `json:"probability"` // 0 to 1
	Evidence    Evidence `json:"evidence"`
}

// Evidence is what speaks for an article, each about 0 to 1; see retrieval.Evidence.
type Evidence struct {
	Lexical float64 `json:"lexical"` // words in common
	Nearest float64 `json:"nearest"` // likeness to the question or the nearest other phrasing
	Centre  float64 `json:"centre"`  // likeness to everything that the article says
	Answer  float64 `json:"answer"`  // likeness to the answer
}

// Opens is the kind of case that a text opens.
type Opens struct {
	Name         string            `json:"name"`
	Title        map[string]string `json:"title,omitempty"` // by language
	Queue        string            `json:"queue"`
	MustEscalate bool              `json:"must_escalate"`
	Why          string            `json:"why"`         // the rule that holds, or "examples"
	Probability  float64           `json:"probability"` // 0 to 1; 1 for a rule
}

// Ask answers one question outside any conversation, as the bot would: for editors who try their knowledge, and for
// `baton ask`. With no locale the language of the question counts.
func (b *Bot) Ask(ctx context.Context, text, locale string, tags []string) (Reply, error) {
	now := b.Now()
	state := conversation.State{
		ID: "ask", Status: conversation.Open, Holder: conversation.HeldByBot, Tags: tags, Locale: locale,
		Customer: conversation.Mark{Seq: 1, At: now},
		Recent:   []conversation.Said{{Seq: 1, By: conversation.Customer, Text: text, Fresh: 1}},
	}
	t := b.begin(ctx, state, now)
	if locale != "" {
		t.locale = b.Spoken(locale)
	}
	found, err := t.search()
	if err != nil {
		return Reply{}, err
	}
	best := found[0]
	switch {
	case t.sure(best):
		for _, f := range found {
			t.give(f)
		}
	case t.unclear(best):
		t.clarify(best)
	}
	return t.reply(best), nil
}

func (t *thought) reply(best retrieval.Result) Reply {
	reply := Reply{
		Act: conversation.ActHandoff, Locale: t.locale, Confidence: best.Confidence, Answerable: best.Answerable,
		Thresholds: Thresholds{t.Thresholds.Answer, t.Thresholds.Clarify}, Reasons: t.decision.Reasons,
		Candidates: []Candidate{}, Playbook: t.opens(best),
	}
	if reply.Reasons == nil {
		reply.Reasons = []string{}
	}
	for i, message := range t.says {
		if i > 0 {
			reply.Text += "\n\n"
		}
		reply.Act, reply.Text = message.Act, reply.Text+message.Text
		reply.Sources = append(reply.Sources, message.Sources...)
		reply.Choices = message.Choices
	}
	for _, hit := range best.Hits {
		reply.Candidates = append(reply.Candidates, Candidate{
			ArticleID: hit.ArticleID, Version: hit.Version, Question: hit.Question, Locale: hit.Locale, Probability: hit.Probability,
			Evidence: Evidence{hit.Evidence.Lexical, hit.Evidence.Nearest, hit.Evidence.Centre, hit.Evidence.Answer},
		})
	}
	return reply
}

// opens is the kind of case that the turn would open instead of answering: see triage and inform.
func (t *thought) opens(best retrieval.Result) *Opens {
	matches := t.books.Matcher.Match(t.situation())
	if len(matches) == 0 || matches[0].Probability < byRule && matches[0].Probability <= best.Confidence {
		return nil
	}
	match := matches[0]
	p, _ := t.books.Book.Playbook(match.Playbook)
	return &Opens{p.Name, p.Title, p.Queue, p.MustEscalate, match.Why, match.Probability}
}
