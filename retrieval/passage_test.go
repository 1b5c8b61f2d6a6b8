package retrieval

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/batondesk/baton/knowledge"
)

// statisticsOf is what a database counts.
func statisticsOf(passages []Passage) Statistics {
	s := Statistics{Containing: map[int32]int{}}
	for _, p := range passages {
		s.Passages++
		s.Words += p.Words
		for _, f := range p.Features() {
			s.Containing[f]++
		}
	}
	return s
}

func TestAPassageGivesTheSameEvidenceAsAnIndexInMemory(t *testing.T) {
	sentence := rapid.StringMatching(`([a-e]{1,3}|退款|退货|the|[0-9]{5}|you|[一二三]{1,4})( ([a-e]{1,3}|退款|款|the|refund|[一二三]))*`)
	rapid.Check(t, func(t *rapid.T) {
		var articles []knowledge.Article
		var passages []Passage
		for i := range rapid.IntRange(1, 6).Draw(t, "articles") {
			text := knowledge.Text{Answer: sentence.Draw(t, "answer"), Alternatives: rapid.SliceOfN(sentence, 0, 2).Draw(t, "alternatives")}
			if rapid.Bool().Draw(t, "question") {
				text.Question = sentence.Draw(t, "text")
			}
			a := knowledge.Article{ID: fmt.Sprint(i), Version: 1, State: knowledge.Published, Texts: map[string]knowledge.Text{"en": text}}
			articles = append(articles, a)
			passages = append(passages, Analyse(a)...)
		}
		statistics := statisticsOf(passages)
		features := newAnalyser().features(sentence.Draw(t, "asked"))
		q := weigh(features, statistics.idf)
		got := map[string]Evidence{}
		for _, p := range passages {
			p.Weigh(statistics)
			if e, any := p.evidence(q); any {
				got[p.Article] = e
			}
		}
		index, want := NewIndex(articles), map[string]Evidence{}
		index.shards["en"].search(features, func(d uint32, e Evidence) {
			want[index.articles[index.shards["en"].docs[d].article].ID] = e
		})
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-memory +passage)\n%s", diff)
		}
	})
}

func TestAnArticleThatSaysNothingIsOnePassageThatIsNeverFound(t *testing.T) {
	passages := Analyse(knowledge.Article{ID: "a", Version: 3, Texts: map[string]knowledge.Text{"en": {Question: "?", Answer: "!"}}})
	if len(passages) != 1 || passages[0].Article != "a" || passages[0].Version != 3 || passages[0].Locale != "" || len(passages[0].Keys) > 0 {
		t.Fatalf("%+v", passages)
	}
	if _, any := passages[0].evidence(question{}); any {
		t.Error("it was found")
	}
}

func FuzzDamagedPassages(f *testing.F) {
	whole := Analyse(knowledge.Article{ID: "a", Texts: map[string]knowledge.Text{"en": {Question: "Where is it?", Answer: "There."}}})[0]
	whole.Weigh(statisticsOf([]Passage{whole}))
	f.Add(whole.Texts, whole.Weights)
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}, []byte{1, 2, 3})
	q := weigh(newAnalyser().features("where is it"), Statistics{Passages: 1}.idf)
	f.Fuzz(func(t *testing.T, texts, weights []byte) {
		p := Passage{Texts: texts, Weights: weights}
		p.evidence(q)
		p.Features()
		p.Weigh(Statistics{})
	})
}
