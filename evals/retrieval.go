package evals

import (
	"context"

	"github.com/batondesk/baton/retrieval"
)

// The settings: how much of each article is indexed. The answer is in both.
const (
	FewShot      = "few_shot"      // the question and its other phrasings
	QuestionOnly = "question_only" // the question
	AsPassages   = "passages"      // the question as the heading of a passage; only for sets without other phrasings
)

// RetrievalOptions are what can be varied in an evaluation of retrieval.
type RetrievalOptions struct {
	Settings   []string             // of FewShot, QuestionOnly and AsPassages; empty means all
	Thresholds retrieval.Thresholds // zero means the defaults
	Embedder   retrieval.Embedder   // of a model service; nil: none
	Fusion     retrieval.Fusion     // how its evidence counts; zero: as for models that are not known
}

// Retrieval measures retrieval on the suites in dir: one set, a folder of sets, or a folder that holds a folder named
// retrieval. Errors in the data name file and line.
func Retrieval(ctx context.Context, dir string, o RetrievalOptions) (Report, error) {
	suites, err := readRetrievalSuites(dir)
	if err != nil {
		return Report{}, err
	}
	if len(o.Settings) == 0 {
		o.Settings = []string{FewShot, QuestionOnly, AsPassages}
	}
	if o.Thresholds == (retrieval.Thresholds{}) {
		o.Thresholds = retrieval.DefaultThresholds()
	}
	embedder, err := learn(ctx, o.Embedder, suites)
	if err != nil {
		return Report{}, err
	}
	var report Report
	for _, s := range suites {
		for _, setting := range o.Settings {
			if setting == AsPassages && s.phrased() {
				continue
			}
			b, err := newBase(ctx, s.articles(setting, everyItem), embedder, o.Fusion)
			if err != nil {
				return Report{}, err
			}
			var asked []searched
			for _, q := range s.queries {
				asked = append(asked, b.ask(s, q))
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
