package practice

import (
	"strconv"
	"time"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
)

// nearest is the one of several open questions that an answer is for: the one that shares most with it, of equals the last.
// others are those that ask the same.
func nearest(open []phrasing, answer, locale string) (question phrasing, others []phrasing) {
	question = open[len(open)-1]
	if len(open) == 1 {
		return question, nil
	}
	byAnswer := index(locale, map[string]knowledge.Text{"answer": {Answer: answer}})
	best := 0.0
	for _, p := range open {
		if r := byAnswer.Search(ask(p.text, locale)); len(r.Hits) > 0 && r.Hits[0].Score >= best {
			question, best = p, r.Hits[0].Score
		}
	}
	same := index(locale, map[string]knowledge.Text{"question": {Question: question.text}})
	for _, p := range open {
		if p.from != question.from && bare(p.text) != bare(question.text) && sure(same.Search(ask(p.text, locale)), likely) {
			others = append(others, p)
		}
	}
	return question, others
}

// likely is from which confidence on two questions in one conversation are taken for one: who asks twice mostly means it.
const likely = 0.5

func sure(r retrieval.Result, least float64) bool { return len(r.Hits) > 0 && r.Confidence >= least }

func ask(text, locale string) retrieval.Query {
	return retrieval.Query{Text: text, Locale: locale, Now: time.Unix(0, 0), Limit: 10}
}

// index makes texts searchable, whether they are published or not.
func index(locale string, texts map[string]knowledge.Text) *retrieval.Index {
	var all []knowledge.Article
	for _, id := range sortedNames(texts) {
		all = append(all, knowledge.Article{ID: id, Version: 1, State: knowledge.Published, Texts: map[string]knowledge.Text{locale: texts[id]}})
	}
	return retrieval.NewIndex(all)
}

// indexOf makes articles searchable, whether they are published or not and whoever may hear them.
func indexOf(articles []knowledge.Article) *retrieval.Index {
	all := make([]knowledge.Article, len(articles))
	for i, a := range articles {
		all[i] = knowledge.Article{ID: strconv.Itoa(i), Version: 1, State: knowledge.Published, Texts: a.Texts}
	}
	return retrieval.NewIndex(all)
}
