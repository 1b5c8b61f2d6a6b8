package retrieval_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func article(id, question, answer string) knowledge.Article {
	return knowledge.Article{ID: id, Version: 1, State: knowledge.Published, Texts: map[string]knowledge.Text{"en": {Question: question, Answer: answer}}}
}

func found(r retrieval.Result) (ids []string) {
	for _, h := range r.Hits {
		ids = append(ids, h.ArticleID)
	}
	return ids
}

func TestOnlyArticlesThatMayBeSpokenAreFound(t *testing.T) {
	draft := article("draft", "How do I renew a loan?", "Press renew.")
	draft.State = knowledge.Draft
	over := article("over", "How do I renew a loan?", "Press renew.")
	over.ValidUntil = noon
	soon := article("soon", "How do I renew a loan?", "Press renew.")
	soon.ValidFrom = noon.Add(time.Second)
	now := article("now", "How do I renew a loan?", "Press renew.")
	now.ValidFrom, now.ValidUntil = noon, noon.Add(time.Second)
	staff := article("staff", "How do I renew a loan?", "Press renew.")
	staff.Audience = []string{"staff", "vip"}
	x := retrieval.NewIndex([]knowledge.Article{draft, over, soon, now, staff})
	for _, c := range []struct {
		about string
		query retrieval.Query
		want  []string
	}{
		{"in force and for everyone", retrieval.Query{Now: noon}, []string{"now"}},
		{"a second earlier", retrieval.Query{Now: noon.Add(-time.Second)}, []string{"over"}},
		{"for whom it is meant", retrieval.Query{Now: noon, Tags: []string{"new", "vip"}}, []string{"now", "staff"}},
		{"in another language", retrieval.Query{Now: noon, Locale: "zh"}, nil},
		{"in another language with fallback", retrieval.Query{Now: noon, Locale: "zh", Fallback: "en"}, []string{"now"}},
		{"in a variant of the language", retrieval.Query{Now: noon, Locale: "en-GB"}, []string{"now"}},
	} {
		c.query.Text = "renew my loan"
		if diff := cmp.Diff(c.want, found(x.Search(c.query))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.about, diff)
		}
	}
}

func TestATextInTheCustomersLanguageGoesBeforeTheFallback(t *testing.T) {
	both := article("both", "How do I renew a loan?", "Press renew.")
	both.Texts["zh"] = knowledge.Text{Question: "怎么续借？", Answer: "点续借。"}
	x := retrieval.NewIndex([]knowledge.Article{both, article("english", "How do I renew a card?", "At the desk.")})
	r := x.Search(retrieval.Query{Text: "续借 renew", Locale: "zh", Fallback: "en", Now: noon})
	got := map[string]string{}
	for _, h := range r.Hits {
		got[h.ArticleID] = h.Locale
	}
	if diff := cmp.Diff(map[string]string{"both": "zh", "english": "en"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestAnArticleIsFoundOnceWhenAllLanguagesAreSearched(t *testing.T) {
	r := retrieval.NewIndex(library(t)).Search(retrieval.Query{Text: "WiFi 密码 password", Now: noon, Limit: 50})
	seen := map[string]bool{}
	for _, h := range r.Hits {
		if seen[h.ArticleID] {
			t.Fatalf("%s is there twice", h.ArticleID)
		}
		seen[h.ArticleID] = true
	}
	if len(seen) < 2 {
		t.Fatalf("found %d articles", len(seen))
	}
}

func TestSmallKnowledgeBasesWork(t *testing.T) {
	all := library(t)
	if r := retrieval.NewIndex(nil).Search(retrieval.Query{Text: "Where can I park?", Now: noon}); len(r.Hits) != 0 || r.Confidence != 0 || r.Answerable != 0 {
		t.Errorf("an empty base found %+v", r)
	}
	for _, n := range []int{1, 2, 5, len(all)} {
		x := retrieval.NewIndex(all[len(all)-n:])
		r := x.Search(retrieval.Query{Text: "The disc I have borrowed doesn't play", Locale: "en", Now: noon})
		if retrieval.DefaultThresholds().Verdict(r) != retrieval.Answer || r.Hits[0].ArticleID != "dvd-damaged" {
			t.Errorf("among %d articles a question in nearly the article's words is not answered: %+v", n, r)
		}
		r = x.Search(retrieval.Query{Text: "Who won the football match last night?", Locale: "en", Now: noon})
		if retrieval.DefaultThresholds().Verdict(r) == retrieval.Answer {
			t.Errorf("among %d articles a question of another field is answered: %+v", n, r)
		}
	}
}

func TestAQuestionInTheWordsOfAnArticleIsAnsweredByIt(t *testing.T) {
	articles := library(t)
	x := retrieval.NewIndex(articles)
	for _, a := range articles {
		for locale, text := range a.Texts {
			for _, q := range append([]string{text.Question}, text.Alternatives...) {
				r := x.Search(retrieval.Query{Text: q + " !", Locale: locale, Now: noon})
				if retrieval.DefaultThresholds().Verdict(r) != retrieval.Answer || r.Hits[0].ArticleID != a.ID {
					t.Errorf("%q is of %s; found %s with %.2f", q, a.ID, r.Hits[0].ArticleID, r.Confidence)
				}
			}
		}
	}
}

func TestAQuestionInAnotherLanguageIsNotAnswered(t *testing.T) {
	var english []knowledge.Article
	for _, a := range library(t) {
		delete(a.Texts, "zh")
		english = append(english, a)
	}
	x := retrieval.NewIndex(english)
	for _, q := range []string{"怎么办理借书证？", "WiFi密码是什么", "孩子可以有自己的借书证吗？"} {
		r := x.Search(retrieval.Query{Text: q, Locale: "zh", Fallback: "en", Now: noon})
		if v := retrieval.DefaultThresholds().Verdict(r); v != retrieval.Abstain {
			t.Errorf("%q: %s with %.2f", q, v, r.Answerable)
		}
	}
}

func TestProbabilitiesAreProbabilities(t *testing.T) {
	articles := library(t)
	x := retrieval.NewIndex(articles)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`(how|can|I|renew|borrow|book|借|书|怎么| ){0,12}`),
			rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) })).Draw(t, "text")
		r := x.Search(retrieval.Query{Text: text, Locale: rapid.SampledFrom([]string{"", "en", "zh", "de"}).Draw(t, "locale"),
			Fallback: rapid.SampledFrom([]string{"", "en"}).Draw(t, "fallback"), Now: noon, Limit: rapid.IntRange(-1, 40).Draw(t, "limit")})
		if !(0 <= r.Confidence && r.Confidence <= r.Answerable && r.Answerable <= 1) {
			t.Fatalf("confidence %v, answerable %v", r.Confidence, r.Answerable)
		}
		sum, last := 0.0, math.Inf(1)
		for _, h := range r.Hits {
			if h.Score > last || h.Probability < 0 {
				t.Fatalf("hit out of order: %+v", h)
			}
			last = h.Score
			sum += h.Probability
		}
		if sum > r.Answerable+1e-9 {
			t.Fatalf("probabilities sum to %v, answerable %v", sum, r.Answerable)
		}
		if len(r.Hits) > 0 && r.Hits[0].Probability != r.Confidence {
			t.Fatalf("first hit %v, confidence %v", r.Hits[0].Probability, r.Confidence)
		}
	})
}

func TestTheOrderOfArticlesDoesNotMatter(t *testing.T) {
	articles := library(t)
	want := retrieval.NewIndex(articles)
	rapid.Check(t, func(t *rapid.T) {
		got := retrieval.NewIndex(rapid.Permutation(articles).Draw(t, "order"))
		for _, q := range []string{"Can I bring food?", "I lost something", "密码忘了"} {
			a, b := want.Search(retrieval.Query{Text: q, Now: noon}), got.Search(retrieval.Query{Text: q, Now: noon})
			if diff := cmp.Diff(found(a), found(b)); diff != "" || math.Abs(a.Confidence-b.Confidence) > 1e-5 {
				t.Fatalf("%q: confidence %v and %v\n%s", q, a.Confidence, b.Confidence, diff)
			}
		}
	})
}

func TestFuseRanksCandidatesFromAnywhere(t *testing.T) {
	r := retrieval.Fuse(5, []retrieval.Candidate{
		{ArticleID: "far", Evidence: retrieval.Evidence{Nearest: 0.2, Centre: 0.2}},
		{ArticleID: "near", Evidence: retrieval.Evidence{Lexical: 0.8, Nearest: 0.9, Centre: 0.8, Answer: 0.4}},
		{ArticleID: "near", Locale: "zh", Evidence: retrieval.Evidence{Lexical: 0.1, Nearest: 0.1}},
	})
	if diff := cmp.Diff([]string{"near", "far"}, found(r)); diff != "" {
		t.Error(diff)
	}
	if r.Confidence < 0.9 {
		t.Errorf("confidence %.2f for a near match far ahead", r.Confidence)
	}
}
