package evals

import (
	"time"

	"github.com/batondesk/baton/retrieval"
)

// The settings: how much of each article is indexed. The answer is in both.
const (
	FewShot      = "few_shot"      // the question and its other phrasings
	QuestionOnly = "question_only" // the question
)

// RetrievalOptions are what can be varied in an evaluation of retrieval.
type RetrievalOptions struct {
	Settings   []string             // of FewShot and QuestionOnly; empty means both
	Thresholds retrieval.Thresholds // zero means the defaults
}

// Retrieval measures retrieval on the suites in dir: one set, a folder of sets, or a folder that holds a folder named
// retrieval. Errors in the data name file and line.
func Retrieval(dir string, o RetrievalOptions) (Report, error) {
	suites, err := readRetrievalSuites(dir)
	if err != nil {
		return Report{}, err
	}
	if len(o.Settings) == 0 {
		o.Settings = []string{FewShot, QuestionOnly}
	}
	if o.Thresholds == (retrieval.Thresholds{}) {
		o.Thresholds = retrieval.DefaultThresholds()
	}
	var report Report
	for _, s := range suites {
		for _, setting := range o.Settings {
			index := retrieval.NewIndex(s.articles(setting, everyItem))
			var asked []searched
			for _, q := range s.queries {
				asked = append(asked, ask(index, s, q))
			}
			report.Sets = append(report.Sets, Set{Name: s.name, Setting: setting, Metrics: retrievalMetrics(asked, o.Thresholds)})
		}
	}
	return report, nil
}

func everyItem(retrievalItem) bool { return true }

// searched is a query and what came back.
type searched struct {
	query  retrievalQuery
	result retrieval.Result
}

// ask searches as the product does, but falls back to the language of the knowledge base: the cross-language sets ask in
// another on purpose.
func ask(index *retrieval.Index, s retrievalSuite, q retrievalQuery) searched {
	return searched{q, index.Search(retrieval.Query{Text: q.Text, Locale: q.Locale, Fallback: s.items[0].Locale, Now: time.Now()})}
}

// rank is the place of the expected article, from 1; 0 if it is not among the hits.
func (s searched) rank() int {
	if s.query.Expect == nil {
		return 0
	}
	for i, h := range s.result.Hits {
		if h.ArticleID == *s.query.Expect {
			return i + 1
		}
	}
	return 0
}

func (s searched) answerable() bool { return s.query.Expect != nil }
