package bot

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/batondesk/baton/conversation"
	"github.com/batondesk/baton/retrieval"
)

const (
	maxQuestions = 4   // read separately in one turn
	shortRunes   = 24  // a follow-up is shorter than this
	searchRunes  = 600 // of a question are searched for
	searchHits   = 8   // as many as a model is offered
)

// lookup is something that was searched for, and what was found.
type lookup struct {
	retrieval.Result
	text string
	part int // its place among the questions of the message, from 1; 0: it is the message as a whole
}

// pick is the first article that was found.
func (l lookup) pick() pick {
	return pick{Hit: l.Hits[0], question: l.text, part: l.part, confidence: l.Confidence}
}

// search looks up what the customer asks. A burst, or a message with several questions, is read both as one question and
// as several: the separate ones count if at least two different articles answer them surely.
func (t *thought) search() ([]lookup, error) {
	if t.searched {
		return t.found, nil
	}
	t.searched = true
	t.prepare(t.toLookUp()...)
	whole, err := t.lookUp(t.text, 0)
	if err != nil {
		return nil, err
	}
	best := whole
	if bare := t.withoutFacts(); bare != whole.text && !t.sure(whole) && letters(bare) >= 3 {
		found, err := t.lookUp(bare, 0)
		if err != nil {
			return nil, err
		}
		if found.Confidence > whole.Confidence {
			best = found
		}
	}
	sure, best, err := t.searchParts(questions(best.text), best)
	if err != nil {
		return nil, err
	}
	if len(sure) > 1 {
		t.found = sure
		t.decision.Confidence = max(sure[0].Confidence, sure[1].Confidence)
		return sure, nil
	}
	if !t.sure(best) {
		if followUp, err := t.followUp(); err != nil {
			return nil, err
		} else if t.sure(followUp) && followUp.Confidence > best.Confidence {
			best = followUp
		}
	}
	t.found = []lookup{best}
	t.decision.Confidence = best.Confidence
	return t.found, nil
}

// searchParts looks up the questions of a message one by one. It gives the sure ones, each with another article, and the
// best of all; open notes the questions that it is not sure of.
func (t *thought) searchParts(parts []string, best lookup) (sure []lookup, _ lookup, err error) {
	if len(parts) < 2 {
		return nil, best, nil
	}
	t.parts = len(parts)
	marked := slices.ContainsFunc(parts, asking) // then the others are none
	seen := map[string]bool{}
	for i, part := range parts {
		found, err := t.lookUp(part, i+1)
		if err != nil {
			return nil, best, err
		}
		switch {
		case t.sure(found) && !seen[found.Hits[0].ArticleID]:
			seen[found.Hits[0].ArticleID] = true
			sure = append(sure, found)
		case !t.sure(found) && (asking(part) || !marked):
			t.open = append(t.open, part)
		}
		if found.Confidence > best.Confidence {
			best = found
		}
	}
	return sure, best, nil
}

func asking(text string) bool { return strings.ContainsAny(text, "?？") }

// withoutFacts is what the customer said without order numbers, phone numbers and addresses: they tell whom it is about,
// not what is asked, and no article has them.
func (t *thought) withoutFacts() string {
	text := t.text
	for _, value := range t.heard.Values {
		switch spec, _ := t.books.Book.Field(value.Field); spec.Type {
		case conversation.TypeID, conversation.TypePhone, conversation.TypeEmail:
			if value.Raw != "" {
				text = strings.Replace(text, value.Raw, " ", 1)
			}
		}
	}
	return strings.TrimSpace(text)
}

// followUp reads a short message as a continuation of the question before it ("and to Austria?").
func (t *thought) followUp() (lookup, error) {
	before, ok := t.questionBefore()
	if !ok {
		return lookup{}, nil
	}
	found, err := t.lookUp(before.Question+"\n"+t.text, 0)
	if err != nil || len(found.Hits) == 0 || found.Hits[0].ArticleID == before.ArticleID {
		return lookup{}, err
	}
	return found, nil
}

// questionBefore is the question that a short message may go on with: the one that was answered in the turn before.
func (t *thought) questionBefore() (conversation.Answered, bool) {
	if len(t.state.Answered) == 0 || utf8.RuneCountInString(t.text) > shortRunes {
		return conversation.Answered{}, false
	}
	last := t.state.Answered[len(t.state.Answered)-1]
	return last, last.Seq >= t.snapshot.Through
}

func (t *thought) lookUp(text string, part int) (lookup, error) {
	veiled := t.veiled(text) // before it is cut: half a number looks like none
	text = firstRunes(text, searchRunes)
	found, err := t.Search.Search(t.ctx, retrieval.Query{
		Text: text, Veiled: veiled, Locale: t.locale, Across: t.Across, Tags: t.state.Tags, Now: t.now, Limit: searchHits,
	})
	l := lookup{found, text, part}
	t.looked = append(t.looked, l)
	return l, err
}

// preparer is a Searcher that asks a service about what is searched for, about all of it in one request.
type preparer interface {
	Prepare(ctx context.Context, texts ...string) context.Context
}

// prepare announces what will be searched for.
func (t *thought) prepare(texts ...string) {
	p, ok := t.Search.(preparer)
	if !ok || t.Bare == nil || quiet(t.ctx) {
		return
	}
	for i, text := range texts {
		texts[i] = t.veiled(text)
	}
	t.ctx = p.Prepare(t.ctx, texts...)
}

// toLookUp is all that search may look up.
func (t *thought) toLookUp() []string {
	if t.Bare == nil {
		return nil
	}
	bare := t.withoutFacts()
	texts := slices.Concat([]string{t.text, bare}, questions(t.text), questions(bare))
	if before, ok := t.questionBefore(); ok {
		texts = append(texts, before.Question+"\n"+t.text)
	}
	return texts
}

// veiled is a text as it may leave the house to be searched for: without what is private. Empty where nothing leaves it.
func (t *thought) veiled(text string) string {
	if t.Bare == nil {
		return ""
	}
	bare := t.Bare(text, t.identity(), t.heard.Values, t.books.Book.Fields())
	return firstRunes(bare, searchRunes) + " " // a blank, where nothing is left of it
}

func language(locale string) string {
	base, _, _ := strings.Cut(locale, "-")
	return base
}

// questions splits what was said at line ends and question marks. Parts too short to ask anything are left out.
func questions(text string) []string {
	var parts []string
	var part strings.Builder
	flush := func() {
		if p := strings.TrimSpace(part.String()); letters(p) >= 3 && len(parts) < maxQuestions {
			parts = append(parts, p)
		}
		part.Reset()
	}
	for _, r := range text {
		part.WriteRune(r)
		switch r {
		case '\n', '?', '？', '。', '；':
			flush()
		}
	}
	flush()
	return parts
}

func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			n += 2
		} else if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}
