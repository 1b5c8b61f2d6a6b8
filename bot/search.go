package bot

import (
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
)

// search looks up what the customer asks. A burst, or a message with several questions, is read both as one question and
// as several: the separate ones count if at least two different articles answer them surely.
func (t *thought) search() ([]retrieval.Result, error) {
	if t.searched {
		return t.found, nil
	}
	t.searched = true
	whole, err := t.lookUp(t.text)
	if err != nil {
		return nil, err
	}
	best, text := whole, t.text
	if bare := t.withoutFacts(); bare != text && !t.sure(whole) && letters(bare) >= 3 {
		found, err := t.lookUp(bare)
		if err != nil {
			return nil, err
		}
		if found.Confidence > whole.Confidence {
			best, text = found, bare
		}
	}
	parts := questions(text)
	var sure []retrieval.Result
	if len(parts) > 1 {
		seen := map[string]bool{}
		for _, part := range parts {
			found, err := t.lookUp(part)
			if err != nil {
				return nil, err
			}
			if t.sure(found) && !seen[found.Hits[0].ArticleID] {
				seen[found.Hits[0].ArticleID] = true
				sure = append(sure, found)
			}
			if found.Confidence > best.Confidence {
				best = found
			}
		}
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
	t.found = []retrieval.Result{best}
	t.decision.Confidence = best.Confidence
	return t.found, nil
}

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
func (t *thought) followUp() (retrieval.Result, error) {
	if len(t.state.Answered) == 0 || utf8.RuneCountInString(t.text) > shortRunes {
		return retrieval.Result{}, nil
	}
	last := t.state.Answered[len(t.state.Answered)-1]
	if last.Seq < t.snapshot.Through {
		return retrieval.Result{}, nil // not the turn before
	}
	found, err := t.lookUp(last.Question + "\n" + t.text)
	if err != nil || len(found.Hits) == 0 || found.Hits[0].ArticleID == last.ArticleID {
		return retrieval.Result{}, err
	}
	return found, nil
}

func (t *thought) lookUp(text string) (retrieval.Result, error) {
	if runes := []rune(text); len(runes) > searchRunes {
		text = string(runes[:searchRunes])
	}
	result, err := t.Search.Search(t.ctx, retrieval.Query{
		Text: text, Locale: t.locale, Tags: t.state.Tags, Now: t.now, Limit: 5,
	})
	return result, err
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
