package bot

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/batondesk/baton/handoff"
	"github.com/batondesk/baton/retrieval"
)

// What the search must find by itself for a model's word to count. A model chooses among what is plausible; it does not
// make plausible what is not. docs/turn.md has what the floors keep and what they turn away.
const (
	// fullyWeighs is by how much a model's word that an article answers fully raises the odds that it does. It is the most at
	// which a model that is right nine times in ten answers more and no less rightly than the bot by itself, and one that
	// always takes the second article for the answer leaves nine answers in ten right (banking77).
	fullyWeighs = 8
	// Of several answers to one sentence each must be worth something by itself.
	leastShare   = 0.05
	mostTogether = 3
	// leastAnswerable is the probability that any article answers. Of the questions that have an answer one in twenty has
	// less, of those that have none a quarter to three quarters.
	leastAnswerable = 0.25
	// strongEvidence is the probability that any article answers from which on the customer is asked which was meant, even
	// if a model says that none does: nine in ten times the search would be right.
	strongEvidence = 0.9
	// sharedWords is the part of a follow-up put as a question of its own that must come from the conversation.
	sharedWords = 0.5
)

// word is what a model's advice comes to, held against what was found without it. The zero word is that of nobody.
type word struct {
	given    bool
	answers  []pick   // to be given
	perhaps  []pick   // to be offered, when asking which was meant
	none     bool     // nothing fits
	playbook string   // to be opened
	rest     []string // what was asked besides and nothing answers
	reply    string   // composed of what it says to be the answers
}

// weigh holds advice against the brief that it answers, which a liar may not have read, and against the search. Values of
// fields are noted at once.
func (t *thought) weigh(b Brief, a Advice) (word, error) {
	w := word{given: true, reply: a.Reply}
	rewritten, err := t.rewritten(a.Question)
	if err != nil {
		return word{}, err
	}
	together := t.together(b, a.Answers)
	for _, named := range a.Answers {
		p, offered := t.evidence(b, named)
		switch {
		case !offered || slices.ContainsFunc(w.answers, func(other pick) bool { return other.ArticleID == p.ArticleID }):
		case p.answerable < leastAnswerable:
			t.because("model:too_unlikely:" + p.ArticleID)
		case named.Fully && raised(max(p.Probability, together[p.ArticleID])) >= t.Thresholds.Answer:
			t.heed("answer:" + p.ArticleID)
			w.answers = append(w.answers, p)
		default:
			t.heed("perhaps:" + p.ArticleID)
			w.perhaps = append(w.perhaps, p)
		}
	}
	if len(w.answers) == 0 && t.sure(rewritten) {
		t.heed("rewritten")
		w.answers = append(w.answers, rewritten.pick())
	}
	if slices.ContainsFunc(b.Playbooks, func(p BriefPlaybook) bool { return p.Name == a.Playbook }) {
		t.heed("case:" + a.Playbook)
		w.playbook = a.Playbook
	}
	if len(a.Answers) == 0 && len(w.answers) == 0 && w.playbook == "" {
		t.because("model:none")
		w.none = true
	}
	w.rest = t.unansweredOf(a.Unanswered, w.answers)
	t.believe(b, a.Values, w.playbook)
	return w, nil
}

// unansweredOf are the parts of the message that a model says nothing answers: those that it quotes, or else the questions
// that the search has found no answer to either.
func (t *thought) unansweredOf(parts []string, answers []pick) (rest []string) {
	for _, part := range parts {
		said, whole := plain(part), plain(t.text)
		if letters(said) >= leastAsked && len(said) < len(whole) && strings.Contains(whole, said) {
			rest = append(rest, strings.TrimSpace(part))
		}
	}
	if len(parts) == 0 || len(rest) > 0 {
		return rest
	}
	return slices.DeleteFunc(slices.Clone(t.open), func(question string) bool {
		return slices.ContainsFunc(answers, func(p pick) bool { return p.question == question })
	})
}

// joint holds together what may be several questions in one sentence.
var joint = regexp.MustCompile(`[,，、;；]|\band\b|还有|以及|和`)

// together is the probability that one of several articles answers which a model says to answer fully, for each of them: the
// search takes a sentence for one question, and so divides its confidence among the answers to several.
func (t *thought) together(b Brief, named []AdvisedAnswer) map[string]float64 {
	shares := map[string]float64{}
	if !joint.MatchString(t.text) {
		return shares
	}
	sum := 0.0
	for _, n := range named {
		if p, offered := t.evidence(b, n); offered && n.Fully && p.Probability >= leastShare && len(shares) < mostTogether {
			sum, shares[p.ArticleID] = sum+p.Probability, 0
		}
	}
	for id := range shares {
		shares[id] = min(sum, 1)
	}
	return shares
}

// raised is a probability after a model has said "fully".
func raised(p float64) float64 { return p * fullyWeighs / (p*fullyWeighs + 1 - p) }

// match is the case that a model means.
func (t *thought) match(playbook string) handoff.Match {
	p, _ := t.books.Book.Playbook(playbook)
	return handoff.Match{Playbook: playbook, Must: p.MustEscalate, Why: "model"}
}

// evidence is the best that the searches of this turn say for an article that was offered.
func (t *thought) evidence(b Brief, named AdvisedAnswer) (pick, bool) {
	best := pick{question: t.text}
	if !slices.ContainsFunc(b.Candidates, func(c BriefArticle) bool { return c.ArticleID == named.ArticleID }) {
		return best, false
	}
	found, inPart, part := false, 0.0, ""
	for _, l := range t.looked {
		for _, hit := range l.Hits {
			if hit.ArticleID != named.ArticleID {
				continue
			}
			if !found || hit.Probability > best.Probability {
				best.Hit, best.answerable, best.question = hit, l.Answerable, l.text
			}
			if l.part > 0 && hit.Probability > inPart {
				best.part, inPart, part = l.part, hit.Probability, l.text
			}
			found = true
		}
	}
	best.question = cmp.Or(part, best.question)
	best.quote, best.confidence = named.Quote, best.Probability
	return best, found
}

// likeliest are all hits of this turn's searches, each article once, the likeliest first; but the best of every question
// comes before the second best of any.
func (t *thought) likeliest() []retrieval.Hit {
	var first, rest []retrieval.Hit
	for _, l := range t.looked {
		if len(l.Hits) > 0 {
			first, rest = append(first, l.Hits[0]), append(rest, l.Hits[1:]...)
		}
	}
	byProbability := func(a, b retrieval.Hit) int { return cmp.Compare(b.Probability, a.Probability) }
	slices.SortStableFunc(first, byProbability)
	slices.SortStableFunc(rest, byProbability)
	var all []retrieval.Hit
	for _, hit := range append(first, rest...) {
		if !slices.ContainsFunc(all, func(h retrieval.Hit) bool { return h.ArticleID == hit.ArticleID }) {
			all = append(all, hit)
		}
	}
	return all
}

// rewritten searches again for a follow-up that a model has put as a question of its own. Where it is made of other words
// than the conversation's it is not the customer's question.
func (t *thought) rewritten(question string) (lookup, error) {
	said := make([]string, 0, len(t.turns))
	for _, turn := range t.turns {
		said = append(said, turn.Text)
	}
	if !t.goesOn() || question == "" || plain(question) == plain(t.text) || shared(question, said) < sharedWords {
		return lookup{}, nil
	}
	t.prepare(question)
	return t.lookUp(question, 0)
}

// shared is the part of a text's words, of Chinese its characters, that other texts have. Endings do not count.
func shared(text string, others []string) float64 {
	known := " " + plain(strings.Join(others, " "))
	all, have := 0, 0
	count := func(piece string) {
		all++
		if strings.Contains(known, piece) {
			have++
		}
	}
	for _, word := range strings.Fields(plain(text)) {
		if !isHan(word) {
			runes := []rune(word)
			count(" " + string(runes[:min(len(runes), 4)]))
			continue
		}
		for _, r := range word {
			if unicode.Is(unicode.Han, r) {
				count(string(r))
			}
		}
	}
	return float64(have) / float64(max(all, 1))
}
