package bot

import (
	"cmp"
	"context"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/knowledge"
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
	Question    string   `json:"question"` // of a passage: the headings above it
	Locale      string   `json:"locale"`   // of the text that was found
	Passage     bool     `json:"passage,omitempty"`
	Probability float64  `json:"probability"` // 0 to 1
	Evidence    Evidence `json:"evidence"`
}

// Evidence is what speaks for an article, each about 0 to 1; see retrieval.Evidence.
type Evidence struct {
	Lexical float64 `json:"lexical"` // words in common
	Nearest float64 `json:"nearest"` // likeness to the question or the nearest other phrasing
	Centre  float64 `json:"centre"`  // likeness to everything that the article says
	Answer  float64 `json:"answer"`  // likeness to the answer
	// Semantic is likeness in meaning, by the model of a service; absent without its vectors.
	Semantic *float64 `json:"semantic,omitempty"`
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
// `baton ask`. With no locale the language of the question counts. Like a turn it asks a model where it is in doubt, and
// says so in the reasons.
func (b *Bot) Ask(ctx context.Context, text, locale string, tags []string) (Reply, error) {
	t, found, err := b.look(ctx, text, locale, tags)
	if err != nil {
		return Reply{}, err
	}
	t.mode, t.counsel = Answer, &counsel{}
	matches, best := t.books.Matcher.Match(t.situation()), found[0]
	model, err := t.consult(t.doubt(matches, found))
	if err != nil {
		return Reply{}, err
	}
	answers, _ := t.answers(found, model)
	t.giveAll(answers, model)
	if len(answers) == 0 && t.doubtful(best, model) {
		t.clarify(best, model.perhaps...)
	}
	reply := t.reply(best)
	if match, ok := t.caseInstead(matches, best, model); ok {
		p, _ := t.books.Book.Playbook(match.Playbook)
		reply.Playbook = &Opens{p.Name, p.Title, p.Queue, p.MustEscalate, match.Why, match.Probability}
	}
	return reply, nil
}

// Near are the articles that a search for a text finds, the likeliest first, and the language that it was taken for.
func (b *Bot) Near(ctx context.Context, text, locale string, tags []string) ([]Candidate, string, error) {
	t, found, err := b.look(ctx, text, locale, tags)
	if err != nil {
		return nil, "", err
	}
	return t.reply(found[0]).Candidates, t.locale, nil
}

// look searches for a text as if a new customer had said it.
func (b *Bot) look(ctx context.Context, text, locale string, tags []string) (*thought, []lookup, error) {
	now := b.Now()
	t := b.begin(ctx, conversation.State{
		ID: "ask", Status: conversation.Open, Holder: conversation.HeldByBot, Tags: tags, Locale: locale,
		Customer: conversation.Mark{Seq: 1, At: now},
		Recent:   []conversation.Said{{Seq: 1, By: conversation.Customer, Text: text, Fresh: 1}},
	}, now)
	if locale != "" {
		t.locale = b.Spoken(locale)
	}
	found, err := t.search()
	return t, found, err
}

func (t *thought) reply(best lookup) Reply {
	reply := Reply{
		Act: conversation.ActHandoff, Locale: t.locale, Confidence: best.Confidence, Answerable: best.Answerable,
		Thresholds: Thresholds{t.Thresholds.Answer, t.Thresholds.Clarify}, Reasons: t.decision.Reasons,
		Candidates: []Candidate{},
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
		article, _ := t.Search.Article(hit.ArticleID)
		reply.Candidates = append(reply.Candidates, Candidate{
			ArticleID: hit.ArticleID, Version: hit.Version, Question: cmp.Or(title(article, hit.Locale), hit.Question),
			Locale: hit.Locale, Passage: article.Kind == knowledge.Passage, Probability: hit.Probability, Evidence: evidenceFor(hit),
		})
	}
	return reply
}

func evidenceFor(hit retrieval.Hit) Evidence {
	e := Evidence{Lexical: hit.Lexical, Nearest: hit.Nearest, Centre: hit.Centre, Answer: hit.Evidence.Answer}
	if hit.Embedded {
		e.Semantic = &hit.Semantic
	}
	return e
}
