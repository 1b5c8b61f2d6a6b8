package retrieval_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
)

func search(t testing.TB, s *retrieval.Searcher, text string) retrieval.Result {
	t.Helper()
	r, err := s.Search(context.Background(), retrieval.Query{Text: text, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestASearcherAbstainsUntilSomethingIsPublished(t *testing.T) {
	s := retrieval.NewSearcher()
	if r := search(t, s, "Where can I park?"); len(r.Hits) != 0 {
		t.Fatalf("found %v", found(r))
	}
	s.Publish(library(t))
	if r := search(t, s, "Where can I park?"); r.Hits[0].ArticleID != "parking" {
		t.Fatalf("found %v", found(r))
	}
	if a, ok := s.Article("parking"); !ok || a.Texts["en"].Question != "Where can I park?" {
		t.Fatalf("article %+v, %v", a, ok)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Search(ctx, retrieval.Query{Text: "x"}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestAWithdrawnArticleIsGoneAtOnce(t *testing.T) {
	s := retrieval.NewSearcher()
	s.Publish(library(t))
	s.Withdraw("parking", "unheard-of")
	for _, id := range found(search(t, s, "Where can I park?")) {
		if id == "parking" {
			t.Error("the withdrawn article was found")
		}
	}
	if _, ok := s.Article("parking"); ok {
		t.Error("the withdrawn article was given")
	}
	s.Publish(library(t))
	if r := search(t, s, "Where can I park?"); r.Hits[0].ArticleID != "parking" {
		t.Error("the article was published again and not found")
	}
}

func TestAWithdrawalDuringARefreshOutlivesIt(t *testing.T) {
	s := retrieval.NewSearcher()
	if err := s.Refresh(func() ([]knowledge.Article, error) {
		stale := library(t)
		s.Withdraw("parking")
		return stale, nil
	}); err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Article("parking"); ok {
		t.Error("a stale snapshot brought the withdrawn article back")
	}
	broken := errors.New("no database")
	if err := s.Refresh(func() ([]knowledge.Article, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	if _, ok := s.Article("wifi"); !ok {
		t.Error("a failed refresh lost the snapshot")
	}
}

// A store of articles that changes while searches run: what was withdrawn before a search began is never in its result.
func TestWithdrawnArticlesNeverReturnUnderConcurrentRefreshes(t *testing.T) {
	var mu sync.Mutex
	published := map[string]knowledge.Article{}
	for _, a := range library(t) {
		published[a.ID] = a
	}
	s := retrieval.NewSearcher()
	refresh := func() {
		if err := s.Refresh(func() ([]knowledge.Article, error) {
			mu.Lock()
			defer mu.Unlock()
			var all []knowledge.Article
			for _, a := range published {
				all = append(all, a)
			}
			return all, nil
		}); err != nil {
			t.Error(err)
		}
	}
	refresh()
	var wait sync.WaitGroup
	for range 2 {
		wait.Go(func() {
			for range 20 {
				refresh()
			}
		})
	}
	for w := range 2 {
		wait.Go(func() {
			for _, a := range library(t)[w*15 : w*15+15] {
				mu.Lock()
				delete(published, a.ID)
				mu.Unlock()
				s.Withdraw(a.ID)
				for range 5 {
					for _, id := range found(search(t, s, a.Texts["en"].Question)) {
						if id == a.ID {
							t.Errorf("%s was found after it was withdrawn", id)
						}
					}
				}
			}
		})
	}
	wait.Wait()
}

func TestPublishingAChangeGivesTheSameAsIndexingAnew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		articles := []knowledge.Article{article("a", "How do I join?", "At the desk."), article("b", "When are you open?", "At ten.")}
		s := retrieval.NewSearcher()
		s.Publish(articles)
		for i := range rapid.IntRange(1, 4).Draw(t, "changes") {
			n := rapid.IntRange(0, len(articles)).Draw(t, "which")
			text := rapid.StringMatching(`[a-f ]{0,20}`).Draw(t, "text")
			next := article(fmt.Sprint("n", i), text, "Yes.")
			if n < len(articles) {
				next = articles[n]
				next.Version++
				next.Texts = map[string]knowledge.Text{"en": {Question: text, Answer: "No."}}
				articles = append(append(append([]knowledge.Article(nil), articles[:n]...), next), articles[n+1:]...)
			} else {
				articles = append(articles, next)
			}
			s.Publish(articles)
			q := retrieval.Query{Text: text + " desk", Now: noon}
			got, err := s.Search(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(retrieval.NewIndex(articles).Search(q), got); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}
