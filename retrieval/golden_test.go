package retrieval_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/batondesk/baton/knowledge"
	"github.com/batondesk/baton/retrieval"
)

var update = flag.Bool("update", false, "write testdata/ranking.txt anew")

// library is a small bilingual knowledge base of a public library, written for these tests.
func library(t testing.TB) []knowledge.Article {
	t.Helper()
	data, err := os.ReadFile("testdata/library.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var articles []knowledge.Article
	for line := range bytes.Lines(data) {
		var item struct {
			ID, Locale string
			knowledge.Text
		}
		if err := json.Unmarshal(line, &item); err != nil {
			t.Fatal(err)
		}
		if n := len(articles); n == 0 || articles[n-1].ID != item.ID {
			articles = append(articles, knowledge.Article{ID: item.ID, Version: 1, State: knowledge.Published, Texts: map[string]knowledge.Text{}})
		}
		articles[len(articles)-1].Texts[item.Locale] = item.Text
	}
	return articles
}

// TestRankingIsAsReviewed shows every change of the ranking as a change of a text file. Run it with -update, read the diff.
func TestRankingIsAsReviewed(t *testing.T) {
	questions, err := os.ReadFile("testdata/questions.txt")
	if err != nil {
		t.Fatal(err)
	}
	index := retrieval.NewIndex(library(t))
	var body strings.Builder
	var asked, first, firstFive, reciprocal float64
	for line := range strings.Lines(string(questions)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		part := strings.Split(strings.TrimSpace(line), " | ")
		r := index.Search(retrieval.Query{Locale: part[0], Text: part[1], Now: time.Now()})
		place := "-"
		fmt.Fprintf(&body, "\n%s %s\n", part[0], part[1])
		for i, h := range r.Hits {
			mark := " "
			if h.ArticleID == part[2] {
				mark, place = "*", fmt.Sprint(i+1)
				reciprocal += 1 / float64(i+1)
				if i == 0 {
					first++
				}
				if i < 5 {
					firstFive++
				}
			}
			if i < 3 || mark == "*" {
				fmt.Fprintf(&body, "  %s %d %s %.2f\n", mark, i+1, h.ArticleID, h.Probability)
			}
		}
		if part[2] != "-" {
			asked++
		}
		fmt.Fprintf(&body, "  %s, expected %s at %s\n", retrieval.DefaultThresholds().Verdict(r), part[2], place)
	}
	got := fmt.Sprintf("%.0f questions with an answer: recall at 1 %.3f, at 5 %.3f, MRR at 10 %.3f\n%s", asked, first/asked, firstFive/asked, reciprocal/asked, body.String())
	if *update {
		if err := os.WriteFile("testdata/ranking.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/ranking.txt")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("the ranking changed; if it is for the better, run the test with -update (-reviewed +now):\n%s", diff)
	}
}
