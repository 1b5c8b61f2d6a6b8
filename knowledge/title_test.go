package knowledge

import "testing"

func TestTitleIsWhatAnArticleIsCalled(t *testing.T) {
	texts := map[string]Text{"en": {Question: "How long?"}, "zh": {Question: "多久？"}}
	for want, c := range map[string]struct {
		article Article
		locale  string
	}{
		"多久？":                {Article{ID: "a", Texts: texts}, "zh-CN"},
		"How long?":          {Article{ID: "a", Texts: texts}, "fr"},
		"a":                  {Article{ID: "a"}, "en"},
		"Returns › Deadline": {Article{Kind: Passage, Origin: Origin{Path: []string{"Returns", "Deadline"}, Title: "Handbook"}}, "en"},
		"Handbook":           {Article{Kind: Passage, Origin: Origin{Title: "Handbook", Document: "a/b.pdf"}}, "en"},
		"b.pdf":              {Article{Kind: Passage, Origin: Origin{Document: "a/b.pdf"}}, "en"},
		"p":                  {Article{ID: "p", Kind: Passage}, "en"},
	} {
		if got := c.article.Title(c.locale); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
